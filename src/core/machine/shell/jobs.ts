/** The background jobs of one shell. */
import type { JobMember } from './job-text.ts';

export interface Job {
  readonly number: number;
  readonly pid: number;
  /** As it was typed. */
  readonly command: string;
  /** The members of a pipeline; the last one's pid is that of the job. */
  readonly members: readonly JobMember[];
  state: 'Running' | 'Stopped' | 'Done';
  exitCode: number;
  /** The signal that ended it. */
  signal: string | undefined;
}

export class JobTable {
  readonly #jobs: Job[] = [];
  /** Pid of the job that was started last: `$!`. */
  lastPid: number | undefined;

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(pid: number, command: string, members: readonly JobMember[] = []): Job {
    const number = Math.max(0, ...this.#jobs.map((job) => job.number)) + 1;
    const job: Job = { number, pid, command, members, state: 'Running', exitCode: 0, signal: undefined };
    this.#jobs.push(job);
    this.lastPid = pid;
    return job;
  }

  ended(pid: number, exitCode: number, signal?: string): void {
    const job = this.#jobs.find((entry) => entry.pid === pid);
    if (!job || job.state === 'Done') return;
    job.state = 'Done';
    job.exitCode = exitCode;
    job.signal = signal;
  }

  remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at !== -1) this.#jobs.splice(at, 1);
  }

  /** The job that `%1`, `%+`, `%-`, `%name` or a pid means. */
  find(spec: string): Job | undefined {
    if (/^\d+$/.test(spec)) return this.#jobs.find((job) => hasPid(job, Number(spec)));
    const running = this.#jobs.filter((job) => job.state !== 'Done');
    if (spec === '%' || spec === '%%' || spec === '%+') return running.at(-1) ?? this.#jobs.at(-1);
    if (spec === '%-') return running.at(-2) ?? running.at(-1);
    const name = spec.slice(1);
    if (!spec.startsWith('%')) return undefined;
    if (/^\d+$/.test(name)) return this.#jobs.find((job) => job.number === Number(name));
    if (name.startsWith('?')) return this.#jobs.find((job) => job.command.includes(name.slice(1)));
    return this.#jobs.find((job) => job.command.startsWith(name));
  }
}

function hasPid({ pid, members }: Job, wanted: number): boolean {
  return pid === wanted || members.some((member) => member.pid === wanted);
}
