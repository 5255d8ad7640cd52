/** Reads crontabs: those of users, and those of the system, which name a user in each line. */
import { type CronField, type CronSchedule, readSchedule } from './cron-schedule.ts';

export interface CronEntry {
  /** Undefined runs when the host has started. */
  readonly schedule: CronSchedule | undefined;
  readonly user: string;
  readonly command: string;
  /** Standard input of the command: what follows a `%`. */
  readonly stdin: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Crontab {
  readonly entries: readonly CronEntry[];
  /** The first mistake. */
  readonly problem: { readonly line: number; readonly field: CronField | 'command' } | undefined;
}

/** The entries of a crontab, in order. `user` is undefined for one of the system. */
export function readCrontab(text: string, user: string | undefined): Crontab {
  const entries: CronEntry[] = [];
  const environment: Record<string, string> = {};
  let problem: Crontab['problem'];
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line.trim();
    if (bare === '' || bare.startsWith('#')) continue;
    const [, name, value = ''] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(bare) ?? [];
    if (name !== undefined) {
      environment[name] = value.replace(/^(["'])(.*)\1$/, '$2');
      continue;
    }
    const read = readEntry(bare, user, { ...environment });
    if ('field' in read) problem ??= { line: index, field: read.field };
    else entries.push(read);
  }
  return { entries, problem };
}

function readEntry(
  line: string,
  user: string | undefined,
  environment: Readonly<Record<string, string>>,
): CronEntry | { readonly field: CronField | 'command' } {
  const pattern = line.startsWith('@') ? /^(@\w+)\s+(.*)$/ : /^(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/;
  const [, when, rest = ''] = pattern.exec(line) ?? [];
  if (when === undefined) {
    const read = readSchedule(line);
    return { field: 'bad' in read ? read.bad : 'command' };
  }
  const schedule = when === '@reboot' ? undefined : readSchedule(when);
  if (schedule && 'bad' in schedule) return { field: schedule.bad };
  const [, named, command = ''] = user === undefined ? (/^(\S+)\s+(.*)$/.exec(rest) ?? []) : [rest, user, rest];
  if (named === undefined || command === '') return { field: 'command' };
  // A percent sign ends the line, unless a backslash stands before it.
  const [first = '', ...input] = command.split(/(?<!\\)%/).map((part) => part.replaceAll('\\%', '%'));
  return { schedule, user: named, command: first.trim(), stdin: input.join('\n'), environment };
}
