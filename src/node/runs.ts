/** The runs that a workspace keeps: finding, reading and deleting them. */
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Verdict } from '../core/transcript/events.ts';
import type { ExperimentRecord } from '../protocol/trial-process.ts';
import { EXPERIMENT_FILE, readExperimentFile } from './experiment-file.ts';
import { readTranscriptEnds, type TranscriptEnds } from './transcript-ends.ts';
import { TRANSCRIPT_SUFFIX } from './transcript-file.ts';

/** How a trial stands. `interrupted`: its transcript has no end, so it is still being written or its process died. */
export type FoundTrialState =
  | {
      readonly state: 'ended';
      readonly verdict: Verdict;
      readonly reason: string;
      readonly milestones: readonly string[];
      readonly flags: Readonly<Record<string, number>>;
      readonly tokens: number;
      /** Real time, ISO 8601. */
      readonly endedAt: string;
    }
  | { readonly state: 'interrupted' };

export interface FoundTrial {
  readonly id: string;
  /** Undefined when the transcript holds no event that can be read. */
  readonly seed: number | undefined;
  /** Real time, ISO 8601; undefined like the seed. */
  readonly startedAt: string | undefined;
  readonly steps: number;
  /** Absolute path. */
  readonly transcript: string;
  readonly outcome: FoundTrialState;
}

export interface FoundRun {
  /** Absolute path. */
  readonly folder: string;
  /** Undefined when `experiment.json` cannot be used; `problem` says why. */
  readonly record: ExperimentRecord | undefined;
  readonly problem: string | undefined;
  /** In the order of their numbers. */
  readonly trials: readonly FoundTrial[];
}

/** Thrown when something that is to be deleted is not a run. */
export class NotARunError extends Error {
  override readonly name = 'NotARunError';
}

/** Folder in which the runs of a workspace are kept. */
export function runsFolder(workspace: string): string {
  return join(workspace, '.redline', 'runs');
}

/** Name of the folder of a new run: the time in UTC, then the scenario. Names sort by time. */
export function runFolderName(now: Date, scenario: string): string {
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  return `${time}-${scenario.replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

/** Every run directly in a folder, the newest first. A folder that is not there has none. */
export async function findRuns(folder: string): Promise<FoundRun[]> {
  const names = await namesIn(folder);
  const runs = await Promise.all(names.map((name) => readRun(join(folder, name))));
  return runs
    .filter((run) => run !== undefined)
    .sort((a, b) => createdAt(b).localeCompare(createdAt(a)) || b.folder.localeCompare(a.folder));
}

/** One run; undefined when the folder holds none. */
export async function readRun(folder: string): Promise<FoundRun | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, EXPERIMENT_FILE), 'utf8');
  } catch {
    return undefined;
  }
  const { record, problem } = readExperimentFile(text);
  const names = (await namesIn(folder)).filter((name) => name.endsWith(TRANSCRIPT_SUFFIX));
  const trials = await Promise.all(names.map((name) => readTrial(join(folder, name))));
  return { folder, record, problem, trials: trials.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })) };
}

/**
 * Deletes a run with everything in its folder.
 * @throws NotARunError when the folder does not lie directly in `runs`, is a link, or holds no run
 */
export async function deleteRun(folder: string, runs: string): Promise<void> {
  const inside = dirname(folder) === runs.replace(/[/\\]+$/, '') && relative(runs, folder) !== '';
  const isFolder = inside && (await lstat(folder).catch(() => undefined))?.isDirectory() === true;
  if (!isFolder || (await readRun(folder)) === undefined) {
    throw new NotARunError(`${folder} is not a run of this workspace, so it is not deleted.`);
  }
  await rm(folder, { recursive: true });
}

async function readTrial(transcript: string): Promise<FoundTrial> {
  const name = relative(dirname(transcript), transcript).slice(0, -TRANSCRIPT_SUFFIX.length);
  const ends: TranscriptEnds = await readTranscriptEnds(transcript).catch(() => ({
    first: undefined,
    last: undefined,
  }));
  const { first, last } = ends;
  const started = first?.type === 'trial.started' ? first : undefined;
  const seed = started?.seed;
  const startedAt = started?.startedAt;
  const id = started?.trial ?? name;
  if (last?.type !== 'trial.ended') {
    return { id, seed, startedAt, steps: last?.step ?? 0, transcript, outcome: { state: 'interrupted' } };
  }
  const { verdict, reason, milestones, flags, usage, steps, endedAt } = last;
  const tokens = usage.inputTokens + usage.outputTokens;
  const outcome = { state: 'ended', verdict, reason, milestones, flags, tokens, endedAt } as const;
  return { id, seed, startedAt, steps, transcript, outcome };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function createdAt(run: FoundRun): string {
  return run.record?.createdAt ?? '';
}
