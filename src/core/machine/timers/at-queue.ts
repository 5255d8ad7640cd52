/** The queue of `at`: jobs are files, and the daemon runs them at their time. */
import { rootTree } from '../files/root-tree.ts';
import type { Kernel } from '../kernel.ts';
import type { LaunchFunction } from '../processes/launch.ts';
import type { Scheduled } from '../time/schedule.ts';
import { userNamed } from '../users/accounts.ts';
import { Mail } from './mail.ts';

export const AT_JOBS = '/var/spool/cron/atjobs';
const MINUTE = 60_000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export interface AtJob {
  readonly number: number;
  /** Milliseconds since 1970, on a whole minute. */
  readonly at: number;
  /** `a`, or `b` for what waits for a quiet host. */
  readonly queue: string;
  readonly user: string;
  readonly path: string;
}

export interface NewJob {
  readonly at: number;
  readonly queue: string;
  readonly user: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly umask: number;
  readonly commands: string;
  /** The agent for which it is queued, by the pid of its process. */
  readonly startedFor: number | undefined;
}

/** Variables that jobs do not take over. */
const LEFT_OUT = ['TERM', 'DISPLAY', 'SHELLOPTS', 'BASH_VERSINFO', 'EUID', 'GROUPS', 'PPID', 'UID', '_'];

export class AtQueue {
  readonly #kernel: Kernel;
  readonly #launch: LaunchFunction;
  readonly #mail: Mail;
  readonly #startedFor = new Map<number, number>();
  #last = 0;
  #timer: Scheduled | undefined;

  constructor(kernel: Kernel, launch: LaunchFunction) {
    this.#kernel = kernel;
    this.#launch = launch;
    this.#mail = new Mail(kernel);
  }

  /** Jobs that wait, in the order in which they were queued. */
  get jobs(): readonly AtJob[] {
    const { state } = this.#kernel;
    return state.tree.names(AT_JOBS).flatMap((name): readonly AtJob[] => {
      const [, queue = '', number = '', minutes = ''] = /^([a-zA-Z])([0-9a-f]{5})([0-9a-f]{8})$/.exec(name) ?? [];
      const path = `${AT_JOBS}/${name}`;
      const node = state.node(path);
      if (queue === '' || node?.kind !== 'file') return [];
      const user = state.host.users.find(({ uid }) => uid === node.uid)?.name ?? 'root';
      return [{ number: Number.parseInt(number, 16), at: Number.parseInt(minutes, 16) * MINUTE, queue, user, path }];
    });
  }

  /** Queues a job; gives its number. */
  add({ at, queue, user, cwd, environment, umask, commands, startedFor }: NewJob): number {
    this.#last += 1;
    const number = this.#last;
    const { state } = this.#kernel;
    const account = userNamed(state.host, user);
    const tree = rootTree(this.#kernel);
    tree.makeFolders(AT_JOBS);
    const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
    const path = `${AT_JOBS}/${queue}${hex(number, 5)}${hex(Math.floor(at / MINUTE), 8)}`;
    const variables = Object.entries(environment)
      .filter(([name]) => !LEFT_OUT.includes(name))
      .map(([name, value]) => `${name}=${value.replace(/[^\w@%+=:,./-]/g, '\\$&')}; export ${name}\n`)
      .join('');
    const head = `#!/bin/sh\n# atrun uid=${account?.uid ?? 0} gid=${account?.gid ?? 0}\n# mail ${user} 0\numask ${umask.toString(8)}\n${variables}cd ${cwd} || {\n\t echo 'Execution directory inaccessible' >&2\n\t exit 1\n}\n`;
    tree.write(path, encoder.encode(`${head}${commands}${commands.endsWith('\n') ? '' : '\n'}`));
    tree.chmod(path, 0o700);
    tree.chown(path, account?.uid, account?.gid);
    this.#kernel.events.fileWritten(path);
    if (startedFor !== undefined) this.#startedFor.set(number, startedFor);
    this.begin();
    return number;
  }

  /** Takes a job out of the queue. */
  remove(job: AtJob): void {
    rootTree(this.#kernel).remove(job.path, false);
    this.begin();
  }

  /** Waits for the next job. */
  begin(): void {
    this.#timer?.cancel();
    const { schedule } = this.#kernel;
    const next = Math.min(...this.jobs.map(({ at }) => at));
    if (next !== Number.POSITIVE_INFINITY) {
      this.#timer = schedule.after(Math.max(next - schedule.now, 0), () => this.#tick());
    }
  }

  wentDown(): void {
    this.#timer?.cancel();
  }

  cameUp(): void {
    this.begin();
  }

  #tick(): void {
    const { now } = this.#kernel.schedule;
    const daemon = [...this.#kernel.state.processes.values()].find(({ command }) =>
      command.startsWith('/usr/sbin/atd'),
    );
    if (!daemon) return;
    for (const job of this.jobs) {
      if (job.at > now) continue;
      const node = this.#kernel.state.node(job.path);
      const text = node?.kind === 'file' ? decoder.decode(this.#kernel.state.read(node)) : '';
      rootTree(this.#kernel).remove(job.path, false);
      this.#run(job, text, daemon.pid);
    }
    this.begin();
  }

  #run(job: AtJob, text: string, daemon: number): void {
    const account = userNamed(this.#kernel.state.host, job.user);
    let output = '';
    this.#launch({
      command: text,
      user: job.user,
      cwd: account?.home ?? '/',
      parent: daemon,
      argv: ['sh'],
      startedFor: this.#startedFor.get(job.number),
      quiet: true,
      print: (_, printed) => {
        output += printed;
      },
      ended: () => {
        if (output === '') return;
        this.#mail.deliver(job.user, {
          from: job.user,
          subject: `Output from your job ${String(job.number).padStart(8)}`,
          text: output,
        });
      },
    });
  }
}
