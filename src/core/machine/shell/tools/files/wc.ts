/** `wc` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has } from '../../../commands/getopt.ts';
import type { Call, Tool } from '../../contracts.ts';
import { fromLatin1, latin1 } from '../../encoding.ts';
import { type Content, readContent } from './content.ts';
import { usageError } from './file-call.ts';

const SPEC = {
  short: 'clLmw',
  long: { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'max-line-length': 'L' },
};
type Count = 'l' | 'w' | 'm' | 'c' | 'L';
const ORDER: readonly Count[] = ['l', 'w', 'm', 'c', 'L'];

/** Bytes that are white space between words. */
const SPACES = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20]);

/** What is asked for of a content, and the bytes; what is not asked for is 0. */
function counts(content: Content, asked: ReadonlySet<Count>): Record<Count, number> {
  const { bytes, size, pattern } = content;
  if (pattern) return countsOfRepeated(pattern, size, asked);
  const found: Record<Count, number> = { l: 0, w: 0, m: 0, c: size, L: 0 };
  if (asked.has('l')) for (let at = bytes.indexOf('\n'); at !== -1; at = bytes.indexOf('\n', at + 1)) found.l += 1;
  if (asked.has('w')) found.w = wordCount(bytes);
  if (asked.has('m') || asked.has('L')) {
    const text = new TextDecoder().decode(fromLatin1(bytes));
    for (const _ of text) found.m += 1;
    found.m += size - bytes.length;
    for (const line of text.split('\n')) found.L = Math.max(found.L, line.replaceAll('\t', '        ').length);
  }
  return found;
}

/** Counts of a pattern over and over: the whole patterns are alike, but for words and lines that go on from one into the next. */
function countsOfRepeated(pattern: Uint8Array, size: number, asked: ReadonlySet<Count>): Record<Count, number> {
  const times = (count: number): Record<Count, number> => {
    const bytes = latin1(pattern).repeat(count);
    return counts({ word: '', bytes, size: bytes.length, digest: undefined }, asked);
  };
  const [one, two] = [times(1), times(2)];
  const rounds = Math.floor(size / pattern.length);
  const rest = latin1(pattern.subarray(0, size % pattern.length));
  const [before, after] = [
    times(1),
    counts({ word: '', bytes: latin1(pattern) + rest, size: 0, digest: undefined }, asked),
  ];
  const found: Record<Count, number> = { l: 0, w: 0, m: 0, c: size, L: 0 };
  for (const count of ['l', 'w', 'm'] as const) {
    found[count] = one[count] + (rounds - 1) * (two[count] - one[count]) + after[count] - before[count];
  }
  found.L = pattern.includes(0x0a) ? two.L : one.L * rounds;
  return found;
}

function wordCount(bytes: string): number {
  let words = 0;
  let inside = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const space = SPACES.has(bytes.charCodeAt(at));
    if (!space && !inside) words += 1;
    inside = !space;
  }
  return words;
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('wc', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'wc');
  const asked = ORDER.filter((count) => has(parsed, count));
  const shown = asked.length > 0 ? asked : (['l', 'w', 'c'] as const);
  const words = parsed.operands.length > 0 ? parsed.operands : ['-'];
  const rows: { readonly values: Record<Count, number>; readonly name: string }[] = [];
  const total: Record<Count, number> = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let stderr = '';
  let size = 0;
  for (const word of words) {
    const content = await readContent(word, call);
    const name = parsed.operands.length === 0 ? '' : ` ${word}`;
    if ('reason' in content) {
      stderr += `wc: ${word}: ${content.reason}\n`;
      if (content.reason !== 'Is a directory') continue;
      rows.push({ values: { l: 0, w: 0, m: 0, c: 0, L: 0 }, name });
      continue;
    }
    const values = counts(content, new Set(shown));
    size += content.size;
    for (const count of ORDER)
      total[count] = count === 'L' ? Math.max(total.L, values.L) : total[count] + values[count];
    rows.push({ values, name });
  }
  if (words.length > 1) rows.push({ values: total, name: ' total' });
  // Numbers are as wide as that of all bytes; of standard input, whose size nobody knows, seven.
  const single = shown.length === 1 && rows.length === 1;
  const width = single ? 1 : words.includes('-') ? 7 : String(size).length;
  const stdout = rows
    .map(({ values, name }) => `${shown.map((count) => String(values[count]).padStart(width)).join(' ')}${name}\n`)
    .join('');
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const wc: Tool = { name: 'wc', run };
