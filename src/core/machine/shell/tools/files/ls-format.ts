/** How `ls` prints what it lists, for output that is no terminal. */
import { has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { blockSize, humanSize } from '../../../commands/storage/sizes.ts';
import { type FileStatus, statusAt } from '../../../files/file-status.ts';
import { strftime } from '../../../host/strftime.ts';
import type { Node } from '../../../world.ts';
import type { Call } from '../../contracts.ts';
import { deviceAt } from './devices.ts';
import { groupOf, modeText, nanosecondsOf, ownerOf } from './file-call.ts';

/** Half a Gregorian year, as coreutils reckon it: older files show their year. */
const RECENT = (31_556_952 / 2) * 1000;

export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly node: Node;
}

export interface Settings {
  readonly parsed: ParsedOptions;
  readonly long: boolean;
  readonly call: Call;
}

/** The mark behind a name with `-F` or `-p`. */
function markOf({ node }: Entry, { parsed }: Settings): string {
  if (!has(parsed, 'F', 'p')) return '';
  if (node.kind === 'directory') return '/';
  if (!has(parsed, 'F')) return '';
  if (node.kind === 'link') return '@';
  return (node.mode & 0o111) === 0 ? '' : '*';
}

function shownSize(bytes: number, { parsed }: Settings): string {
  if (has(parsed, 'h')) return humanSize(bytes, 1024);
  if (has(parsed, 'si')) return humanSize(bytes, 1000);
  const block = blockSize(optionValue(parsed, 'block') ?? '');
  return block ? `${Math.ceil(bytes / block.bytes)}${block.unit}` : String(bytes);
}

/** Blocks of 1 KiB that an entry takes on the disk. */
export function blocksOf(entry: Entry, call: Call): number {
  return statusOf(entry, call).blocks / 2;
}

export function shownBlocks(blocks: number, settings: Settings): string {
  return has(settings.parsed, 'h', 'si') ? shownSize(blocks * 1024, settings) : String(blocks);
}

function timeText(node: Node, { parsed, call }: Settings): string {
  const style = has(parsed, 'full') ? 'full-iso' : optionValue(parsed, 'style');
  const now = call.shell.parts.kernel.schedule.now;
  const recent = node.mtime > now - RECENT && node.mtime <= now;
  const nanoseconds = nanosecondsOf(node);
  switch (style) {
    case 'full-iso':
      return `${strftime('%Y-%m-%d %H:%M:%S', node.mtime)}.${nanoseconds} +0000`;
    case 'long-iso':
      return strftime('%Y-%m-%d %H:%M', node.mtime);
    case 'iso':
      return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', node.mtime);
    default:
      if (style?.startsWith('+')) return strftime(style.slice(1), node.mtime);
      return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', node.mtime);
  }
}

function statusOf({ path, node }: Entry, call: Call): FileStatus {
  return statusAt(path, node, call.shell.parts.kernel.state);
}

/** A function that works out each name once. */
function remembered(nameOf: (node: Node) => string, id: (node: Node) => number): (node: Node) => string {
  const names = new Map<number, string>();
  return (node) => {
    const known = names.get(id(node));
    if (known !== undefined) return known;
    const name = nameOf(node);
    names.set(id(node), name);
    return name;
  };
}

function longRows(entries: readonly Entry[], settings: Settings): readonly string[] {
  const { parsed, call } = settings;
  const { host } = call.shell.parts.kernel.state;
  const owner = remembered(
    (node) => ownerOf(node, host),
    (node) => node.uid,
  );
  const group = remembered(
    (node) => groupOf(node, host),
    (node) => node.gid,
  );
  const rows = entries.map((entry) => {
    const { node } = entry;
    const { inode, links, size, blocks } = statusOf(entry, call);
    const device = deviceAt(entry.path, node);
    const mode = device ? device.kind + modeText(node).slice(1) : modeText(node);
    const numeric = has(parsed, 'n');
    const cells = [
      ...(has(parsed, 'i') ? [{ text: String(inode), right: true }] : []),
      ...(has(parsed, 's') ? [{ text: shownBlocks(blocks / 2, settings), right: true }] : []),
      { text: mode, right: false },
      { text: String(links), right: true },
      ...(has(parsed, 'g') ? [] : [{ text: numeric ? String(node.uid) : owner(node), right: numeric }]),
      ...(has(parsed, 'o', 'G') ? [] : [{ text: numeric ? String(node.gid) : group(node), right: numeric }]),
      {
        text: device ? `${device.major}, ${String(device.minor).padStart(3)}` : shownSize(size, settings),
        right: true,
      },
      { text: timeText(node, settings), right: false },
    ];
    const target = node.kind === 'link' ? ` -> ${node.target}` : '';
    const mark = node.kind === 'link' ? '' : markOf(entry, settings);
    return { cells, name: `${shownName(entry.name, settings)}${target}${mark}` };
  });
  const widths = (rows[0]?.cells ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row.cells[column]?.text.length ?? 0), 0),
  );
  return rows.map(({ cells, name }) => {
    const columns = cells.map(({ text, right }, column) => {
      const width = widths[column] ?? 0;
      return right ? text.padStart(width) : text.padEnd(width);
    });
    return `${columns.join(' ')} ${name}\n`;
  });
}

function shownName(name: string, { parsed }: Settings): string {
  const style = optionValue(parsed, 'quoting');
  if (has(parsed, 'Q') || style === 'c') return JSON.stringify(name);
  if (style?.startsWith('shell') && /[\s'"$&;<>()|*?[\]\\`!]/.test(name)) return `'${name.replaceAll("'", "'\\''")}'`;
  return has(parsed, 'b') ? name.replaceAll('\\', '\\\\').replaceAll(' ', '\\ ').replaceAll('\n', '\\n') : name;
}

function shortRows(entries: readonly Entry[], settings: Settings): readonly string[] {
  const { parsed, call } = settings;
  const inodes = has(parsed, 'i') ? aligned(entries.map((entry) => String(statusOf(entry, call).inode))) : [];
  const blocks = has(parsed, 's') ? aligned(entries.map((entry) => shownBlocks(blocksOf(entry, call), settings))) : [];
  const names = entries.map(
    (entry, index) =>
      `${inodes[index] ?? ''}${blocks[index] ?? ''}${shownName(entry.name, settings)}${markOf(entry, settings)}`,
  );
  if (has(parsed, 'm') || optionValue(parsed, 'format') === 'commas')
    return names.length > 0 ? [`${names.join(', ')}\n`] : [];
  if (!has(parsed, '1') && has(parsed, 'C', 'x')) return columns(names, Number(optionValue(parsed, 'w') ?? 80));
  return names.map((name) => `${name}\n`);
}

/** Numbers of a column, as wide as the widest, each with a space behind it. */
function aligned(column: readonly string[]): readonly string[] {
  const width = column.reduce((widest, text) => Math.max(widest, text.length), 0);
  return column.map((text) => `${text.padStart(width)} `);
}

/** Names down columns, as many columns as fit. */
function columns(names: readonly string[], width: number): readonly string[] {
  for (let count = Math.min(names.length, Math.floor(width / 3)); count > 0; count -= 1) {
    const rows = Math.ceil(names.length / count);
    const widths = Array.from({ length: Math.ceil(names.length / rows) }, (_, column) =>
      names.slice(column * rows, (column + 1) * rows).reduce((widest, name) => Math.max(widest, name.length), 0),
    );
    const total = widths.reduce((sum, value) => sum + value + 2, -2);
    if (total > width && rows < names.length) continue;
    return Array.from({ length: rows }, (_, row) => {
      const cells = widths.map((value, column) => (names[column * rows + row] ?? '').padEnd(value + 2));
      return `${cells.join('').trimEnd()}\n`;
    });
  }
  return [];
}

/** The lines of a list. */
export function listing(entries: readonly Entry[], settings: Settings): string {
  return (settings.long ? longRows(entries, settings) : shortRows(entries, settings)).join('');
}
