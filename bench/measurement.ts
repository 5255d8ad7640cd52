/** A measurement and its baseline, taken in turn in the same run so that a change in the machine's speed meets both. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly baseline: { readonly name: string; readonly value: number };
}

/** Median of some numbers; NaN of none. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Median milliseconds of two tasks, run in turn `rounds` times after `warmups` rounds that do not count. */
export async function inTurn(
  task: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
  { rounds, warmups }: { rounds: number; warmups: number },
): Promise<{ task: number; baseline: number }> {
  const times = { task: [] as number[], baseline: [] as number[] };
  for (let round = -warmups; round < rounds; round++) {
    for (const [name, run] of [
      ['task', task],
      ['baseline', baseline],
    ] as const) {
      const started = performance.now();
      await run();
      if (round >= 0) times[name].push(performance.now() - started);
    }
  }
  return { task: median(times.task), baseline: median(times.baseline) };
}
