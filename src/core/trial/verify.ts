/** Re-executes a transcript on a fresh machine and compares. */
import type { Scenario } from '../scenario/model.ts';
import type { SourceFiles } from '../scenario/source-files.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import type { RecordedFork } from '../transcript/fork-record.ts';
import { transcriptLine } from '../transcript/writer.ts';
import { compareEvents, type Difference } from './differences.ts';
import { Forking } from './forking.ts';
import { neededEndpoints } from './named-endpoints.ts';
import { endpointErrorKind, recordedModels } from './recorded-model.ts';
import { recordedScenario, UnverifiableError } from './recorded-scenario.ts';
import { runTrial, type TrialRig } from './run-trial.ts';

export interface Verification {
  /** Turns of the agent that were re-executed. */
  readonly steps: number;
  /** In the order of the steps; none when the transcript is what really happens. */
  readonly differences: readonly Difference[];
  /**
   * Whether the end was compared too. It cannot be when the trial was interrupted, or when something inside Redline failed: that
   * was no part of the trial and need not happen again.
   */
  readonly complete: boolean;
}

/**
 * Runs the trial of a transcript again: the scenario and its fixtures are those in its own content events, the model gives the
 * recorded answers, the machine is fresh. Everything but real time stamps is compared: observations, what happened, what changed,
 * milestones, flags, checks, the verdict, and what the model was sent. What is different in a fork is taken from its header. A transcript that ends early is compared as far as it goes.
 * @throws UnverifiableError when the transcript holds no scenario that can be run.
 */
export async function verifyTranscript(
  events: readonly TranscriptEvent[],
  readScenario: (source: string, files: SourceFiles, variant: string) => Scenario | undefined,
  rig: TrialRig,
): Promise<Verification> {
  const { header, source, fixtures } = recordedScenario(events);
  const scenario = readScenario(source, fixtures, header.variant);
  if (scenario === undefined) throw new UnverifiableError('The scenario in the transcript has errors.');

  const { whole, compared } = extentOf(events);
  const stop = new AbortController();
  const repeated: TranscriptEvent[] = [];
  await runTrial(
    {
      scenario,
      source,
      fixtures,
      ids: {
        trial: header.trial,
        experiment: header.experiment,
        variant: header.variant,
        redline: header.redline,
      },
      seed: header.seed,
      ...recordedModels(header, askedFor(events, header.fork), neededEndpoints(scenario)),
      ...(header.fork === undefined ? {} : { fork: new Forking(header.fork, events) }),
      sink: (event) => {
        repeated.push(asStored(event));
        if (repeated.length === compared) stop.abort();
      },
      signal: stop.signal,
      now: () => header.startedAt,
    },
    rig,
  );
  const differences = whole
    ? compareEvents(events, repeated)
    : compareEvents(events.slice(0, compared), repeated.slice(0, compared));
  const steps = events.filter((event) => event.type === 'model.response').length;
  return { steps, differences, complete: whole };
}

/**
 * How much of a transcript can be re-executed. `compared` is the number of events after which re-execution is stopped as a
 * cancellation stopped the trial; `whole` says that what follows is compared too.
 */
function extentOf(events: readonly TranscriptEvent[]): { readonly whole: boolean; readonly compared: number } {
  const ended = events.at(-1);
  if (ended?.type !== 'trial.ended') return { whole: false, compared: events.length };
  const error = events.findLastIndex((event) => event.type === 'error');
  const failed = events[error];
  // After an error stand at most the success condition, once more, and the end; elsewhere it is no error that a trial writes.
  if (failed?.type === 'error' && endpointErrorKind(failed.kind) === undefined && error >= events.length - 3) {
    return { whole: false, compared: error };
  }
  if (ended.verdict !== 'cancelled') return { whole: true, compared: Number.POSITIVE_INFINITY };
  // Two events are written after a cancellation: the success condition once more, and the end.
  return { whole: true, compared: events.length - 2 };
}

/** The events without what no model was asked for: the action that a fork was given. */
function askedFor(events: readonly TranscriptEvent[], fork: RecordedFork | undefined): readonly TranscriptEvent[] {
  if (fork?.change.kind !== 'action') return events;
  return events.filter((event) => event.type !== 'model.response' || event.step !== fork.step);
}

/** An event as reading it from its line would give it. */
function asStored(event: TranscriptEvent): TranscriptEvent {
  return JSON.parse(transcriptLine(event));
}
