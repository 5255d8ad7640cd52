/** `cut` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import type { Call, Tool } from '../contracts.ts';
import { latin1 } from '../encoding.ts';
import { bytesResult, readContent } from './files/content.ts';
import { usageError } from './files/file-call.ts';

const SPEC = {
  short: 'b:c:d:f:nsz',
  long: {
    'bytes=': 'b',
    'characters=': 'c',
    'delimiter=': 'd',
    'fields=': 'f',
    'only-delimited': 's',
    complement: 'complement',
    'output-delimiter=': 'output',
    'zero-terminated': 'z',
  },
} as const;

interface Range {
  readonly first: number;
  readonly last: number;
}

/** The ranges of a list such as `1,3-5,7-`, in order and without overlaps; what is wrong with it otherwise. */
function rangesOf(list: string, what: 'field' | 'byte/character'): readonly Range[] | { readonly problem: string } {
  const ranges: Range[] = [];
  for (const part of list.split(/[,\s]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    const [, from = '', dash = '', to = ''] = match ?? [];
    if (!match || (from === '' && to === '')) {
      if (part === '-') return { problem: 'invalid range with no endpoint: -' };
      return { problem: `invalid ${what} value ‘${part}’` };
    }
    const first = from === '' ? 1 : Number(from);
    const last = dash === '' ? first : to === '' ? Number.POSITIVE_INFINITY : Number(to);
    if (first === 0)
      return {
        problem: what === 'field' ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1',
      };
    if (last < first) return { problem: 'invalid decreasing range' };
    ranges.push({ first, last });
  }
  ranges.sort((a, b) => a.first - b.first);
  const merged: Range[] = [];
  for (const range of ranges) {
    const before = merged.at(-1);
    if (before && range.first <= before.last) {
      merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
    } else merged.push(range);
  }
  return merged;
}

/** Everything that ranges leave out. */
function complementOf(ranges: readonly Range[]): readonly Range[] {
  const found: Range[] = [];
  let from = 1;
  for (const { first, last } of ranges) {
    if (first > from) found.push({ first: from, last: first - 1 });
    from = last + 1;
  }
  return from === Number.POSITIVE_INFINITY ? found : [...found, { first: from, last: Number.POSITIVE_INFINITY }];
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('cut', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'cut');
  const lists = parsed.options.filter(({ name }) => 'bcf'.includes(name) && name.length === 1);
  const [list] = lists;
  if (!list) return usageError('cut: you must specify a list of bytes, characters, or fields', 'cut');
  if (lists.length > 1) return usageError('cut: only one type of list may be specified', 'cut');
  const delimiter = optionValue(parsed, 'd');
  const fields = list.name === 'f';
  if (delimiter !== undefined && !fields) {
    return usageError('cut: an input delimiter may be specified only when operating on fields', 'cut');
  }
  if (delimiter !== undefined && delimiter.length > 1) {
    return usageError('cut: the delimiter must be a single character', 'cut');
  }
  const ranges = rangesOf(list.value ?? '', fields ? 'field' : 'byte/character');
  if ('problem' in ranges) return usageError(`cut: ${ranges.problem}`, 'cut');
  const wanted = has(parsed, 'complement') ? complementOf(ranges) : ranges;
  const separator = asBytes(delimiter === '' ? '\0' : (delimiter ?? '\t'));
  const output = optionValue(parsed, 'output');
  const line = fields
    ? fieldCutter(wanted, separator, output === undefined ? separator : asBytes(output), has(parsed, 's'))
    : (text: string): string =>
        wanted.map(({ first, last }) => text.slice(first - 1, last)).join(asBytes(output ?? ''));
  const end = has(parsed, 'z') ? '\0' : '\n';
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    const content = await readContent(word, call);
    if ('reason' in content) {
      stderr += `cut: ${word}: ${content.reason}\n`;
      continue;
    }
    const lines = content.bytes.split(end);
    if (lines.at(-1) === '') lines.pop();
    const shown = lines.flatMap((text) => line(text) ?? []);
    if (shown.length > 0) stdout += `${shown.join(end)}${end}`;
  }
  return bytesResult(stdout, stderr);
}

/** A line's fields; undefined for a line that is left out. */
function fieldCutter(
  wanted: readonly Range[],
  separator: string,
  output: string,
  onlyDelimited: boolean,
): (text: string) => string | undefined {
  return (text) => {
    if (!text.includes(separator)) return onlyDelimited ? undefined : text;
    const all = text.split(separator);
    return wanted.flatMap(({ first, last }) => all.slice(first - 1, last)).join(output);
  };
}

/** Text as the bytes that it is in a file, one character each. */
function asBytes(text: string): string {
  return latin1(new TextEncoder().encode(text));
}

export const cut: Tool = { name: 'cut', run };
