/** A shell on another host, for as long as a login lasts. */
import { bytesOutput, type ExecResult, unsafeBytesFromLatin1 } from 'just-bash';
import { GrowingBytes } from '../files/bytes.ts';
import { FileTree } from '../files/file-tree.ts';
import { syslogTime } from '../host/strftime.ts';
import { systemFacts } from '../host/systems.ts';
import type { Call } from '../shell/contracts.ts';
import { fromLatin1, latin1 } from '../shell/encoding.ts';
import { asLogin } from '../shell/login-files.ts';
import { parseScript } from '../shell/parse-script.ts';
import type { Sink } from '../shell/redirections.ts';
import { Shell } from '../shell/shell.ts';
import { freshState } from '../shell/shell-state.ts';
import { literalText } from '../shell/syntax.ts';
import { credentialsOf } from '../users/accounts.ts';
import { loginEnvironment } from '../users/login.ts';
import type { HostFacts, Process } from '../world.ts';
import type { Login } from './ssh-connection.ts';

const KIBIBYTE = 1024;
/** Exit code of ssh when it does not learn how the command ended. */
const DISCONNECTED = 255;

export interface RemoteWork {
  /** Undefined runs what comes in, as a login shell does. */
  readonly command: string | undefined;
  /** Bytes as characters. */
  readonly stdin: string;
  /** The other end of the connection. */
  readonly peer: { readonly address: string; readonly port: number };
  /** Port of the server. */
  readonly port: number;
}

/** Runs a command on the host of a login. What it prints goes where the output of the call goes. */
export async function runRemotely(login: Login, work: RemoteWork, call: Call): Promise<ExecResult> {
  const { parts, user } = login;
  const { kernel } = parts;
  const text = work.command ?? new TextDecoder().decode(fromLatin1(work.stdin));
  const stdin = { bytes: work.command === undefined ? '' : work.stdin };
  const parsed = parseScript(text, work.command === undefined ? '-bash' : 'bash: -c');
  if ('error' in parsed) return { stdout: '', stderr: parsed.error, exitCode: 2 };
  const kept = { stdout: new GrowingBytes(new Uint8Array()), stderr: new GrowingBytes(new Uint8Array()) };
  const session = openSession(login, work, call);
  const shell = new Shell({
    parts,
    who: credentialsOf(kernel.state.host, user),
    process: session.shell,
    task: call.shell.task,
    sinks: { stdout: passedOn('stdout', call, kept.stdout), stderr: passedOn('stderr', call, kept.stderr) },
    parent: call.shell,
  });
  let wasKilled = false;
  kernel.processes.attach(session.shell.pid, {
    ended: ({ exitCode, signal }) => {
      wasKilled = signal !== undefined;
      shell.interrupt({ reason: 'ended', exitCode });
    },
  });
  const environment = { ...loginEnvironment(kernel.state.host, user, user.home), ...sessionVariables(login, work) };
  const { bootedAt } = kernel.state.host;
  const result = await parts.hosts.nested(async () => {
    const script = work.command === undefined ? asLogin(parsed.script) : parsed.script;
    const ran = await shell.run(script, freshState(user.home, environment), stdin);
    await outlastJobs(shell, call);
    return ran;
  });
  const wentDown = kernel.state.power !== 'on' || kernel.state.host.bootedAt !== bootedAt;
  if (!wentDown) session.close(result.exitCode);
  const stdout = latin1(kept.stdout.bytes());
  const closed = wentDown ? `Connection to ${login.name} closed by remote host.\r\n` : '';
  const stderr = new TextDecoder().decode(kept.stderr.bytes()) + result.stderr + closed;
  // A server that goes down tells no status, nor does one whose shell was killed by a signal.
  const exitCode = wentDown || wasKilled ? DISCONNECTED : result.exitCode;
  return { ...bytesOutput(unsafeBytesFromLatin1(stdout)), stderr, exitCode };
}

/** The connection stays open as long as somebody holds its streams: a job whose output nobody sent elsewhere. */
async function outlastJobs(shell: Shell, call: Call): Promise<void> {
  const { kernel } = shell.parts;
  const holding = (): number | undefined =>
    shell.jobs.all.find(({ pid, command }) => {
      const process = kernel.processes.get(pid);
      return process && !letsGo(command) && (process.stdout === undefined || process.stderr === undefined);
    })?.pid;
  for (let pid = holding(); pid !== undefined && !shell.interruption; pid = holding()) {
    const held = pid;
    await call.shell.task.until((wake) => kernel.processes.whenEnded(held, wake));
  }
}

/** Whether a job sends both of its streams elsewhere. In a list such as `cd x && y > log &` the shell in between keeps them. */
function letsGo(job: string): boolean {
  const parsed = parseScript(job, 'bash');
  const [statement, ...others] = 'error' in parsed ? [] : parsed.script.statements;
  const [pipeline, ...further] = statement?.pipelines ?? [];
  const [command, ...piped] = pipeline?.commands ?? [];
  if (!command || others.length + further.length + piped.length > 0) return false;
  const gone = { stdout: false, stderr: false };
  for (const { operator, fd, target } of command.redirections) {
    const word = target.type === 'Word' ? literalText(target) : undefined;
    const opens = ['>', '>>', '>|', '&>', '&>>'].includes(operator) || word === '-';
    if (opens && (operator.startsWith('&') || (fd ?? 1) === 1)) gone.stdout = true;
    if (opens && (operator.startsWith('&') || fd === 2)) gone.stderr = true;
    if (operator === '>&' && fd === 2 && word === '1') gone.stderr = gone.stdout;
    if (operator === '>&' && (fd ?? 1) === 1 && word === '2') gone.stdout = gone.stderr;
  }
  return gone.stdout && gone.stderr;
}

/** Where remote output goes: it is kept for the result, or goes on as it comes. */
function passedOn(stream: 'stdout' | 'stderr', call: Call, kept: GrowingBytes): Sink {
  const sink = call.sinks[stream];
  const take = (content: Uint8Array): void => {
    if (sink.kind === 'result') kept.append(content);
    else call.shell.deliver(sink, content);
  };
  return { kind: 'pipe', write: (content) => take(asPrinted(content, call)) };
}

/**
 * The bytes that a command printed. The interpreter hands on what is no text as characters, one a byte, and that comes here as text; it
 * is told from text where it stands for a sparse file.
 */
function asPrinted(content: Uint8Array, call: Call): Uint8Array {
  const text = new TextDecoder().decode(content);
  if (/^[\0-\x7f]*$/.test(text) || !/^[\0-\xff]*$/.test(text)) return content;
  const bytes = fromLatin1(text);
  return call.shell.parts.kernel.state.sparse.recognise(bytes) ? bytes : content;
}

function sessionVariables({ address, parts }: Login, { peer, port }: RemoteWork): Readonly<Record<string, string>> {
  return {
    SSH_CLIENT: `${peer.address} ${peer.port} ${port}`,
    SSH_CONNECTION: `${peer.address} ${peer.port} ${address} ${port}`,
    HOSTNAME: parts.kernel.state.host.hostname,
  };
}

interface RemoteSession {
  readonly shell: Process;
  close(exitCode: number): void;
}

/** The processes of the ssh server that belong to a login without a terminal, and the shell. */
function openSession({ parts, user }: Login, work: RemoteWork, call: Call): RemoteSession {
  const { command, peer, port } = work;
  const { kernel } = parts;
  const { processes, schedule, state } = kernel;
  const server = [...state.processes.values()].find((process) => process.command.startsWith('sshd: /usr/sbin/sshd'));
  const { startedFor } = call.shell.process;
  const added: Process[] = [];
  const add = (details: Pick<Process, 'command' | 'uid' | 'user' | 'memory'> & Partial<Process>): Process => {
    const pid = processes.newPid(added.length === 0 ? 3 : 0);
    const process: Process = {
      pid,
      ppid: added.at(-1)?.pid ?? server?.pid ?? 1,
      pgid: pid,
      tty: '?',
      argv: details.command.split(' '),
      cwd: '/',
      startedAt: schedule.now,
      state: 'sleeping',
      gpuMemory: 0,
      gpus: [],
      cpu: 0,
      listens: [],
      nohup: false,
      stdout: '/dev/null',
      stderr: '/dev/null',
      program: undefined,
      self: false,
      ...(startedFor === undefined ? {} : { startedFor }),
      ...details,
    };
    processes.add(process, { ended: () => undefined });
    added.push(process);
    return process;
  };
  const { uid, name } = user;
  if (uid !== 0) add({ command: `sshd: ${name} [priv]`, uid: 0, user: 'root', memory: 10_880 * KIBIBYTE });
  const connections = [{ port, peer }];
  add({ command: `sshd: ${name}@notty`, uid, user: name, memory: 8_040 * KIBIBYTE, connections });
  const argv = command === undefined ? ['-bash'] : ['bash', '-c', command];
  const shell = add({
    command: argv.join(' '),
    argv,
    uid,
    user: name,
    memory: 3_500 * KIBIBYTE,
    cwd: user.home,
    stdout: undefined,
    stderr: undefined,
  });
  noteLogin(parts.kernel, name, peer, added[0]?.pid ?? 1);
  return {
    shell,
    close: (exitCode) => {
      processes.exit(shell.pid, exitCode, 'ended', false);
      for (const { pid } of added) processes.drop(pid);
    },
  };
}

/** The server writes who came, where the host keeps such a log. */
function noteLogin(kernel: Login['parts']['kernel'], user: string, peer: RemoteWork['peer'], pid: number): void {
  const node = kernel.state.node('/var/log/auth.log');
  if (node?.kind !== 'file' || node.sparse) return;
  const { hostname } = kernel.state.host;
  const now = kernel.schedule.now;
  const line = `${syslogTime(now)} ${hostname} sshd[${pid}]: Accepted publickey for ${user} from ${peer.address} port ${peer.port} ssh2\n`;
  kernel.state.append(node, new TextEncoder().encode(line), now);
}

/** What a host says to who logs in without a command. */
export function greeting(host: HostFacts): string {
  const { prettyName, id } = systemFacts(host.os);
  if (id === 'debian') return '';
  return `Welcome to ${prettyName} (GNU/Linux ${host.kernel} ${host.architecture})\n\n * Documentation:  https://help.ubuntu.com\n * Management:     https://landscape.canonical.com\n * Support:        https://ubuntu.com/pro\n\n`;
}

/** Files of the host of a login, as its user may use them. */
export function treeOf(login: Login): FileTree {
  const { kernel } = login.parts;
  return new FileTree(kernel.state, {
    who: credentialsOf(kernel.state.host, login.user),
    limits: kernel.limits,
    onLimit: (limit, detail) => kernel.events.limitHit(limit, detail),
    self: () => 1,
  });
}
