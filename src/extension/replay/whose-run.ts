/** Whether somebody still writes a transcript. */
import { basename, dirname } from 'node:path';
import type { RunningExperiments } from '../runs/running.ts';

/** How long a transcript that another window or the command line writes may rest before it is taken for abandoned. */
const REST_MS = 30_000;

/** `undefined` while it is being written; else why it is not, for people. */
export function abandonedBecause(
  transcript: string,
  running: RunningExperiments,
  changedAt: number,
  now: number,
): string | undefined {
  const folder = dirname(transcript);
  const experiment = running.get(folder);
  if (experiment !== undefined) {
    const { underWay } = experiment.progress;
    if (underWay.some((trial) => trial.transcript === basename(transcript))) return undefined;
  }
  const end = running.endOf(folder);
  if (end !== undefined && end !== '') return end;
  if (experiment === undefined && end === undefined && now - changedAt < REST_MS) return undefined;
  return 'The transcript stops before the trial ended: the process that played it was ended. What was written is shown.';
}

/** Milliseconds until a transcript that rests is looked at again. */
export const LOOK_AGAIN_MS: number = REST_MS + 1000;
