/** What a fork is run with, out of the transcript that it is a fork of. */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ReportedGroup } from '../core/experiment/report.ts';
import { reportOf } from '../core/experiment/report.ts';
import type { Scenario } from '../core/scenario/model.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import type { ForkChange } from '../core/transcript/fork-record.ts';
import { ForkError, type Original, originalAt, problemOfChange } from '../core/trial/fork.ts';
import type { ExperimentRequest } from '../protocol/trial-process.ts';
import { readExperiment } from './read-experiment.ts';
import { readRun } from './runs.ts';

/** A trial that is to be forked, with the scenario that it was of. */
export interface ForkOrigin {
  readonly original: Original;
  readonly scenario: Scenario;
  /** Name of the file of the scenario. */
  readonly file: string;
}

/**
 * The trial of a transcript at a step.
 * @throws ForkError when it cannot be forked there, and what the file system throws
 */
export async function readForkOrigin(transcript: string, step: number): Promise<ForkOrigin> {
  const original = originalAt(await readFile(transcript, 'utf8'), step);
  const { header, source, fixtures } = original;
  const { scenario } = readScenario(source, { files: fixtures, variant: header.variant });
  if (scenario === undefined) throw new ForkError('The scenario in the transcript has errors.');
  const record = (await readRun(dirname(transcript)))?.record;
  const file = record?.experiment === header.experiment ? record.scenario.file : `${scenario.name}.scenario.yaml`;
  return { original, scenario, file };
}

/**
 * The parts of a request that a fork is asked for with. Its trials are the forks, which differ by their seeds alone.
 * @throws ForkError when the change cannot be made
 */
export function forkRequest(
  { original, file }: ForkOrigin,
  change: ForkChange,
): Pick<ExperimentRequest, 'scenario' | 'variants'> & Required<Pick<ExperimentRequest, 'fork'>> {
  const problem = problemOfChange(original, change);
  if (problem !== undefined) throw new ForkError(problem);
  const { header, source, fixtures, step, text } = original;
  return {
    scenario: { source, fixtures, file },
    variants: [header.variant],
    fork: { transcript: text, step, change },
  };
}

/**
 * The trials that a trial belongs to, with their rate; undefined when nothing beside its transcript says which those are.
 */
export async function groupOfOriginal(transcript: string): Promise<ReportedGroup | undefined> {
  const experiment = await readExperiment(dirname(transcript)).catch(() => undefined);
  const name = basename(transcript);
  if (experiment === undefined) return undefined;
  return reportOf([experiment.reported]).groups.find(({ trials }) => trials.some((trial) => trial.transcript === name));
}

/** The rate of forks, out of their folder; undefined when none of them left a transcript that can be read. */
export async function groupOfForks(folder: string): Promise<ReportedGroup | undefined> {
  const experiment = await readExperiment(folder);
  return experiment === undefined ? undefined : reportOf([experiment.reported]).groups[0];
}
