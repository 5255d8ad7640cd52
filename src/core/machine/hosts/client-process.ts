/** The process of a network tool, for as long as it is busy. */
import type { ExecResult } from 'just-bash';
import { type Call, fail } from '../shell/contracts.ts';

/** Bytes of main memory that a client takes. */
const MEMORY = 8_300_000;

/**
 * Does the work of a tool as a process of its own, which can be seen and killed meanwhile. `work` is given the pid, and a word on
 * whether it was killed.
 */
export async function asClient(
  argv: readonly string[],
  call: Call,
  work: (pid: number, killed: () => boolean) => Promise<ExecResult>,
): Promise<ExecResult> {
  const { shell } = call;
  const { processes } = shell.parts.kernel;
  let killed: number | undefined;
  const process = shell.startProcess(
    { command: argv.join(' '), argv, memory: MEMORY, cwd: call.context.cwd },
    {
      ended: ({ exitCode }) => {
        killed = exitCode;
        shell.task.nudge();
      },
      stopped: () => shell.task.stop(),
      continued: () => shell.task.continue(),
    },
  );
  if (!process) return fail('bash: fork: retry: Resource temporarily unavailable\n', 254);
  const result = await work(process.pid, () => killed !== undefined);
  const exitCode = killed ?? result.exitCode;
  if (killed === undefined) processes.drop(process.pid);
  return { ...result, exitCode };
}
