/** `tsort` and `base32` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { bytesResult, readContent } from './files/content.ts';
import { usageError } from './files/file-call.ts';

interface Item {
  readonly name: string;
  before: number;
  /** Those that come after it; the one that was told last comes first, as in GNU's lists. */
  readonly after: Item[];
}

async function tsort(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('tsort', args, { short: '' });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'tsort');
  const [word = '-', extra] = parsed.operands;
  if (extra !== undefined) return usageError(`tsort: extra operand ‘${extra}’`, 'tsort');
  const content = await readContent(word, call);
  if ('reason' in content) return fail(`tsort: ${word}: ${content.reason}\n`);
  const names = content.bytes.split(/[ \t\n]+/).filter((name) => name !== '');
  const shown = word === '-' ? '-' : word;
  if (names.length % 2 === 1) return fail(`tsort: ${shown}: input contains an odd number of tokens\n`);
  const items = new Map<string, Item>();
  const itemOf = (name: string): Item => {
    const item = items.get(name) ?? { name, before: 0, after: [] };
    items.set(name, item);
    return item;
  };
  for (let at = 0; at < names.length; at += 2) {
    const [first, second] = [itemOf(names[at] ?? ''), itemOf(names[at + 1] ?? '')];
    if (first === second) continue;
    first.after.push(second);
    second.before += 1;
  }
  const left = new Set([...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const queue = [...left].filter(({ before }) => before === 0);
  let stdout = '';
  let stderr = '';
  while (left.size > 0) {
    for (let next = queue.shift(); next; next = queue.shift()) {
      left.delete(next);
      stdout += `${next.name}\n`;
      for (const item of next.after.reverse()) {
        item.before -= 1;
        if (item.before === 0) queue.push(item);
      }
    }
    const loop = loopIn(left);
    if (!loop) break;
    stderr += `tsort: ${shown}: input contains a loop:\n${loop.map(({ name }) => `tsort: ${name}\n`).join('')}`;
    const [from, to] = [loop.at(-1), loop[0]];
    const index = from && to ? from.after.lastIndexOf(to) : -1;
    if (!from || !to || index === -1) break;
    from.after.splice(index, 1);
    to.before -= 1;
    if (to.before === 0) queue.push(to);
  }
  return bytesResult(stdout, stderr);
}

/** Items each of which comes before the next, and the last before the first. */
function loopIn(items: ReadonlySet<Item>): readonly Item[] | undefined {
  const [first] = items;
  const path: Item[] = [];
  const seen = new Map<Item, number>();
  for (let item = first; item; ) {
    const before = seen.get(item);
    if (before !== undefined) return path.slice(before);
    seen.set(item, path.length);
    path.push(item);
    item = item.after.find((next) => items.has(next)) ?? [...items].find((other) => !seen.has(other));
  }
  return undefined;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encoded(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const part = bytes.slice(at, at + 5);
    let bits = '';
    for (const byte of part) bits += byte.charCodeAt(0).toString(2).padStart(8, '0');
    for (let bit = 0; bit < bits.length; bit += 5) {
      text += LETTERS.charAt(Number.parseInt(bits.slice(bit, bit + 5).padEnd(5, '0'), 2));
    }
    text += '='.repeat([0, 6, 4, 3, 1, 0][part.length] ?? 0);
  }
  return text;
}

async function base32(args: readonly string[], call: Call): Promise<ExecResult> {
  const spec = { short: 'diw:', long: { decode: 'd', 'ignore-garbage': 'i', 'wrap=': 'w' } };
  const parsed = getopt('base32', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'base32');
  const [word = '-', extra] = parsed.operands;
  if (extra !== undefined) return usageError(`base32: extra operand ‘${extra}’`, 'base32');
  const wrap = Number(optionValue(parsed, 'w') ?? 76);
  if (!Number.isInteger(wrap) || wrap < 0) return fail(`base32: invalid wrap size: ‘${optionValue(parsed, 'w')}’\n`);
  const content = await readContent(word, call);
  if ('reason' in content) return fail(`base32: ${word}: ${content.reason}\n`);
  if (!has(parsed, 'd')) {
    const text = encoded(content.bytes);
    if (wrap === 0 || text === '') return ok(text);
    return ok((text.match(new RegExp(`.{1,${wrap}}`, 'g')) ?? []).map((line) => `${line}\n`).join(''));
  }
  const given = content.bytes.replace(has(parsed, 'i') ? /[^A-Z2-7=]/g : /\n/g, '');
  const letters = given.replace(/=+$/, '');
  let bits = '';
  let bytes = '';
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value === -1) return bytesResult(bytes, 'base32: invalid input\n');
    bits += value.toString(2).padStart(5, '0');
    if (bits.length < 8) continue;
    bytes += String.fromCharCode(Number.parseInt(bits.slice(0, 8), 2));
    bits = bits.slice(8);
  }
  return bytesResult(bytes, given.length % 8 === 0 ? '' : 'base32: invalid input\n');
}

export const CODING_TOOLS: readonly Tool[] = [
  { name: 'tsort', run: tsort },
  { name: 'base32', run: base32 },
];
