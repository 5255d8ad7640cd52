/** `env` and `printenv`: what a command is given by the shell that starts it. */
import { getopt } from '../../commands/getopt.ts';
import { resolvePath } from '../../files/paths.ts';
import { fail, ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';

const ENV_OPTIONS = {
  short: 'i0u:C:vS:',
  long: { 'ignore-environment': 'i', null: '0', 'unset=': 'u', 'chdir=': 'C', debug: 'v', 'split-string=': 'S' },
  stopAtOperand: true,
} as const;
/** What the shell says of a command that it does not find. */
const NOT_FOUND = /^bash: (?:line \d+: )?(.*): command not found\n$/;
const ASSIGNMENT = /^([^=]+)=([\s\S]*)$/;

const env: Tool = {
  name: 'env',
  run: async (args, { shell, context, sinks }) => {
    const dash = args[0] === '-';
    const { options, operands, problem } = getopt('env', dash ? args.slice(1) : args, ENV_OPTIONS);
    if (problem !== undefined) return fail(`${problem}\nTry 'env --help' for more information.\n`, 125);
    const empty = dash || options.some(({ name }) => name === 'i');
    const environment = new Map(empty ? [] : Object.entries({ ...context.exportedEnv, _: '/usr/bin/env' }));
    let cwd = context.cwd;
    for (const { name, value = '' } of options) {
      if (name === 'u') environment.delete(value);
      else if (name === 'C') cwd = resolvePath(cwd, value);
    }
    const words = [
      ...options.flatMap(({ name, value }) => (name === 'S' ? (value ?? '').split(/\s+/).filter(Boolean) : [])),
      ...operands,
    ];
    while (words.length > 0) {
      const assignment = ASSIGNMENT.exec(words[0] ?? '');
      if (assignment === null) break;
      environment.set(assignment[1] ?? '', assignment[2] ?? '');
      words.shift();
    }
    if (words.length > 0) {
      const inner = shell.inner({ sinks, nohup: false });
      const result = await runWords(words, inner, { ...context, cwd, exportedEnv: Object.fromEntries(environment) });
      // It is `env` that does not find the command, not the shell.
      const unknown = result.exitCode === 127 && NOT_FOUND.exec(result.stderr)?.[1] === words[0];
      return unknown ? fail(`env: ‘${words[0]}’: No such file or directory\n`, 127) : result;
    }
    const end = options.some(({ name }) => name === '0') ? '\0' : '\n';
    return ok([...environment].map(([name, value]) => `${name}=${value}${end}`).join(''));
  },
};

const printenv: Tool = {
  name: 'printenv',
  run: (args, { context }) => {
    const { options, operands, problem } = getopt('printenv', args, { short: '0', long: { null: '0' } });
    if (problem !== undefined) return fail(`${problem}\nTry 'printenv --help' for more information.\n`, 2);
    const environment = new Map(Object.entries({ ...context.exportedEnv, _: '/usr/bin/printenv' }));
    const end = options.length > 0 ? '\0' : '\n';
    if (operands.length === 0) return ok([...environment].map(([name, value]) => `${name}=${value}${end}`).join(''));
    const values = operands.flatMap((name) => environment.get(name) ?? []);
    return { ...ok(values.map((value) => value + end).join('')), exitCode: values.length === operands.length ? 0 : 1 };
  },
};

export const ENVIRONMENT_TOOLS: readonly Tool[] = [env, printenv];
