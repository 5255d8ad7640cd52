/** `numfmt`, `factor` and `getconf`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { usageError } from './files/file-call.ts';

const SUFFIXES = 'KMGTPEZY';
const SPEC = {
  short: 'd:z',
  long: {
    'from=': 'from',
    'to=': 'to',
    'suffix=': 'suffix',
    'padding=': 'padding',
    'field=': 'field',
    'delimiter=': 'd',
    'round=': 'round',
    'format=': 'format',
    'header=?': 'header',
    'from-unit=': 'fromunit',
    'to-unit=': 'tounit',
    invalid: 'invalid',
    grouping: 'grouping',
  },
} as const;

/** The number that a word such as `1.5K` stands for; undefined when it is none. */
function numberOf(word: string, from: string): number | undefined {
  const match = /^(-?\d+(?:\.\d+)?)([KMGTPEZY]?)(i?)$/.exec(word.trim());
  if (!match) return undefined;
  const [, digits = '', letter = '', binary = ''] = match;
  if (letter !== '' && from === 'none') return undefined;
  const base = from === 'iec' || from === 'iec-i' || (from === 'auto' && binary !== '') ? 1024 : 1000;
  return Number(digits) * base ** (letter === '' ? 0 : SUFFIXES.indexOf(letter) + 1);
}

function scaled(value: number, to: string): string {
  if (to === 'none') return String(Math.ceil(value));
  const base = to.startsWith('iec') ? 1024 : 1000;
  let size = Math.abs(value);
  let power = 0;
  while (size >= base && power < SUFFIXES.length) {
    size /= base;
    power += 1;
  }
  // Rounded away from zero, with one digit behind the point below ten.
  let shown = power > 0 && size < 10 ? Math.ceil(size * 10 - 1e-9) / 10 : Math.ceil(size - 1e-9);
  if (shown >= base && power < SUFFIXES.length) [shown, power] = [1, power + 1];
  const text = power > 0 && shown < 10 ? shown.toFixed(1) : String(shown);
  return `${value < 0 ? '-' : ''}${text}${power === 0 ? '' : `${SUFFIXES.charAt(power - 1)}${to === 'iec-i' ? 'i' : ''}`}`;
}

function numfmt(args: readonly string[], call: Call): ExecResult {
  const negative = args.map((word) => (/^-\d/.test(word) ? `\0${word}` : word));
  const parsed = getopt('numfmt', negative, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'numfmt');
  const words = parsed.operands.map((word) => word.replace('\0', ''));
  const from = optionValue(parsed, 'from') ?? 'none';
  const to = optionValue(parsed, 'to') ?? 'none';
  const suffix = optionValue(parsed, 'suffix') ?? '';
  const padding = Number(optionValue(parsed, 'padding') ?? 0);
  const field = Number(optionValue(parsed, 'field') ?? 1);
  const separator = optionValue(parsed, 'd');
  const units = (name: 'fromunit' | 'tounit'): number => numberOf(optionValue(parsed, name) ?? '1', 'auto') ?? 1;
  const input = words.length > 0 ? words : decodeBytesToUtf8(call.context.stdin).replace(/\n$/, '').split('\n');
  let stdout = '';
  for (const [index, line] of input.entries()) {
    if (index === 0 && has(parsed, 'header')) {
      stdout += `${line}\n`;
      continue;
    }
    const parts = separator === undefined ? line.split(/(\s+)/) : line.split(separator);
    const at = separator === undefined ? (field - 1) * 2 + (parts[0] === '' ? 2 : 0) : field - 1;
    const word = parts[at] ?? '';
    const value = numberOf(suffix !== '' && word.endsWith(suffix) ? word.slice(0, -suffix.length) : word, from);
    if (value === undefined) {
      const rejected = /^-?[\d.]+[KMGTPEZY]$/.test(word) ? ' (consider using --from)' : '';
      const why =
        rejected === ''
          ? `numfmt: invalid number: ‘${word}’`
          : `numfmt: rejecting suffix in input: ‘${word}’${rejected}`;
      return { stdout, stderr: `${why}\n`, exitCode: 2 };
    }
    const shown = scaled((value * units('fromunit')) / units('tounit'), to) + suffix;
    parts[at] = padding >= 0 ? shown.padStart(padding) : shown.padEnd(-padding);
    stdout += `${parts.join(separator ?? '')}\n`;
  }
  return ok(stdout);
}

/** Numbers above this take too long to take apart. */
const MOST = 2 ** 53;

function factor(args: readonly string[], call: Call): ExecResult {
  const words = args.length > 0 ? args : decodeBytesToUtf8(call.context.stdin).split(/\s+/).filter(Boolean);
  let stdout = '';
  let stderr = '';
  for (const word of words) {
    const number = Number(word);
    if (!/^\+?\d+$/.test(word) || number > MOST) {
      stderr += `factor: ‘${word}’ is not a valid positive integer\n`;
      continue;
    }
    const factors: number[] = [];
    let rest = number;
    for (let by = 2; by * by <= rest && by < 10_000_000; by += by === 2 ? 1 : 2) {
      while (rest % by === 0) {
        factors.push(by);
        rest /= by;
      }
    }
    if (rest > 1) factors.push(rest);
    stdout += `${number}:${factors.map((by) => ` ${by}`).join('')}\n`;
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function getconf(args: readonly string[], call: Call): ExecResult {
  const { host } = call.shell.parts.kernel.state;
  const values: Readonly<Record<string, string>> = {
    ARG_MAX: '2097152',
    CHILD_MAX: '127235',
    CLK_TCK: '100',
    HOST_NAME_MAX: '64',
    LONG_BIT: '64',
    NAME_MAX: '255',
    _NPROCESSORS_CONF: String(host.cpus),
    _NPROCESSORS_ONLN: String(host.cpus),
    OPEN_MAX: '1024',
    PAGESIZE: '4096',
    PAGE_SIZE: '4096',
    PATH: '/bin:/usr/bin',
    PATH_MAX: '4096',
    _PHYS_PAGES: String(Math.floor(host.memory / 4096)),
  };
  const [name] = args.filter((word) => !word.startsWith('-'));
  if (args.includes('-a')) {
    return ok(
      Object.entries(values)
        .map(([key, value]) => `${key.padEnd(34)} ${value}\n`)
        .join(''),
    );
  }
  if (name === undefined)
    return fail('Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n', 2);
  const value = values[name];
  return value === undefined ? fail(`getconf: Unrecognized variable \`${name}'\n`, 2) : ok(`${value}\n`);
}

export const NUMBER_TOOLS: readonly Tool[] = [
  { name: 'numfmt', run: numfmt },
  { name: 'factor', run: factor },
  { name: 'getconf', run: getconf },
];
