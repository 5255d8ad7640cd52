/** How long commands take on the machine's clock, besides what they wait for and what they read and write. */

/** Milliseconds from the start of an ordinary small program to its end. */
const USUAL = 3;
const COSTS: Readonly<Record<string, number>> = {
  bash: 4,
  curl: 11,
  du: 18,
  find: 14,
  grep: 4,
  lsof: 140,
  'nvidia-smi': 620,
  ps: 13,
  python: 24,
  sh: 3,
  ss: 7,
  tar: 9,
  top: 180,
};
/** What the shell does without starting a program. */
const FREE = new Set(['[', 'echo', 'false', 'printf', 'pwd', 'test', 'true']);

/** Milliseconds that a command takes by itself. */
export function costOf(name: string): number {
  return FREE.has(name) ? 0 : (COSTS[name] ?? USUAL);
}

/** Milliseconds that the tool of an agent takes to hand a command to the shell and its output back. */
export const ROUND_TRIP: number = 50;
