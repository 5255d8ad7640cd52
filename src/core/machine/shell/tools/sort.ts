/** `sort` of GNU coreutils in the C.UTF-8 locale, where text is compared byte by byte. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../commands/getopt.ts';
import { systemText } from '../../files/file-error.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { readContent } from './files/content.ts';
import { pathOf, usageError } from './files/file-call.ts';

const SPEC = {
  short: 'bcCdfghik:mMno:rRsS:t:T:uVz',
  long: {
    'ignore-leading-blanks': 'b',
    check: 'c',
    'dictionary-order': 'd',
    'ignore-case': 'f',
    'general-numeric-sort': 'g',
    'human-numeric-sort': 'h',
    'key=': 'k',
    merge: 'm',
    'month-sort': 'M',
    'numeric-sort': 'n',
    'output=': 'o',
    reverse: 'r',
    'random-sort': 'R',
    stable: 's',
    'field-separator=': 't',
    unique: 'u',
    'version-sort': 'V',
    'zero-terminated': 'z',
    'parallel=': 'parallel',
    'buffer-size=': 'S',
  },
};
const ORDERINGS = 'bdfghinMRrV';
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const HUMAN = 'KMGTPEZY';

interface Position {
  readonly field: number;
  /** Character in the field from 1; 0 is the end of the field. */
  readonly character: number;
}

interface Key {
  readonly from: Position;
  readonly to: Position | undefined;
  /** Letters of the ordering; empty takes that of the whole. */
  readonly ordering: string;
}

type Compare = (a: string, b: string) => number;

function keyOf(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!match || match[1] === '0') return undefined;
  const [, field, character, before = '', endField, endCharacter, after = ''] = match;
  return {
    from: { field: Number(field), character: Number(character ?? 1) },
    to: endField === undefined ? undefined : { field: Number(endField), character: Number(endCharacter ?? 0) },
    ordering: before + after,
  };
}

/** Where each field begins and ends. Without a separator the blanks before a field belong to it. */
function fieldsOf(line: string, separator: string | undefined): readonly (readonly [number, number])[] {
  const fields: [number, number][] = [];
  if (separator === undefined) {
    for (const match of line.matchAll(/\s*\S+/g)) fields.push([match.index, match.index + match[0].length]);
    return fields;
  }
  let from = 0;
  for (;;) {
    const end = line.indexOf(separator, from);
    fields.push([from, end === -1 ? line.length : end]);
    if (end === -1) return fields;
    from = end + separator.length;
  }
}

function part(line: string, key: Key, separator: string | undefined, blanks: boolean): string {
  const fields = fieldsOf(line, separator);
  const start = fields[key.from.field - 1];
  if (!start) return '';
  let from = start[0];
  if (blanks || key.ordering.includes('b')) while (from < start[1] && /\s/.test(line.charAt(from))) from += 1;
  from = Math.min(from + key.from.character - 1, line.length);
  if (!key.to) return line.slice(from);
  const end = fields[key.to.field - 1];
  if (!end) return line.slice(from);
  return line.slice(from, key.to.character === 0 ? end[1] : Math.min(end[0] + key.to.character, end[1]));
}

const byBytes: Compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function numeric(text: string): number {
  const match = /^\s*(-?\d*\.?\d*)/.exec(text);
  return Number(match?.[1]) || 0;
}

function human(text: string): number {
  const match = /^\s*(-?\d*\.?\d*)\s*([KMGTPEZY])?/i.exec(text);
  const power = match?.[2] === undefined ? 0 : HUMAN.indexOf(match[2].toUpperCase()) + 1;
  return (Number(match?.[1]) || 0) * 1024 ** power;
}

const byVersion: Compare = (a, b) => {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x = '', y = ''] = [left[at], right[at]];
    const bothNumbers = /^\d/.test(x) && /^\d/.test(y);
    const difference = bothNumbers ? Number(x) - Number(y) : byBytes(x, y);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** How two texts compare under an ordering, without its reversal. */
function ordered(ordering: string, chance: (text: string) => number): Compare {
  if (ordering.includes('n') || ordering.includes('g')) return (a, b) => numeric(a) - numeric(b);
  if (ordering.includes('h')) return (a, b) => human(a) - human(b);
  if (ordering.includes('V')) return byVersion;
  if (ordering.includes('R')) return (a, b) => chance(a) - chance(b);
  if (ordering.includes('M')) {
    const month = (text: string): number => MONTHS.indexOf(text.trim().slice(0, 3).toUpperCase());
    return (a, b) => month(a) - month(b);
  }
  const plain = (text: string): string => {
    let shown = ordering.includes('b') ? text.trimStart() : text;
    if (ordering.includes('d')) shown = shown.replace(/[^A-Za-z0-9\s]/g, '');
    if (ordering.includes('i')) shown = shown.replace(/[^\x20-\x7e]/g, '');
    return ordering.includes('f') ? shown.toUpperCase() : shown;
  };
  return (a, b) => byBytes(plain(a), plain(b));
}

function comparison(
  parsed: ParsedOptions,
  keys: readonly Key[],
  chance: (text: string) => number,
): { readonly keyed: Compare; readonly whole: Compare } {
  const general = parsed.options
    .map(({ name }) => name)
    .filter((name) => ORDERINGS.includes(name))
    .join('');
  const separator = optionValue(parsed, 't')?.replace('\\t', '\t').replace('\\0', '\0');
  const compares = keys.map((key) => {
    const own = key.ordering === '' ? general : key.ordering;
    const compare = ordered(own.replace(/r/g, ''), chance);
    const sign = own.includes('r') ? -1 : 1;
    const text = (line: string): string => part(line, key, separator, own.includes('b'));
    return (a: string, b: string): number => sign * compare(text(a), text(b));
  });
  const direct = ordered(general.replace('r', ''), chance);
  const sign = general.includes('r') ? -1 : 1;
  const keyed: Compare = (a, b) => {
    if (compares.length === 0) return sign * direct(a, b);
    for (const compare of compares) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return { keyed, whole: (a, b) => sign * byBytes(a, b) };
}

async function sort(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('sort', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'sort', 2);
  const keys: Key[] = [];
  for (const { name, value = '' } of parsed.options) {
    const key = name === 'k' ? keyOf(value) : undefined;
    if (name === 'k' && !key) {
      const why = /^0/.test(value) ? 'field number is zero: ' : '';
      return fail(`sort: ${why}invalid field specification ‘${value}’\n`, 2);
    }
    if (key) keys.push(key);
  }
  const end = has(parsed, 'z') ? '\0' : '\n';
  let lines: string[] = [];
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const content = await readContent(word, call);
    if ('reason' in content) {
      const how = content.reason === 'Is a directory' ? 'read failed' : 'cannot read';
      return fail(`sort: ${how}: ${word}: ${content.reason}\n`, 2);
    }
    const text = content.bytes.endsWith(end) ? content.bytes.slice(0, -1) : content.bytes;
    if (content.bytes !== '') lines = lines.length === 0 ? text.split(end) : lines.concat(text.split(end));
  }
  const drawn = new Map<string, number>();
  const { draw } = call.shell.parts.kernel;
  const chance = (text: string): number => {
    const known = drawn.get(text) ?? draw.int(0, 2 ** 31 - 1);
    drawn.set(text, known);
    return known;
  };
  const { keyed, whole } = comparison(parsed, keys, chance);
  const lastResort = !has(parsed, 's', 'u');
  const compare: Compare = (a, b) => keyed(a, b) || (lastResort ? whole(a, b) : 0);
  if (has(parsed, 'c', 'C')) return checked(lines, compare, has(parsed, 'C'), parsed.operands[0] ?? '-');
  // Bytes compare as JavaScript's own order has it, which is much faster than any that is handed to it.
  if (![...ORDERINGS].some((name) => has(parsed, name)) && keys.length === 0) lines.sort();
  else lines.sort(compare);
  if (has(parsed, 'u')) lines = lines.filter((line, at) => at === 0 || keyed(lines[at - 1] ?? '', line) !== 0);
  const stdout = lines.map((line) => line + end).join('');
  const output = optionValue(parsed, 'o');
  if (output === undefined) return { stdout, stdoutKind: 'bytes', stderr: '', exitCode: 0 };
  try {
    await call.context.fs.writeFile(pathOf(output, call), stdout, 'binary');
    return fail('', 0);
  } catch (error) {
    return fail(`sort: open failed: ${output}: ${systemText(error)}\n`, 2);
  }
}

function checked(lines: readonly string[], compare: Compare, quiet: boolean, word: string): ExecResult {
  const at = lines.findIndex((line, index) => index > 0 && compare(lines[index - 1] ?? '', line) > 0);
  if (at === -1) return fail('', 0);
  return fail(quiet ? '' : `sort: ${word}:${at + 1}: disorder: ${lines[at]}\n`, 1);
}

export const sortTool: Tool = { name: 'sort', run: sort };
