/** The fork that a request is for, as the process of its trials reads it. */
import type { ForkChange, RecordedFork } from '../../core/transcript/fork-record.ts';
import { type Original, originalAt, problemOfChange, recordFork } from '../../core/trial/fork.ts';
import type { ExperimentRequest } from '../../protocol/trial-process.ts';
import { RequestError, type RequestedScenario } from './request-scenario.ts';

/** The original, and what is different. */
export interface RequestedFork {
  readonly original: Original;
  readonly change: ForkChange;
}

/**
 * What the trials of a request are forks of; undefined when they are none.
 * @throws RequestError when the original is of another scenario or the change cannot be made, and ForkError when it cannot be forked
 */
export function requestedFork(
  { fork, scenario, variants = [] }: ExperimentRequest,
  { variant }: RequestedScenario,
): RequestedFork | undefined {
  if (fork === undefined) return undefined;
  const { transcript, step, change } = fork;
  const original = originalAt(transcript, step);
  const { header, source, fixtures } = original;
  const same = source === scenario.source && JSON.stringify(fixtures) === JSON.stringify(scenario.fixtures);
  if (!same || variant !== header.variant || variants.length > 1) {
    throw new RequestError(
      `${scenario.file} is not the scenario of the trial that is to be forked, or another variant.`,
    );
  }
  const problem = problemOfChange(original, change);
  if (problem !== undefined) throw new RequestError(problem);
  return { original, change };
}

/** The same, as the record of an experiment has it. */
export function forkRecord({ original, change }: RequestedFork): Omit<RecordedFork, 'seed'> {
  const { seed: _, ...fork } = recordFork(original, change, 0);
  return fork;
}
