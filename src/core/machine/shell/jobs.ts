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
  /** When it ended, in milliseconds since 1970. */
  endedAt: number | undefined;
}

/** Milliseconds after which a shell has heard that a job ended. */
const NOTICED = 20;
/** Exit codes of jobs that are gone which a shell remembers. */
const MOST_STATUSES = 4096;

/** How a job ended. */
export interface JobEnd {
  readonly exitCode: number;
  readonly signal?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export class JobTable {
  readonly #jobs: Job[] = [];
  /** Exit codes of jobs that are gone, by pid: `wait` can still be asked for them. */
  readonly #statuses = new Map<number, number>();
  /** Pid of the job that was started last: `$!`. */
  lastPid: number | undefined;

  get all(): readonly Job[] {
    return this.#jobs;
  }

  add(pid: number, command: string, members: readonly JobMember[] = []): Job {
    const number = Math.max(0, ...this.#jobs.map((job) => job.number)) + 1;
    const job: Job = {
      number,
      pid,
      command,
      members,
      state: 'Running',
      exitCode: 0,
      signal: undefined,
      endedAt: undefined,
    };
    this.#jobs.push(job);
    this.lastPid = pid;
    return job;
  }

  ended(pid: number, { exitCode, signal, at }: JobEnd): void {
    const job = this.#jobs.find((entry) => entry.pid === pid);
    if (!job || job.state === 'Done') return;
    job.state = 'Done';
    job.exitCode = exitCode;
    job.signal = signal;
    job.endedAt = at;
  }

  remove(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at !== -1) this.#jobs.splice(at, 1);
    if (job.state !== 'Done') return;
    this.#statuses.delete(job.pid);
    this.#statuses.set(job.pid, job.exitCode);
    const [oldest] = this.#statuses.keys();
    if (oldest !== undefined && this.#statuses.size > MOST_STATUSES) this.#statuses.delete(oldest);
  }

  /** A shell that is typed into is about to ask for the next line: it drops the jobs that it has heard to be over. */
  prompt(now: number): void {
    for (const job of [...this.#jobs]) {
      if (job.endedAt !== undefined && now - job.endedAt >= NOTICED) this.remove(job);
    }
  }

  /** Exit code of a job that is gone; undefined when there was none of that pid. */
  statusOf(pid: number): number | undefined {
    return this.#statuses.get(pid);
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
