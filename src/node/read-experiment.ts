/** Reads experiments from disk for reports and exports: the record, and everything that the transcripts tell. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReportedExperiment, ReportedTrial } from '../core/experiment/report.ts';
import { recordTrial } from '../core/experiment/trial-record.ts';
import { readScenario } from '../core/scenario/read-scenario.ts';
import type { SourceFiles } from '../core/scenario/source-files.ts';
import { ONLY_VARIANT } from '../core/scenario/variants.ts';
import { decodeContent } from '../core/transcript/content.ts';
import type { TranscriptEvent } from '../core/transcript/events.ts';
import { type ReadTranscript, readTranscript } from '../core/transcript/reader.ts';
import type { ExperimentRecord } from '../protocol/trial-process.ts';
import { EXPERIMENT_FILE } from './experiment-file.ts';
import { readRun } from './runs.ts';

/** An experiment with the folder that it lies in. */
export interface ExperimentOnDisk {
  /** Absolute path. */
  readonly folder: string;
  readonly reported: ReportedExperiment;
}

/**
 * The experiment in a folder; undefined when it holds no `experiment.json`. A record or a transcript that cannot be read does not
 * take the others away: it is listed in `unreadable`.
 */
export async function readExperiment(folder: string): Promise<ExperimentOnDisk | undefined> {
  const run = await readRun(folder);
  if (run === undefined) return undefined;
  const read = await readTrials(run.trials.map(({ transcript }) => transcript));
  const unreadable =
    run.problem === undefined ? read.unreadable : [{ file: EXPERIMENT_FILE, reason: run.problem }, ...read.unreadable];
  const reported =
    run.record === undefined
      ? fromTrials(basename(folder), read, unreadable)
      : fromRecord(run.record, read.trials, unreadable);
  return { folder, reported };
}

/**
 * A transcript by itself, as an experiment of one trial.
 * @throws when the file cannot be read
 */
export async function readLoneTranscript(file: string): Promise<ExperimentOnDisk> {
  const read = await readTrials([file]);
  return { folder: dirname(file), reported: fromTrials(basename(file), read, read.unreadable) };
}

/**
 * A transcript from disk.
 * @throws when the file cannot be read
 */
export async function readTranscriptFile(file: string): Promise<ReadTranscript> {
  return readTranscript(await readFile(file));
}

interface ReadTrials {
  readonly trials: readonly ReportedTrial[];
  readonly unreadable: ReportedExperiment['unreadable'];
  /** Names that the scenario in the first transcript declares. */
  readonly names: Pick<ReportedExperiment, 'milestones' | 'flags' | 'usualVariant'>;
}

async function readTrials(files: readonly string[]): Promise<ReadTrials> {
  const trials: ReportedTrial[] = [];
  const unreadable: { file: string; reason: string }[] = [];
  let names: ReadTrials['names'] | undefined;
  for (const path of files) {
    const file = basename(path);
    const { events, problems } = await readTranscriptFile(path);
    const record = recordTrial(events);
    if (record === undefined) {
      unreadable.push({ file, reason: problems[0]?.message ?? 'It does not begin with the start of a trial.' });
      continue;
    }
    const damage = problems.map(({ line, message }) => `Line ${line}: ${message}`);
    trials.push({ ...record, transcript: file, damage });
    names ??= namesIn(textIn(events, record.digest) ?? '', fixturesIn(events));
  }
  return { trials, unreadable, names: names ?? { milestones: [], flags: [], usualVariant: ONLY_VARIANT } };
}

function fromRecord(
  { experiment, createdAt, redline, scenario, endpoint, seed, variants, trials: ofEach }: ExperimentRecord,
  trials: readonly ReportedTrial[],
  unreadable: ReportedExperiment['unreadable'],
): ReportedExperiment {
  const { name, title, digest, source } = scenario;
  const { provider, model } = endpoint;
  return {
    experiment,
    createdAt,
    redline,
    scenario: { name, title, digest },
    endpoint: { name: endpoint.name, provider, model },
    seed,
    asked: ofEach * Math.max(1, variants.length),
    ...namesIn(source, scenario.fixtures),
    trials,
    unreadable,
  };
}

/** What the transcripts themselves tell of their experiment. */
function fromTrials(
  name: string,
  { trials, names }: ReadTrials,
  unreadable: ReportedExperiment['unreadable'],
): ReportedExperiment {
  const [first] = trials;
  return {
    experiment: first?.experiment ?? name,
    createdAt: first?.startedAt ?? '',
    redline: first?.redline ?? '',
    scenario: { name: first?.scenario ?? '', title: first?.title ?? '', digest: first?.digest ?? '' },
    endpoint: { name: first?.endpoint ?? '', provider: first?.provider ?? '', model: first?.model ?? '' },
    seed: undefined,
    asked: undefined,
    ...names,
    trials,
    unreadable,
  };
}

function namesIn(source: string, files: SourceFiles): ReadTrials['names'] {
  const { scenario, variant } = readScenario(source, { files });
  return {
    usualVariant: variant?.id ?? ONLY_VARIANT,
    milestones: scenario?.milestones.map(({ name }) => name) ?? [],
    flags: scenario?.flags.map(({ name }) => name) ?? [],
  };
}

/** Text of each file that the scenario of a transcript includes, as far as it is there. */
function fixturesIn(events: readonly TranscriptEvent[]): SourceFiles {
  const header = events.find((event) => event.type === 'trial.started');
  const texts = Object.entries(header?.fixtures ?? {}).map(([path, digest]) => [path, textIn(events, digest)] as const);
  return Object.fromEntries(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
}

function textIn(events: readonly TranscriptEvent[], digest: string): string | undefined {
  for (const event of events) {
    if (event.type !== 'content' || event.digest !== digest) continue;
    const bytes = decodeContent(event);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  }
  return undefined;
}

/** Absolute path of the transcript of a trial. */
export function transcriptPath({ folder }: ExperimentOnDisk, { transcript }: ReportedTrial): string {
  return join(folder, transcript);
}
