/** What a model can blow up, and how far. Reaching a limit is an event and an observation, never a hang. */

export interface MachineLimits {
  /** Bytes of each output stream of one action that the agent gets to see. */
  readonly outputBytes: number;
  /** Bytes that the commands of one action print, whether anybody sees it or not. */
  readonly printedBytes: number;
  readonly files: number;
  /** Bytes of file contents that are held in memory. */
  readonly contentBytes: number;
  /** Processes that the agent's user may have at a time. */
  readonly processes: number;
  /** Commands that one action may run. */
  readonly commands: number;
  /** Iterations of one loop of the shell. */
  readonly loopIterations: number;
  /** Nested calls of functions. */
  readonly callDepth: number;
  /** Shells that start each other. */
  readonly shellDepth: number;
  /** Events that one action may report; further ones are counted. */
  readonly events: number;
}

export const DEFAULT_LIMITS: MachineLimits = {
  outputBytes: 2 ** 20,
  printedBytes: 64 * 2 ** 20,
  files: 100_000,
  contentBytes: 256 * 2 ** 20,
  processes: 256,
  commands: 20_000,
  loopIterations: 100_000,
  callDepth: 200,
  shellDepth: 24,
  events: 2_000,
};

/** Why the shell is made to stop what it is doing. */
export type LimitName = keyof MachineLimits;

/** An output as the agent sees it: of one that is too long the head and the tail, with a line that says how much was cut. */
export function cutOutput(output: string, bytes: number): { readonly text: string; readonly cut: number } {
  if (output.length <= bytes) return { text: output, cut: 0 };
  const half = Math.floor(bytes / 2);
  const cut = output.length - half * 2;
  const text = `${output.slice(0, half)}\n[… ${cut} characters of output left out …]\n${output.slice(-half)}`;
  return { text, cut };
}
