/** The daemon that runs the entries of crontabs at their time. */

import { ROOT } from '../files/credentials.ts';
import { FileLookup } from '../files/file-lookup.ts';
import type { Kernel } from '../kernel.ts';
import type { LaunchFunction } from '../processes/launch.ts';
import type { Journal } from '../services/journal.ts';
import type { Scheduled } from '../time/schedule.ts';
import { userNamed } from '../users/accounts.ts';
import { nextTime } from './cron-schedule.ts';
import { type CronEntry, readCrontab } from './crontab-file.ts';
import { Mail } from './mail.ts';

export const CRONTABS = '/var/spool/cron/crontabs';
const SYSTEM_CRONTAB = '/etc/crontab';
const SYSTEM_FOLDER = '/etc/cron.d';
/** How the paths of what cron reads begin. */
export const CRON_FILES: readonly string[] = [`${CRONTABS}/`, SYSTEM_CRONTAB, `${SYSTEM_FOLDER}/`];
const MINUTE = 60_000;
const decoder = new TextDecoder();

export class Cron {
  readonly #kernel: Kernel;
  readonly #launch: LaunchFunction;
  readonly #journal: Journal;
  readonly #mail: Mail;
  /** The agents that installed the crontabs of users, by the pids of their processes. */
  readonly #installers = new Map<string, number>();
  #timer: Scheduled | undefined;

  constructor(kernel: Kernel, journal: Journal, launch: LaunchFunction) {
    this.#kernel = kernel;
    this.#journal = journal;
    this.#launch = launch;
    this.#mail = new Mail(kernel);
  }

  /** The trial begins, or the host has started: crontabs are watched from now on. */
  begin(): void {
    this.#wait(this.#next(this.#kernel.schedule.now));
  }

  /** Takes note of the agent for which the crontab of a user was installed. */
  installedFor(user: string, agent: number | undefined): void {
    if (agent === undefined) this.#installers.delete(user);
    else this.#installers.set(user, agent);
  }

  /** A crontab has changed: cron sees it when the next minute begins. */
  changed(): void {
    const { now } = this.#kernel.schedule;
    this.#wait(Math.floor(now / MINUTE) * MINUTE + MINUTE);
  }

  wentDown(): void {
    this.#timer?.cancel();
  }

  cameUp(): void {
    for (const entry of this.#entries()) if (entry.schedule === undefined) this.#run(entry);
    this.begin();
  }

  /** All entries that are in force. */
  #entries(): readonly CronEntry[] {
    const { state } = this.#kernel;
    const files = new FileLookup(state, { who: ROOT, self: () => 1 });
    const entries: CronEntry[] = [];
    const read = (path: string, user: string | undefined): void => {
      const node = files.find(path);
      if (node?.kind === 'file') entries.push(...readCrontab(decoder.decode(state.read(node)), user).entries);
    };
    read(SYSTEM_CRONTAB, undefined);
    for (const name of state.tree.names(SYSTEM_FOLDER)) {
      // Names with a dot are left by package managers and editors.
      if (/^[\w-]+$/.test(name)) read(`${SYSTEM_FOLDER}/${name}`, undefined);
    }
    for (const name of state.tree.names(CRONTABS)) {
      if (userNamed(state.host, name)) read(`${CRONTABS}/${name}`, name);
    }
    return entries;
  }

  #next(after: number): number | undefined {
    let first: number | undefined;
    for (const { schedule } of this.#entries()) {
      const time = schedule && nextTime(schedule, after);
      if (time !== undefined && (first === undefined || time < first)) first = time;
    }
    return first;
  }

  #wait(time: number | undefined): void {
    this.#timer?.cancel();
    const { schedule } = this.#kernel;
    this.#timer = time === undefined ? undefined : schedule.after(time - schedule.now, () => this.#tick());
  }

  /** A minute begins in which something may be due. */
  #tick(): void {
    const { now } = this.#kernel.schedule;
    if (this.#daemon !== undefined) {
      for (const entry of this.#entries()) {
        if (entry.schedule && nextTime(entry.schedule, now - MINUTE) === now) this.#run(entry);
      }
    }
    this.#wait(this.#next(now));
  }

  /** Pid of the daemon; undefined when somebody ended it. */
  get #daemon(): number | undefined {
    for (const { pid, command } of this.#kernel.state.processes.values()) {
      if (command.startsWith('/usr/sbin/cron')) return pid;
    }
    return undefined;
  }

  #run({ user, command, stdin, environment }: CronEntry): void {
    const account = userNamed(this.#kernel.state.host, user);
    const daemon = this.#daemon;
    if (!account || daemon === undefined) return;
    const { MAILTO: recipient = user, ...variables } = environment;
    let output = '';
    const pid = this.#launch({
      command,
      user,
      cwd: environment['HOME'] ?? account.home,
      environment: { PATH: '/usr/bin:/bin', ...variables },
      stdin,
      parent: daemon,
      startedFor: this.#installers.get(user),
      argv: ['/bin/sh', '-c', command],
      quiet: true,
      print: (_, text) => {
        output += text;
      },
      ended: () => {
        if (output === '' || recipient === '') return;
        this.#mail.deliver(recipient, {
          from: `${account.name} (Cron Daemon)`,
          subject: `Cron <${account.name}@${this.#kernel.state.host.hostname}> ${command}`,
          text: output,
        });
      },
    });
    if (pid === undefined) return;
    const tag = `CRON[${pid}]`;
    this.#journal.say({ unit: 'cron.service', tag, text: `(${user}) CMD (${command})` });
  }
}
