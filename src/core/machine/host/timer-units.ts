/** The timers that a distribution ships, and when they elapse: it follows from the host and the clock. */
import type { HostFacts } from '../world.ts';
import { hostDetails } from './host.ts';
import { textHash } from './random.ts';
import { systemFacts } from './systems.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** From the beginning of 1970, a Thursday, to the first Sunday and Monday. */
const SUNDAY = 3 * DAY;
const MONDAY = 4 * DAY;

export interface TimerUnit {
  /** Without an ending: `logrotate`, which is `logrotate.timer` and `logrotate.service`. */
  readonly bare: string;
  readonly description: string;
  /** Of the service that it starts. */
  readonly what: string;
  readonly command: string;
  readonly docs: string;
  /** Milliseconds between two times. */
  readonly every: number;
  /** Milliseconds since 1970 of the first time; since the start of the host where `sinceBoot` is set. */
  readonly from: number;
  /** Each time is put off by less than this. */
  readonly delay: number;
  readonly sinceBoot: boolean;
  /** What was missed while the host was off is made up for. */
  readonly persistent: boolean;
}

type Row = readonly [
  bare: string,
  description: string,
  what: string,
  command: string,
  docs: string,
  times: Pick<TimerUnit, 'every' | 'from'> & Partial<TimerUnit>,
];

const COMMON: readonly Row[] = [
  [
    'apt-daily',
    'Daily apt download activities',
    'Daily apt download activities',
    '/usr/lib/apt/apt.systemd.daily update',
    'man:apt(8)',
    { every: 12 * HOUR, from: 6 * HOUR, delay: 12 * HOUR, persistent: true },
  ],
  [
    'apt-daily-upgrade',
    'Daily apt upgrade and clean activities',
    'Daily apt upgrade and clean activities',
    '/usr/lib/apt/apt.systemd.daily install',
    'man:apt(8)',
    { every: DAY, from: 6 * HOUR, delay: HOUR, persistent: true },
  ],
  [
    'dpkg-db-backup',
    'Daily dpkg database backup timer',
    'Daily dpkg database backup service',
    '/usr/libexec/dpkg/dpkg-db-backup',
    'man:dpkg(1)',
    { every: DAY, from: 0, persistent: true },
  ],
  [
    'e2scrub_all',
    'Periodic ext4 Online Metadata Check for All Filesystems',
    'Online ext4 Metadata Check for All Filesystems',
    '/sbin/e2scrub_all',
    'man:e2scrub_all(8)',
    { every: WEEK, from: SUNDAY + 3 * HOUR + 10 * MINUTE, delay: MINUTE, persistent: true },
  ],
  [
    'fstrim',
    'Discard unused blocks once a week',
    'Discard unused blocks on filesystems from /etc/fstab',
    '/sbin/fstrim --listed-in /etc/fstab:/proc/self/mountinfo --verbose --quiet-unsupported',
    'man:fstrim',
    { every: WEEK, from: MONDAY, delay: 100 * MINUTE, persistent: true },
  ],
  [
    'logrotate',
    'Daily rotation of log files',
    'Rotate log files',
    '/usr/sbin/logrotate /etc/logrotate.conf',
    'man:logrotate(8)',
    { every: DAY, from: 0, persistent: true },
  ],
  [
    'man-db',
    'Daily man-db regeneration',
    'Daily man-db regeneration',
    '/usr/bin/mandb --quiet',
    'man:mandb(8)',
    { every: DAY, from: 0, delay: 12 * HOUR, persistent: true },
  ],
  [
    'systemd-tmpfiles-clean',
    'Daily Cleanup of Temporary Directories',
    'Cleanup of Temporary Directories',
    'systemd-tmpfiles --clean',
    'man:tmpfiles.d(5)',
    { every: DAY, from: 15 * MINUTE, sinceBoot: true },
  ],
];

const UBUNTU: readonly Row[] = [
  [
    'motd-news',
    'Message of the Day',
    'Message of the Day',
    '/etc/update-motd.d/50-motd-news --force',
    'man:update-motd(8)',
    { every: 12 * HOUR, from: 0, delay: 12 * HOUR, persistent: true },
  ],
  [
    'update-notifier-download',
    'Download data for packages that failed at package install time',
    'Download data for packages that failed at package install time',
    '/usr/lib/update-notifier/package-data-downloader',
    '',
    { every: DAY, from: 5 * MINUTE, sinceBoot: true },
  ],
  [
    'update-notifier-motd',
    'Check to see whether there is a new version of Ubuntu available',
    'Check to see whether there is a new version of Ubuntu available',
    '/usr/lib/ubuntu-release-upgrader/release-upgrade-motd',
    '',
    { every: WEEK, from: SUNDAY + 6 * HOUR, delay: WEEK, persistent: true },
  ],
];

/** The timers of a host's distribution, by name. */
export function timerUnits(host: HostFacts): readonly TimerUnit[] {
  const rows = systemFacts(host.os).id === 'ubuntu' ? [...COMMON, ...UBUNTU] : COMMON;
  return rows
    .map(([bare, description, what, command, docs, times]) => ({
      ...{ bare, description, what, command, docs, delay: 0, sinceBoot: false, persistent: false },
      ...times,
    }))
    .sort((a, b) => (a.bare < b.bare ? -1 : 1));
}

function elapsesAt({ bare, every, from, delay, sinceBoot }: TimerUnit, count: number, host: HostFacts): number {
  const due = (sinceBoot ? host.bootedAt : 0) + from + count * every;
  if (delay === 0) return due;
  return due + (textHash(`${hostDetails(host).machineId} ${bare} ${count}`) % Math.floor(delay / SECOND)) * SECOND;
}

/** When a timer elapsed last and when it will next, in milliseconds since 1970. */
export function timesOf(
  timer: TimerUnit,
  host: HostFacts,
  now: number,
): { readonly last: number | undefined; readonly next: number } {
  const begin = (timer.sinceBoot ? host.bootedAt : 0) + timer.from;
  const about = Math.floor((now - begin) / timer.every);
  let last: number | undefined;
  for (let count = about - 1; ; count += 1) {
    const at = elapsesAt(timer, count, host);
    if (at > now) return { last, next: at };
    if (at >= (timer.persistent ? hostDetails(host).installedAt : host.bootedAt)) last = at;
  }
}

/** What the file of a timer says, or that of the service that it starts. */
export function timerText(name: string, timer: TimerUnit): string {
  const { description, what, command, docs, every, from, delay, sinceBoot, persistent } = timer;
  const manual = docs === '' ? '' : `Documentation=${docs}\n`;
  if (name.endsWith('.service')) {
    return `[Unit]\nDescription=${what}\n${manual}\n[Service]\nType=oneshot\nExecStart=${command}\n`;
  }
  const clock = new Date(from).toISOString().slice(11, 19);
  const day = every === WEEK ? (from - SUNDAY < DAY ? 'Sun ' : 'Mon ') : '';
  const times = every === 12 * HOUR ? `*-*-* ${from === 0 ? '00,12' : '6,18'}:00` : `${day}*-*-* ${clock}`;
  const when = sinceBoot ? `OnBootSec=${from / MINUTE}min\nOnUnitActiveSec=1d\n` : `OnCalendar=${times}\n`;
  const late = delay === 0 ? '' : `RandomizedDelaySec=${delay / SECOND}\n`;
  return `[Unit]\nDescription=${description}\n\n[Timer]\n${when}${late}${persistent ? 'Persistent=true\n' : ''}\n[Install]\nWantedBy=timers.target\n`;
}
