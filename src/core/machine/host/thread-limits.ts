/** How many threads a host can have: the kernel works it out from the memory. */
import type { HostFacts } from '../world.ts';

/** Bytes of memory for each thread: eight times its stack in the kernel. */
const MEMORY_PER_THREAD = 131_072;
/** Most pids that there can be. */
const PID_MAX = 4_194_304;
/** What is left of the memory when the kernel has taken its own. */
const LEFT = 0.983;

/** `kernel.threads-max`. */
export function threadsMax({ memory }: HostFacts): number {
  return Math.floor((memory * LEFT) / MEMORY_PER_THREAD);
}

/** Most processes of a user, and most signals that may wait. */
export function processesMax(host: HostFacts): number {
  return Math.floor(threadsMax(host) / 2);
}

/** Most tasks of a service: systemd lets it have 15 per cent of all. */
export function tasksMax(host: HostFacts): number {
  return Math.floor(Math.min(PID_MAX, threadsMax(host)) * 0.15);
}
