/** `split` of GNU coreutils. The interpreter's own names the files that it works with by a count of its whole process. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { systemText } from '../../files/file-error.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { type Latin1, readContent } from './files/content.ts';
import { pathOf, usageError } from './files/file-call.ts';

const SPEC = {
  short: 'a:b:C:dl:n:x',
  long: {
    'suffix-length=': 'a',
    'bytes=': 'b',
    'line-bytes=': 'C',
    'numeric-suffixes=?': 'd',
    'hex-suffixes=?': 'x',
    'lines=': 'l',
    'number=': 'n',
    'additional-suffix=': 'additional',
    verbose: 'verbose',
  },
} as const;

const USUAL_LINES = 1_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const UNITS = 'KMGTPE';

/** How a content is cut: into pieces of so many bytes, of so many lines, of whole lines within so many bytes, or into so many. */
type Cut = { readonly by: 'bytes' | 'lines' | 'line-bytes' | 'number'; readonly size: number };

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('split', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'split');
  const [input = '-', prefix = 'x', extra] = parsed.operands;
  if (extra !== undefined) return usageError(`split: extra operand ‘${extra}’`, 'split');
  const cuts = (['b', 'l', 'C', 'n'] as const).flatMap((option) => {
    const word = optionValue(parsed, option);
    return word === undefined ? [] : [cutOf(option, word)];
  });
  if (cuts.length > 1) return usageError('split: cannot split in more than one way', 'split');
  const cut = cuts[0] ?? { by: 'lines', size: USUAL_LINES };
  if (typeof cut === 'string') return fail(`split: ${cut}\n`);
  const length = optionValue(parsed, 'a');
  if (length !== undefined && !/^\d+$/.test(length)) return fail(`split: invalid suffix length: ‘${length}’\n`);
  const content = await readContent(input, call);
  if ('reason' in content) {
    const what =
      content.reason === 'Is a directory' ? `error reading '${input}'` : `cannot open '${input}' for reading`;
    return fail(`split: ${what}: ${content.reason}\n`);
  }
  const digits = has(parsed, 'd') ? '0123456789' : has(parsed, 'x') ? '0123456789abcdef' : LETTERS;
  const ending = optionValue(parsed, 'additional') ?? '';
  let stdout = '';
  for (const [index, piece] of piecesOf(content.bytes, cut).entries()) {
    const suffix = Number(length ?? 0) > 0 ? suffixOf(index, Number(length), digits) : growingSuffix(index, digits);
    if (suffix === undefined) return { ...fail('split: output file suffixes exhausted\n'), stdout };
    const name = `${prefix}${suffix}${ending}`;
    if (has(parsed, 'verbose')) stdout += `creating file '${name}'\n`;
    try {
      await call.context.fs.writeFile(pathOf(name, call), piece, 'binary');
    } catch (error) {
      return { ...fail(`split: ${name}: ${systemText(error)}\n`), stdout };
    }
  }
  return ok(stdout);
}

function cutOf(option: 'b' | 'l' | 'C' | 'n', word: string): Cut | string {
  const match = /^(\d+)(?:b|([KkMGTPE])(i?B)?)?$/.exec(word);
  const [, digits = '', unit, kind] = match ?? [];
  const base = kind === 'B' ? 1_000 : 1_024;
  const factor = word.endsWith('b') ? 512 : unit === undefined ? 1 : base ** (UNITS.indexOf(unit.toUpperCase()) + 1);
  const size = Number(digits) * factor;
  const names = { b: 'bytes', l: 'lines', C: 'line-bytes', n: 'number' } as const;
  const what = { b: 'bytes', l: 'lines', C: 'bytes', n: 'chunks' }[option];
  if (match === null) return `invalid number of ${what}: ‘${word}’`;
  if (size === 0) return `invalid number of ${what}: ‘${word}’: Numerical result out of range`;
  return { by: names[option], size };
}

function piecesOf(bytes: Latin1, { by, size }: Cut): readonly Latin1[] {
  switch (by) {
    case 'bytes':
      return inChunks(bytes, size);
    case 'number': {
      const each = Math.floor(bytes.length / size);
      return Array.from({ length: size }, (_, index) =>
        bytes.slice(index * each, index === size - 1 ? bytes.length : (index + 1) * each),
      );
    }
    case 'lines': {
      const pieces: Latin1[] = [];
      for (const [index, line] of linesOf(bytes).entries()) {
        if (index % size === 0) pieces.push(line);
        else pieces[pieces.length - 1] += line;
      }
      return pieces;
    }
    case 'line-bytes': {
      const pieces: Latin1[] = [];
      for (const part of linesOf(bytes).flatMap((line) => inChunks(line, size))) {
        const last = pieces.at(-1);
        if (last !== undefined && last.length + part.length <= size) pieces[pieces.length - 1] = last + part;
        else pieces.push(part);
      }
      return pieces;
    }
    default:
      return by satisfies never;
  }
}

function inChunks(bytes: Latin1, size: number): Latin1[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.slice(index * size, (index + 1) * size),
  );
}

function linesOf(bytes: Latin1): readonly Latin1[] {
  return bytes.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The suffix of a piece where none was asked for: two digits, and two more each time when those run out, so that names stay in order. */
function growingSuffix(index: number, alphabet: string): string {
  const base = alphabet.length;
  let left = index;
  let width = 2;
  let before = '';
  // The last digit in front says that the suffix is a longer one.
  for (let many = (base - 1) * base; left >= many; many *= base) {
    left -= many;
    before += alphabet.charAt(base - 1);
    width += 1;
  }
  return before + (suffixOf(left, width, alphabet) ?? '');
}

/** The suffix of a piece in digits of the alphabet; undefined when there are none left. */
function suffixOf(index: number, length: number, alphabet: string): string | undefined {
  let suffix = '';
  for (let left = index, place = 0; place < length; place += 1) {
    suffix = alphabet.charAt(left % alphabet.length) + suffix;
    left = Math.floor(left / alphabet.length);
    if (place === length - 1 && left > 0) return undefined;
  }
  return suffix;
}

export const split: Tool = { name: 'split', run };
