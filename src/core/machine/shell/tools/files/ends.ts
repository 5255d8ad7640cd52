/** `head` and `tail` of GNU coreutils; `tail -f` follows a file while the machine's time passes. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { type Call, fail, type Tool } from '../../contracts.ts';
import { LiveOutput } from '../../live-output.ts';
import { bytesResult, fromEndless, isEndless, type Latin1, readContent } from './content.ts';
import { usageError } from './file-call.ts';

const SPEC = {
  short: 'c:n:qvzfFs:',
  long: {
    'bytes=': 'c',
    'lines=': 'n',
    quiet: 'q',
    silent: 'q',
    verbose: 'v',
    'follow=?': 'f',
    retry: 'F',
    'sleep-interval=': 's',
    'pid=': 'pid',
  },
};
const MULTIPLES: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  K: 1024,
  k: 1024,
  M: 2 ** 20,
  G: 2 ** 30,
  kB: 1000,
  MB: 1e6,
};
/** Milliseconds between two looks of `tail -f`. */
const INTERVAL = 1000;

interface Amount {
  readonly unit: 'lines' | 'bytes';
  readonly sign: '' | '+' | '-';
  readonly count: number;
}

function amountOf(parsed: ParsedOptions, tool: string): Amount | { readonly problem: string } {
  const last = parsed.options.findLast(({ name }) => name === 'c' || name === 'n');
  const unit = last?.name === 'c' ? 'bytes' : 'lines';
  const text = last?.value ?? '10';
  const match = /^([+-]?)(\d+)(b|[kKMG]B?|)$/.exec(text);
  if (!match) return { problem: `${tool}: invalid number of ${unit}: ‘${text}’` };
  const [, sign = '', digits, multiple = ''] = match;
  return { unit, sign: sign as Amount['sign'], count: Number(digits) * (MULTIPLES[multiple] ?? 1) };
}

/** Position behind the n-th line. */
function afterLines(text: Latin1, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line += 1) {
    const end = text.indexOf('\n', at);
    if (end === -1) return text.length;
    at = end + 1;
  }
  return at;
}

/** Position at which the last n lines begin. */
function beforeLines(text: Latin1, count: number): number {
  if (count === 0) return text.length;
  let at = text.endsWith('\n') ? text.length - 1 : text.length;
  for (let line = 0; line < count; line += 1) {
    at = text.lastIndexOf('\n', at - 1);
    if (at <= 0) return at === 0 && line === count - 1 ? 1 : 0;
  }
  return at + 1;
}

function headOf(text: Latin1, { unit, sign, count }: Amount): Latin1 {
  if (unit === 'bytes') return sign === '-' ? text.slice(0, Math.max(0, text.length - count)) : text.slice(0, count);
  return text.slice(0, sign === '-' ? beforeLines(text, count) : afterLines(text, count));
}

function tailOf(text: Latin1, { unit, sign, count }: Amount): Latin1 {
  if (sign === '+')
    return text.slice(unit === 'bytes' ? Math.max(0, count - 1) : afterLines(text, Math.max(0, count - 1)));
  if (unit === 'bytes') return count === 0 ? '' : text.slice(-count);
  return text.slice(beforeLines(text, count));
}

/** `-5` and `+5` as people still write them. */
function modern(args: readonly string[]): readonly string[] {
  return args.flatMap((word, at) => {
    const match = /^-(\d+)([qv]*)$/.exec(word);
    return match && at === 0 ? [`-n${match[1]}`, ...(match[2] ? [`-${match[2]}`] : [])] : [word];
  });
}

async function run(tool: 'head' | 'tail', args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt(tool, modern(args), SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, tool);
  const amount = amountOf(parsed, tool);
  if ('problem' in amount) return fail(`${amount.problem}\n`);
  const words = parsed.operands.length > 0 ? parsed.operands : ['-'];
  const titles = has(parsed, 'v') || (words.length > 1 && !has(parsed, 'q'));
  const parts: string[] = [];
  const seen = new Map<string, number>();
  let stderr = '';
  for (const word of words) {
    const content = await readContent(word, call);
    if ('reason' in content) {
      const folder = content.reason === 'Is a directory';
      stderr += folder
        ? `${tool}: error reading '${word}': ${content.reason}\n`
        : `${tool}: cannot open '${word}' for reading: ${content.reason}\n`;
      if (folder && titles) parts.push(`==> ${word} <==\n`);
      continue;
    }
    if (tool === 'head' && amount.unit === 'bytes' && amount.sign === '' && isEndless(word)) {
      parts.push(fromEndless(word, amount.count, call));
      continue;
    }
    const text = tool === 'head' ? headOf(content.bytes, amount) : tailOf(content.bytes, amount);
    seen.set(word, content.bytes.length);
    parts.push(`${titles ? `==> ${word === '-' ? 'standard input' : word} <==\n` : ''}${text}`);
  }
  const stdout = parts.join(titles ? '\n' : '');
  if (tool === 'tail' && has(parsed, 'f', 'F') && seen.size > 0 && !words.includes('-')) {
    return bytesResult(await follow(stdout, seen, titles, parsed, call), stderr);
  }
  return bytesResult(stdout, stderr);
}

/** Prints the ends of files, and what is added to them until somebody ends the command. */
async function follow(
  text: Latin1,
  seen: Map<string, number>,
  titles: boolean,
  parsed: ParsedOptions,
  call: Call,
): Promise<Latin1> {
  const { shell } = call;
  const pid = optionValue(parsed, 'pid');
  const interval = Math.max(100, Number(optionValue(parsed, 's') ?? 1) * INTERVAL);
  const output = new LiveOutput(call);
  output.printBytes(text);
  let last = [...seen.keys()].at(-1);
  while (!shell.interruption) {
    if (pid !== undefined && !shell.parts.kernel.processes.get(Number(pid))) break;
    await shell.pass(interval);
    for (const [word, length] of seen) {
      const content = await readContent(word, call);
      if ('reason' in content) continue;
      const fresh = content.bytes.length < length ? content.bytes : content.bytes.slice(length);
      seen.set(word, content.bytes.length);
      if (fresh === '') continue;
      output.printBytes(`${titles && last !== word ? `\n==> ${word} <==\n` : ''}${fresh}`);
      last = word;
    }
  }
  return output.held;
}

export const END_TOOLS: readonly Tool[] = [
  { name: 'head', run: (args, call) => run('head', args, call) },
  { name: 'tail', run: (args, call) => run('tail', args, call) },
];
