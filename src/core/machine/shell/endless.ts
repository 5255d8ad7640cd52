/**
 * Contents that never end, such as those of `yes` and of `/dev/zero`. The members of a pipeline run one after the other, so what a
 * member prints without end is only described, as a pattern over and over; how much of it there is, its reader says. Contents that
 * end, but are too large to be held in memory, are passed on in the same way.
 */
import { bytesOutput, type ExecResult, type ResolvedCommandContext, unsafeBytesFromLatin1 } from 'just-bash';
import { systemText } from '../files/file-error.ts';
import type { SparseContent } from '../files/sparse.ts';
import { copySparse } from '../files/sparse-copy.ts';
import { appetiteOf, drains } from './appetite.ts';
import type { Call, Run, ShellProcess } from './contracts.ts';
import { fromLatin1, latin1 } from './encoding.ts';
import type { MemberWords } from './pipeline-members.ts';

/** Most bytes of such contents that are held in memory. */
export const MOST_HELD: number = 64 * 2 ** 20;
/** What is made of an endless input for a tool that does not say how much of it it reads. */
const SAMPLE = 2 ** 20;
/** Bytes that pass through a pipe in a millisecond. */
const PIPE_SPEED = 1_600_000;
/** Milliseconds that nobody waits to the end of. */
const FOREVER = 400 * 365 * 86_400_000;
/** Characters of the block that stands for such a content. */
const BLOCK = 53;
/** Tools that know contents that are only described. */
const KNOWING = new Set('b2sum md5sum sha1sum sha224sum sha256sum sha384sum sha512sum wc'.split(' '));
const ENDLESS_DEVICE = /^\/dev\/(?:zero|full|u?random)$/;

interface Described extends SparseContent {
  readonly pattern: Uint8Array;
}

/** The content that a block stands for; undefined for a text that stands for nothing but itself. */
export function described(text: string, call: Call): Described | undefined {
  if (text.length !== BLOCK) return undefined;
  const { sparse } = call.shell.parts.kernel.state;
  const content = sparse.recognise(fromLatin1(text));
  const pattern = content && sparse.patternOf(content);
  return content && pattern ? { ...content, pattern } : undefined;
}

/** Whether a tool takes contents that are only described: those of the interpreter take nothing but what is there. */
export function takesDescribed(name: string, shell: ShellProcess): boolean {
  const tool = shell.parts.tools.get(nameOf(name));
  return tool !== undefined && tool.adjusts !== true;
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}

/** So many bytes of a pattern, as a tool prints them: the bytes, or what stands for them when they are too many. */
export function repetition(pattern: Uint8Array, size: number, call: Call, from = 0): string {
  const { sparse } = call.shell.parts.kernel.state;
  if (size > MOST_HELD) return latin1(sparse.read(sparse.repeated(pattern, size)));
  const text = latin1(pattern);
  const start = from % pattern.length;
  return text.repeat(Math.ceil((start + size) / pattern.length)).slice(start, start + size);
}

/** A result that prints a pattern without end. */
export function endless(pattern: Uint8Array, call: Call): ExecResult {
  return printed(repetition(pattern, Number.POSITIVE_INFINITY, call));
}

function printed(text: string): ExecResult {
  return { ...bytesOutput(unsafeBytesFromLatin1(text)), stderr: '', exitCode: 0 };
}

/** Runs a tool; its input or its output may be a content that is only described. `piped` says that something reads its output. */
export async function withEndless(
  words: readonly string[],
  call: Call,
  piped: boolean,
  run: (context: ResolvedCommandContext) => Promise<ExecResult>,
): Promise<ExecResult> {
  const input = described(String(call.context.stdin), call);
  const { sampled } = call.run;
  call.run.sampled = undefined;
  const given = await (input ? fed(words, input, call, run) : unfed(words, sampled, call, run));
  const { handed } = call.run;
  call.run.handed = undefined;
  const result = handed
    ? { ...given, ...printed(repetition(handed.pattern, handed.size, call)), exitCode: given.exitCode }
    : given;
  const output = described(result.stdout, call);
  if (!output) return result;
  if (output.size === Number.POSITIVE_INFINITY) return settled(words, result, output, piped, call);
  await call.shell.pass(Math.ceil(output.size / PIPE_SPEED));
  const readers = readersOf(call);
  return readers && readers.run !== call.run ? handedUp(result, output, call) : result;
}

/** Runs a tool that may read a device that never ends, or a part of what does not. */
async function unfed(
  words: readonly string[],
  sampled: string | undefined,
  call: Call,
  run: (context: ResolvedCommandContext) => Promise<ExecResult>,
): Promise<ExecResult> {
  const { context } = call;
  const isSampled = sampled !== undefined && sampled === String(context.stdin);
  if (!isSampled && !words.slice(1).some((word) => ENDLESS_DEVICE.test(word))) return run(context);
  const { kind } = appetiteOf(words);
  if (kind === 'all') return forever(call);
  const result = await run(context);
  return kind === 'filters' ? repeatedly(result, call) : result;
}

async function fed(
  words: readonly string[],
  input: Described,
  call: Call,
  run: (context: ResolvedCommandContext) => Promise<ExecResult>,
): Promise<ExecResult> {
  const { pattern, size } = input;
  const given = (text: string): Promise<ExecResult> => run({ ...call.context, stdin: unsafeBytesFromLatin1(text) });
  const appetite = appetiteOf(words);
  const isEndless = size === Number.POSITIVE_INFINITY;
  const sample = repetition(pattern, Math.min(size, sampleSize(pattern)), call);
  const name = nameOf(words[0] ?? '');
  if (!takesDescribed(name, call.shell)) return tooLarge(call);
  switch (appetite.kind) {
    case 'bytes':
      return given(repetition(pattern, Math.min(size, appetite.count), call));
    case 'lines':
      return given(repetition(pattern, Math.min(size, bytesOfLines(pattern, appetite.count)), call));
    case 'passes':
      return run(call.context);
    case 'filters':
      if (isEndless) return repeatedly(await given(sample), call);
      return name === 'tr' ? scaled(await given(sample), size / sample.length, call) : tooLarge(call);
    case 'all':
      if (isEndless) return forever(call);
      if (KNOWING.has(name)) return run(call.context);
      if (name === 'tail' && !words.some((word) => word.includes('+'))) {
        return given(repetition(pattern, SAMPLE, call, size - SAMPLE));
      }
      return tooLarge(call);
    default:
      return isEndless ? given(sample) : run(call.context);
  }
}

/** A size that holds whole patterns and, where that can be, whole lines of the tools that make lines of 16 or of 57 bytes. */
function sampleSize({ length }: Uint8Array): number {
  const whole = length * 16 * 57;
  return whole > SAMPLE ? Math.ceil(SAMPLE / length) * length : Math.floor(SAMPLE / whole) * whole;
}

function bytesOfLines(pattern: Uint8Array, lines: number): number {
  const ends: number[] = [];
  pattern.forEach((byte, at) => {
    if (byte === 0x0a) ends.push(at + 1);
  });
  if (ends.length === 0) return Number.POSITIVE_INFINITY;
  if (lines === 0) return 0;
  const rounds = Math.ceil(lines / ends.length) - 1;
  return rounds * pattern.length + (ends[lines - rounds * ends.length - 1] ?? 0);
}

/** What a filter made of a part of an endless input, over and over. */
async function repeatedly(result: ExecResult, call: Call): Promise<ExecResult> {
  if (result.exitCode > 1) return result;
  if (result.stdout === '') return forever(call);
  const bytes = result.stdoutKind === 'bytes' ? fromLatin1(result.stdout) : new TextEncoder().encode(result.stdout);
  const end = bytes.lastIndexOf(0x0a);
  return { ...endless(shortest(end === -1 ? bytes : bytes.subarray(0, end + 1)), call), stderr: result.stderr };
}

/** A pattern that is the same byte over and over is that byte. */
function shortest(pattern: Uint8Array): Uint8Array {
  const [first] = pattern;
  return pattern.every((byte) => byte === first) ? pattern.slice(0, 1) : pattern.slice();
}

function scaled(result: ExecResult, factor: number, call: Call): ExecResult {
  if (result.stdout === '') return result;
  const pattern = fromLatin1(result.stdout);
  return { ...result, ...printed(repetition(shortest(pattern), Math.round(pattern.length * factor), call)) };
}

/** A tool that would have to hold more than there is memory for. */
function tooLarge(call: Call): ExecResult {
  call.shell.parts.kernel.events.limitHit('printed', `${MOST_HELD} bytes of an input that is only described`);
  return { stdout: '', stderr: 'Killed\n', exitCode: 137 };
}

/** A tool that reads what never ends before it prints anything: it goes on until somebody ends it. */
async function forever(call: Call): Promise<ExecResult> {
  await busily(call);
  return { stdout: '', stderr: '', exitCode: call.shell.interruption?.exitCode ?? 0 };
}

async function busily(call: Call): Promise<void> {
  const { shell } = call;
  const { processes } = shell.parts.kernel;
  const waits = shell.pass(FOREVER);
  const { pid, argv } = shell.process;
  if (argv.length > 0) processes.change(pid, { state: 'running', cpu: 99.6 });
  await waits;
}

/** The members of a pipeline that read what a command prints, and the run in whose pipeline they are. */
interface Readers {
  readonly members: MemberWords;
  readonly run: Run;
}

/** Who reads what a command prints, in whichever shell it was started; undefined where nobody does. */
function readersOf(call: Call): Readers | undefined {
  const { feeds, followers } = call.run.pipelines;
  if (feeds) return { members: followers, run: call.run };
  if (call.sinks.stdout.kind !== 'result' || followers.length > 0) return undefined;
  const above = call.shell.outer?.lastCall;
  return above && above !== call ? readersOf(above) : undefined;
}

/** An endless output comes to where it goes: to a tool that reads some of it, into a file until the disk is full, to the terminal. */
async function settled(
  words: readonly string[],
  result: ExecResult,
  output: Described,
  piped: boolean,
  call: Call,
): Promise<ExecResult> {
  const { shell } = call;
  const readers = readersOf(call);
  const { kernel } = shell.parts;
  const { stdout: sink } = call.sinks;
  const sample = repetition(output.pattern, sampleSize(output.pattern), call);
  const isOwn = readers?.run === call.run;
  if (readers && !drains(readers.members)) {
    if (!isOwn) return handedUp(result, output, call);
    if (takesDescribed(readers.members[0]?.[0] ?? '', shell)) return result;
    call.run.sampled = sample;
    return { ...result, stdout: sample };
  }
  if (!readers && piped) return { ...result, stdout: sample };
  if (!readers && sink.kind === 'file') {
    try {
      await copySparse(kernel.state, shell.tree, sink.path, output, {
        pass: (bytes) => shell.transfer(bytes),
        timeOf: (bytes) => kernel.transferTime(bytes),
      });
    } catch (error) {
      return { stdout: '', stderr: `${words[0]}: write error: ${systemText(error)}\n`, exitCode: 1 };
    } finally {
      kernel.events.fileWritten(sink.path);
    }
    return { stdout: '', stderr: '', exitCode: shell.interruption?.exitCode ?? 0 };
  }
  if (sink.kind === 'terminal') shell.deliver(sink, fromLatin1(sample));
  const { now } = kernel.schedule;
  await busily(call);
  const exitCode = shell.interruption?.exitCode ?? 0;
  if (sink.kind !== 'result') return { stdout: '', stderr: '', exitCode };
  const size = Math.round((kernel.schedule.now - now) * PIPE_SPEED);
  if (readers && !isOwn) return handedUp({ ...result, exitCode }, { ...output, size }, call);
  return { ...result, stdout: readers ? repetition(output.pattern, size, call) : sample, exitCode };
}

/** Leaves an output to the command in whose shell this one runs: what passes from a shell to its caller is text. */
function handedUp(result: ExecResult, output: Described, call: Call): ExecResult {
  const above = call.shell.outer?.lastCall;
  if (above) above.run.handed = output;
  return { ...result, stdout: '' };
}
