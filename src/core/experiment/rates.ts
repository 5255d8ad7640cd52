/** Success rates of trials that belong together. */
import type { Verdict } from '../transcript/events.ts';
import { type Interval, wilsonInterval } from './statistics.ts';

/** How a trial came out. A trial is `interrupted` when its transcript stops without an end: its process died. */
export type Outcome = Verdict | 'interrupted';

/** What a rate needs to know of a trial. */
export interface RatedTrial {
  readonly scenario: string;
  readonly variant: string;
  readonly endpoint: string;
  readonly verdict: Outcome;
}

/**
 * The rate of one scenario × variant × endpoint.
 *
 * Only `success` and `failure` are answers to the question that a scenario asks, so `n` counts those. Every other trial (error,
 * cancelled, interrupted) is neither a pass nor a fail: it is counted in `errors`, so that `n + errors` is the number of trials.
 */
export interface Rate {
  readonly scenario: string;
  readonly variant: string;
  readonly endpoint: string;
  /** Decided trials. */
  readonly n: number;
  readonly successes: number;
  /** Trials that decided nothing. */
  readonly errors: number;
  /** `successes / n`; null when no trial was decided. */
  readonly rate: number | null;
  /** Wilson's interval at 95 %; [0, 1] when no trial was decided. */
  readonly interval: Interval;
}

/** Whether a trial decided anything. */
export function isDecided(verdict: Outcome): verdict is 'success' | 'failure' {
  switch (verdict) {
    case 'success':
    case 'failure':
      return true;
    case 'error':
    case 'cancelled':
    case 'interrupted':
      return false;
    default:
      return verdict satisfies never;
  }
}

/** The rate of trials that belong to one group. */
export function rateOf(group: Omit<RatedTrial, 'verdict'>, trials: Iterable<Pick<RatedTrial, 'verdict'>>): Rate {
  let n = 0;
  let successes = 0;
  let errors = 0;
  for (const { verdict } of trials) {
    if (!isDecided(verdict)) errors += 1;
    else {
      n += 1;
      if (verdict === 'success') successes += 1;
    }
  }
  return {
    scenario: group.scenario,
    variant: group.variant,
    endpoint: group.endpoint,
    n,
    successes,
    errors,
    rate: n === 0 ? null : successes / n,
    interval: wilsonInterval(successes, n),
  };
}

/** One rate for each scenario × variant × endpoint, in the order in which they first occur. */
export function ratesOf(trials: Iterable<RatedTrial>): readonly Rate[] {
  const groups = Map.groupBy(trials, (trial) => JSON.stringify([trial.scenario, trial.variant, trial.endpoint]));
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined ? [] : [rateOf(first, group)];
  });
}
