/** Starts command lines apart from any terminal, in shells of their own. */
import type { Kernel } from '../kernel.ts';
import type { Parts, ProcessDetails, Terminal } from '../shell/contracts.ts';
import { forked } from '../shell/forked.ts';
import { commandWords, isSimple } from '../shell/job-text.ts';
import { parseScript } from '../shell/parse-script.ts';
import type { Sinks } from '../shell/redirections.ts';
import { Shell } from '../shell/shell.ts';
import { freshState } from '../shell/shell-state.ts';
import { Task } from '../time/task.ts';
import { credentialsOf, userNamed } from '../users/accounts.ts';
import type { Process } from '../world.ts';
import type { Launch } from './launch.ts';
import { mayFork } from './restrictions.ts';

/** Milliseconds until a process that was forked does something. */
const FORK_TIME = 1;
const encoder = new TextEncoder();

/** A terminal that hands on whatever is printed to it. */
class Tap implements Terminal {
  readonly #print: NonNullable<Launch['print']>;

  constructor(print: NonNullable<Launch['print']>) {
    this.#print = print;
  }

  get stdout(): string {
    return '';
  }

  set stdout(text: string) {
    this.#print('stdout', text);
  }

  get stderr(): string {
    return '';
  }

  set stderr(text: string) {
    this.#print('stderr', text);
  }
}

/**
 * Starts a command line as a user, without a terminal. What it prints goes where the launch says, and nowhere when it does not. Gives
 * the pid, or undefined when there are too many processes or the line cannot be parsed.
 */
export function launchShell(parts: Parts, launch: Launch): number | undefined {
  const { kernel } = parts;
  const parsed = parseScript(launch.command, 'sh');
  const user = userNamed(kernel.state.host, launch.user);
  if ('error' in parsed || !user || !mayStart(kernel, user.uid)) return undefined;
  const [statement] = parsed.script.statements;
  const single = parsed.script.statements.length === 1 && statement !== undefined && isSimple(statement);
  const words = single ? commandWords(statement) : (launch.argv ?? ['/bin/sh', '-c', launch.command]);
  const sinks = sinksOf(launch);
  const process = launchedProcess(kernel, launch, {
    uid: user.uid,
    user: user.name,
    command: words.join(' '),
    argv: words,
    stdout: launch.output ?? (launch.print ? undefined : '/dev/null'),
    stderr: launch.output ?? (launch.print ? undefined : '/dev/null'),
  });
  const { pid } = process;
  const task = new Task(kernel.schedule);
  kernel.processes.add(process, {
    ended: () => task.end(),
    stopped: () => task.stop(),
    continued: () => task.continue(),
    handles: (signal) => shell.trapped(signal),
  });
  if (launch.ended) kernel.processes.whenEnded(pid, launch.ended);
  const own: Parts = { ...parts, terminal: new Tap(launch.print ?? (() => undefined)) };
  const shell = new Shell({
    parts: own,
    who: credentialsOf(kernel.state.host, user),
    process,
    task,
    sinks,
    single,
    depth: 1,
  });
  const environment = {
    HOME: user.home,
    LOGNAME: user.name,
    USER: user.name,
    SHELL: '/bin/sh',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    ...launch.environment,
  };
  kernel.state.environments.set(pid, environment);
  const quiet = single || launch.quiet === true;
  if (!quiet) kernel.events.report({ kind: 'process.started', pid, program: '', command: process.command });
  kernel.schedule.after(FORK_TIME, () =>
    task.start(async () => {
      const result = await shell.run(parsed.script, freshState(launch.cwd, environment), launch.stdin);
      shell.deliver(sinks.stdout, encoder.encode(result.stdout));
      shell.deliver(sinks.stderr, encoder.encode(result.stderr));
      kernel.processes.exit(pid, result.exitCode, 'ended', !quiet);
    }),
  );
  return pid;
}

function mayStart(kernel: Kernel, uid: number): boolean {
  if (!mayFork(kernel, uid)) return false;
  if (kernel.processes.startedCount < kernel.limits.processes) return true;
  kernel.events.limitHit('processes', `${kernel.limits.processes} processes`);
  return false;
}

function launchedProcess(kernel: Kernel, launch: Launch, details: ProcessDetails): Process {
  const { processes, schedule } = kernel;
  const init = processes.get(launch.parent ?? 1) ?? processes.get(1);
  const pid = processes.newPid();
  const parent: Process = {
    pid: init?.pid ?? 1,
    ppid: 0,
    pgid: pid,
    uid: 0,
    user: 'root',
    tty: launch.tty ?? '?',
    command: '',
    argv: [],
    cwd: launch.cwd,
    startedAt: schedule.now,
    state: 'sleeping',
    memory: 0,
    gpuMemory: 0,
    gpus: [],
    cpu: 0,
    listens: [],
    nohup: true,
    stdout: undefined,
    stderr: undefined,
    program: undefined,
    self: false,
  };
  const { startedFor } = launch;
  const process = forked(
    parent,
    { memory: 3_400_000, nohup: true, self: launch.self ?? false, ...details },
    { pid, now: schedule.now },
  );
  return startedFor === undefined ? process : { ...process, startedFor };
}

function sinksOf({ output, print }: Launch): Sinks {
  if (output !== undefined) return { stdout: { kind: 'file', path: output }, stderr: { kind: 'file', path: output } };
  if (!print) return { stdout: { kind: 'nowhere' }, stderr: { kind: 'nowhere' } };
  return { stdout: { kind: 'terminal', stream: 'stdout' }, stderr: { kind: 'terminal', stream: 'stderr' } };
}
