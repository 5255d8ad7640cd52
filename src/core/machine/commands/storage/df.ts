/** `df` of GNU coreutils. */
import { type Mount, mountAbove, mountsOf } from '../../host/mounts.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { coreutilsVersion } from '../versions.ts';
import { blockSize, humanSize } from './sizes.ts';

const HELP = `Usage: df [OPTION]... [FILE]...
Show information about the file system on which each FILE resides,
or all file systems by default.

Mandatory arguments to long options are mandatory for short options too.
  -a, --all             include pseudo, duplicate, inaccessible file systems
  -B, --block-size=SIZE  scale sizes by SIZE before printing them; e.g.,
                           '-BM' prints sizes in units of 1,048,576 bytes;
                           see SIZE format below
  -h, --human-readable  print sizes in powers of 1024 (e.g., 1023M)
  -H, --si              print sizes in powers of 1000 (e.g., 1.1G)
  -i, --inodes          list inode information instead of block usage
  -k                    like --block-size=1K
  -l, --local           limit listing to local file systems
      --no-sync         do not invoke sync before getting usage info (default)
      --output[=FIELD_LIST]  use the output format defined by FIELD_LIST,
                               or print all fields if FIELD_LIST is omitted.
  -P, --portability     use the POSIX output format
      --sync            invoke sync before getting usage info
      --total           elide all entries insignificant to available space,
                          and produce a grand total
  -t, --type=TYPE       limit listing to file systems of type TYPE
  -T, --print-type      print file system type
  -x, --exclude-type=TYPE   limit listing to file systems not of type TYPE
  -v                    (ignored)
      --help        display this help and exit
      --version     output version information and exit

Display values are in units of the first available SIZE from --block-size,
and the DF_BLOCK_SIZE, BLOCK_SIZE and BLOCKSIZE environment variables.
Units default to 1024 bytes (or 512 if POSIXLY_CORRECT is set).

The SIZE argument is an integer and optional unit (example: 10K is 10*1024).
Units are K,M,G,T,P,E,Z,Y (powers of 1024) or KB,MB,... (powers of 1000).
Binary prefixes can be used, too: KiB=K, MiB=M, and so on.

FIELD_LIST is a comma-separated list of columns to be included.  Valid
field names are: 'source', 'fstype', 'itotal', 'iused', 'iavail', 'ipcent',
'size', 'used', 'avail', 'pcent', 'file' and 'target' (see info page).

GNU coreutils online help: <https://www.gnu.org/software/coreutils/>
Full documentation <https://www.gnu.org/software/coreutils/df>
or available locally via: info '(coreutils) df invocation'
`;

const SPEC = {
  short: 'aB:hHiklPt:Tx:v',
  long: {
    all: 'a',
    'block-size=': 'B',
    'human-readable': 'h',
    si: 'H',
    inodes: 'i',
    local: 'l',
    'no-sync': 'v',
    'output=?': 'o',
    portability: 'P',
    sync: 'v',
    total: '+',
    'type=': 't',
    'print-type': 'T',
    'exclude-type=': 'x',
    help: '?',
    version: 'V',
  },
};

/** Writes bytes in the unit that was asked for. */
interface Unit {
  readonly header: string;
  readonly human: boolean;
  text(bytes: number): string;
}

function unitOf(parsed: ParsedOptions): Unit | { readonly problem: string } {
  const last = parsed.options.findLast(({ name }) => 'BhHk'.includes(name));
  if (last?.name === 'h' || last?.name === 'H') {
    const base = last.name === 'h' ? 1024 : 1000;
    return { header: 'Size', human: true, text: (bytes) => humanSize(bytes, base) };
  }
  if (last?.name === 'B') {
    const size = blockSize(last.value ?? '');
    if (!size) return { problem: `df: invalid -B argument '${last.value}'\n` };
    const text = (bytes: number): string => `${Math.ceil(bytes / size.bytes)}${size.unit}`;
    const decimal = size.bytes % 1000 === 0;
    const letters = decimal ? ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] : ['B', 'K', 'M', 'G', 'T', 'P', 'E'];
    const base = decimal ? 1000 : 1024;
    let scaled = size.bytes;
    let power = 0;
    while (scaled >= base && scaled % base === 0) {
      scaled /= base;
      power += 1;
    }
    return { header: `${scaled}${letters[power]}-blocks`, human: false, text };
  }
  const header = has(parsed, 'P') ? '1024-blocks' : '1K-blocks';
  return { header, human: false, text: (bytes) => String(Math.ceil(bytes / 1024)) };
}

type Field =
  | 'source'
  | 'fstype'
  | 'itotal'
  | 'iused'
  | 'iavail'
  | 'ipcent'
  | 'size'
  | 'used'
  | 'avail'
  | 'pcent'
  | 'file'
  | 'target';

const FIELDS: Readonly<Record<Field, { readonly header: string; readonly width: number; readonly left?: true }>> = {
  source: { header: 'Filesystem', width: 14, left: true },
  fstype: { header: 'Type', width: 4, left: true },
  itotal: { header: 'Inodes', width: 5 },
  iused: { header: 'IUsed', width: 5 },
  iavail: { header: 'IFree', width: 5 },
  ipcent: { header: 'IUse%', width: 4 },
  size: { header: 'Size', width: 5 },
  used: { header: 'Used', width: 5 },
  avail: { header: 'Avail', width: 5 },
  pcent: { header: 'Use%', width: 4 },
  file: { header: 'File', width: 4, left: true },
  target: { header: 'Mounted on', width: 0, left: true },
};

/** A line of the list: a file system, or the sum of all. */
interface Line {
  readonly mount: Mount;
  readonly file: string;
}

function percent(used: number, available: number): string {
  return used + available === 0 ? '-' : `${Math.ceil((used * 100) / (used + available))}%`;
}

function cell(field: Field, { mount, file }: Line, unit: Unit, parsed: ParsedOptions): string {
  const { size = 0, used = 0, reserved = 0, inodes = 0, inodesUsed = 0 } = mount;
  const available = Math.max(0, size - used - reserved);
  const count = (value: number): string =>
    unit.human ? humanSize(value, has(parsed, 'H') ? 1000 : 1024) : String(value);
  switch (field) {
    case 'source':
      return mount.source;
    case 'fstype':
      return mount.type;
    case 'itotal':
      return count(inodes);
    case 'iused':
      return count(inodesUsed);
    case 'iavail':
      return count(inodes - inodesUsed);
    case 'ipcent':
      return percent(inodesUsed, inodes - inodesUsed);
    case 'size':
      return unit.text(size);
    case 'used':
      return unit.text(used);
    case 'avail':
      return unit.text(available);
    case 'pcent':
      return percent(used, available);
    case 'file':
      return file;
    case 'target':
      return mount.target;
    default:
      return field satisfies never;
  }
}

function fieldsOf(parsed: ParsedOptions): readonly Field[] | { readonly problem: string } {
  if (has(parsed, 'o')) {
    const list = optionValue(parsed, 'o');
    if (list === undefined || list === '') return Object.keys(FIELDS) as Field[];
    const fields: Field[] = [];
    for (const name of list.split(',')) {
      if (!Object.hasOwn(FIELDS, name)) {
        return { problem: `df: option --output: field ‘${name}’ unknown\nTry 'df --help' for more information.\n` };
      }
      fields.push(name as Field);
    }
    return fields;
  }
  const middle: readonly Field[] = has(parsed, 'i')
    ? ['itotal', 'iused', 'iavail', 'ipcent']
    : ['size', 'used', 'avail', 'pcent'];
  return ['source', ...(has(parsed, 'T') ? (['fstype'] as const) : []), ...middle, 'target'];
}

function table(lines: readonly Line[], fields: readonly Field[], unit: Unit, parsed: ParsedOptions): string {
  const header = (field: Field): string => {
    if (field === 'size') return unit.header;
    if (field === 'avail' && !unit.human && !has(parsed, 'o')) return 'Available';
    if (field === 'pcent' && has(parsed, 'P')) return 'Capacity';
    return FIELDS[field].header;
  };
  const rows = [fields.map(header), ...lines.map((line) => fields.map((field) => cell(field, line, unit, parsed)))];
  const widths = fields.map((field, column) =>
    Math.max(FIELDS[field].width, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => {
      const cells = row.map((text, column) => {
        const left = FIELDS[fields[column] ?? 'target'].left;
        if (left && column === row.length - 1) return text;
        return left ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
      });
      return `${cells.join(' ')}\n`;
    })
    .join('');
}

function absolute(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('df', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'df --help' for more information.\n`);
  if (has(parsed, '?')) return printed(HELP);
  if (has(parsed, 'V')) return printed(`df (GNU coreutils) ${coreutilsVersion(context.world.host.os)}\n`);
  const unit = unitOf(parsed);
  if ('problem' in unit) return failed(unit.problem);
  const fields = fieldsOf(parsed);
  if ('problem' in fields) return failed(fields.problem);
  const mounts = mountsOf(context.world, context.shell.uid);
  let stderr = '';
  let lines: readonly Line[];
  if (parsed.operands.length > 0) {
    const found: Line[] = [];
    for (const operand of parsed.operands) {
      const path = absolute(operand, context.cwd);
      const virtual = /^\/(proc|sys|dev|run)(\/|$)/.test(path);
      const mount = mountAbove(path, mounts);
      const exists = context.world.files.has(path) || (virtual && mounts.some(({ target }) => target === path));
      if (mount && exists) found.push({ mount, file: operand });
      else stderr += `df: ${operand}: No such file or directory\n`;
    }
    lines = found;
    if (found.length === 0) return failed(stderr);
  } else {
    lines = mounts
      .filter((mount) => has(parsed, 'a') || mount.size !== undefined)
      .map((mount) => ({ mount, file: '-' }));
  }
  const types = parsed.options.filter(({ name }) => name === 't').map(({ value }) => value);
  const excluded = parsed.options.filter(({ name }) => name === 'x').map(({ value }) => value);
  lines = lines.filter(
    ({ mount }) => (types.length === 0 || types.includes(mount.type)) && !excluded.includes(mount.type),
  );
  if (lines.length === 0) return failed(`${stderr}df: no file systems processed\n`);
  if (has(parsed, '+')) {
    const sum = (key: 'size' | 'used' | 'reserved' | 'inodes' | 'inodesUsed'): number =>
      lines.reduce((total, { mount }) => total + (mount[key] ?? 0), 0);
    const mount: Mount = {
      source: 'total',
      target: '-',
      type: '-',
      options: '',
      size: sum('size'),
      used: sum('used'),
      reserved: sum('reserved'),
      inodes: sum('inodes'),
      inodesUsed: sum('inodesUsed'),
    };
    lines = [...lines, { mount, file: '-' }];
  }
  return { stdout: table(lines, fields, unit, parsed), stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** Shows what file systems hold and have left. */
export const df: MachineCommand = { name: 'df', path: '/usr/bin/df', run };
