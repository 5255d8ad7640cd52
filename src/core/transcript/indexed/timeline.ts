/** What the timeline shows: how much of each kind happened where in a trial. */
import type { TimelineBucket } from '../replay-view.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';
import { joinBuckets } from './step-entry.ts';

/**
 * The timeline of the steps from one up to, not including, another, in no more than `most` pieces of the same number of steps. Pieces
 * of a long trial are as wide as the blocks of the index, or several of them.
 */
export async function timelineOf(
  transcript: IndexedTranscript,
  from: number,
  to: number,
  most: number,
): Promise<TimelineBucket[]> {
  const first = Math.max(0, Math.trunc(from));
  const last = Math.min(Math.trunc(to), transcript.steps + 1);
  const width = Math.ceil((last - first) / Math.max(1, most));
  if (last <= first) return [];
  const pieces = await transcript.pieces(first, last, width);
  const grouped: TimelineBucket[][] = [];
  for (const piece of pieces) {
    const group = Math.floor((piece.from - first) / width);
    const known = grouped[group];
    if (known === undefined) grouped[group] = [piece];
    else known.push(piece);
  }
  return grouped.flatMap(([head, ...tail]) => (head === undefined ? [] : [joinBuckets([head, ...tail])]));
}
