/** Which columns `ps` prints: chosen by letters, or written out with `-o`. */
import { type Column, columnNamed, columnsNamed } from './columns.ts';
import { PsProblem } from './problem.ts';

/** What the letters ask for, besides columns that are written out. */
export interface FormatRequest {
  /** A letter of BSD style was used: its defaults hold. */
  bsd: boolean;
  /** `u`, `l`, `j`, `v`, `s` or `X` without a dash. */
  bsdFormat: string | undefined;
  full: boolean;
  extraFull: boolean;
  long: boolean;
  jobs: boolean;
  /** `-y`: with `-l`, no flags and RSS instead of ADDR. */
  noFlags: boolean;
  processor: boolean;
  label: boolean;
  threads: 'none' | 'lwp' | 'spid';
  readonly custom: Column[];
  /** Columns of `-O`, between the pid and the state. */
  readonly inserted: Column[];
}

/** A request that asks for nothing yet. */
export function emptyRequest(): FormatRequest {
  return {
    bsd: false,
    bsdFormat: undefined,
    full: false,
    extraFull: false,
    long: false,
    jobs: false,
    noFlags: false,
    processor: false,
    label: false,
    threads: 'none',
    custom: [],
    inserted: [],
  };
}

const BSD_FORMATS: Readonly<Record<string, string>> = {
  u: 'user,pid,%cpu,%mem,vsz,rss,tname,stat,start_time,bsdtime,args',
  l: 'f,uid,pid,ppid,priority,ni,vsz,rss,wchan,stat,tname,bsdtime,args',
  j: 'ppid,pid,pgid,sid,tname,tpgid,stat,uid,bsdtime,args',
  v: 'pid,tname,stat,bsdtime,maj_flt,m_trs,drs,rss,%mem,args',
};

/** Columns of a format text: `pid,user:20,comm=NAME`, with commas or spaces between them. */
export function parseFormat(text: string): readonly Column[] {
  const entries = text.split(/[ ,\t\n]/);
  if (entries.some((entry) => entry === '')) throw new PsProblem('improper format list');
  return entries.map((entry) => {
    const equals = entry.indexOf('=');
    const [name = '', width] = (equals < 0 ? entry : entry.slice(0, equals)).split(':');
    const column = columnNamed(name);
    if (!column) throw new PsProblem(`unknown user-defined format specifier "${name}"`);
    if (width !== undefined && !/^[1-9]\d{0,4}$/.test(width)) {
      throw new PsProblem('column widths must be unsigned decimal numbers');
    }
    const header = equals < 0 ? column.header : entry.slice(equals + 1);
    const wide = equals < 0 ? column.width : Math.max(column.width, header.length);
    return { ...column, header, width: width === undefined ? wide : Number(width) };
  });
}

/** The name of the control characters' format, which shows nothing of a mocked process but zeros. */
const SIGNALS = '0000000000000000';
function signalColumns(): readonly Column[] {
  const mask = (header: string): Column => ({ header, width: 16, align: 'right', text: () => SIGNALS });
  return [
    ...columnsNamed('uid,pid'),
    mask('PENDING'),
    mask('BLOCKED'),
    mask('IGNORED'),
    mask('CAUGHT'),
    ...columnsNamed('stat,tname,bsdtime,args'),
  ];
}

function byLetters(request: FormatRequest): readonly Column[] {
  const { full, extraFull, long, jobs, bsd } = request;
  if (request.bsdFormat !== undefined) {
    if (full || extraFull || long || jobs) throw new PsProblem('conflicting format options');
    return request.bsdFormat === 's' || request.bsdFormat === 'X'
      ? signalColumns()
      : columnsNamed(BSD_FORMATS[request.bsdFormat] ?? '');
  }
  const end = bsd ? 'tname,stat,bsdtime' : 'tname,cputime';
  if (!full && !extraFull && !long && !jobs) return columnsNamed(`pid,${end},${bsd ? 'args' : 'ucmd'}`);
  if (request.noFlags && !long) throw new PsProblem('modifier -y without format -l makes no sense');
  const names: string[] = [];
  if (long) names.push(...(request.noFlags ? ['s'] : ['f', 's']));
  if (full || extraFull) names.push('uid_hack');
  else if (long) names.push('uid');
  names.push('pid');
  if (full || extraFull || long) names.push('ppid');
  if (jobs) names.push('pgid', 'sid');
  if (full || extraFull || long) names.push('c');
  if (long) names.push('opri', 'ni', ...(request.noFlags ? ['rss'] : ['addr']), 'sz', 'wchan');
  if (extraFull) names.push(...(long ? ['rss', 'psr'] : ['sz', 'rss', 'psr']));
  if (full || extraFull) names.push('stime');
  names.push(end, full || extraFull ? 'cmd' : 'ucmd');
  return columnsNamed(names.join(','));
}

const at = (columns: readonly Column[], header: string): number =>
  columns.findIndex((column) => column.header === header);

/** The columns that a request asks for. */
export function columnsOf(request: FormatRequest): readonly Column[] {
  if (request.noFlags && !request.long) throw new PsProblem('modifier -y without format -l makes no sense');
  if (request.custom.length > 0) {
    if (request.bsdFormat !== undefined) throw new PsProblem('conflicting format options');
    return request.custom;
  }
  if (request.inserted.length > 0) {
    return [...columnsNamed('pid'), ...request.inserted, ...columnsNamed('s,tname,cputime,args')];
  }
  const columns = [...byLetters(request)];
  const insert = (after: string, names: string): void => {
    columns.splice(at(columns, after) + 1, 0, ...columnsNamed(names));
  };
  if (request.processor) {
    const existing = at(columns, 'PSR');
    if (existing >= 0) columns.splice(existing, 1);
    insert(at(columns, 'PPID') >= 0 ? 'PPID' : 'PID', 'psr');
  }
  if (request.threads === 'spid') insert('PID', 'spid');
  if (request.threads === 'lwp') {
    insert(at(columns, 'PPID') > at(columns, 'PID') ? 'PPID' : 'PID', 'lwp');
    if (at(columns, 'C') >= 0) insert('C', 'nlwp');
  }
  if (request.label) columns.unshift(...columnsNamed('label'));
  return columns;
}
