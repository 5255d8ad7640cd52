/** `tr` of GNU coreutils: bytes in, bytes out. */
import { type ExecResult, latin1FromBytes } from 'just-bash';
import { getopt, has } from '../../commands/getopt.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { bytesResult } from './files/content.ts';
import { usageError } from './files/file-call.ts';

const SPEC = {
  short: 'cCdst',
  long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
  stopAtOperand: true,
} as const;

const BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
/** Control characters are those that are none of the others. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[^\x20-\x7e\x80-\xff]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

interface ByteSet {
  readonly bytes: string[];
  /** A `[x*]` that fills up the set to the length of the other stands here. */
  readonly fillAt: number | undefined;
  readonly fill: string;
}

/** The bytes that a set stands for, or what is wrong with it. */
function setOf(text: string): ByteSet | { readonly problem: string } {
  const bytes: string[] = [];
  let fillAt: number | undefined;
  let fill = '';
  let at = 0;
  const one = (): string => {
    const octal = /^\\([0-7]{1,3})/.exec(text.slice(at));
    if (octal) {
      at += octal[0].length;
      return String.fromCharCode(Number.parseInt(octal[1] ?? '0', 8) & 0xff);
    }
    if (text[at] === '\\' && at + 1 < text.length) {
      at += 2;
      return ESCAPES[text.charAt(at - 1)] ?? text.charAt(at - 1);
    }
    at += 1;
    return text.charAt(at - 1);
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const named = /^\[:(\w+):\]/.exec(rest);
    const repeated = /^\[(\\.|[\s\S])\*(0?)(\d*)\]/.exec(rest);
    const equal = /^\[=([\s\S])=\]/.exec(rest);
    if (named) {
      const known = CLASSES[named[1] ?? ''];
      if (!known) return { problem: `invalid character class ‘${named[1]}’` };
      bytes.push(...BYTES.filter((byte) => known.test(byte)));
      at += named[0].length;
    } else if (equal) {
      bytes.push(equal[1] ?? '');
      at += equal[0].length;
    } else if (repeated) {
      const [whole, what = '', octal, digits = ''] = repeated;
      const byte = what.startsWith('\\') ? (ESCAPES[what.charAt(1)] ?? what.charAt(1)) : what;
      const count = digits === '' ? 0 : Number.parseInt(digits, octal === '0' ? 8 : 10);
      if (count === 0) [fillAt, fill] = [bytes.length, byte];
      for (let index = 0; index < count; index += 1) bytes.push(byte);
      at += whole.length;
    } else {
      const first = one();
      if (text[at] !== '-' || at + 1 >= text.length) {
        bytes.push(first);
        continue;
      }
      at += 1;
      const last = one();
      if (last < first) {
        const shown = `${first}-${last}`;
        return { problem: `range-endpoints of ‘${shown}’ are in reverse collating sequence order` };
      }
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code += 1) bytes.push(String.fromCharCode(code));
    }
  }
  return { bytes, fillAt, fill };
}

/** The second set as long as the first. */
function filled(set: ByteSet, length: number): readonly string[] {
  const { fillAt, fill, bytes } = set;
  const missing = Math.max(0, length - bytes.length);
  if (fillAt !== undefined) return bytes.toSpliced(fillAt, 0, ...Array.from({ length: missing }, () => fill));
  const last = bytes.at(-1) ?? '';
  return [...bytes, ...Array.from({ length: missing }, () => last)];
}

function squeezed(text: string, set: ReadonlySet<string>): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] !== text[at - 1] || !set.has(text.charAt(at))) continue;
    parts.push(text.slice(from, at));
    from = at + 1;
    while (text[from] === text[at]) from += 1;
    at = from;
  }
  return parts.join('') + text.slice(from);
}

function run(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('tr', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'tr');
  const [deletes, squeezes] = [has(parsed, 'd'), has(parsed, 's')];
  const [first, second, extra] = parsed.operands;
  if (first === undefined) return usageError('tr: missing operand', 'tr');
  const needsTwo = deletes === squeezes;
  if (second === undefined && needsTwo) {
    const why = deletes
      ? 'Two strings must be given when both deleting and squeezing repeats.'
      : 'Two strings must be given when translating.';
    return usageError(`tr: missing operand after ‘${first}’\n${why}`, 'tr');
  }
  if (extra !== undefined) return usageError(`tr: extra operand ‘${extra}’`, 'tr');
  if (second !== undefined && deletes && !squeezes) {
    return usageError(
      `tr: extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.`,
      'tr',
    );
  }
  const [a, b] = [setOf(first), second === undefined ? undefined : setOf(second)];
  if ('problem' in a) return fail(`tr: ${a.problem}\n`);
  if (b && 'problem' in b) return fail(`tr: ${b.problem}\n`);
  const warning = [first, second].some((text) => /(?:^|[^\\])(?:\\\\)*\\$/.test(text ?? ''))
    ? 'tr: warning: an unescaped backslash at end of string is not portable\n'
    : '';
  const given = new Set(a.bytes);
  const from = has(parsed, 'c', 'C') ? BYTES.filter((byte) => !given.has(byte)) : a.bytes;
  let text: string = latin1FromBytes(call.context.stdin);
  if (deletes) {
    const gone = new Set(from);
    text = mapped(text, (byte) => (gone.has(byte) ? '' : byte));
    if (squeezes && b) text = squeezed(text, new Set(b.bytes));
  } else if (b) {
    if (b.bytes.length === 0 && b.fillAt === undefined)
      return fail('tr: when not truncating set1, string2 must be non-empty\n');
    const to = has(parsed, 't') ? b.bytes : filled(b, from.length);
    const table = new Map<string, string>();
    from.forEach((byte, index) => {
      const target = to[index];
      if (target !== undefined) table.set(byte, target);
    });
    text = mapped(text, (byte) => table.get(byte) ?? byte);
    if (squeezes) text = squeezed(text, new Set(to));
  } else {
    text = squeezed(text, new Set(from));
  }
  return { ...bytesResult(text, warning), exitCode: 0 };
}

/** Each byte replaced by what a table of all bytes has for it. */
function mapped(text: string, replace: (byte: string) => string): string {
  const table = BYTES.map(replace);
  const parts: string[] = [];
  const size = 65_536;
  for (let from = 0; from < text.length; from += size) {
    let part = '';
    const end = Math.min(text.length, from + size);
    for (let at = from; at < end; at += 1) part += table[text.charCodeAt(at)] ?? '';
    parts.push(part);
  }
  return parts.join('');
}

export const tr: Tool = { name: 'tr', run };
