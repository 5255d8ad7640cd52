/** `seq`, and `printf` where it tells the time. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { usageError } from './files/file-call.ts';

/** Numbers that one call prints. */
const MOST_NUMBERS = 2_000_000;

function decimals(word: string): number {
  return /\.(\d+)/.exec(word)?.[1]?.length ?? 0;
}

function seq(args: readonly string[]): ExecResult {
  // Negative numbers look like options.
  const words = args.map((word) => (/^-\.?\d/.test(word) ? `\0${word}` : word));
  const parsed = getopt('seq', words, {
    short: 'f:s:w',
    long: { 'format=': 'f', 'separator=': 's', 'equal-width': 'w' },
  });
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'seq');
  const operands = parsed.operands.map((word) => word.replace('\0', ''));
  const wrong = operands.find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word));
  if (wrong !== undefined) return usageError(`seq: invalid floating point argument: ‘${wrong}’`, 'seq');
  if (operands.length === 0) return usageError('seq: missing operand', 'seq');
  if (operands.length > 3) return usageError(`seq: extra operand ‘${operands[3]}’`, 'seq');
  const [first, step, last] =
    operands.length === 1
      ? ['1', '1', operands[0] ?? '']
      : operands.length === 2
        ? [operands[0] ?? '', '1', operands[1] ?? '']
        : [operands[0] ?? '', operands[1] ?? '', operands[2] ?? ''];
  const [from, by, to] = [Number(first), Number(step), Number(last)];
  if (by === 0) return usageError('seq: invalid Zero increment value: ‘0’', 'seq');
  const places = Math.max(decimals(first), decimals(step));
  const count = Math.min(MOST_NUMBERS, Math.floor((to - from) / by + 1e-9) + 1);
  const numbers: string[] = [];
  for (let index = 0; index < count; index += 1) numbers.push((from + index * by).toFixed(places));
  const width = has(parsed, 'w') ? Math.max(0, ...[numbers[0], numbers.at(-1)].map((text) => text?.length ?? 0)) : 0;
  const padded =
    width === 0
      ? numbers
      : numbers.map((text) =>
          text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0'),
        );
  const format = optionValue(parsed, 'f');
  const shown = format === undefined ? padded : padded.map((text) => formatted(format, Number(text)));
  return ok(shown.length === 0 ? '' : `${shown.join(optionValue(parsed, 's') ?? '\n')}\n`);
}

function formatted(format: string, value: number): string {
  return format.replace(
    /%(0?)(\d*)(?:\.(\d+))?([fg])/,
    (_, zero: string, width: string, places: string | undefined, letter: string) => {
      const text = letter === 'g' ? String(value) : value.toFixed(Number(places ?? 6));
      return text.padStart(Number(width || 0), zero || ' ');
    },
  );
}

/** `%(format)T` tells the machine's time: the directive becomes text before the interpreter sees it. */
async function printf(args: string[], call: Call): Promise<ExecResult> {
  const at = args[0] === '-v' ? 2 : args[0] === '--' ? 1 : 0;
  const format = args[at] ?? '';
  const original = call.context.origCommand;
  if (!original) return fail('', 1);
  if (!/%-?\d*\(/.test(format)) return printed(args, await original(args));
  const rest = args.slice(at + 1);
  const { now } = call.shell.parts.kernel.schedule;
  let index = 0;
  const plain = format.replace(
    /%%|%(-?\d*)\(([^)]*)\)T|%[^%a-zA-Z]*[a-zA-Z]/g,
    (directive, width: string | undefined, inner: string | undefined) => {
      if (directive === '%%') return directive;
      const word = rest[index];
      index += 1;
      if (inner === undefined) return directive;
      const seconds =
        word === undefined || word === '-1' ? now / 1000 : word === '-2' ? call.shell.secondsFrom / 1000 : Number(word);
      rest[index - 1] = strftime(inner === '' ? '%X' : inner, seconds * 1000);
      return `%${width ?? ''}s`;
    },
  );
  return printed(args, await original([...args.slice(0, at), plain, ...rest]));
}

/** What a builtin complains of, the shell does; escapes such as `\\377` are bytes, which the interpreter takes for characters. */
function printed(args: readonly string[], result: ExecResult): ExecResult {
  const stderr = result.stderr.replace(/^printf: /gm, 'bash: printf: ');
  const escapes = args.some((word) => /\\(?:[0-7]{2,3}|x[0-9a-fA-F])/.test(word));
  const plain = args.every((word) => !/[^\n-~]/.test(word) && !/\\[uU]/.test(word));
  return escapes && plain ? { ...result, stdoutKind: 'bytes', stderr } : { ...result, stderr };
}

export const TEXT_TOOLS: readonly Tool[] = [
  { name: 'seq', run: (args) => seq(args) },
  { name: 'printf', adjusts: true, run: (args, call) => printf([...args], call) },
];
