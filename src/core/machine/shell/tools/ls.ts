/** `ls` of GNU coreutils, as it prints where nobody looks at a terminal: a name a line. */
import type { ExecResult } from 'just-bash';
import { getopt, has, type ParsedOptions } from '../../commands/getopt.ts';
import { humanSize } from '../../commands/storage/sizes.ts';
import { isDevice } from '../../files/devices.ts';
import { systemText } from '../../files/file-error.ts';
import { joinPath, parentOf, resolvePath } from '../../files/paths.ts';
import { groupName } from '../../host/accounts.ts';
import { strftime } from '../../host/strftime.ts';
import type { Node } from '../../world.ts';
import { fail, type ShellProcess, type Tool } from '../contracts.ts';
import { modeText } from './mode-text.ts';

const OPTIONS = {
  short: '1aAbBcCdfFgGhHiIklLmnNopqQrRsStuvwxXZ',
  long: {
    all: 'a',
    'almost-all': 'A',
    directory: 'd',
    classify: 'F',
    'human-readable': 'h',
    inode: 'i',
    'numeric-uid-gid': 'n',
    reverse: 'r',
    recursive: 'R',
    size: 's',
    'no-group': 'G',
    dereference: 'L',
    'color=?': '%color',
    'sort=': '%sort',
    'time-style=': '%time-style',
    'full-time': '%full-time',
    'group-directories-first': '%folders-first',
    si: '%si',
  },
} as const;

/** Files that are older, or newer, than this show their year instead of the time of day. */
const RECENT_MS = (31556952 / 2) * 1000;

interface Entry {
  readonly shown: string;
  readonly path: string;
  readonly node: Node;
}

export const ls: Tool = {
  name: 'ls',
  run: (args, { shell, context }) => {
    const parsed = getopt('ls', args, OPTIONS);
    if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'ls --help' for more information.\n`, 2);
    return new Listing(parsed, shell, context.cwd).run();
  },
};

class Listing {
  readonly #options: ParsedOptions;
  readonly #shell: ShellProcess;
  readonly #cwd: string;
  readonly #long: boolean;
  #out = '';
  #complaints = '';
  #exitCode = 0;

  constructor(options: ParsedOptions, shell: ShellProcess, cwd: string) {
    this.#options = options;
    this.#shell = shell;
    this.#cwd = cwd;
    this.#long = this.#has('l', 'n', 'g', 'o', '%full-time');
  }

  run(): ExecResult {
    const operands = this.#options.operands.length > 0 ? this.#options.operands : ['.'];
    const files: Entry[] = [];
    const folders: Entry[] = [];
    for (const shown of operands) {
      const path = resolvePath(this.#cwd, shown);
      const node = this.#find(path, !(this.#long || this.#has('d', 'F')) || this.#has('L'), shown);
      if (node === undefined) continue;
      const target = node.kind === 'link' && !this.#long ? this.#shell.tree.find(path) : node;
      (target?.kind === 'directory' && !this.#has('d') ? folders : files).push({ shown, path, node });
    }
    if (files.length > 0) this.#out += this.#lines(this.#sorted(files));
    const titled = operands.length > 1 || this.#has('R');
    for (const folder of this.#sorted(folders)) this.#folder(folder.shown, folder.path, titled);
    return { stdout: this.#out, stderr: this.#complaints, exitCode: this.#exitCode };
  }

  #folder(shown: string, path: string, titled: boolean): void {
    let names: readonly string[];
    try {
      names = this.#shell.tree.list(path);
    } catch (error) {
      this.#complain(`cannot open directory '${shown}': ${systemText(error)}`, shown === '.' || !titled ? 2 : 1);
      return;
    }
    const all = this.#has('a', 'f');
    const own = names.filter((name) => all || this.#has('A') || !name.startsWith('.'));
    const entries = own.flatMap((name): Entry[] => {
      const at = joinPath(path, name);
      const node = this.#shell.tree.find(at, this.#has('L'));
      return node ? [{ shown: name, path: at, node }] : [];
    });
    const dots = all ? this.#dots(path) : [];
    const listed = this.#sorted([...dots, ...entries]);
    if (titled) this.#out += `${this.#out === '' ? '' : '\n'}${shown}:\n`;
    if (this.#long || this.#has('s')) {
      const blocks = listed.reduce((sum, { node }) => sum + blocksOf(node), 0);
      this.#out += `total ${this.#has('h') ? humanSize(blocks * 1024, 1024) : blocks}\n`;
    }
    this.#out += this.#lines(listed);
    if (!this.#has('R')) return;
    for (const entry of listed) {
      if (entry.node.kind === 'directory' && !dots.includes(entry)) {
        this.#folder(shown.endsWith('/') ? shown + entry.shown : `${shown}/${entry.shown}`, entry.path, true);
      }
    }
  }

  #dots(path: string): Entry[] {
    return [
      { shown: '.', path },
      { shown: '..', path: parentOf(path) },
    ].flatMap((dot) => {
      const node = this.#shell.tree.find(dot.path);
      return node ? [{ ...dot, node }] : [];
    });
  }

  #lines(entries: readonly Entry[]): string {
    if (this.#has('m')) return entries.length === 0 ? '' : `${entries.map((entry) => this.#name(entry)).join(', ')}\n`;
    const rows = entries.map((entry) => this.#columns(entry));
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
    return rows
      .map((row, index) => {
        const cells = row.map(({ text, left }, column) =>
          left ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
        );
        const entry = entries[index];
        return `${[...cells, entry ? this.#name(entry) : ''].join(' ')}\n`;
      })
      .join('');
  }

  #columns({ path, node }: Entry): { readonly text: string; readonly left?: true }[] {
    const { kernel } = this.#shell.parts;
    const cells: { text: string; left?: true }[] = [];
    if (this.#has('i')) cells.push({ text: String(node.inode) });
    if (this.#has('s'))
      cells.push({ text: this.#has('h') ? humanSize(blocksOf(node) * 1024, 1024) : String(blocksOf(node)) });
    if (!this.#long) return cells;
    const { host, tree } = kernel.state;
    const links =
      node.kind === 'directory'
        ? 2 + tree.names(path).filter((name) => kernel.state.node(joinPath(path, name))?.kind === 'directory').length
        : Math.max(1, tree.linkCount(node.inode));
    cells.push({ text: modeText(node, isDevice(path)), left: true }, { text: String(links) });
    const numeric = this.#has('n');
    const user = host.users.find(({ uid }) => uid === node.uid)?.name ?? String(node.uid);
    if (!this.#has('g')) cells.push({ text: numeric ? String(node.uid) : user, left: true });
    if (!this.#has('o', 'G')) cells.push({ text: numeric ? String(node.gid) : groupName(host, node.gid), left: true });
    cells.push({ text: this.#size(node) }, { text: this.#time(node.mtime), left: true });
    return cells;
  }

  #size(node: Node): string {
    const bytes = sizeOf(node);
    if (this.#has('%si')) return humanSize(bytes, 1000);
    return this.#has('h') ? humanSize(bytes, 1024) : String(bytes);
  }

  #time(mtime: number): string {
    const style = this.#has('%full-time') ? 'full-iso' : this.#value('%time-style');
    if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S.%N +0000', mtime);
    if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', mtime);
    if (style?.startsWith('+')) return strftime(style.slice(1), mtime);
    const age = this.#shell.parts.kernel.state.clock - mtime;
    const recent = age >= 0 && age < RECENT_MS;
    if (style === 'iso') return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', mtime);
    return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', mtime);
  }

  #name({ shown, path, node }: Entry): string {
    let mark = '';
    if (this.#has('F') || this.#has('p')) {
      if (node.kind === 'directory') mark = '/';
      else if (this.#has('F') && node.kind === 'link' && !this.#long) mark = '@';
      else if (this.#has('F') && node.kind === 'file' && (node.mode & 0o111) !== 0) mark = '*';
    }
    const name = this.#has('Q') ? JSON.stringify(shown) : shown;
    if (node.kind !== 'link' || !this.#long) return name + mark;
    const target = this.#has('F') && this.#shell.tree.find(path)?.kind === 'directory' ? '/' : '';
    return `${name} -> ${node.target}${target}`;
  }

  #sorted(entries: readonly Entry[]): Entry[] {
    if (this.#has('f', 'U')) return [...entries];
    const by = this.#value('%sort');
    const compare =
      this.#has('S') || by === 'size'
        ? (a: Entry, b: Entry) => sizeOf(b.node) - sizeOf(a.node) || byName(a, b)
        : this.#has('t') || by === 'time'
          ? (a: Entry, b: Entry) => b.node.mtime - a.node.mtime || byName(a, b)
          : byName;
    const sorted = [...entries].sort(compare);
    if (this.#has('r')) sorted.reverse();
    if (!this.#has('%folders-first')) return sorted;
    return [
      ...sorted.filter(({ node }) => node.kind === 'directory'),
      ...sorted.filter(({ node }) => node.kind !== 'directory'),
    ];
  }

  #find(path: string, followLast: boolean, shown: string): Node | undefined {
    try {
      return this.#shell.tree.node(path, 'stat', followLast);
    } catch (error) {
      const dangling = followLast ? this.#shell.tree.find(path, false) : undefined;
      if (dangling && !this.#has('L')) return dangling;
      this.#complain(`cannot access '${shown}': ${systemText(error)}`, 2);
      return undefined;
    }
  }

  #complain(text: string, exitCode: number): void {
    this.#complaints += `ls: ${text}\n`;
    this.#exitCode = Math.max(this.#exitCode, exitCode);
  }

  #has(...names: readonly string[]): boolean {
    return has(this.#options, ...names);
  }

  #value(name: string): string | undefined {
    return this.#options.options.find((option) => option.name === name)?.value;
  }
}

function sizeOf(node: Node): number {
  return node.kind === 'file' ? node.size : node.kind === 'directory' ? 4096 : node.target.length;
}

/** Kibibytes on the disk. */
function blocksOf(node: Node): number {
  if (node.kind === 'link') return 0;
  return node.kind === 'directory' ? 4 : Math.ceil(node.size / 4096) * 4;
}

/** Names in the order of the C.UTF-8 locale that servers and containers have. */
function byName(a: Entry, b: Entry): number {
  const [left, right] = [a.shown, b.shown];
  return left < right ? -1 : left > right ? 1 : 0;
}
