/** Forks: a trial that goes on from a step of another one in another way. */
import { parseJsonObject } from '../agent/json-in-text.ts';
import { digestOf } from '../machine/files/digest.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import type { ForkChange, RecordedFork } from '../transcript/fork-record.ts';
import { readTranscript } from '../transcript/reader.ts';
import { type TranscriptSink, transcriptLine } from '../transcript/writer.ts';
import { continuedModels } from './continued-model.ts';
import { compareEvents } from './differences.ts';
import { changesBefore, Forking } from './forking.ts';
import { type RecordedScenario, recordedScenario, UnverifiableError } from './recorded-scenario.ts';
import { runTrial, type TrialOptions, type TrialResult, type TrialRig } from './run-trial.ts';

/** Thrown when a trial cannot be forked. The message says why. */
export class ForkError extends Error {
  override readonly name = 'ForkError';
}

/** A trial up to a step at which it is to be forked. */
export interface Original extends RecordedScenario {
  readonly step: number;
  /** Lines of the transcript up to and with the step. */
  readonly text: string;
  /** Its events. */
  readonly events: readonly TranscriptEvent[];
  /** Digest of the lines before the first event of the step. */
  readonly prefix: string;
}

/**
 * A trial up to a step at which it is to be forked.
 * @param transcript the text of its transcript; what follows the step may be missing
 * @throws ForkError when the trial has no such step, or what leads to it cannot be read
 */
export function originalAt(transcript: string, step: number): Original {
  const { before, text, last } = cutAt(transcript, step);
  if (step < 1 || text === before) {
    throw new ForkError(
      last < 1
        ? 'The trial has no step to fork at.'
        : `There is no step ${step}: the trial has the steps 1 to ${last}.`,
    );
  }
  const { events, problems } = readTranscript(text);
  const [problem] = problems;
  if (problem !== undefined) {
    throw new ForkError(`The transcript is damaged before step ${step}. Line ${problem.line}: ${problem.message}`);
  }
  if (!events.some((event) => event.type === 'model.request' && event.step === step)) {
    throw new ForkError(`No agent began step ${step}, so there is nothing to fork at.`);
  }
  try {
    return { ...recordedScenario(events), step, text, events, prefix: digestOf(before) };
  } catch (error) {
    throw error instanceof UnverifiableError ? new ForkError(error.message) : error;
  }
}

/**
 * Why a change cannot be made at the step; undefined when it can.
 */
export function problemOfChange({ events, step }: Original, change: ForkChange): string | undefined {
  if (change.kind !== 'observation') return undefined;
  const inStep = events.filter((event) => event.step === step);
  if (!inStep.some((event) => event.type === 'tool.result')) {
    return `The agent called no tool in step ${step}, so there is no observation to change.`;
  }
  const agent = inStep.find((event) => event.type === 'model.response')?.agent;
  const ended = inStep.some((event) => event.type === 'agent.ended' && event.name === agent);
  return ended ? `The agent ended in step ${step}, so it is told nothing more. Fork at an earlier step.` : undefined;
}

/**
 * What the header of a fork says.
 * @param seed of the requests from the step on
 */
export function recordFork({ header, step, prefix }: Original, change: ForkChange, seed: number): RecordedFork {
  const { experiment, trial, endpoint, fork } = header;
  const earlier = changesBefore(fork, step);
  return {
    of: { experiment, trial, endpoint },
    prefix,
    step,
    change,
    ...(earlier.length === 0 ? {} : { earlier: [...earlier] }),
    seed,
  };
}

/** What a fork is run with: scenario, machine and seed are those of the original. */
export type ForkOptions = Omit<TrialOptions, 'fork' | 'seed' | 'source' | 'fixtures'>;

/**
 * Runs a fork. Up to the step the answers are those of the original, and so is everything that happens: where that is not so, the
 * trial ends as an error. From the step on, or after it where an observation is changed, the models answer.
 */
export async function runFork(
  original: Original,
  fork: RecordedFork,
  { model, endpoints = new Map(), sink, ...options }: ForkOptions,
  rig: TrialRig,
): Promise<TrialResult> {
  const { header, source, fixtures, events } = original;
  const last = fork.change.kind === 'observation' ? fork.step : fork.step - 1;
  const recorded = events.filter((event) => event.step <= last);
  return runTrial(
    {
      ...options,
      ...continuedModels({ model, endpoints }, recorded),
      source,
      fixtures,
      seed: header.seed,
      fork: new Forking(fork, events),
      sink: checked(sink, original),
    },
    rig,
  );
}

/** A sink that refuses the first event before the step that is not as the original has it, and lets what follows it pass. */
function checked(sink: TranscriptSink, { events, step }: Original): TranscriptSink {
  const before = events.filter((event) => event.step < step);
  let next = 0;
  let failed = false;
  return (event) => {
    const place = next++;
    const expected = before[place];
    const differs = place > 0 && !failed && (expected !== undefined || event.step < step);
    const [difference] = differs ? compareEvents(expected === undefined ? [] : [expected], [asStored(event)]) : [];
    if (difference !== undefined) {
      failed = true;
      throw new ForkError(
        `The original cannot be repeated up to step ${step}, so it cannot be forked there: ${difference.what} differs in step ${difference.step}. It was made by another version of Redline, or it was changed.`,
      );
    }
    sink(event);
  };
}

/** An event as reading it from its line would give it. */
function asStored(event: TranscriptEvent): TranscriptEvent {
  return JSON.parse(transcriptLine(event));
}

interface Cut {
  /** Lines before the first event of the step. */
  readonly before: string;
  /** Lines up to and with the step. */
  readonly text: string;
  /** The last step of which there is a line. */
  readonly last: number;
}

function cutAt(transcript: string, step: number): Cut {
  let before: number | undefined;
  let end = 0;
  let last = 0;
  for (let at = 0; at < transcript.length; ) {
    const lineBreak = transcript.indexOf('\n', at);
    const next = lineBreak === -1 ? transcript.length : lineBreak + 1;
    const of = parseJsonObject(transcript.slice(at, next))?.['step'];
    if (typeof of === 'number') {
      last = Math.max(last, of);
      if (of >= step) before ??= at;
      if (of > step) break;
    }
    at = next;
    end = next;
  }
  return { before: transcript.slice(0, before ?? end), text: transcript.slice(0, end), last };
}
