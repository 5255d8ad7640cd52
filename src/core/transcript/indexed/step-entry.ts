/** What the index keeps of each step, and what the timeline shows of it. */
import type { DetailedMark, ReplicaLine, StepLine, TimelineBucket, TimelineLanes } from '../replay-view.ts';
import { stepLine } from '../step-record.ts';
import type { BuiltStep } from './step-builder.ts';

/** What the index keeps of a step. */
export interface StepEntry {
  readonly line: StepLine;
  readonly marks: readonly DetailedMark[];
  readonly lanes: TimelineLanes;
  readonly clock: number;
  /** The replicas at its end, where they are not those of the step before. */
  readonly replicas?: readonly ReplicaLine[] | undefined;
}

/** The entry of a step that is put together. */
export function entryOf(step: BuiltStep): StepEntry {
  const { lanes, clock, marks, replicas } = step;
  return { line: stepLine(step), marks, lanes, clock, replicas };
}

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
