/** The columns that `ps` can print, with the headers, widths and formats of procps-ng. Sizes are in KiB. */
import { groupName } from '../../host/accounts.ts';
import { controlGroup } from '../../host/control-groups.ts';
import {
  addressSpace,
  isKernelThread,
  niceValue,
  processName,
  processorTime,
  sessionOf,
  stateLetter,
  threadsOf,
} from '../../host/process-figures.ts';
import { textHash } from '../../host/random.ts';
import { strftime } from '../../host/strftime.ts';
import type { Process } from '../../world.ts';
import { ageInSeconds, elapsedTime, longTime, type PsRow, processorTenths } from './row.ts';

export type Alignment = 'left' | 'right' | 'user' | 'unlimited';

export interface Column {
  readonly header: string;
  readonly width: number;
  readonly align: Alignment;
  text(row: PsRow): string;
  /** What rows are sorted by; the text when missing. */
  sortBy?(row: PsRow): number | string;
}

/** Digits of the largest pid, 4194304. */
const PID_WIDTH = 7;
const DAY_MS = 86_400_000;

const kib = (bytes: number): number => Math.floor(bytes / 1024);

function number(header: string, width: number, value: (row: PsRow) => number): Column {
  return { header, width, align: 'right', text: (row) => String(value(row)), sortBy: value };
}
function word(header: string, width: number, text: (row: PsRow) => string, align: Alignment = 'left'): Column {
  return { header, width, align, text };
}
const dash = (header: string, width: number, align: Alignment = 'right'): Column =>
  word(header, width, () => '-', align);
const user = (header: string): Column => word(header, 8, ({ process }) => process.user, 'user');
const group = (header: string): Column =>
  word(header, 8, ({ process, world }) => groupName(world.host, groupOf(process, world)), 'user');
const pid = (header: string, value: (row: PsRow) => number): Column => number(header, PID_WIDTH, value);

function groupOf(process: Process, world: PsRow['world']): number {
  return world.host.users.find((entry) => entry.uid === process.uid)?.gid ?? process.uid;
}

const seconds = (row: PsRow): number => Math.floor(processorTime(row.process, row.world.clock) / 1000);
const session = (row: PsRow): number => sessionOf(row.process, row.world);

/** The time of a start as short as it can be told apart: an hour today, a day this year, else a year. */
function shortStart({ process, world }: PsRow): string {
  if (strftime('%Y', process.startedAt) !== strftime('%Y', world.clock)) return strftime('%Y', process.startedAt);
  const today = Math.floor(process.startedAt / DAY_MS) === Math.floor(world.clock / DAY_MS);
  return strftime(today ? '%H:%M' : '%b%d', process.startedAt);
}

const isRecent = ({ process, world }: PsRow): boolean => world.clock - process.startedAt < DAY_MS;

/** State with its marks: priority, leader of a session, threads, foreground. */
function stat(row: PsRow): string {
  const { process, foreground } = row;
  const nice = niceValue(process);
  const leads = session(row) === process.pid && !isKernelThread(process);
  const console = leads && /^tty/.test(process.tty);
  return `${stateLetter(process)}${nice < 0 ? '<' : nice > 0 ? 'N' : ''}${leads ? 's' : ''}${threadsOf(process) > 1 ? 'l' : ''}${foreground || console ? '+' : ''}`;
}

function percent(tenths: number): string {
  return tenths > 999 ? String(Math.floor(tenths / 10)) : `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

function memoryTenths({ process, world }: PsRow): number {
  return Math.min(999, Math.floor((process.memory * 1000) / Math.max(1, world.host.memory)));
}

/** Where a sleeping process waits in the kernel. */
function waitsIn({ process, foreground }: PsRow): string {
  if (foreground || process.state === 'running') return '-';
  if (process.state === 'stopped') return 'do_signal_stop';
  if (process.state === 'zombie') return '-';
  if (isKernelThread(process)) return stateLetter(process) === 'I' ? 'rescuer_thread' : 'smpboot_thread_fn';
  const name = processName(process);
  if (name === 'bash' || name === 'sh') return 'do_wait';
  if (name === 'agetty') return 'wait_woken';
  return process.listens.length > 0 || threadsOf(process) > 1 ? 'ep_poll' : 'do_select';
}

const args = (row: PsRow): string => `${row.indent}${row.process.command}`;
const comm = (row: PsRow): string => `${row.indent}${processName(row.process)}`;
const vsz = ({ process }: PsRow): number => kib(addressSpace(process));
const rss = ({ process }: PsRow): number => kib(process.memory);
const priority = ({ process }: PsRow): number => 20 + niceValue(process);
const flags = ({ process }: PsRow): number => (isKernelThread(process) ? 1 : process.uid === 0 ? 4 : 0);
const lastProcessor = ({ process, world }: PsRow): number =>
  (textHash(process.command) + process.pid) % world.host.cpus;
const shortTty = ({ process }: PsRow): string => process.tty;

function groupPath({ process, world }: PsRow): string {
  return isKernelThread(process) ? '-' : `0::${controlGroup(process, world)}`;
}

const COLUMNS: Readonly<Record<string, Column>> = {
  '%cpu': { ...word('%CPU', 4, (row) => percent(processorTenths(row)), 'right'), sortBy: processorTenths },
  '%mem': { ...word('%MEM', 4, (row) => percent(memoryTenths(row)), 'right'), sortBy: ({ process }) => process.memory },
  args: word('COMMAND', 27, args, 'unlimited'),
  bsdstart: word('START', 6, (row) => strftime(isRecent(row) ? '%H:%M' : '%b %d', row.process.startedAt), 'right'),
  bsdtime: {
    ...word(
      'TIME',
      6,
      (row) => `${Math.floor(seconds(row) / 60)}:${String(seconds(row) % 60).padStart(2, '0')}`,
      'right',
    ),
    sortBy: seconds,
  },
  c: number('C', 2, (row) => Math.min(99, Math.floor(processorTenths(row) / 10))),
  cgroup: word('CGROUP', 27, groupPath, 'unlimited'),
  cls: word('CLS', 3, () => 'TS', 'right'),
  cmd: word('CMD', 27, args, 'unlimited'),
  comm: word('COMMAND', 15, comm, 'unlimited'),
  cp: number('CP', 3, processorTenths),
  cputime: { ...word('TIME', 8, (row) => longTime(seconds(row)), 'right'), sortBy: seconds },
  cputimes: number('TIME', 8, seconds),
  drs: number('DRS', 5, vsz),
  egid: number('EGID', 5, ({ process, world }) => groupOf(process, world)),
  egroup: group('EGROUP'),
  etime: { ...word('ELAPSED', 11, (row) => elapsedTime(ageInSeconds(row)), 'right'), sortBy: ageInSeconds },
  etimes: number('ELAPSED', 7, ageInSeconds),
  euid: number('EUID', 5, ({ process }) => process.uid),
  euser: user('EUSER'),
  f: number('F', 1, flags),
  fname: word('COMMAND', 8, ({ process }) => processName(process).slice(0, 8)),
  gid: number('GID', 5, ({ process, world }) => groupOf(process, world)),
  group: group('GROUP'),
  label: word('LABEL', 31, () => 'unconfined'),
  lstart: word('STARTED', 24, ({ process }) => strftime('%a %b %e %H:%M:%S %Y', process.startedAt), 'right'),
  lwp: pid('LWP', (row) => row.thread),
  m_trs: number('TRS', 5, () => 0),
  majflt: number('MAJFLT', 6, () => 0),
  maj_flt: number('MAJFL', 6, () => 0),
  minflt: number('MINFLT', 6, (row) => Math.floor(rss(row) / 3)),
  min_flt: number('MINFL', 6, (row) => Math.floor(rss(row) / 3)),
  ni: number('NI', 3, ({ process }) => niceValue(process)),
  nlwp: number('NLWP', 4, ({ process }) => threadsOf(process)),
  opri: number('PRI', 3, (row) => 60 + priority(row)),
  pgid: pid('PGID', ({ process }) => process.pgid),
  pgrp: pid('PGRP', ({ process }) => process.pgid),
  pid: pid('PID', ({ process }) => process.pid),
  policy: word('POL', 3, () => 'TS', 'right'),
  ppid: pid('PPID', ({ process }) => process.ppid),
  pri: number('PRI', 3, (row) => 39 - priority(row)),
  priority: number('PRI', 3, priority),
  psr: number('PSR', 3, lastProcessor),
  rgid: number('RGID', 5, ({ process, world }) => groupOf(process, world)),
  rgroup: group('RGROUP'),
  rss: number('RSS', 5, rss),
  rsz: number('RSZ', 5, rss),
  rtprio: dash('RTPRIO', 6),
  ruid: number('RUID', 5, ({ process }) => process.uid),
  ruser: user('RUSER'),
  s: word('S', 1, ({ process }) => stateLetter(process)),
  sess: pid('SESS', session),
  sid: pid('SID', session),
  size: number('SIZE', 5, (row) => Math.floor(vsz(row) / 2)),
  spid: pid('SPID', (row) => row.thread),
  start: word('STARTED', 8, (row) => strftime(isRecent(row) ? '%H:%M:%S' : '  %b %d', row.process.startedAt), 'right'),
  start_time: { ...word('START', 5, shortStart), sortBy: ({ process }) => process.startedAt },
  stat: word('STAT', 4, stat),
  stime: { ...word('STIME', 5, shortStart), sortBy: ({ process }) => process.startedAt },
  suid: number('SUID', 5, ({ process }) => process.uid),
  sz: number('SZ', 5, (row) => Math.floor(vsz(row) / 4)),
  tgid: pid('TGID', ({ process }) => process.pid),
  thcount: number('THCNT', 5, ({ process }) => threadsOf(process)),
  tid: pid('TID', (row) => row.thread),
  tname: word('TTY', 8, shortTty),
  tpgid: pid('TPGID', ({ process }) => (process.tty === '?' ? -1 : process.pgid)),
  trs: number('TRS', 4, () => 0),
  tt: word('TT', 8, shortTty),
  ucmd: word('CMD', 15, comm, 'unlimited'),
  uid: number('UID', 5, ({ process }) => process.uid),
  uid_hack: word('UID', 8, ({ process }) => process.user, 'user'),
  unit: word('UNIT', 31, (row) => groupPath(row).replace(/.*\//, '')),
  user: user('USER'),
  vsz: number('VSZ', 6, vsz),
  wchan: word('WCHAN', 6, waitsIn),
  addr: dash('ADDR', 1),
};

const SYNONYMS: Readonly<Record<string, string>> = {
  class: 'cls',
  command: 'args',
  cpuid: 'psr',
  flag: 'f',
  flags: 'f',
  intpri: 'opri',
  longtname: 'tname',
  nice: 'ni',
  pcpu: '%cpu',
  pmem: '%mem',
  rssize: 'rss',
  session: 'sess',
  state: 's',
  time: 'cputime',
  times: 'cputimes',
  tty: 'tt',
  tty8: 'tname',
  ucomm: 'comm',
  uname: 'user',
  vsize: 'vsz',
};

/** The column of a name; undefined when there is none. */
export function columnNamed(name: string): Column | undefined {
  const key = SYNONYMS[name] ?? name;
  return Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined;
}

/** Columns of names that are known to exist. */
export function columnsNamed(names: string): readonly Column[] {
  return names.split(',').flatMap((name) => columnNamed(name) ?? []);
}
