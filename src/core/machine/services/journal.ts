/** What the kernel and the services of a host say while it runs: the journal, and the files in `/var/log` that syslog keeps of it. */
import { strftime, syslogTime } from '../host/strftime.ts';
import { systemFacts } from '../host/systems.ts';
import type { Kernel } from '../kernel.ts';

export interface JournalEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** With its ending; empty when it belongs to no unit. */
  readonly unit: string;
  /** Who says it, as the journal prints it: `systemd[1]`. */
  readonly tag: string;
  readonly text: string;
  /** 0 is an emergency, 6 information. */
  readonly priority: number;
}

/** Most entries that are kept; the oldest go first. */
const MOST_ENTRIES = 20_000;
const AUTHENTICATION = /^(?:sudo|su|sshd|login|passwd|useradd|userdel|usermod|groupadd|groupdel|chpasswd)(?:\[|$)/;
const encoder = new TextEncoder();

export class Journal {
  readonly #kernel: Kernel;
  readonly #entries: JournalEntry[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** What was said since the trial began, oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Says something now. */
  say(entry: Omit<JournalEntry, 'at' | 'priority'> & { readonly priority?: number }): void {
    const at = this.#kernel.schedule.now;
    this.#entries.push({ priority: 6, ...entry, at });
    if (this.#entries.length > MOST_ENTRIES) this.#entries.splice(0, this.#entries.length - MOST_ENTRIES);
    this.#writeDown(at, entry.tag, entry.text);
  }

  /** The kernel says something. */
  kernel(text: string, priority = 6): void {
    this.say({ unit: '', tag: 'kernel', text, priority });
  }

  /** The first process says something of a unit. */
  unit(unit: string, text: string, priority = 6): void {
    this.say({ unit, tag: 'systemd[1]', text, priority });
  }

  /** Appends a line to the files that syslog keeps, where it runs. */
  #writeDown(at: number, tag: string, text: string): void {
    const { state } = this.#kernel;
    const { host } = state;
    if (systemFacts(host.os).id !== 'ubuntu') return;
    const isNew = host.os === 'ubuntu-24.04';
    const time = isNew ? strftime('%Y-%m-%dT%H:%M:%S.%6N+00:00', at) : syslogTime(at);
    const seconds = ((at - host.bootedAt) / 1000).toFixed(6).padStart(12);
    const line = `${time} ${host.hostname} ${tag}: ${tag === 'kernel' ? `[${seconds}] ${text}` : text}\n`;
    const paths = AUTHENTICATION.test(tag)
      ? ['/var/log/auth.log']
      : ['/var/log/syslog', ...(tag === 'kernel' ? ['/var/log/kern.log'] : [])];
    for (const path of paths) {
      const node = state.node(path);
      if (node?.kind === 'file') state.append(node, encoder.encode(line), at);
    }
  }
}
