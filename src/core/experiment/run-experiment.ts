/** The trials of an experiment: which there are, and running them some at a time. */
import PQueue from 'p-queue';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

/** A trial before it is run. */
export interface PlannedTrial {
  /** From 0. */
  readonly index: number;
  /**
   * Unique in its experiment: the number of the trial from 1, `001`; where there are several variants, after the name of its own,
   * `hardening-non-root.001`.
   */
  readonly id: string;
  /** Position of its variant among those of the experiment. */
  readonly variant: number;
  /** From 0 to 2^31 - 1. Trials of one number have the same seed under every variant, no two numbers have. */
  readonly seed: number;
}

export interface ExperimentSize {
  /** Of each variant. */
  readonly trials: number;
  readonly seed: number;
  /** Names of the variants as ids of trials begin with them; one or none leaves ids to be numbers alone. */
  readonly variants?: readonly string[];
}

const LARGEST_SEED = 0x7fffffff;

/**
 * The trials of an experiment. Their seeds are the successive different draws from 0 to 2^31 - 1 of MT19937 seeded with the low 32 bits
 * of the experiment's seed, so trial N has the same seed however many trials and variants there are. 31 bits, because endpoints keep seeds in a signed
 * 32-bit number.
 */
export function planTrials({ trials, seed, variants = [] }: ExperimentSize): PlannedTrial[] {
  const numbered = numberedTrials(trials, seed);
  const prefixes = variants.length < 2 ? [''] : variants.map((name) => `${name}.`);
  return prefixes.flatMap((prefix, variant) =>
    numbered.map((trial, number) => ({
      index: variant * trials + number,
      id: `${prefix}${trial.number}`,
      variant,
      seed: trial.seed,
    })),
  );
}

function numberedTrials(trials: number, seed: number): { readonly number: string; readonly seed: number }[] {
  const generator = mersenne(seed | 0);
  const used = new Set<number>();
  const digits = Math.max(3, String(trials).length);
  return Array.from({ length: trials }, (_, index) => {
    let drawn = uniformInt(generator, 0, LARGEST_SEED);
    while (used.has(drawn)) drawn = uniformInt(generator, 0, LARGEST_SEED);
    used.add(drawn);
    return { number: String(index + 1).padStart(digits, '0'), seed: drawn };
  });
}

export interface ScheduleOptions<R extends object> {
  /** Trials in flight at once. */
  readonly concurrency: number;
  /** No trial begins after it aborts; those under way are told through the same signal. */
  readonly signal: AbortSignal;
  readonly run: (trial: PlannedTrial) => Promise<R>;
}

export interface ScheduleResult<R extends object> {
  /** In the order of the plan, whatever the order in which they ended. */
  readonly results: readonly { readonly trial: PlannedTrial; readonly result: R }[];
  /** Trials that were not begun because of the cancel. */
  readonly notBegun: readonly PlannedTrial[];
}

/**
 * Runs trials, some at a time, begun in the order of the plan.
 * @throws what `run` throws for the first trial in the order of the plan, after the trials under way have ended; none begins after it.
 */
export async function runTrials<R extends object>(
  plan: readonly PlannedTrial[],
  { concurrency, signal, run }: ScheduleOptions<R>,
): Promise<ScheduleResult<R>> {
  const queue = new PQueue({ concurrency });
  const results = new Map<number, R>();
  const failures = new Map<number, unknown>();
  for (const trial of plan) {
    void queue.add(async () => {
      if (signal.aborted || failures.size > 0) return;
      try {
        results.set(trial.index, await run(trial));
      } catch (error) {
        failures.set(trial.index, error);
      }
    });
  }
  await queue.onIdle();
  for (const { index } of plan) {
    if (failures.has(index)) throw failures.get(index);
  }
  return {
    results: plan.flatMap((trial) => {
      const result = results.get(trial.index);
      return result === undefined ? [] : [{ trial, result }];
    }),
    notBegun: plan.filter((trial) => !results.has(trial.index)),
  };
}
