/** `diff` and `cmp` of GNU diffutils, and `comm` of coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../commands/getopt.ts';
import { joinPath } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { fromLatin1 } from '../encoding.ts';
import { type Edit, edits } from './edits.ts';
import { type Content, readContent } from './files/content.ts';
import { pathOf, usageError } from './files/file-call.ts';

const SPEC = {
  short: 'abBc::dEiNqrsU:uwyx:Z',
  long: {
    text: 'a',
    'ignore-space-change': 'b',
    'ignore-blank-lines': 'B',
    'ignore-case': 'i',
    'new-file': 'N',
    brief: 'q',
    recursive: 'r',
    'report-identical-files': 's',
    'unified=?': 'U',
    'ignore-all-space': 'w',
    'color=?': 'color',
    'exclude=': 'x',
    'strip-trailing-cr': 'cr',
  },
};

interface Side {
  readonly word: string;
  readonly lines: readonly string[];
  /** The last line has an end. */
  readonly ended: boolean;
}

function sideOf(content: Content): Side {
  const { bytes, word } = content;
  const text = new TextDecoder().decode(fromLatin1(bytes));
  const ended = text.endsWith('\n') || text === '';
  const lines = text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n');
  return { word, lines, ended };
}

function equality(parsed: ParsedOptions): (a: string, b: string) => boolean {
  const plain = (line: string): string => {
    let text = has(parsed, 'cr') ? line.replace(/\r$/, '') : line;
    if (has(parsed, 'w')) text = text.replace(/\s+/g, '');
    else if (has(parsed, 'b')) text = text.replace(/\s+/g, ' ').trimEnd();
    return has(parsed, 'i') ? text.toLowerCase() : text;
  };
  return (a, b) => a === b || plain(a) === plain(b);
}

function range(from: number, end: number): string {
  if (end - from === 1) return String(end);
  return end === from ? String(from) : `${from + 1},${end}`;
}

function normal(a: Side, b: Side, changes: readonly Edit[]): string {
  return changes
    .map(({ from, fromEnd, to, toEnd }) => {
      const letter = from === fromEnd ? 'a' : to === toEnd ? 'd' : 'c';
      const removed = a.lines.slice(from, fromEnd).map((line) => `< ${line}\n`);
      const added = b.lines.slice(to, toEnd).map((line) => `> ${line}\n`);
      const middle = letter === 'c' ? '---\n' : '';
      return `${range(from, fromEnd)}${letter}${range(to, toEnd)}\n${removed.join('')}${middle}${added.join('')}`;
    })
    .join('');
}

function unified(a: Side, b: Side, changes: readonly Edit[], context: number, call: Call): string {
  const hunks: Edit[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last && before && change.from - before.fromEnd <= context * 2) last.push(change);
    else hunks.push([change]);
  }
  const span = (start: number, end: number): string =>
    end - start === 1 ? String(start + 1) : `${end === start ? start : start + 1},${end - start}`;
  const text = hunks.map((hunk) => {
    const [first, last] = [hunk[0], hunk.at(-1)];
    if (!first || !last) return '';
    const before = Math.min(context, first.from);
    const after = Math.min(context, a.lines.length - last.fromEnd);
    const head = `@@ -${span(first.from - before, last.fromEnd + after)} +${span(first.to - before, last.toEnd + after)} @@\n`;
    let at = first.from - before;
    let body = '';
    for (const { from, fromEnd, to, toEnd } of hunk) {
      body += a.lines
        .slice(at, from)
        .map((line) => ` ${line}\n`)
        .join('');
      body += a.lines
        .slice(from, fromEnd)
        .map((line) => `-${line}\n`)
        .join('');
      body += b.lines
        .slice(to, toEnd)
        .map((line) => `+${line}\n`)
        .join('');
      at = fromEnd;
    }
    return (
      head +
      body +
      a.lines
        .slice(at, last.fromEnd + after)
        .map((line) => ` ${line}\n`)
        .join('')
    );
  });
  return `--- ${a.word}\t${stamp(a.word, call)}\n+++ ${b.word}\t${stamp(b.word, call)}\n${text.join('')}`;
}

function stamp(word: string, call: Call): string {
  const time = call.shell.tree.find(pathOf(word, call))?.mtime ?? call.shell.parts.kernel.schedule.now;
  return `${strftime('%Y-%m-%d %H:%M:%S', time)}.${String(Math.floor(time % 1000)).padStart(3, '0')}000000 +0000`;
}

async function compareFiles(first: string, second: string, parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  const absent = (word: string): Content => ({ word, bytes: '', size: 0, digest: undefined });
  const [left, right] = [await readContent(first, call), await readContent(second, call)];
  const missing = [left, right].filter((content) => 'reason' in content);
  if (missing.length > 0 && !has(parsed, 'N')) {
    return fail(
      missing.map(({ word, ...rest }) => `diff: ${word}: ${'reason' in rest ? rest.reason : ''}\n`).join(''),
      2,
    );
  }
  const [contentA, contentB] = ['reason' in left ? absent(first) : left, 'reason' in right ? absent(second) : right];
  const [a, b] = [sideOf(contentA), sideOf(contentB)];
  const binary = contentA.bytes.includes('\0') || contentB.bytes.includes('\0');
  if (contentA.bytes === contentB.bytes)
    return ok(has(parsed, 's') ? `Files ${first} and ${second} are identical\n` : '');
  if (has(parsed, 'q')) return { stdout: `Files ${first} and ${second} differ\n`, stderr: '', exitCode: 1 };
  if (binary && !has(parsed, 'a'))
    return { stdout: `Binary files ${first} and ${second} differ\n`, stderr: '', exitCode: 2 };
  const changes = edits(a.lines, b.lines, equality(parsed));
  if (changes.length === 0 && a.ended === b.ended) return ok();
  const context = optionValue(parsed, 'U');
  const stdout =
    has(parsed, 'u') || has(parsed, 'U')
      ? unified(a, b, changes, context === undefined ? 3 : Number(context), call)
      : normal(a, b, changes);
  return { stdout, stderr: '', exitCode: 1 };
}

async function compareFolders(first: string, second: string, parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  const { tree } = call.shell;
  const [left, right] = [new Set(tree.list(pathOf(first, call))), new Set(tree.list(pathOf(second, call)))];
  let [stdout, stderr, exitCode] = ['', '', 0];
  for (const name of [...new Set([...left, ...right])].sort()) {
    const [a, b] = [`${first.replace(/\/$/, '')}/${name}`, `${second.replace(/\/$/, '')}/${name}`];
    const only = !left.has(name) ? second : !right.has(name) ? first : undefined;
    if (only !== undefined && !has(parsed, 'N')) {
      stdout += `Only in ${only.replace(/\/$/, '')}: ${name}\n`;
      exitCode = Math.max(exitCode, 1);
      continue;
    }
    const result = await compare(a, b, parsed, call, true);
    const options = parsed.options.map(({ name: letter, value }) => `-${letter}${value ?? ''}`).join(' ');
    const title =
      result.stdout !== '' && !/^(Files|Only|Binary|Common|diff)/.test(result.stdout)
        ? `diff ${options} ${a} ${b}\n`
        : '';
    stdout += title + result.stdout;
    stderr += result.stderr;
    exitCode = Math.max(exitCode, result.exitCode);
  }
  return { stdout, stderr, exitCode };
}

async function compare(
  first: string,
  second: string,
  parsed: ParsedOptions,
  call: Call,
  nested: boolean,
): Promise<ExecResult> {
  const { tree } = call.shell;
  const [left, right] = [tree.find(pathOf(first, call)), tree.find(pathOf(second, call))];
  if (left?.kind === 'directory' && right?.kind === 'directory') {
    if (!nested || has(parsed, 'r')) return compareFolders(first, second, parsed, call);
    return ok(`Common subdirectories: ${first} and ${second}\n`);
  }
  if (left?.kind === 'directory')
    return compareFiles(joinPath(first, second.slice(second.lastIndexOf('/') + 1)), second, parsed, call);
  if (right?.kind === 'directory')
    return compareFiles(first, joinPath(second, first.slice(first.lastIndexOf('/') + 1)), parsed, call);
  return compareFiles(first, second, parsed, call);
}

async function diff(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('diff', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'diff', 2);
  const [first, second, extra] = parsed.operands;
  if (first === undefined) return usageError('diff: missing operand after ‘diff’', 'diff', 2);
  if (second === undefined) return usageError(`diff: missing operand after ‘${first}’`, 'diff', 2);
  if (extra !== undefined) return usageError(`diff: extra operand ‘${extra}’`, 'diff', 2);
  return compare(first, second, parsed, call, false);
}

async function cmp(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('cmp', args, {
    short: 'bi:ln:s',
    long: { silent: 's', quiet: 's', verbose: 'l', 'bytes=': 'n' },
  });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'cmp', 2);
  const [first, second = '-'] = parsed.operands;
  if (first === undefined) return usageError("cmp: missing operand after 'cmp'", 'cmp', 2);
  const contents = [await readContent(first, call), await readContent(second, call)] as const;
  for (const content of contents)
    if ('reason' in content) return fail(has(parsed, 's') ? '' : `cmp: ${content.word}: ${content.reason}\n`, 2);
  const [a, b] = contents.map((content) => ('reason' in content ? '' : content.bytes)) as [string, string];
  if (a === b) return ok();
  if (has(parsed, 's')) return fail('', 1);
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const line = a.slice(0, at).split('\n').length;
  if (at >= a.length || at >= b.length) {
    const short = a.length < b.length ? first : second;
    return fail(`cmp: EOF on ${short} after byte ${at}, line ${Math.max(1, line - 1)}\n`, 1);
  }
  return { stdout: `${first} ${second} differ: byte ${at + 1}, line ${line}\n`, stderr: '', exitCode: 1 };
}

async function comm(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('comm', args, { short: '123z', long: { 'check-order': 'c', 'nocheck-order': 'n' } });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'comm');
  const [first, second] = parsed.operands;
  if (first === undefined || second === undefined) return usageError('comm: missing operand', 'comm');
  const sides: (readonly string[])[] = [];
  for (const word of [first, second]) {
    const content = await readContent(word, call);
    if ('reason' in content) return fail(`comm: ${word}: ${content.reason}\n`);
    sides.push(sideOf(content).lines);
  }
  const [a = [], b = []] = sides;
  const shown = ['1', '2', '3'].filter((column) => !has(parsed, column));
  const line = (column: string, text: string): string =>
    shown.includes(column) ? `${'\t'.repeat(shown.indexOf(column))}${text}\n` : '';
  let stdout = '';
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i], b[j]];
    if (y === undefined || (x !== undefined && x < y)) {
      stdout += line('1', x ?? '');
      i += 1;
    } else if (x === undefined || y < x) {
      stdout += line('2', y);
      j += 1;
    } else {
      stdout += line('3', x);
      i += 1;
      j += 1;
    }
  }
  return ok(stdout);
}

export const COMPARING_TOOLS: readonly Tool[] = [
  { name: 'diff', run: diff },
  { name: 'cmp', run: cmp },
  { name: 'comm', run: comm },
];
