/** Tools that run another command with something about it changed that nobody sees here: its priority, its buffers. */
import { getopt } from '../../commands/getopt.ts';
import { ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';
import { usageError } from './files/file-call.ts';

function running(
  name: string,
  spec: { readonly short: string; readonly long?: Record<string, string> },
  alone: string,
): Tool {
  return {
    name,
    run: async (args, call) => {
      const words = name === 'nice' ? args.map((word) => word.replace(/^-(\d+)$/, '-n$1')) : args;
      const parsed = getopt(name, words, { ...spec, stopAtOperand: true });
      if (parsed.problem !== undefined) return usageError(parsed.problem, name, 125);
      if (parsed.operands.length === 0)
        return alone === '' ? usageError(`${name}: missing operand`, name, 125) : ok(alone);
      const { shell, context, sinks } = call;
      return runWords(parsed.operands, shell.inner({ sinks, nohup: false }), context);
    },
  };
}

export const RUNNING_TOOLS: readonly Tool[] = [
  running('nice', { short: 'n:', long: { 'adjustment=': 'n' } }, '0\n'),
  running('ionice', { short: 'c:n:p:t', long: { 'class=': 'c', 'classdata=': 'n' } }, 'none: prio 0\n'),
  running('stdbuf', { short: 'i:o:e:', long: { 'input=': 'i', 'output=': 'o', 'error=': 'e' } }, ''),
];
