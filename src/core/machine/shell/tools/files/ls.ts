/** `ls` of GNU coreutils, for output that is no terminal. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { blockSize, humanSize } from '../../../commands/storage/sizes.ts';
import { coreutilsVersion } from '../../../commands/versions.ts';
import { systemText } from '../../../files/file-error.ts';
import { joinPath } from '../../../files/paths.ts';
import { strftime } from '../../../host/strftime.ts';
import type { Node } from '../../../world.ts';
import { type Call, ok, type Tool } from '../../contracts.ts';
import { sizeOf } from '../../shell-files.ts';
import { deviceAt } from './devices.ts';
import { endsInSlash, groupOf, modeText, ownerOf, pathOf, usageError } from './file-call.ts';

/** Half a Gregorian year, as coreutils reckon it: older files show their year. */
const RECENT = (31_556_952 / 2) * 1000;

const SPEC = {
  short: 'aAbcCdfFgGhHiI:klLmnNopqQrRsStT:uUvw:xXZ1',
  long: {
    all: 'a',
    'almost-all': 'A',
    directory: 'd',
    classify: 'F',
    'classify=?': 'F',
    'file-type': 'p',
    'human-readable': 'h',
    inode: 'i',
    'numeric-uid-gid': 'n',
    'no-group': 'G',
    literal: 'N',
    reverse: 'r',
    recursive: 'R',
    size: 's',
    'full-time': 'full',
    'time-style=': 'style',
    'time=': 'time',
    'sort=': 'sort',
    'color=?': 'color',
    'group-directories-first': 'first',
    si: 'si',
    'block-size=': 'block',
    'format=': 'format',
    'ignore=': 'I',
    'quoting-style=': 'quoting',
    dereference: 'L',
    'width=': 'w',
    version: 'version',
    help: 'help',
  },
};

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly node: Node;
}

interface Settings {
  readonly parsed: ParsedOptions;
  readonly long: boolean;
  readonly call: Call;
}

function compare(a: Entry, b: Entry, parsed: ParsedOptions): number {
  const sort = optionValue(parsed, 'sort');
  if (has(parsed, 'S') || sort === 'size') {
    const difference = sizeOf(b.node) - sizeOf(a.node);
    if (difference !== 0) return difference;
  } else if (has(parsed, 't', 'c', 'u') || sort === 'time') {
    const difference = b.node.mtime - a.node.mtime;
    if (difference !== 0) return difference;
  } else if (has(parsed, 'X') || sort === 'extension') {
    const extension = (name: string): string => (name.includes('.') ? name.slice(name.lastIndexOf('.')) : '');
    const [first, second] = [extension(a.name), extension(b.name)];
    if (first !== second) return first < second ? -1 : 1;
  } else if (has(parsed, 'v') || sort === 'version') {
    return a.name.localeCompare(b.name, 'en', { numeric: true });
  }
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function sorted(entries: readonly Entry[], { parsed }: Settings): readonly Entry[] {
  if (has(parsed, 'U', 'f') || optionValue(parsed, 'sort') === 'none') return entries;
  const list = [...entries].sort((a, b) => compare(a, b, parsed));
  if (has(parsed, 'r')) list.reverse();
  if (!has(parsed, 'first')) return list;
  return [
    ...list.filter(({ node }) => node.kind === 'directory'),
    ...list.filter(({ node }) => node.kind !== 'directory'),
  ];
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

/** Blocks of 1 KiB that a node takes on the disk. */
function blocksOf(node: Node): number {
  if (node.kind === 'directory') return node.inode >= 0xf0000000 ? 0 : 4;
  return node.kind === 'file' ? Math.ceil(node.size / 4096) * 4 : 0;
}

function shownBlocks(blocks: number, settings: Settings): string {
  return has(settings.parsed, 'h', 'si') ? shownSize(blocks * 1024, settings) : String(blocks);
}

function timeText(node: Node, { parsed, call }: Settings): string {
  const style = has(parsed, 'full') ? 'full-iso' : optionValue(parsed, 'style');
  const now = call.shell.parts.kernel.schedule.now;
  const recent = node.mtime > now - RECENT && node.mtime <= now;
  const nanoseconds = `${String(Math.floor(node.mtime % 1000)).padStart(3, '0')}${String((node.inode * 7_919) % 1_000_000).padStart(6, '0')}`;
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

/** How many names an inode has: of a folder two, and one for each folder in it. */
function linkCount(entry: Entry, call: Call): number {
  const { state } = call.shell.parts.kernel;
  if (entry.node.kind !== 'directory') return Math.max(1, state.tree.linkCount(entry.node.inode));
  const folders = state.tree
    .names(entry.path)
    .filter((name) => state.node(joinPath(entry.path, name))?.kind === 'directory');
  return 2 + folders.length;
}

function longRows(entries: readonly Entry[], settings: Settings): readonly string[] {
  const { parsed, call } = settings;
  const { host } = call.shell.parts.kernel.state;
  const rows = entries.map((entry) => {
    const { node } = entry;
    const device = deviceAt(entry.path, node);
    const mode = device ? device.kind + modeText(node).slice(1) : modeText(node);
    const numeric = has(parsed, 'n');
    const cells = [
      ...(has(parsed, 'i') ? [{ text: String(node.inode), right: true }] : []),
      ...(has(parsed, 's') ? [{ text: shownBlocks(blocksOf(node), settings), right: true }] : []),
      { text: mode, right: false },
      { text: String(linkCount(entry, call)), right: true },
      ...(has(parsed, 'g') ? [] : [{ text: numeric ? String(node.uid) : ownerOf(node, host), right: numeric }]),
      ...(has(parsed, 'o', 'G') ? [] : [{ text: numeric ? String(node.gid) : groupOf(node, host), right: numeric }]),
      {
        text: device ? `${device.major}, ${String(device.minor).padStart(3)}` : shownSize(sizeOf(node), settings),
        right: true,
      },
      { text: timeText(node, settings), right: false },
    ];
    const target = node.kind === 'link' ? ` -> ${node.target}` : '';
    const mark = node.kind === 'link' ? '' : markOf(entry, settings);
    return { cells, name: `${shownName(entry.name, settings)}${target}${mark}` };
  });
  const widths = (rows[0]?.cells ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row.cells[column]?.text.length ?? 0)),
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
  const { parsed } = settings;
  const inodes = has(parsed, 'i') ? aligned(entries.map(({ node }) => String(node.inode))) : [];
  const blocks = has(parsed, 's') ? aligned(entries.map(({ node }) => shownBlocks(blocksOf(node), settings))) : [];
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
  for (let rows = 1; rows <= names.length; rows += 1) {
    const count = Math.ceil(names.length / rows);
    const widths = Array.from({ length: count }, (_, column) =>
      Math.max(0, ...names.slice(column * rows, (column + 1) * rows).map((name) => name.length)),
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

function listing(entries: readonly Entry[], settings: Settings): string {
  return (settings.long ? longRows(entries, settings) : shortRows(entries, settings)).join('');
}

interface Listed {
  readonly stdout: string;
  readonly stderr: string;
}

function folderEntries(path: string, settings: Settings): readonly Entry[] {
  const { parsed, call } = settings;
  const { tree } = call.shell;
  const hidden = has(parsed, 'a', 'A', 'f');
  const ignored = parsed.options.filter(({ name }) => name === 'I').map(({ value }) => value ?? '');
  const names = tree.list(path).filter((name) => (hidden || !name.startsWith('.')) && !ignored.includes(name));
  const resolved = tree.resolve(path, 'scandir');
  const entries = names.flatMap((name): Entry[] => {
    const at = joinPath(resolved, name);
    const node = tree.find(at, has(parsed, 'L')) ?? tree.find(at, false);
    return node ? [{ name, path: at, node }] : [];
  });
  if (!has(parsed, 'a', 'f')) return sorted(entries, settings);
  const here = tree.find(resolved);
  const above = tree.find(joinPath(resolved, '..'));
  const dots: Entry[] = [];
  if (here) dots.push({ name: '.', path: resolved, node: here });
  if (above) dots.push({ name: '..', path: tree.resolve(joinPath(resolved, '..'), 'stat'), node: above });
  return sorted([...dots, ...entries], settings);
}

function listFolder(title: string, path: string, settings: Settings): Listed {
  const { parsed } = settings;
  let entries: readonly Entry[];
  try {
    entries = folderEntries(path, settings);
  } catch (error) {
    return { stdout: '', stderr: `ls: cannot open directory '${title}': ${systemText(error)}\n` };
  }
  const blocks = entries.reduce((sum, { node }) => sum + blocksOf(node), 0);
  const total = settings.long || has(parsed, 's') ? `total ${shownBlocks(blocks, settings)}\n` : '';
  let stdout = total + listing(entries, settings);
  let stderr = '';
  if (has(parsed, 'R')) {
    for (const { name, path: at, node } of entries) {
      if (node.kind !== 'directory' || name === '.' || name === '..') continue;
      const inner = joinPath(title === '/' ? '' : title.replace(/\/$/, ''), name);
      const below = listFolder(inner, at, settings);
      stdout += `\n${inner}:\n${below.stdout}`;
      stderr += below.stderr;
    }
  }
  return { stdout, stderr };
}

function run(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('ls', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'ls', 2);
  if (has(parsed, 'version')) {
    return ok(`ls (GNU coreutils) ${coreutilsVersion(call.shell.parts.kernel.state.host.os)}\n`);
  }
  const format = optionValue(parsed, 'format');
  const long = has(parsed, 'l', 'g', 'o', 'n', 'full') || format === 'long' || format === 'verbose';
  const settings: Settings = { parsed, long, call };
  const words = parsed.operands.length > 0 ? parsed.operands : ['.'];
  const files: Entry[] = [];
  const folders: { readonly title: string; readonly path: string; readonly node: Node }[] = [];
  let stderr = '';
  for (const word of words) {
    const path = pathOf(word, call);
    const follows = !long || has(parsed, 'H', 'L') || endsInSlash(word);
    try {
      if (word === '') call.shell.tree.node('/nonexistent\0', 'stat');
      const own = call.shell.tree.find(path, follows && !has(parsed, 'd')) ?? call.shell.tree.node(path, 'stat', false);
      if (own.kind === 'directory' && !has(parsed, 'd')) folders.push({ title: word, path, node: own });
      else files.push({ name: word, path, node: own });
    } catch (error) {
      stderr += `ls: cannot access '${word}': ${systemText(error)}\n`;
    }
  }
  const complained = stderr !== '';
  const parts: string[] = [];
  if (files.length > 0) parts.push(listing(sorted(files, settings), settings));
  const titles = folders.length + files.length > 1 || complained || has(parsed, 'R');
  const inOrder = sorted(
    folders.map(({ title, path, node }) => ({ name: title, path, node })),
    settings,
  );
  for (const folder of inOrder) {
    const listed = listFolder(folder.name, folder.path, settings);
    stderr += listed.stderr;
    if (listed.stderr === '' || listed.stdout !== '') {
      parts.push(`${titles ? `${folder.name}:\n` : ''}${listed.stdout}`);
    }
  }
  return { stdout: parts.join('\n'), stderr, exitCode: stderr === '' ? 0 : 2 };
}

export const ls: Tool = { name: 'ls', run };
