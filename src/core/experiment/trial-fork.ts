/** What reports and exports say of the fork that a trial is. */
import { digestOf } from '../machine/files/digest.ts';
import type { ForkChange, RecordedFork } from '../transcript/fork-record.ts';

export interface TrialFork {
  /** The trial that it goes on from. */
  readonly experiment: string;
  readonly trial: string;
  readonly step: number;
  readonly changed: ForkChange['kind'];
  /** Seed of its requests from the step on. */
  readonly seed: number;
  /** The same for forks that differ in nothing but their seed. */
  readonly digest: string;
}

/** The fork of a header, in short. */
export function trialFork({ of, step, change, seed, ...rest }: RecordedFork): TrialFork {
  const digest = digestOf(JSON.stringify([rest.prefix, step, change, rest.earlier ?? []]));
  return { experiment: of.experiment, trial: of.trial, step, changed: change.kind, seed, digest };
}
