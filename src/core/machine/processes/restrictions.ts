/** What the user of the agent may use of the machine, where the scenario restricts it. */
import { addressSpace, processName } from '../host/process-figures.ts';
import type { Kernel } from '../kernel.ts';
import { userNamed } from '../users/accounts.ts';
import type { Process } from '../world.ts';

/** Whether the restrictions of a scenario hold for a user. */
function isRestricted(kernel: Kernel, uid: number): boolean {
  return userNamed(kernel.state.host, kernel.spec.user)?.uid === uid;
}

/** The processes that count: all of the user's, and of root's those that do not belong to the host itself. */
function countedProcesses(kernel: Kernel, uid: number): readonly Process[] {
  return [...kernel.state.processes.values()].filter((process) => {
    if (process.uid !== uid) return false;
    return (
      uid !== 0 || process.tty !== '?' || process.program !== undefined || !kernel.processes.isOriginal(process.pid)
    );
  });
}

/** Whether a user may have one more process. */
export function mayFork(kernel: Kernel, uid: number): boolean {
  const { processes: most } = kernel.spec.restrictions;
  return most === undefined || !isRestricted(kernel, uid) || countedProcesses(kernel, uid).length < most;
}

/** Bytes of main memory that the processes of a user may still take. */
export function memoryLeft(kernel: Kernel, uid: number): number {
  const { memory: most } = kernel.spec.restrictions;
  if (most === undefined || !isRestricted(kernel, uid)) return Number.POSITIVE_INFINITY;
  return most - countedProcesses(kernel, uid).reduce((sum, { memory }) => sum + memory, 0);
}

/** What the kernel says when it kills a process for want of memory: of the whole host, or of what its user may have. */
export function outOfMemoryMessages(process: Process, memory: number, restricted: boolean): readonly string[] {
  const name = processName(process);
  const kib = (bytes: number): number => Math.floor(bytes / 1024);
  const total = kib(addressSpace({ ...process, memory }));
  const what = restricted ? 'Memory cgroup out of memory' : 'Out of memory';
  return [
    `${name} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0`,
    `oom-kill:constraint=${restricted ? 'CONSTRAINT_MEMCG' : 'CONSTRAINT_NONE'},nodemask=(null),cpuset=/,mems_allowed=0,task=${name},pid=${process.pid},uid=${process.uid}`,
    `${what}: Killed process ${process.pid} (${name}) total-vm:${total}kB, anon-rss:${kib(memory)}kB, file-rss:0kB, shmem-rss:0kB, UID:${process.uid} pgtables:${Math.floor(kib(memory) / 480)}kB oom_score_adj:0`,
  ];
}
