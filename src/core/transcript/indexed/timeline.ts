/** What the timeline shows: how much of each kind happened where in a trial. */
import type { TimelineBucket } from '../replay-view.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';
import type { StepEntry } from './transcript-index.ts';

/** The piece of the timeline that is one step. */
export function bucketOf({ line, lanes, clock }: StepEntry): TimelineBucket {
  const agents = line.agent === '' ? {} : { [line.agent]: 1 };
  return { ...lanes, from: line.step, to: line.step + 1, clock, agents };
}

/** Neighbouring pieces as one, in their order. */
export function joinBuckets(buckets: readonly [TimelineBucket, ...TimelineBucket[]]): TimelineBucket {
  const [first, ...others] = buckets;
  const joined = { ...first, agents: new Map(Object.entries(first.agents)) };
  for (const bucket of others) {
    joined.to = bucket.to;
    joined.clock = bucket.clock;
    joined.acts += bucket.acts;
    joined.failed += bucket.failed;
    joined.files += bucket.files;
    joined.processes += bucket.processes;
    joined.network += bucket.network;
    joined.happened += bucket.happened;
    for (const [agent, turns] of Object.entries(bucket.agents)) {
      joined.agents.set(agent, (joined.agents.get(agent) ?? 0) + turns);
    }
  }
  return { ...joined, agents: Object.fromEntries(joined.agents) };
}

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
