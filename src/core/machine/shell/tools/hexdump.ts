/** `hexdump` of util-linux and `xxd` of Vim. */
import { bytesOutput, type ExecResult, latin1FromBytes, unsafeBytesFromLatin1 } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { fromLatin1, latin1 } from '../encoding.ts';
import { readContent } from './files/content.ts';

interface Read {
  readonly bytes: Uint8Array;
  readonly stderr: string;
}

async function readAll(tool: string, words: readonly string[], call: Call): Promise<Read> {
  if (words.length === 0) return { bytes: fromLatin1(latin1FromBytes(call.context.stdin)), stderr: '' };
  let text = '';
  let stderr = '';
  for (const word of words) {
    const content = await readContent(word, call);
    if ('reason' in content) stderr += `${tool}: ${word}: ${content.reason}\n`;
    else text += content.bytes;
  }
  return { bytes: fromLatin1(text), stderr };
}

function printable(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

/** Rows of so many bytes; a row like the one before shows as a star. */
function rows(bytes: Uint8Array, width: number, every: boolean, show: (at: number, row: Uint8Array) => string): string {
  let text = '';
  let last = '';
  let starred = false;
  for (let at = 0; at < bytes.length; at += width) {
    const row = bytes.subarray(at, at + width);
    const key = row.join();
    if (!every && key === last && row.length === width) {
      if (!starred) text += '*\n';
      starred = true;
      continue;
    }
    [last, starred] = [key, false];
    text += show(at, row);
  }
  return text;
}

async function hexdump(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('hexdump', args, {
    short: 'bcCde:f:n:os:vx',
    long: { canonical: 'C', 'length=': 'n', 'skip=': 's', 'no-squeezing': 'v' },
  });
  if (parsed.problem !== undefined) {
    return fail(`${parsed.problem}\nTry 'hexdump --help' for more information.\n`);
  }
  const read = await readAll('hexdump', parsed.operands, call);
  const stderr =
    read.stderr === '' || parsed.operands.length > 1
      ? read.stderr
      : `${read.stderr}hexdump: all input file arguments failed\n`;
  const skip = Number(optionValue(parsed, 's') ?? 0);
  const length = Number(optionValue(parsed, 'n') ?? Number.POSITIVE_INFINITY);
  const bytes = read.bytes.subarray(skip, skip + length);
  const canonical = has(parsed, 'C');
  const address = (at: number): string => (at + skip).toString(16).padStart(canonical ? 8 : 7, '0');
  const stdout = rows(bytes, 16, has(parsed, 'v'), (at, row) => {
    if (canonical) {
      const halves = [row.subarray(0, 8), row.subarray(8)].map((half) => [...half].map(hex).join(' '));
      return `${address(at)}  ${(halves[0] ?? '').padEnd(23)}  ${(halves[1] ?? '').padEnd(23)}  |${printable(row)}|\n`;
    }
    let text = '';
    for (let index = 0; index < row.length; index += 2) text += ` ${hex(row[index + 1] ?? 0)}${hex(row[index] ?? 0)}`;
    return `${address(at)}${text.padEnd(40)}\n`;
  });
  const end = bytes.length > 0 ? `${address(bytes.length)}\n` : '';
  return { stdout: stdout + end, stderr, exitCode: read.stderr === '' ? 0 : 1 };
}

const XXD_USAGE =
  'Usage:\n       xxd [options] [infile [outfile]]\n    or\n       xxd -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]\n';

/** Options of `xxd`, which may be written `-l 16`, `-l16` and `-ps`. */
function xxdWords(
  args: readonly string[],
): { flags: Set<string>; values: Map<string, number>; files: string[] } | undefined {
  const flags = new Set<string>();
  const values = new Map<string, number>();
  const files: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const valued = /^-(len|cols|seek|[clsg])(.*)$/.exec(word);
    if (word === '-' || !word.startsWith('-')) files.push(word);
    else if (/^-(?:ps|p|plain|postscript)$/.test(word)) flags.add('p');
    else if (/^-[rubiaE]$|^-(?:revert|upper|bits|include)$/.test(word)) flags.add(word.charAt(1));
    else if (valued) {
      const value = valued[2] === '' ? args[++at] : valued[2];
      values.set((valued[1] ?? '').charAt(0), Number(value));
    } else return undefined;
  }
  return { flags, values, files };
}

async function xxd(args: readonly string[], call: Call): Promise<ExecResult> {
  const words = xxdWords(args);
  if (!words) return fail(XXD_USAGE);
  const { flags, values, files } = words;
  const input = files[0] === '-' ? [] : files.slice(0, 1);
  const read = await readAll('xxd', input, call);
  if (read.stderr !== '') return fail(read.stderr, 2);
  if (flags.has('r')) {
    const text = latin1(read.bytes);
    const digits = flags.has('p') ? text : text.replace(/^[0-9a-f]+: ?((?:[0-9a-f]{2,}? ?)*?)(?: {2}.*)?$/gim, '$1');
    const bytes = (digits.replace(/[^0-9a-fA-F]/g, '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
    return { ...bytesOutput(unsafeBytesFromLatin1(latin1(Uint8Array.from(bytes)))), stderr: '', exitCode: 0 };
  }
  const skip = values.get('s') ?? 0;
  const bytes = read.bytes.subarray(skip, skip + (values.get('l') ?? Number.POSITIVE_INFINITY));
  const shown = (byte: number): string => {
    const text = flags.has('b') ? byte.toString(2).padStart(8, '0') : hex(byte);
    return flags.has('u') ? text.toUpperCase() : text;
  };
  if (flags.has('p')) {
    const width = values.get('c') ?? 30;
    const text = rows(bytes, width, true, (_, row) => `${[...row].map(shown).join('')}\n`);
    return { stdout: text, stderr: '', exitCode: 0 };
  }
  const width = values.get('c') ?? (flags.has('b') ? 6 : 16);
  const group = values.get('g') ?? (flags.has('b') ? 1 : 2);
  const columns = width * (flags.has('b') ? 8 : 2) + Math.ceil(width / (group || width)) - 1;
  const stdout = rows(bytes, width, true, (at, row) => {
    const cells = [...row].map(
      (byte, index) => `${index > 0 && group > 0 && index % group === 0 ? ' ' : ''}${shown(byte)}`,
    );
    return `${(at + skip).toString(16).padStart(8, '0')}: ${cells.join('').padEnd(columns)}  ${printable(row)}\n`;
  });
  return { stdout, stderr: '', exitCode: 0 };
}

export const DUMPING_TOOLS: readonly Tool[] = [
  { name: 'hexdump', run: hexdump },
  { name: 'hd', run: (args, call) => hexdump(['-C', ...args], call) },
  { name: 'xxd', run: xxd },
];
