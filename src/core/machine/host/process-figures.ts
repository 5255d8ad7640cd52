/** What the kernel counts for a process and the state does not hold: it all follows from the process and the clock. */
import type { Process, World } from '../world.ts';
import { textHash } from './random.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** A thread of the kernel: it has no command line and no memory of its own. */
export function isKernelThread(process: Process): boolean {
  return process.argv.length === 0 && process.command.startsWith('[') && process.command.endsWith(']');
}

/** The name of a process as the kernel keeps it: the file name of the program, at most 15 characters. */
export function processName(process: Process): string {
  if (isKernelThread(process)) return process.command.slice(1, -1);
  const called = (process.argv[0] ?? process.command).replace(/\/+$/, '');
  // A login shell is called with a dash before its name, a service that systemd activates with an at sign.
  const first = /^[-@]./.test(called) ? called.slice(1) : called;
  const program = /^(sshd|nginx|postgres): /.exec(process.command)?.[1] ?? first.slice(first.lastIndexOf('/') + 1);
  const name = program === 'init' ? 'systemd' : program.replace(/:$/, '') || called;
  return name.slice(0, 15);
}

/** Threads of services that have several, by name. */
const SERVICE_THREADS: Readonly<Record<string, number>> = {
  multipathd: 7,
  rsyslogd: 4,
  'systemd-timesyn': 2,
  irqbalance: 2,
  polkitd: 3,
  snapd: 14,
};

/** Number of threads. Heavy programs have many. */
export function threadsOf(process: Process): number {
  if (isKernelThread(process)) return 1;
  const some = textHash(process.command) % 24;
  if (process.gpuMemory > 0) return 40 + some;
  if (process.memory > 100 * MIB) return 5 + some;
  if (/unattended-upgrade-shutdown/.test(process.command)) return 2;
  return SERVICE_THREADS[processName(process)] ?? 1;
}

/** Bytes of address space: more than the memory in use, and much more with a GPU, whose memory is mapped. */
export function addressSpace(process: Process): number {
  if (isKernelThread(process) || process.memory === 0) return 0;
  const some = (textHash(process.command) % 2048) * 4 * KIB;
  const libraries = process.gpuMemory > 0 ? 26 * GIB : process.memory > 100 * MIB ? 900 * MIB : 0;
  return Math.ceil((process.memory * 1.1 + process.gpuMemory + libraries + 5 * MIB + some) / (4 * KIB)) * 4 * KIB;
}

/** Milliseconds of processor time so far. */
export function processorTime(process: Process, clock: number): number {
  const age = Math.max(0, clock - process.startedAt);
  return Math.floor((age * process.cpu) / 100);
}

/** Workers of the kernel wait in a state of their own. */
function isIdleWorker(process: Process): boolean {
  return isKernelThread(process) && (niceValue(process) < 0 || /^\[(kworker|rcu_)/.test(process.command));
}

/** Threads of the kernel that serve a queue of work with a high priority. */
const QUEUES = /0H-|rcu_gp|rcu_par_gp|slub_flushwq|netns|_wq|writeback|kintegrityd|kblockd|kthrotld|blkcg|rsv-conver/;

/** Nice value: workers of the kernel with a high priority have -20. */
export function niceValue(process: Process): number {
  if (process.nice !== undefined) return process.nice;
  if (isKernelThread(process)) {
    if (QUEUES.test(process.command)) return -20;
    return /ksmd/.test(process.command) ? 5 : /khugepaged/.test(process.command) ? 19 : 0;
  }
  return processName(process) === 'systemd-journal' ? -1 : 0;
}

/** Letter of the state of a process, as ps(1) and proc(5) write it. */
export function stateLetter(process: Process): 'R' | 'S' | 'T' | 'Z' | 'I' {
  switch (process.state) {
    case 'running':
      return 'R';
    case 'sleeping':
      return isIdleWorker(process) ? 'I' : 'S';
    case 'stopped':
      return 'T';
    case 'zombie':
      return 'Z';
    default:
      return process.state satisfies never;
  }
}

/** Session of a process: on a terminal that of the first process there, else its process group. */
export function sessionOf(process: Process, world: World): number {
  if (process.tty === '?') return process.pgid;
  let leader = process;
  const seen = new Set<number>([process.pid]);
  for (;;) {
    const parent = world.processes.get(leader.ppid);
    if (!parent || parent.tty !== process.tty || seen.has(parent.pid)) return leader.pid;
    seen.add(parent.pid);
    leader = parent;
  }
}
