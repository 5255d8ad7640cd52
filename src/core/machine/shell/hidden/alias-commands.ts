/** `alias` and `unalias`. The interpreter keeps aliases among its variables, under names with this prefix. */
import { type Call, fail, ok, type Tool } from '../contracts.ts';

const PREFIX = 'BASH_ALIAS_';

function shown(name: string, call: Call): string | undefined {
  const value = call.context.env.get(`${PREFIX}${name}`);
  return value === undefined ? undefined : `alias ${name}='${value.replaceAll("'", "'\\''")}'\n`;
}

const alias: Tool = {
  name: 'alias',
  run: (args, call) => {
    const { env } = call.context;
    const words = args.filter((word) => word !== '-p');
    if (words.length === 0) {
      const names = [...env.keys()].filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      return ok(
        names
          .sort()
          .flatMap((name) => shown(name, call) ?? [])
          .join(''),
      );
    }
    let stdout = '';
    let stderr = '';
    for (const word of words) {
      const at = word.indexOf('=');
      if (at > 0) {
        env.set(`${PREFIX}${word.slice(0, at)}`, word.slice(at + 1));
        continue;
      }
      const text = shown(word, call);
      if (text === undefined) stderr += `bash: alias: ${word}: not found\n`;
      else stdout += text;
    }
    return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
  },
};

const unalias: Tool = {
  name: 'unalias',
  run: (args, { context: { env } }) => {
    const all = args.includes('-a');
    const names = all
      ? [...env.keys()].filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length))
      : args;
    let stderr = '';
    for (const name of names) {
      if (!env.delete(`${PREFIX}${name}`)) stderr += `bash: unalias: ${name}: not found\n`;
    }
    return stderr === '' ? ok() : fail(stderr);
  },
};

export const ALIAS_COMMANDS: readonly Tool[] = [alias, unalias];
