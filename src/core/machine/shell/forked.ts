/** What a new process takes over from the shell that forks it. */
import type { Process } from '../world.ts';

/** What tells a process that starts from the shell that starts it. */
export type ProcessDetails = Partial<Process> & Pick<Process, 'command' | 'argv'>;

export interface Fork {
  readonly pid: number;
  /** Virtual time, in milliseconds. */
  readonly now: number;
}

/** A process that `parent` forks: its user, folder and session, nothing of what it holds, and `details` over that. */
export function forked(parent: Process, details: ProcessDetails, { pid, now }: Fork): Process {
  return {
    ...parent,
    state: 'sleeping',
    memory: 0,
    cpu: 0,
    gpuMemory: 0,
    gpus: [],
    listens: [],
    connections: [],
    nohup: false,
    program: undefined,
    self: false,
    stdout: undefined,
    stderr: undefined,
    startedAt: now,
    ...details,
    pid,
    ppid: parent.pid,
  };
}
