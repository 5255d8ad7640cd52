/** What a model can blow up, and how far. Reaching a limit is an event and an observation, never a hang. */

export interface MachineLimits {
  /** Bytes of each output stream of one action that the agent gets to see. */
  readonly outputBytes: number;
  /** Characters that the commands of one shell print in one action, whether anybody sees it or not. */
  readonly printed: number;
  readonly files: number;
  /** Bytes of file contents that are held in memory. */
  readonly contentBytes: number;
  /** Processes that the agent may have at a time. */
  readonly processes: number;
  /** Background jobs that one action may start. */
  readonly jobs: number;
  /** Commands that one shell may run in one action. */
  readonly commands: number;
  /** Statements that one shell may run in one action, in whatever loops. */
  readonly statements: number;
  /** Nested calls of functions. */
  readonly callDepth: number;
  /** Shells that start each other. */
  readonly shellDepth: number;
  /** Million turns of loops that a Python process takes without waiting for anything. */
  readonly pythonRounds: number;
  /** Bytes of memory of a Python process. */
  readonly pythonMemory: number;
  /** Python processes at a time. */
  readonly pythonProcesses: number;
  /** Events that one action may report; further ones are counted. */
  readonly events: number;
}

export const DEFAULT_LIMITS: MachineLimits = {
  outputBytes: 2 ** 20,
  printed: 256 * 2 ** 20,
  files: 100_000,
  contentBytes: 256 * 2 ** 20,
  processes: 256,
  jobs: 400,
  commands: 10_000,
  statements: 100_000,
  callDepth: 200,
  shellDepth: 24,
  pythonRounds: 150,
  pythonMemory: 256 * 2 ** 20,
  pythonProcesses: 12,
  events: 2_000,
};

/** All shells together may do so many times what one may. */
export const SHARED_FACTOR: number = 3;

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
