/** Runs an experiment with its progress in the terminal, and says what came of it. */
import { join } from 'node:path';
import type { Outcome } from '../core/experiment/rates.ts';
import { type ProcessRun, runInTrialProcess } from '../node/trial-process/run-in-trial-process.ts';
import type { ExperimentRequest, FromTrialProcess, TrialSummary } from '../protocol/trial-process.ts';
import { CliError, EXIT, type ExitCode } from './exit.ts';
import { Progress } from './progress.ts';
import { onInterrupt } from './signals.ts';
import { shown, type Terminal } from './terminal.ts';

export interface RunTrial
  extends Pick<TrialSummary, 'id' | 'variant' | 'steps' | 'milestones' | 'flags' | 'grades' | 'transcript'> {
  readonly verdict: Outcome;
}

export interface ShownRun {
  readonly run: ProcessRun;
  /** In the order of their numbers. */
  readonly trials: readonly RunTrial[];
}

/**
 * Runs the experiment to its end, or until Ctrl-C.
 * @param entry path of the programme that runs trials
 * @param folder the folder of the experiment as the person named it; paths of transcripts begin with it
 */
export async function showRun(
  request: ExperimentRequest,
  { entry, folder }: { readonly entry: string; readonly folder: string },
  { err }: Terminal,
): Promise<ShownRun> {
  const progress = new Progress(err, request.trials * Math.max(1, request.variants?.length ?? 0));
  const started = new Map<string, Extract<FromTrialProcess, { type: 'trial-started' }>>();
  const interrupt = onInterrupt(() => err.write('\nStopping. Press Ctrl-C again to stop at once.\n'));
  const run = await runInTrialProcess(request, {
    entry,
    signal: interrupt.signal,
    onEvent(event) {
      if (event.type === 'trial-started') started.set(event.id, event);
      progress.take(event);
    },
  });
  interrupt.dispose();
  progress.end();
  if (run.outcome !== 'died' && !run.confined) err.write(UNCONFINED);
  const trials = trialsOf(run.summaries, [...started.values()], progress);
  return { run, trials: trials.map((trial) => ({ ...trial, transcript: join(folder, trial.transcript) })) };
}

const UNCONFINED =
  'note: this version of Node cannot itself deny the process that runs trials files and other processes. Newer ones can.\n';

/** The trials that ended, and those that began and did not: their process died. In the order of their numbers. */
function trialsOf(
  summaries: readonly TrialSummary[],
  started: readonly Extract<FromTrialProcess, { type: 'trial-started' }>[],
  progress: Progress,
): readonly RunTrial[] {
  const ended = new Map(summaries.map((summary) => [summary.id, summary]));
  return started
    .toSorted((a, b) => a.index - b.index)
    .map(({ id, variant, transcript }): RunTrial => {
      const summary = ended.get(id);
      if (summary === undefined) {
        return {
          id,
          variant,
          verdict: 'interrupted',
          steps: progress.stepOf(id),
          milestones: [],
          flags: {},
          transcript,
        };
      }
      const { verdict, steps, milestones, flags, grades } = summary;
      return { id, variant, verdict, steps, milestones, flags, ...(grades ? { grades } : {}), transcript };
    });
}

/**
 * Says what went wrong in a run and gives the exit code that follows from that.
 * @throws CliError when the run itself failed
 */
export function tellEnd(
  { run, trials }: ShownRun,
  { folder }: Pick<ExperimentRequest, 'folder'>,
  { err }: Terminal,
): ExitCode {
  switch (run.outcome) {
    case 'cancelled':
      err.write(`The run was stopped. What was written stays in ${folder}\n`);
      return EXIT.interrupted;
    case 'failed':
    case 'died':
      throw new CliError(EXIT.infrastructure, run.message, `What was written stays in ${folder}`);
    case 'done':
      break;
    default:
      run.outcome satisfies never;
  }
  const errors = run.summaries.filter(({ verdict }) => verdict === 'error');
  for (const reason of new Set(errors.map((summary) => summary.reason))) {
    const alike = errors.filter((summary) => summary.reason === reason).length;
    err.write(`${alike} of ${trials.length} trials ended as an error: ${shown(reason)}\n`);
  }
  return errors.length === trials.length ? EXIT.infrastructure : EXIT.ok;
}
