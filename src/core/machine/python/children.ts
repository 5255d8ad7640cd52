/** Processes that a script starts. They run in the shell of the machine. */
import { signalNumber } from '../commands/signals.ts';
import { allows } from '../files/credentials.ts';
import { resolvePath } from '../files/paths.ts';
import type { Exit } from '../processes/process-table.ts';
import { latin1 } from '../shell/encoding.ts';
import type { Sink } from '../shell/redirections.ts';
import { freshState } from '../shell/shell-state.ts';
import { commandOf, statementOf } from '../shell/syntax.ts';
import type { Child } from './child-table.ts';
import { SystemError } from './errno.ts';
import { RegularFile } from './files-of-process.ts';
import type { Guest } from './guest.ts';
import type { Literal } from './literal.ts';
import type { OpenFile } from './open-file.ts';
import { PipeEnd } from './pipe.ts';
import { InputStream, OutputStream } from './standard-streams.ts';

const USUAL_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The file that a word names as a command; undefined when there is none. */
function executable(
  guest: Guest,
  word: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): string | undefined {
  const folders = word.includes('/') ? [''] : (environment['PATH'] ?? USUAL_PATH).split(':');
  let denied = false;
  for (const folder of folders) {
    const path = folder === '' ? resolvePath(cwd, word) : resolvePath(folder, word);
    const node = guest.tree.find(path);
    if (node?.kind !== 'file') continue;
    if (allows(node, guest.who, 'execute')) return path;
    denied = true;
  }
  if (denied) throw new SystemError('EACCES');
  return undefined;
}

/** Where a child's output goes that is to go to a file that its parent has open. */
function sinkFor(file: OpenFile | undefined): { readonly sink: Sink; readonly done: () => void } {
  if (file instanceof PipeEnd) {
    const { channel } = file;
    channel.writers += 1;
    return { sink: { kind: 'pipe', write: (bytes) => channel.push(bytes) }, done: () => channel.leave('writers') };
  }
  const written = file instanceof OutputStream || file instanceof RegularFile;
  const sink: Sink = written ? { kind: 'pipe', write: (bytes) => file.print(bytes) } : { kind: 'nowhere' };
  return { sink, done: () => undefined };
}

/** What a child reads: all that is there, and all that comes until nobody writes any more or its parent waits for it. */
async function inputFor(
  guest: Guest,
  file: OpenFile | undefined,
  wait: (register: (wake: () => void) => void) => Promise<void>,
): Promise<string> {
  if (file instanceof InputStream) return latin1(file.read(Number.MAX_SAFE_INTEGER));
  if (file instanceof RegularFile) return latin1(await file.read(Number.MAX_SAFE_INTEGER));
  if (!(file instanceof PipeEnd)) return '';
  const { channel } = file;
  while (channel.writers > 0 && !guest.blocked) {
    await wait((wake) => {
      channel.changes.watch(wake);
      guest.blocking.watch(wake);
    });
  }
  const given = latin1(channel.take(channel.length));
  channel.leave('readers');
  return given;
}

/**
 * Starts a command: folder, descriptors of its three streams, number of words, words, and lines of the environment. Gives its pid.
 * @throws SystemError when there is no such command, or too many processes
 */
export function startChild(guest: Guest, fields: readonly string[]): Literal {
  const [folder = '', stdin = '', stdout = '', stderr = '', count = '0', ...rest] = fields;
  const words = rest.slice(0, Number(count));
  const lines = rest.slice(Number(count));
  const environment = lines.length === 0 && folder === '' ? guest.environment : environmentOf(lines);
  const cwd = folder === '' ? guest.cwd : resolvePath(guest.cwd, folder);
  if (guest.tree.node(cwd, 'chdir').kind !== 'directory') throw new SystemError('ENOTDIR');
  const [name = ''] = words;
  if (executable(guest, name, cwd, environment) === undefined) throw new SystemError('ENOENT');
  const fileOf = (descriptor: string, own: number): OpenFile | undefined =>
    guest.descriptors.find(descriptor === '-1' ? own : Number(descriptor));
  const input = fileOf(stdin, 0);
  if (input instanceof PipeEnd) input.channel.readers += 1;
  const output = sinkFor(fileOf(stdout, 1));
  const errors = sinkFor(fileOf(stderr, 2));
  const pid = guest.shell.fork(
    { command: words.join(' '), argv: words, cwd, memory: 3_400_000 },
    { stdout: output.sink, stderr: errors.sink },
    async (shell) => {
      const given = await inputFor(guest, input, (register) => shell.task.until(register));
      const [command = '', ...args] = words;
      const statement = statementOf(commandOf(command, args));
      return shell.run({ type: 'Script', statements: [statement] }, freshState(cwd, environment), { bytes: given });
    },
  );
  if (pid === undefined) throw new SystemError('EAGAIN');
  const child: Child = { exit: undefined };
  guest.children.byPid.set(pid, child);
  guest.kernel.processes.whenEnded(pid, (exit) => {
    child.exit = exit;
    output.done();
    errors.done();
    guest.children.changes.tell();
  });
  return pid;
}

function environmentOf(lines: readonly string[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf('=');
    if (at > 0) environment[line.slice(0, at)] = line.slice(at + 1);
  }
  return environment;
}

/** Status of a process that ended, as `waitpid` gives it. */
function statusOf(exit: Exit): number {
  return exit.signal === undefined ? (exit.exitCode & 0xff) << 8 : (signalNumber(exit.signal) ?? 15);
}

/**
 * Waits for a child, or for any with -1. Gives its pid and how it ended, or a pid of 0 when it goes on and nobody wants to wait.
 * @throws SystemError when there is no such child
 */
export async function waitForChild(guest: Guest, pid: number, noHang: boolean): Promise<Literal> {
  const { byPid, changes } = guest.children;
  const ended = (): number | undefined => {
    if (pid > 0) return byPid.get(pid)?.exit ? pid : undefined;
    for (const [child, { exit }] of byPid) if (exit) return child;
    return undefined;
  };
  if (pid > 0 ? !byPid.has(pid) : byPid.size === 0) throw new SystemError('ECHILD');
  if (!noHang) {
    while (ended() === undefined) {
      await guest.waitFor(() => ended() !== undefined, [changes]);
      if (guest.signals.length > 0) throw new SystemError(27);
    }
  }
  const found = ended();
  const exit = found === undefined ? undefined : byPid.get(found)?.exit;
  if (found === undefined || !exit) return [0, 0];
  byPid.delete(found);
  return [found, statusOf(exit)];
}
