/** `bash` and `sh` as programs. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { resolvePath } from '../../files/paths.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { bashVersion } from '../hidden/special-variables.ts';
import { runScript } from '../run-script.ts';

const OPTION_LETTERS: Readonly<Record<string, string>> = {
  e: 'errexit',
  u: 'nounset',
  x: 'xtrace',
  v: 'verbose',
  f: 'noglob',
  a: 'allexport',
  C: 'noclobber',
};

interface Words {
  readonly options: readonly string[];
  readonly command: boolean;
  readonly fromStdin: boolean;
  readonly login: boolean;
  readonly rest: readonly string[];
}

function wordsOf(args: readonly string[]): Words | { readonly invalid: string } {
  const options: string[] = [];
  let command = false;
  let fromStdin = false;
  let login = false;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--' || word === '-') {
      at += 1;
      break;
    }
    if (word.startsWith('--')) {
      if (word === '--login') login = true;
      if (['--login', '--norc', '--noprofile', '--posix', '--verbose'].includes(word)) continue;
      return { invalid: word };
    }
    if (!/^[-+]./.test(word)) break;
    for (const letter of word.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 'l') login = true;
      else if (letter === 's') fromStdin = true;
      else if (letter === 'o') {
        at += 1;
        options.push(args[at] ?? '');
      } else if (letter in OPTION_LETTERS) options.push(OPTION_LETTERS[letter] ?? '');
      else if (!'irnhmBHEPT'.includes(letter)) return { invalid: `-${letter}` };
    }
  }
  return { options, command, fromStdin, login: login && !args.includes('--noprofile'), rest: args.slice(at) };
}

async function run(name: string, args: readonly string[], call: Call): Promise<ExecResult> {
  if (args[0] === '--version' && name === 'bash') {
    return ok(
      `GNU bash, version ${bashVersion(call).replace('-release', '-release')} (x86_64-pc-linux-gnu)\nCopyright (C) 2020 Free Software Foundation, Inc.\nLicense GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>\n\nThis is free software; you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n`,
    );
  }
  const words = wordsOf(args);
  if ('invalid' in words) return fail(`${name}: ${words.invalid}: invalid option\n`, 2);
  const { options, rest, login } = words;
  const argv = [name, ...args];
  if (words.command) {
    const [text, zero = name, ...others] = rest;
    if (text === undefined) return fail(`${name}: -c: option requires an argument\n`, 2);
    return runScript({ text, name: zero, args: others, options, argv, login, complaint: `${zero}: -c` }, call);
  }
  const [path, ...others] = rest;
  if (path === undefined || words.fromStdin) {
    const text = decodeBytesToUtf8(call.context.stdin);
    return text === ''
      ? nested(name, options, call)
      : runScript({ text, name, args: rest, options, argv, login }, call);
  }
  const { shell } = call;
  const absolute = resolvePath(call.context.cwd, path);
  const program = shell.parts.programs.match([name, path, ...others], call.context.cwd);
  try {
    const node = shell.tree.readable(absolute);
    if (program) return shell.parts.programs.runInForeground(program, call);
    shell.parts.kernel.events.fileRead(shell.tree.resolve(absolute, 'open'));
    const bytes = shell.parts.kernel.state.read(node);
    if (bytes.includes(0)) return fail(`${path}: ${path}: cannot execute binary file\n`, 126);
    const text = new TextDecoder().decode(bytes);
    return runScript({ text, name: path, args: others, options, argv, login }, call);
  } catch (error) {
    const reason = systemText(error);
    const line =
      name === 'bash'
        ? `bash: ${path}: ${reason}`
        : `${name}: 0: cannot open ${path}: ${reason.replace('No such file or directory', 'No such file')}`;
    return fail(`${line}\n`, reason === 'Is a directory' ? 126 : name === 'bash' ? 127 : 2);
  }
}

/** A shell that is given nothing to run: what is typed next is typed into it. Where nobody types, it ends at once. */
function nested(name: string, options: readonly string[], { shell, context }: Call): ExecResult {
  const argv = [name];
  const environment: Record<string, string> = {
    ...context.exportedEnv,
    ...(options.length > 0 ? { SHELLOPTS: options.join(':') } : {}),
  };
  shell.parts.nest?.(shell, {
    who: shell.who,
    cwd: context.cwd,
    environment: { ...environment, SHLVL: String(Number(environment['SHLVL'] ?? 0) + 1) },
    chain: [{ command: name, argv, memory: 5_100_000, cwd: context.cwd }],
  });
  return ok();
}

function shellTool(name: string): Tool {
  return { name, run: (args, call) => run(name, args, call) };
}

export const SHELL_TOOLS: readonly Tool[] = [shellTool('bash'), shellTool('sh'), shellTool('dash')];
