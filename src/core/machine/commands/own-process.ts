/** The process that a command itself is while it runs: it sees itself in the list of processes. */
import type { Process } from '../world.ts';
import type { CommandContext } from './command.ts';
import { commandLine } from './shell-message.ts';

const KIB = 1024;

/** The running command as a child of the shell that started it, in the foreground of its terminal. */
export function ownProcess(context: CommandContext, name: string, args: readonly string[]): Process {
  const { shell, world } = context;
  if (context.own) return { ...context.own, state: 'running' };
  // A program that something other than a shell started has its process already.
  const words = [name, ...args];
  if (shell.argv.length === words.length && words.every((word, at) => shell.argv[at] === word))
    return { ...shell, state: 'running' };
  const given = context.ownPid;
  const pid = given && !world.processes.has(given) ? given : Math.max(shell.pid, ...world.processes.keys()) + 1;
  return {
    pid,
    ppid: shell.pid,
    pgid: pid,
    uid: shell.uid,
    user: shell.user,
    tty: shell.tty,
    command: commandLine([name, ...args]).replaceAll("'", ''),
    argv: [name, ...args],
    cwd: context.cwd,
    startedAt: world.clock,
    state: 'running',
    memory: 3_296 * KIB,
    gpuMemory: 0,
    gpus: [],
    cpu: 0,
    listens: [],
    nohup: false,
    stdout: undefined,
    stderr: undefined,
    program: undefined,
    self: false,
  };
}

/** Every process and the running command, by pid. */
export function withOwnProcess(context: CommandContext, own: Process): readonly Process[] {
  return [...processesByPid(context).filter(({ pid }) => pid !== own.pid), own].sort((a, b) => a.pid - b.pid);
}

/** Processes of the machine by pid, smallest first, without that of the running command. */
export function processesByPid(context: CommandContext): readonly Process[] {
  return [...context.world.processes.values()]
    .filter(({ pid }) => pid !== context.own?.pid)
    .sort((a, b) => a.pid - b.pid);
}

/** Whether the shell's user may see what belongs to a process: its own, or all as root. */
export function mayInspect(context: CommandContext, process: Process): boolean {
  return context.shell.uid === 0 || context.shell.uid === process.uid;
}
