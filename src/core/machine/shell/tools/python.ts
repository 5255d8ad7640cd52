/** `python` and its other names: declared programs run as such, anything else in the interpreter. */
import type { ExecResult } from 'just-bash';
import { systemText } from '../../files/file-error.ts';
import { resolvePath } from '../../files/paths.ts';
import { type PythonCommandLine, readCommandLine } from '../../python/command-line.ts';
import { ENSUREPIP_DISABLED, makeEnvironment } from '../../python/environments.ts';
import { type Installation, installationOf } from '../../python/installation.ts';
import { type Call, fail, ok, type Python, type Tool } from '../contracts.ts';

const NAMES = ['python', 'python3', 'python3.8', 'python3.9', 'python3.10', 'python3.11', 'python3.12'];

/** Without an interpreter a script cannot run: the analyst is told, the agent sees a crash. */
function crashed(call: Call, argv: readonly string[]): ExecResult {
  call.shell.parts.kernel.events.report({ kind: 'unsupported', command: argv.join(' ') });
  return fail('Segmentation fault (core dumped)\n', 139);
}

async function loadedPython(call: Call): Promise<Python | undefined> {
  try {
    return await call.shell.parts.python?.load();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    call.shell.parts.kernel.events.limitHit('python', detail.slice(0, 300));
    return undefined;
  }
}

/** Modules that are commands of the machine, or that a distribution does not ship; undefined for all others. */
async function ownModule(
  name: string,
  line: PythonCommandLine,
  { executable }: Installation,
  call: Call,
): Promise<ExecResult | undefined> {
  const { tools, kernel } = call.shell.parts;
  if (line.what === 'pip' || line.what === 'pip3') return tools.get('pip3')?.run(line.rest, call);
  if (line.what === 'venv' || line.what === 'virtualenv') return makeEnvironment(name, line, call);
  if (line.what === 'ensurepip') return fail(ENSUREPIP_DISABLED);
  if (/^(?:idlelib|tkinter|turtle|lib2to3|test)\b/.test(line.what)) {
    kernel.events.report({ kind: 'unsupported', command: `${name} -m ${line.what}` });
    return fail(`${executable}: No module named ${line.what}\n`);
  }
  return undefined;
}

/** A script that cannot be read; undefined when it can. */
function unreadable(name: string, path: string, call: Call): ExecResult | undefined {
  const { shell, context } = call;
  const absolute = resolvePath(context.cwd, path);
  try {
    const node = shell.tree.node(absolute, 'open');
    if (node.kind === 'file') shell.tree.readable(absolute);
    return undefined;
  } catch (error) {
    const reason = systemText(error);
    const number = reason === 'Permission denied' ? 13 : reason === 'Not a directory' ? 20 : 2;
    return fail(`${name}: can't open file '${absolute}': [Errno ${number}] ${reason}\n`, 2);
  }
}

async function run(name: string, args: readonly string[], call: Call): Promise<ExecResult> {
  const { shell, context } = call;
  const argv = [name, ...args];
  const path = context.exportedEnv?.['PATH'] ?? '';
  const installation = installationOf(shell.parts.kernel.spec, { name, file: call.file, path });
  const { release } = installation;
  const line = readCommandLine(args);
  if (line.kind === 'version') {
    return ok(`Python ${release.version}${line.verboseVersion ? ` ${release.text}` : ''}\n`);
  }
  const program = shell.parts.programs.match(argv, context.cwd);
  if (program) return shell.parts.programs.runInForeground(program, call);
  const own = line.kind === 'module' ? await ownModule(name, line, installation, call) : undefined;
  if (own) return own;
  const missing =
    line.kind === 'file' && line.what !== '' && !line.what.startsWith('-')
      ? unreadable(name, line.what, call)
      : undefined;
  if (missing) return missing;
  if (line.kind === 'interactive' && String(context.stdin).trim() === '') return ok();
  const python = await loadedPython(call);
  return python ? python.run({ argv, args: line.args, installation }, call) : crashed(call, argv);
}

/** The names of Python that a host has; the one with the version is that of its system. */
export function pythonTools(version: string): readonly Tool[] {
  const own = `python${version}`;
  return NAMES.filter((name) => !name.includes('.') || name === own).map((name) => ({
    name,
    run: (args, call) => run(name, args, call),
  }));
}
