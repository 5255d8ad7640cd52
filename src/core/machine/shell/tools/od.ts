/** `od` of GNU coreutils. */
import { type ExecResult, latin1FromBytes } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import type { Call, Tool } from '../contracts.ts';
import { fail } from '../contracts.ts';
import { fromLatin1 } from '../encoding.ts';
import { MOST_HELD } from '../endless.ts';
import { fromEndless, isEndless, readContent } from './files/content.ts';
import { usageError } from './files/file-call.ts';

const LINES_OF_ENDLESS = 4_096;

const SPEC = {
  short: 'A:abcdDfFhHiIj:lLN:oOsS:t:vw::xX',
  long: {
    'address-radix=': 'A',
    'skip-bytes=': 'j',
    'read-bytes=': 'N',
    'format=': 't',
    'output-duplicates': 'v',
    'width=?': 'w',
  },
} as const;
/** Letters that stand for a format. */
const OLD: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  i: 'd4',
  l: 'd8',
  o: 'o2',
  s: 'd2',
  x: 'x2',
  H: 'x4',
  X: 'x4',
};
const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );
const ESCAPED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

interface Format {
  /** Bytes of one item. */
  readonly size: number;
  /** Characters that one item takes, with the space before it. */
  readonly width: number;
  readonly shown: (bytes: Uint8Array) => string;
  /** The line ends with the bytes as text. */
  readonly text: boolean;
}

const RADIX = { o: 8, x: 16, u: 10, d: 10 } as const;

function formatOf(letter: string, size: number, text: boolean): Format | undefined {
  if (letter === 'c') return { size: 1, width: 4, text, shown: ([byte = 0]) => characterOf(byte) };
  if (letter === 'a') {
    return {
      size: 1,
      width: 4,
      text,
      shown: ([byte = 0]) => NAMES[byte & 127] ?? ((byte & 127) === 127 ? 'del' : String.fromCharCode(byte & 127)),
    };
  }
  if (letter === 'f') {
    const digits = size === 4 ? 8 : 17;
    const width = size === 4 ? 16 : 25;
    return {
      size,
      width,
      text,
      shown: (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, size);
        const value = size === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
        return String(Number(value.toPrecision(digits)));
      },
    };
  }
  const radix = RADIX[letter as keyof typeof RADIX];
  if (radix === undefined) return undefined;
  const most = 2n ** BigInt(8 * size) - 1n;
  const digits = letter === 'd' ? String(most / 2n + 1n).length + 1 : most.toString(radix).length;
  const shown = (bytes: Uint8Array): string => {
    let value = 0n;
    for (let at = size - 1; at >= 0; at -= 1) value = value * 256n + BigInt(bytes[at] ?? 0);
    if (letter === 'd') return String(value > most / 2n ? value - most - 1n : value);
    return letter === 'u' ? String(value) : value.toString(radix).padStart(digits, '0');
  };
  return { size, width: digits + 1, text, shown };
}

function characterOf(byte: number): string {
  const escaped = ESCAPED[byte];
  if (escaped !== undefined) return escaped;
  return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0');
}

const SIZES: Readonly<Record<string, number>> = { '': 4, C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

/** The formats of a type string such as `x1z` or `x1c`; undefined when it is none. */
function formatsOf(type: string): readonly Format[] | undefined {
  const formats: Format[] = [];
  let rest = type;
  while (rest !== '') {
    const match = /^([acdfoux])([1248]|[CSILFD])?(z?)/.exec(rest);
    const [whole = '', letter = '', size, text] = match ?? [];
    const bytes = size === undefined ? (letter === 'f' ? 8 : 4) : (SIZES[size] ?? Number(size));
    const format = match ? formatOf(letter, bytes, text === 'z') : undefined;
    if (!format) return undefined;
    formats.push(format);
    rest = rest.slice(whole.length);
  }
  return formats;
}

/** A number of bytes with its unit. */
function bytesIn(text: string): number {
  const [, digits = '0', unit = ''] = /^(0x[0-9a-f]+|\d+)([bkKmMG]?)$/i.exec(text) ?? [];
  const units: Readonly<Record<string, number>> = { b: 512, k: 1024, m: 2 ** 20, g: 2 ** 30 };
  return Number(digits) * (units[unit.toLowerCase()] ?? 1);
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('od', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'od');
  const formats: Format[] = [];
  for (const { name, value = '' } of parsed.options) {
    const type = name === 't' ? value : OLD[name];
    if (type === undefined) continue;
    const found = formatsOf(type);
    if (!found)
      return fail(`od: invalid character ‘${type.replace(/^[acdfoux]\d?/, '').charAt(0)}’ in type string ‘${type}’\n`);
    formats.push(...found);
  }
  if (formats.length === 0) formats.push(...(formatsOf('o2') ?? []));
  const limit = optionValue(parsed, 'N');
  const skip = bytesIn(optionValue(parsed, 'j') ?? '0');
  const most = limit === undefined ? Number.POSITIVE_INFINITY : bytesIn(limit);
  let stderr = '';
  const parts: Uint8Array[] = [];
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['-']) {
    if (word === '-') parts.push(fromLatin1(latin1FromBytes(call.context.stdin)));
    else if (isEndless(word)) {
      // As many bytes as are asked for; of all of them a part, in whole lines, which is made to go on without end.
      const count = most === Number.POSITIVE_INFINITY ? skip + LINES_OF_ENDLESS * 16 : most + skip;
      parts.push(fromLatin1(fromEndless(word, Math.min(count, MOST_HELD), call)));
    } else {
      const content = await readContent(word, call);
      if ('reason' in content) stderr += `od: ${word}: ${content.reason}\n`;
      else parts.push(fromLatin1(content.bytes));
    }
  }
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  if (skip > all.length) return fail(`${stderr}od: cannot skip past end of combined input\n`);
  const bytes = all.subarray(skip, Math.min(all.length, skip + most));
  const radix = optionValue(parsed, 'A') ?? 'o';
  const width = Number(optionValue(parsed, 'w') ?? 16) || 32;
  const address = (at: number): string => {
    if (radix === 'n') return '';
    return radix === 'x' ? at.toString(16).padStart(6, '0') : at.toString(radix === 'd' ? 10 : 8).padStart(7, '0');
  };
  const stdout = linesOf(bytes, formats, { width, every: has(parsed, 'v'), address: (at) => address(at + skip) });
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function linesOf(
  bytes: Uint8Array,
  formats: readonly Format[],
  {
    width,
    every,
    address,
  }: { readonly width: number; readonly every: boolean; readonly address: (at: number) => string },
): string {
  const perByte = Math.max(...formats.map((format) => format.width / format.size));
  const lines: string[] = [];
  let last = '';
  let starred = false;
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const key = row.join();
    if (!every && key === last && row.length === width) {
      if (!starred) lines.push('*\n');
      starred = true;
      continue;
    }
    [last, starred] = [key, false];
    formats.forEach((format, index) => {
      let text = '';
      for (let item = 0; item < row.length; item += format.size) {
        const whole = new Uint8Array(format.size);
        whole.set(row.subarray(item, item + format.size));
        text += format.shown(whole).padStart(perByte * format.size);
      }
      const shown = format.text
        ? `${text.padEnd(perByte * width)}  >${[...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')}<`
        : text;
      const head = address(at);
      lines.push(`${index === 0 ? head : ' '.repeat(head.length)}${shown}\n`);
    });
  }
  const end = address(bytes.length);
  return lines.join('') + (end === '' ? '' : `${end}\n`);
}

export const od: Tool = { name: 'od', run };
