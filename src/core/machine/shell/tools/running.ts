/** Tools that run another command with something about it changed: its priority, its buffers. */
import type { ExecResult } from 'just-bash';
import { getopt, optionValue, type ParsedOptions } from '../../commands/getopt.ts';
import { niceValue } from '../../host/process-figures.ts';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';
import { usageError } from './files/file-call.ts';

interface Spec {
  readonly short: string;
  readonly long?: Record<string, string>;
}

/** What is changed about the command that is run, and what is said about it; text alone where it is not run. */
type Change = { readonly nice?: number; readonly complaint?: string } | { readonly problem: string };

function running(
  name: string,
  spec: Spec,
  {
    alone,
    change,
  }: { readonly alone: (call: Call) => string; readonly change?: (parsed: ParsedOptions, call: Call) => Change },
): Tool {
  return {
    name,
    run: async (args, call): Promise<ExecResult> => {
      const words = name === 'nice' ? args.map((word) => word.replace(/^-(-?\d+)$/, '-n$1')) : args;
      const parsed = getopt(name, words, { ...spec, stopAtOperand: true });
      if (parsed.problem !== undefined) return usageError(parsed.problem, name, 125);
      if (parsed.operands.length === 0) {
        const text = alone(call);
        return text === '' ? usageError(`${name}: missing operand`, name, 125) : ok(text);
      }
      const changed = change?.(parsed, call) ?? {};
      if ('problem' in changed) return fail(changed.problem, 125);
      const { shell, context, sinks } = call;
      const inner = shell.inner({ sinks, nohup: false, nice: changed.nice });
      const result = await runWords(parsed.operands, inner, context);
      return { ...result, stderr: (changed.complaint ?? '') + result.stderr };
    },
  };
}

/** The nice value that a command gets: that of the shell and what is added to it. Only root may lower it. */
function niceness(parsed: ParsedOptions, { shell }: Call): Change {
  const text = optionValue(parsed, 'n') ?? '10';
  if (!/^[-+]?\d+$/.test(text)) return { problem: `nice: invalid adjustment ‘${text}’\n` };
  const before = niceValue(shell.process);
  const nice = Math.max(-20, Math.min(19, before + Number(text)));
  if (nice >= before || shell.who.uid === 0) return { nice };
  return { complaint: 'nice: cannot set niceness: Permission denied\n' };
}

export const RUNNING_TOOLS: readonly Tool[] = [
  running(
    'nice',
    { short: 'n:', long: { 'adjustment=': 'n' } },
    { alone: ({ shell }) => `${niceValue(shell.process)}\n`, change: niceness },
  ),
  running(
    'ionice',
    { short: 'c:n:p:t', long: { 'class=': 'c', 'classdata=': 'n' } },
    { alone: () => 'none: prio 0\n' },
  ),
  running('stdbuf', { short: 'i:o:e:', long: { 'input=': 'i', 'output=': 'o', 'error=': 'e' } }, { alone: () => '' }),
];
