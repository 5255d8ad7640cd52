/** `sleep` and `timeout`: the machine's time passes, nobody else's. */
import type { ExecResult } from 'just-bash';
import { signalName, signalNumber } from '../../commands/signals.ts';
import { fail, type Tool } from '../contracts.ts';
import { runWords, unknownIn } from '../run-script.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** What `infinity` comes to. */
const FOREVER = 400 * 365 * 86_400_000;

/** Milliseconds in a duration as these tools take it; undefined when it is none. */
function durationOf(word: string): number | undefined {
  if (/^inf(?:inity)?$/i.test(word)) return FOREVER;
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word);
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1000) : undefined;
}

const sleep: Tool = {
  name: 'sleep',
  run: async (args, { shell }) => {
    if (args.length === 0) return fail("sleep: missing operand\nTry 'sleep --help' for more information.\n");
    let total = 0;
    for (const word of args) {
      const ms = durationOf(word);
      if (ms === undefined) {
        return fail(`sleep: invalid time interval ‘${word}’\nTry 'sleep --help' for more information.\n`);
      }
      total += ms;
    }
    let killed: number | undefined;
    let wake: (() => void) | undefined;
    const argv = ['sleep', ...args];
    const process = shell.startProcess(
      { command: argv.join(' '), argv, memory: 1_900_000 },
      {
        ended: () => wake?.(),
        stopped: () => shell.task.stop(),
        continued: () => shell.task.continue(),
      },
    );
    if (!process) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
    const { kernel } = shell.parts;
    kernel.processes.whenEnded(process.pid, (exit) => {
      killed = exit.signal === undefined ? undefined : exit.exitCode;
    });
    await shell.task.until((resume) => {
      wake = resume;
      kernel.schedule.after(Math.min(total, FOREVER), resume);
    });
    if (killed === undefined) kernel.processes.drop(process.pid);
    return { stdout: '', stderr: '', exitCode: killed ?? shell.interruption?.exitCode ?? 0 };
  },
};

interface TimeoutWords {
  readonly signal: string;
  readonly preserve: boolean;
  readonly ms: number;
  readonly command: readonly string[];
}

function timeoutWords(args: readonly string[]): TimeoutWords | { readonly error: ExecResult } {
  let signal = 'TERM';
  let preserve = false;
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-s' || word === '--signal' || word === '-k' || word === '--kill-after') {
      at += 1;
      if (word === '-s' || word === '--signal') signal = signalTitle(args[at] ?? '') ?? signal;
    } else if (word.startsWith('--signal=')) signal = signalTitle(word.slice(9)) ?? signal;
    else if (word === '--preserve-status') preserve = true;
    else if (/^(-v|--verbose|--foreground|-k.+|--kill-after=.*)$/.test(word)) continue;
    else break;
  }
  const [duration, ...command] = args.slice(at);
  if (duration === undefined || command.length === 0) {
    return { error: fail("Try 'timeout --help' for more information.\n", 125) };
  }
  const ms = durationOf(duration);
  if (ms === undefined) {
    return {
      error: fail(`timeout: invalid time interval ‘${duration}’\nTry 'timeout --help' for more information.\n`, 125),
    };
  }
  return { signal, preserve, ms, command };
}

function signalTitle(name: string): string | undefined {
  const number = signalNumber(name);
  return number === undefined ? undefined : signalName(number);
}

const timeout: Tool = {
  name: 'timeout',
  run: async (args, call) => {
    const words = timeoutWords(args);
    if ('error' in words) return words.error;
    const { shell, context } = call;
    const argv = ['timeout', ...args];
    const child = shell.child({ command: argv.join(' '), argv, memory: 1_900_000 }, { sinks: call.sinks });
    if (!child) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
    const killed = words.signal === 'KILL' ? 137 : 128 + (signalNumber(words.signal) ?? 15);
    let expired = false;
    const timer =
      words.ms === 0
        ? undefined
        : shell.parts.kernel.schedule.after(words.ms, () => {
            expired = true;
            child.shell.interrupt({ reason: 'ended', exitCode: killed });
          });
    const result = unknownIn('timeout', words.command, await runWords(words.command, child.shell, context));
    timer?.cancel();
    const exitCode = !expired || words.preserve || words.signal === 'KILL' ? result.exitCode : 124;
    child.end(exitCode);
    return { ...result, exitCode };
  },
};

export const WAITING_TOOLS: readonly Tool[] = [sleep, timeout];
