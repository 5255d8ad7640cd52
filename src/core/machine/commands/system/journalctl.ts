/** `journalctl`: what the kernel and the services said. */

import type { ExecResult } from 'just-bash';
import { bootMessages } from '../../host/boot-messages.ts';
import { hostDetails } from '../../host/host.ts';
import { saidBefore } from '../../host/log-files.ts';
import { strftime, syslogTime } from '../../host/strftime.ts';
import type { JournalEntry } from '../../services/journal.ts';
import { unitViews } from '../../services/unit-view.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { LiveOutput } from '../../shell/live-output.ts';
import type { System } from '../../system.ts';
import { parseDate } from '../date/parse-date.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { both, type SystemTool, systemOf } from '../system-tool.ts';

const SPEC = {
  short: 'ab::c:D:ef::Fg:hi:kln::o:p:qrS:t:U:u:xm',
  long: {
    all: 'a',
    'boot=?': 'b',
    dmesg: 'k',
    follow: 'f',
    full: 'l',
    'lines=?': 'n',
    'output=': 'o',
    'priority=': 'p',
    quiet: 'q',
    reverse: 'r',
    'since=': 'S',
    'until=': 'U',
    'unit=': 'u',
    'user-unit=': '1',
    'identifier=': 't',
    catalog: 'x',
    'pager-end': 'e',
    'no-pager': '2',
    'no-hostname': '3',
    'list-boots': '4',
    'disk-usage': '5',
    'vacuum-size=': '7',
    'vacuum-time=': '7',
    rotate: '8',
    flush: '8',
    'grep=': 'g',
    help: 'h',
    version: 'V',
    utc: '6',
  },
};

/** What was said before the trial began: by the kernel, and of the services that run. */
function earlier(system: System): readonly JournalEntry[] {
  const { host } = system.kernel.state;
  const kernel = bootMessages(host).map(
    ({ at, text }): JournalEntry => ({
      at: host.bootedAt + at * 1000,
      unit: '',
      tag: 'kernel',
      text,
      priority: /taint/.test(text) ? 4 : 6,
    }),
  );
  const services = unitViews(system)
    .filter(({ process, once, shipped, since }) => shipped && since !== undefined && (process || once))
    .flatMap(({ name, description, once, since = 0 }): readonly JournalEntry[] => {
      const entry = { unit: name, tag: 'systemd[1]', priority: 6 };
      return [
        { ...entry, at: since - 20, text: `Starting ${description}...` },
        { ...entry, at: since, text: `${once ? 'Finished' : 'Started'} ${description}.` },
      ];
    });
  const declared = unitViews(system)
    .filter(({ definition, process }) => definition && process && system.kernel.processes.isOriginal(process.pid))
    .map(
      ({ name, description, since = 0 }): JournalEntry => ({
        at: since,
        unit: name,
        tag: 'systemd[1]',
        text: `Started ${description}.`,
        priority: 6,
      }),
    );
  return [...kernel, ...services, ...declared, ...hoursBefore(system)].sort((a, b) => a.at - b.at);
}

/** Everything that the journal holds, before the trial and since; not in order. */
export function journalOf(system: System): readonly JournalEntry[] {
  return [...earlier(system), ...system.journal.entries];
}

/** Units whose services say something by names that are not theirs. */
const UNITS: Readonly<Record<string, string>> = {
  CRON: 'cron.service',
  sshd: 'ssh.service',
  'systemd-logind': 'systemd-logind.service',
};

/** What was said before the trial; after a restart the log files alone know it. */
function hoursBefore(system: System): readonly JournalEntry[] {
  const { state, startedAt } = system.kernel;
  if (hostDetails(state.host).past !== undefined) return [];
  return saidBefore(state.host, startedAt, system.seed).map(({ at, tag, text, unit: named }) => {
    const unit = named ?? UNITS[tag.replace(/\[\d+\]$/, '')] ?? /^(\S+\.service): /.exec(text)?.[1] ?? '';
    return { at, unit, tag, text, priority: 6 };
  });
}

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** Milliseconds since 1970 that an option means; undefined when it cannot be read. */
function timeOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  if (text === 'today') return midnight;
  if (text === 'yesterday') return midnight - 86_400_000;
  if (text === 'now') return now;
  const relative = /^([-+]?)(\d+)\s*(s|sec|m|min|h|hour|d|day)s?(?:\s+ago)?$/.exec(text.trim());
  if (relative) {
    const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[relative[3]?.charAt(0) ?? 's'] ?? 1_000;
    const sign = relative[1] === '-' || text.endsWith('ago') ? -1 : 1;
    return now + sign * Number(relative[2]) * unit;
  }
  const parsed = parseDate(text, now);
  return typeof parsed === 'number' ? parsed : undefined;
}

function entryText(entry: JournalEntry, parsed: ParsedOptions, hostname: string): string {
  const { at, tag, text, unit, priority } = entry;
  const name = has(parsed, '3') ? '' : `${hostname} `;
  switch (optionValue(parsed, 'o')) {
    case 'cat':
      return `${text}\n`;
    case 'short-iso':
      return `${strftime('%Y-%m-%dT%H:%M:%S+0000', at)} ${name}${tag}: ${text}\n`;
    case 'short-precise':
      return `${strftime('%b %d %H:%M:%S.%6N', at)} ${name}${tag}: ${text}\n`;
    case 'short-full':
      return `${strftime('%a %Y-%m-%d %H:%M:%S UTC', at)} ${name}${tag}: ${text}\n`;
    case 'json': {
      const [, identifier = tag, pid] = /^(.*?)(?:\[(\d+)\])?$/.exec(tag) ?? [];
      return `${JSON.stringify({
        __REALTIME_TIMESTAMP: String(at * 1000),
        PRIORITY: String(priority),
        SYSLOG_IDENTIFIER: identifier,
        ...(pid === undefined ? {} : { _PID: pid }),
        ...(unit === '' ? {} : { _SYSTEMD_UNIT: unit }),
        _HOSTNAME: hostname,
        MESSAGE: text,
      })}\n`;
    }
    default:
      return `${syslogTime(at)} ${name}${tag}: ${text}\n`;
  }
}

function boots(system: System): string {
  const { host, clock } = system.kernel.state;
  const details = hostDetails(host);
  const all = [...(details.past ?? []), { bootId: details.bootId, bootedAt: host.bootedAt, stoppedAt: clock }];
  const time = (at: number): string => strftime('%a %Y-%m-%d %H:%M:%S UTC', at);
  return all
    .map(({ bootId, bootedAt, stoppedAt }, index) => {
      const number = String(index - all.length + 1).padStart(2);
      return `${number} ${bootId.replaceAll('-', '')} ${time(bootedAt)}—${time(stoppedAt)}\n`;
    })
    .join('');
}

/** The entries that the options ask for, oldest first; a text when they cannot be read. */
function chosen(parsed: ParsedOptions, system: System): readonly JournalEntry[] | string {
  const { host, clock } = system.kernel.state;
  const priority = optionValue(parsed, 'p');
  const least = priority === undefined ? 7 : /^\d$/.test(priority) ? Number(priority) : PRIORITIES.indexOf(priority);
  if (least < 0) return `Unknown log level ${priority}\n`;
  const [since, until] = ['S', 'U'].map((letter) => {
    const text = optionValue(parsed, letter);
    return text === undefined ? undefined : (timeOf(text, clock) ?? Number.NaN);
  });
  if (Number.isNaN(since) || Number.isNaN(until)) {
    return `Failed to parse timestamp: ${optionValue(parsed, Number.isNaN(since) ? 'S' : 'U')}\n`;
  }
  const units = parsed.options.filter(({ name }) => name === 'u').map(({ value }) => value ?? '');
  const identifiers = parsed.options.filter(({ name }) => name === 't').map(({ value }) => value ?? '');
  const pattern = optionValue(parsed, 'g');
  const boot = parsed.options.find(({ name }) => name === 'b');
  const from = boot || has(parsed, 'k') ? host.bootedAt : Number.NEGATIVE_INFINITY;
  return journalOf(system)
    .filter((entry) => {
      if (has(parsed, 'k') && entry.tag !== 'kernel') return false;
      if (units.length > 0 && !units.some((unit) => entry.unit === unit || entry.unit === `${unit}.service`))
        return false;
      if (identifiers.length > 0 && !identifiers.includes(entry.tag.replace(/\[\d+\]$/, ''))) return false;
      if (pattern !== undefined && !entry.text.toLowerCase().includes(pattern.toLowerCase())) return false;
      if (entry.at < Math.max(from, since ?? from) || entry.at > (until ?? Number.POSITIVE_INFINITY)) return false;
      return entry.priority <= least;
    })
    .sort((a, b) => a.at - b.at);
}

const HINT =
  "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\n";

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  // The number after -n may stand alone, which getopt does not know of optional values.
  const joined = words.flatMap((word, index) => {
    if (words[index - 1] === '-n' && /^\d+$/.test(word)) return [];
    return word === '-n' && /^\d+$/.test(words[index + 1] ?? '') ? [`-n${words[index + 1]}`] : [word];
  });
  const parsed = getopt('journalctl', joined, SPEC);
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
  const system = systemOf(call);
  const { host } = system.kernel.state;
  if (has(parsed, '4')) return ok(boots(system));
  if (has(parsed, '5')) return ok('Archived and active journals take up 16.0M in the file system.\n');
  if (has(parsed, '7')) return fail('Vacuuming done, freed 0B of archived journals from /var/log/journal.\n', 0);
  if (has(parsed, '8')) return ok();
  if (!mayRead(call)) return both('-- No entries --\n', has(parsed, 'q') ? '' : HINT, 0);
  const found = chosen(parsed, system);
  if (typeof found === 'string') return fail(found);
  const asked = optionValue(parsed, 'n');
  let entries = found;
  if (has(parsed, 'n', 'f', 'e')) entries = entries.slice(-Number(asked ?? (has(parsed, 'e') ? 1000 : 10)));
  if (has(parsed, 'r')) entries = [...entries].reverse();
  if (entries.length === 0 && !has(parsed, 'f')) return ok('-- No entries --\n');
  const text = entries.map((entry) => entryText(entry, parsed, host.hostname)).join('');
  if (has(parsed, 'f')) return follow(text, parsed, call);
  return ok(text);
}

/** Root sees everything, and so do the groups that are there for it. */
function mayRead({ shell }: Call): boolean {
  const { uid, gid, groups } = shell.who;
  return uid === 0 || [gid, ...groups].some((group) => group === 4 || group === 999);
}

/** Milliseconds between two looks for what is new. */
const LOOK = 1_000;

/** Goes on with what is said from now on, until somebody ends it. */
async function follow(text: string, parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  const { shell } = call;
  const system = systemOf(call);
  const { host } = system.kernel.state;
  const output = new LiveOutput(call);
  output.print(text);
  let from = system.kernel.schedule.now;
  while (!shell.interruption) {
    await shell.pass(LOOK);
    const fresh = chosen(parsed, system);
    const { now } = system.kernel.schedule;
    const since = from;
    if (typeof fresh !== 'string') {
      const added = fresh.filter(({ at }) => at > since).map((entry) => entryText(entry, parsed, host.hostname));
      if (added.length > 0) output.print(added.join(''));
    }
    from = now;
  }
  return ok(output.held);
}

/** Shows the journal. */
export const journalctl: SystemTool = { name: 'journalctl', path: '/usr/bin/journalctl', run };
