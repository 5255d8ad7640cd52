/** Builtins of bash that the interpreter lacks and that have to do neither with jobs nor with variables. */
import { processesMax } from '../../host/thread-limits.ts';
import { BUILTINS } from '../builtins.ts';
import { fail, ok, type Tool } from '../contracts.ts';
import { changedMode } from '../tools/files/modes.ts';
import { bashVersion } from './special-variables.ts';

const umask: Tool = {
  name: 'umask',
  run: ([first, second], { shell }) => {
    const mode = first === '-S' || first === '-p' ? second : first;
    if (mode === undefined) {
      const octal = shell.tree.umask.toString(8).padStart(4, '0');
      if (first === '-S') return ok(`${symbolic(0o777 & ~shell.tree.umask)}\n`);
      return ok(first === '-p' ? `umask ${octal}\n` : `${octal}\n`);
    }
    if (/^[ugoa]/.test(mode)) {
      const allowed = changedMode(mode, { kind: 'file', mode: 0o777 & ~shell.tree.umask }, 0);
      if (allowed === undefined) return fail(`bash: umask: \`${mode.slice(-1)}': invalid symbolic mode character\n`);
      shell.tree.umask = 0o777 & ~allowed;
      return ok();
    }
    if (!/^[0-7]{1,4}$/.test(mode)) return fail(`bash: umask: ${mode}: octal number out of range\n`);
    shell.tree.umask = Number.parseInt(mode, 8) & 0o777;
    return ok();
  },
};

function symbolic(mode: number): string {
  const letters = (bits: number): string =>
    'rwx'.replace(/./g, (letter, at: number) => (bits & (4 >> at) ? letter : ''));
  return `u=${letters(mode >> 6)},g=${letters((mode >> 3) & 7)},o=${letters(mode & 7)}`;
}

const trap: Tool = {
  name: 'trap',
  run: (args, { shell }) => {
    const words = args[0] === '--' ? args.slice(1) : args;
    const [handler, ...signals] = words;
    const listed = (names: Iterable<string>): string =>
      [...names]
        .flatMap((name) => (shell.traps.has(name) ? `trap -- '${shell.traps.get(name)}' ${name}\n` : []))
        .join('');
    if (handler === undefined) return ok(listed(shell.traps.keys()));
    if (handler === '-p') return ok(listed(signals.length > 0 ? signals.map(signalTitle) : shell.traps.keys()));
    if (signals.length === 0) {
      shell.traps.delete(signalTitle(handler));
      return ok();
    }
    for (const signal of signals) {
      if (handler === '-') shell.traps.delete(signalTitle(signal));
      else shell.traps.set(signalTitle(signal), handler);
    }
    return ok();
  },
};

/** A signal as `trap` lists it. */
function signalTitle(name: string): string {
  const bare = name.toUpperCase().replace(/^SIG/, '');
  if (bare === '0' || bare === 'EXIT') return 'EXIT';
  return ['ERR', 'DEBUG', 'RETURN'].includes(bare) ? bare : `SIG${bare}`;
}

const LIMITS: readonly (readonly [letter: string, title: string, unit: string, value: string])[] = [
  ['R', 'real-time non-blocking time', 'microseconds, -R', 'unlimited'],
  ['c', 'core file size', 'blocks, -c', '0'],
  ['d', 'data seg size', 'kbytes, -d', 'unlimited'],
  ['e', 'scheduling priority', '-e', '0'],
  ['f', 'file size', 'blocks, -f', 'unlimited'],
  ['i', 'pending signals', '-i', ''],
  ['l', 'max locked memory', 'kbytes, -l', '65536'],
  ['m', 'max memory size', 'kbytes, -m', 'unlimited'],
  ['n', 'open files', '-n', '1024'],
  ['p', 'pipe size', '512 bytes, -p', '8'],
  ['q', 'POSIX message queues', 'bytes, -q', '819200'],
  ['r', 'real-time priority', '-r', '0'],
  ['s', 'stack size', 'kbytes, -s', '8192'],
  ['t', 'cpu time', 'seconds, -t', 'unlimited'],
  ['u', 'max user processes', '-u', ''],
  ['v', 'virtual memory', 'kbytes, -v', 'unlimited'],
  ['x', 'file locks', '-x', 'unlimited'],
];

const ulimit: Tool = {
  name: 'ulimit',
  run: (args, call) => {
    const { processes, openFiles } = call.shell.parts.kernel.spec.restrictions;
    const most = String(processesMax(call.shell.parts.kernel.state.host));
    const restricted: Readonly<Record<string, string>> = {
      i: most,
      u: most,
      n: String(openFiles),
      ...(processes === undefined ? {} : { u: String(processes) }),
    };
    const limits = LIMITS.map(
      ([letter, title, unit, value]) => [letter, title, unit, restricted[letter] ?? value] as const,
    );
    const letters = args
      .filter((word) => word.startsWith('-'))
      .join('')
      .replaceAll('-', '')
      .replace(/[SH]/g, '');
    if (args.some((word) => !word.startsWith('-'))) return ok();
    if (letters.includes('a')) {
      return ok(limits.map(([, title, unit, value]) => `${title.padEnd(28)}(${unit}) ${value}\n`).join(''));
    }
    const limit = limits.find(([letter]) => letter === (letters === '' ? 'f' : letters.charAt(0)));
    return limit ? ok(`${limit[3]}\n`) : fail(`bash: ulimit: -${letters}: invalid option\n`, 2);
  },
};

const history: Tool = {
  name: 'history',
  run: ([first], { shell }) => {
    if (first === '-c') {
      shell.history.length = 0;
      return ok();
    }
    const lines = shell.history.map((text, index) => `${String(index + 1).padStart(5)}  ${text}\n`);
    return ok((first !== undefined && /^\d+$/.test(first) ? lines.slice(-Number(first)) : lines).join(''));
  },
};

const help: Tool = {
  name: 'help',
  run: (args, call) => {
    const unknown = args.find((word) => !word.startsWith('-') && !BUILTINS.includes(word));
    if (unknown !== undefined) {
      return fail(
        `bash: help: no help topics match \`${unknown}'.  Try \`help help' or \`man -k ${unknown}' or \`info ${unknown}'.\n`,
      );
    }
    if (args.length > 0) return ok(args.map((word) => `${word}: ${word} [arguments]\n`).join(''));
    const title = `GNU bash, version ${bashVersion(call)} (x86_64-pc-linux-gnu)`;
    const list = BUILTINS.map((name) => ` ${name}\n`).join('');
    return ok(
      `${title}\nThese shell commands are defined internally.  Type \`help' to see this list.\nType \`help name' to find out more about the function \`name'.\nUse \`info bash' to find out more about the shell in general.\nUse \`man -k' or \`info' to find out more about commands not in this list.\n\nA star (*) next to a name means that the command is disabled.\n\n${list}`,
    );
  },
};

/** Nothing called the script, so there is nothing to tell. */
const caller: Tool = { name: 'caller', run: () => fail('', 1) };

const enable: Tool = {
  name: 'enable',
  run: (args) => {
    const names = args.filter((word) => !word.startsWith('-'));
    const unknown = names.filter((name) => !BUILTINS.includes(name));
    if (names.length === 0) return ok(BUILTINS.map((name) => `enable ${name}\n`).join(''));
    return fail(
      unknown.map((name) => `bash: enable: ${name}: not a shell builtin\n`).join(''),
      unknown.length > 0 ? 1 : 0,
    );
  },
};

const times: Tool = { name: 'times', run: () => ok('0m0.008s 0m0.004s\n0m0.021s 0m0.013s\n') };
const suspend: Tool = { name: 'suspend', run: () => fail('bash: suspend: cannot suspend: no job control\n') };
const logout: Tool = { name: 'logout', run: () => fail("bash: logout: not login shell: use `exit'\n") };

export const BUILTIN_COMMANDS: readonly Tool[] = [
  caller,
  enable,
  umask,
  trap,
  ulimit,
  history,
  help,
  times,
  suspend,
  logout,
];
