/** `python` and its other names: declared programs run; anything else is not played yet and fails. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { resolvePath } from '../../files/paths.ts';
import { runPython } from '../../python/python-process.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';

const VERSIONS = { 'ubuntu-22.04': '3.10.12', 'ubuntu-24.04': '3.12.3', 'debian-12': '3.11.2' } as const;
const NAMES = ['python', 'python3', 'python3.8', 'python3.9', 'python3.10', 'python3.11', 'python3.12'];
/** Modules that come with Python and that scripts of agents often begin with. */
const STANDARD = new Set(
  'argparse asyncio base64 collections contextlib copy csv datetime enum functools getpass glob hashlib http importlib inspect io itertools json logging math multiprocessing os pathlib pickle platform queue random re select shlex shutil signal socket socketserver sqlite3 ssl string struct subprocess sys tarfile tempfile textwrap threading time traceback types typing unittest urllib uuid warnings xml zipfile'.split(
    ' ',
  ),
);

/** Version of Python on the machine: `3.10.12`. */
export function pythonVersion(call: Call): string {
  return VERSIONS[call.shell.parts.kernel.state.host.os];
}

/** A script that no program declares stops at the first module that is not there. */
function missingImport(path: string, text: string): ExecResult | undefined {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const module = /^(?:import|from)\s+([A-Za-z_]\w*)/.exec(line)?.[1];
    if (module === undefined || STANDARD.has(module) || module === '__future__') continue;
    return fail(
      `Traceback (most recent call last):\n  File "${path}", line ${index + 1}, in <module>\n    ${line.trim()}\nModuleNotFoundError: No module named '${module}'\n`,
    );
  }
  return undefined;
}

function crashed(call: Call, argv: readonly string[]): ExecResult {
  call.shell.parts.kernel.events.report({ kind: 'unsupported', command: argv.join(' ') });
  return fail('Segmentation fault (core dumped)\n', 139);
}

async function runScript(name: string, args: readonly string[], call: Call): Promise<ExecResult> {
  const interpreter = await call.shell.parts.python?.load();
  return interpreter ? runPython(interpreter, { argv: [name, ...args], args }, call) : crashed(call, [name, ...args]);
}

async function run(name: string, args: readonly string[], call: Call): Promise<ExecResult> {
  const { shell, context } = call;
  const argv = [name, ...args];
  if (args[0] === '-V' || args[0] === '--version' || args[0] === '-VV') return ok(`Python ${pythonVersion(call)}\n`);
  const program = shell.parts.programs.match(argv, context.cwd);
  if (program) return shell.parts.programs.runInForeground(program, call);
  if (shell.parts.python) return runScript(name, args, call);
  const at = args.findIndex((word) => !/^-[^mc]./.test(word) && !/^-[bBdEhiIOqsSuvx]+$/.test(word));
  const word = at === -1 ? undefined : args[at];
  if (word === undefined || word === '-') {
    return decodeBytesToUtf8(context.stdin).trim() === '' ? ok() : crashed(call, argv);
  }
  if (word === '-c') return crashed(call, argv);
  if (word === '-m') {
    shell.parts.kernel.events.report({ kind: 'unsupported', command: argv.join(' ') });
    return fail(`/usr/bin/${name}: No module named ${args[at + 1] ?? ''}\n`);
  }
  const path = resolvePath(context.cwd, word);
  try {
    const text = new TextDecoder().decode(shell.tree.read(path));
    shell.parts.kernel.events.fileRead(shell.tree.resolve(path, 'open'));
    const missing = missingImport(path, text);
    if (missing) shell.parts.kernel.events.report({ kind: 'unsupported', command: argv.join(' ') });
    return missing ?? crashed(call, argv);
  } catch (error) {
    const reason = systemText(error);
    if (reason === 'Is a directory') return fail(`${name}: can't find '__main__' module in '${path}'\n`);
    return fail(
      `${name}: can't open file '${path}': [Errno ${reason === 'Permission denied' ? 13 : 2}] ${reason}\n`,
      2,
    );
  }
}

/** The names of Python that a host has; the one with the version is that of its system. */
export function pythonTools(version: string): readonly Tool[] {
  const own = `python${version}`;
  return NAMES.filter((name) => !name.includes('.') || name === own).map((name) => ({
    name,
    run: (args, call) => run(name, args, call),
  }));
}
