/** What the replay asks of a transcript, answered the same way in the editor and on an exported page. */
import type { StepLine, StepQuery, TimelineBucket } from '../replay-view.ts';
import { findSteps, textTest } from './find-steps.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';
import { timelineOf } from './timeline.ts';

/** Pieces that a timeline may have at most, whatever is asked. */
const MOST_PIECES = 2_000;

export interface FoundPart {
  readonly steps: readonly number[];
  readonly searched: number;
  readonly done: boolean;
  readonly problem?: string;
}

/** The lines of some steps; those that there are not are left out. */
export async function linesOf(transcript: IndexedTranscript, steps: readonly number[]): Promise<StepLine[]> {
  const lines: StepLine[] = [];
  for (const step of steps) {
    const [line] = await transcript.lines(step, step + 1);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

/** The timeline of a range of steps. */
export function timelinePart(
  transcript: IndexedTranscript,
  range: { readonly from: number; readonly to: number; readonly most: number },
): Promise<TimelineBucket[]> {
  return timelineOf(transcript, range.from, range.to, Math.min(range.most, MOST_PIECES));
}

/**
 * What is found, piece by piece; the last piece says `done`. It stops between two pieces once `isWanted` says no.
 * @param from the first step that is looked at
 */
export async function* findParts(
  transcript: IndexedTranscript,
  query: StepQuery,
  from: number,
  isWanted: () => boolean,
): AsyncGenerator<FoundPart> {
  const tested = textTest(query);
  if ('problem' in tested) {
    yield { steps: [], searched: from, done: true, problem: tested.problem };
    return;
  }
  for await (const { steps, searched } of findSteps(transcript, query, tested.test, from)) {
    if (!isWanted()) return;
    yield { steps, searched, done: searched >= transcript.steps };
    if (searched >= transcript.steps) return;
  }
  yield { steps: [], searched: transcript.steps, done: true };
}
