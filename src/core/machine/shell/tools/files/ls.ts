/** `ls` of GNU coreutils, for output that is no terminal. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { coreutilsVersion } from '../../../commands/versions.ts';
import { systemText } from '../../../files/file-error.ts';
import { sizeOf } from '../../../files/node-size.ts';
import { joinPath } from '../../../files/paths.ts';
import type { Node } from '../../../world.ts';
import { type Call, ok, type Tool } from '../../contracts.ts';
import { endsInSlash, pathOf, usageError } from './file-call.ts';
import { blocksOf, type Entry, listing, type Settings, shownBlocks } from './ls-format.ts';

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
  const blocks = entries.reduce((sum, entry) => sum + blocksOf(entry, settings.call), 0);
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
    const follows = !(long || has(parsed, 'F')) || has(parsed, 'H', 'L') || endsInSlash(word);
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

/** `ls` under another name, with an option of its own. */
function renamed(name: string, option: string): Tool {
  return {
    name,
    run: (args, call) => {
      const result = run([option, ...args], call);
      return {
        ...result,
        stderr: result.stderr.replace(/^ls: /gm, `${name}: `).replace("'ls --help'", `'${name} --help'`),
      };
    },
  };
}

export const dir: Tool = renamed('dir', '-C');
export const vdir: Tool = renamed('vdir', '-l');
