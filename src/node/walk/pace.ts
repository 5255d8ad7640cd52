/** How fast the clock of a machine goes while somebody waits at its terminal. */

/** Real milliseconds for which a command takes as long as it would. */
const PATIENCE_MS = 5_000;
/** Milliseconds of the machine that pass in one of ours after that. */
const FAST = 30;

/** Milliseconds of the machine that pass in a real one, so long after a command began: as in life at first, then faster. */
export function machineSpeed(realMs: number): number {
  return realMs < PATIENCE_MS ? 1 : FAST;
}
