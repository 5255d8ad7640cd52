/** `dd` of GNU coreutils, which copies sparse files whole, and `realpath`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { blockSize } from '../../../commands/storage/sizes.ts';
import { systemText } from '../../../files/file-error.ts';
import { parentOf } from '../../../files/paths.ts';
import { type Call, fail, ok, type Tool } from '../../contracts.ts';
import { fromLatin1, latin1 } from '../../encoding.ts';
import { endless as endlessly, MOST_HELD } from '../../endless.ts';
import { bytesResult, fromEndless, isEndless, patternFrom, readContent } from './content.ts';
import { pathOf, usageError } from './file-call.ts';

/** Bytes of the units that `dd` alone knows. */
const OWN_UNITS: Readonly<Record<string, number>> = { c: 1, w: 2, b: 512, k: 1024 };

/** One factor of an amount; undefined when it is none. */
function factor(part: string): number | undefined {
  if (part === '0') return 0;
  const [, digits, unit = ''] = /^(\d+)([cwbk])$/.exec(part) ?? [];
  return digits === undefined ? blockSize(part)?.bytes : Number(digits) * (OWN_UNITS[unit] ?? 1);
}

function sizeWord(text: string): number | undefined {
  return text
    .split('x')
    .map(factor)
    .reduce<number | undefined>(
      (product, part) => (product === undefined || part === undefined ? undefined : product * part),
      1,
    );
}

/** An amount as `dd` rounds it: one decimal below ten. */
function rounded(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

/** An amount in the largest unit of a base that it reaches; undefined for less than one. */
function inUnits(bytes: number, base: 1000 | 1024): string | undefined {
  const units = base === 1000 ? ['kB', 'MB', 'GB', 'TB'] : ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(base) + 1e-9));
  return power === 0 ? undefined : `${rounded(bytes / base ** power)} ${units[power - 1]}`;
}

function speed(bytes: number, ms: number): string {
  const seconds = Math.max(ms, 1) / 1000;
  const amounts = [inUnits(bytes, 1000), inUnits(bytes, 1024)].filter((text) => text !== undefined);
  const human = amounts.length > 0 ? ` (${amounts.join(', ')})` : '';
  const rate = inUnits(bytes / seconds, 1000) ?? `${rounded(bytes / seconds)} B`;
  return `${bytes} bytes${human} copied, ${Number(seconds.toPrecision(6))} s, ${rate}/s`;
}

async function dd(args: readonly string[], call: Call): Promise<ExecResult> {
  const options = new Map<string, string>();
  for (const word of args) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(word) ?? [];
    if (name === undefined || value === undefined) return usageError(`dd: unrecognized operand ‘${word}’`, 'dd');
    options.set(name, value);
  }
  const { kernel } = call.shell.parts;
  const started = kernel.schedule.now;
  const block = sizeWord(options.get('bs') ?? options.get('ibs') ?? '512');
  if (block === undefined || block === 0) return fail(`dd: invalid number: ‘${options.get('bs') ?? ''}’\n`);
  const count = options.has('count') ? sizeWord(options.get('count') ?? '') : undefined;
  const skip = (sizeWord(options.get('skip') ?? '0') ?? 0) * block;
  const source = options.get('if');
  const content = await readContent(source ?? '-', call);
  if ('reason' in content) return fail(`dd: failed to open '${source}': ${content.reason}\n`);
  const wanted = count === undefined ? undefined : count * block;
  const endless = source !== undefined && isEndless(source);
  const sparse = kernel.state.sparse;
  let bytes = fromLatin1(content.bytes);
  let size = content.size;
  const target = options.get('of');
  if (endless && wanted === undefined && target === undefined) return endlessly(patternFrom(source, block, call), call);
  if (endless) {
    size = Math.min(wanted ?? kernel.state.host.disk, kernel.state.host.disk * 2);
    bytes = new Uint8Array(0);
  } else if (content.digest === undefined) {
    bytes = bytes.slice(skip, wanted === undefined ? undefined : skip + wanted);
    size = bytes.length;
  } else if (skip > 0 || (wanted !== undefined && wanted < size)) {
    const length = Math.max(0, Math.min(size - skip, wanted ?? size));
    const part = content.pattern
      ? sparse.repeated(content.pattern, length)
      : sparse.part({ digest: `${content.digest}+${skip}`, size }, length);
    bytes = sparse.read(part);
    size = length;
  }
  let stderr = '';
  if (target !== undefined) {
    const path = pathOf(target, call);
    try {
      if (endless && size > MOST_HELD) {
        const room = kernel.state.room(call.shell.tree.resolve(path, 'open'), call.shell.who.uid);
        const written = Math.max(0, Math.min(size, room));
        await call.shell.transfer(written);
        call.shell.tree.writeSparse(path, sparse.repeated(patternFrom(source, written, call), written));
        kernel.events.fileWritten(call.shell.tree.resolve(path, 'open'));
        if (written < size) stderr = `dd: error writing '${target}': No space left on device\n`;
        size = written;
      } else {
        await call.context.fs.writeFile(path, endless ? fromLatin1(fromEndless(source, size, call)) : bytes);
      }
    } catch (error) {
      const reason = systemText(error);
      const what = reason === 'No space left on device' ? 'error writing' : 'failed to open';
      return fail(`dd: ${what} '${target}': ${reason}\n`);
    }
  }
  const full = Math.floor(size / block);
  const rest = size % block > 0 ? 1 : 0;
  const records = `${full}+${rest} records in\n${full}+${rest} records out\n`;
  const status = options.get('status');
  const elapsed = kernel.schedule.now - started;
  const told = status === 'none' ? '' : records + (status === 'noxfer' ? '' : `${speed(size, elapsed)}\n`);
  const stdout = target === undefined ? (endless ? fromEndless(source, size, call) : latin1(bytes)) : '';
  return { ...bytesResult(stdout, stderr), stderr: stderr + told };
}

function realpath(args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'eLmPqsz',
    long: {
      'canonicalize-existing': 'e',
      'canonicalize-missing': 'm',
      quiet: 'q',
      strip: 's',
      'no-symlinks': 's',
      'relative-to=': 'to',
    },
  };
  const parsed = getopt('realpath', args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'realpath');
  if (parsed.operands.length === 0) return usageError('realpath: missing operand', 'realpath');
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands) {
    const path = pathOf(word, call);
    try {
      const real = has(parsed, 's')
        ? path
        : has(parsed, 'm')
          ? loosely(path, call)
          : call.shell.tree.resolve(path, 'realpath');
      // All but the last part has to be there.
      if (!has(parsed, 's', 'm')) call.shell.tree.node(parentOf(real), 'realpath');
      if (has(parsed, 'e')) call.shell.tree.node(real, 'realpath');
      const to = optionValue(parsed, 'to');
      stdout += `${to === undefined ? real : relative(real, pathOf(to, call))}\n`;
    } catch (error) {
      stderr += `realpath: ${word}: ${systemText(error)}\n`;
    }
  }
  return { stdout, stderr: has(parsed, 'q') ? '' : stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** Links followed as far as there is something to follow. */
function loosely(path: string, call: Call): string {
  try {
    return call.shell.tree.resolve(path, 'realpath');
  } catch {
    return path === '/'
      ? '/'
      : `${loosely(parentOf(path), call).replace(/\/$/, '')}/${path.slice(path.lastIndexOf('/') + 1)}`;
  }
}

function relative(path: string, folder: string): string {
  const [to, from] = [path.split('/').filter(Boolean), folder.split('/').filter(Boolean)];
  let shared = 0;
  while (shared < to.length && to[shared] === from[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

const sync: Tool = { name: 'sync', run: () => ok() };

/** `yes` prints until nobody reads. */
const yes: Tool = {
  name: 'yes',
  run: (args, call) => endlessly(new TextEncoder().encode(`${args.length > 0 ? args.join(' ') : 'y'}\n`), call),
};

const shuf: Tool = {
  name: 'shuf',
  run: async (args, call) => {
    const spec = { short: 'ei:n:ro:z', long: { echo: 'e', 'input-range=': 'i', 'head-count=': 'n', repeat: 'r' } };
    const parsed = getopt('shuf', args, spec);
    if (parsed.problem !== undefined) return usageError(parsed.problem, 'shuf');
    const range = /^(\d+)-(\d+)$/.exec(optionValue(parsed, 'i') ?? '');
    let lines: string[];
    if (range)
      lines = Array.from({ length: Math.min(1e6, Number(range[2]) - Number(range[1]) + 1) }, (_, at) =>
        String(Number(range[1]) + at),
      );
    else if (has(parsed, 'e')) lines = [...parsed.operands];
    else {
      const [word = '-'] = parsed.operands;
      const text =
        word === '-'
          ? decodeBytesToUtf8(call.context.stdin)
          : await call.context.fs.readFile(pathOf(word, call), 'utf8').catch(() => undefined);
      if (text === undefined) return fail(`shuf: ${word}: No such file or directory\n`);
      lines = text.split('\n');
      if (lines.at(-1) === '') lines.pop();
    }
    const { draw } = call.shell.parts.kernel;
    for (let at = lines.length - 1; at > 0; at -= 1) {
      const other = draw.int(0, at);
      [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
    }
    const count = optionValue(parsed, 'n');
    const chosen = count === undefined ? lines : lines.slice(0, Number(count));
    return ok(chosen.map((line) => `${line}\n`).join(''));
  },
};

export const COPYING_TOOLS: readonly Tool[] = [
  { name: 'dd', run: dd },
  { name: 'realpath', run: realpath },
  sync,
  yes,
  shuf,
];
