/** The lanes of the timeline: what each shows, and how it is drawn. */
import type { TimelineBucket } from '../../src/protocol/replay.ts';
import type { StepRange } from './timeline.ts';

export interface Lane {
  readonly name: string;
  /** Says what the lane counts, in the singular and in the plural. */
  readonly words: readonly [one: string, many: string];
  readonly icon: string;
  readonly value: (bucket: TimelineBucket) => number;
  /** The part of the value that went wrong. */
  readonly failed?: (bucket: TimelineBucket) => number;
}

const ACTIONS: Lane = {
  name: 'Actions',
  words: ['action', 'actions'],
  icon: 'terminal',
  value: (bucket) => bucket.acts,
  failed: (bucket) => bucket.failed,
};
const WORLD: readonly Lane[] = [
  { name: 'Files', words: ['file change', 'file changes'], icon: 'files', value: (bucket) => bucket.files },
  {
    name: 'Processes',
    words: ['process change', 'process changes'],
    icon: 'server-process',
    value: (bucket) => bucket.processes,
  },
  { name: 'Network', words: ['connection', 'connections'], icon: 'globe', value: (bucket) => bucket.network },
  { name: 'Happened', words: ['event', 'events'], icon: 'zap', value: (bucket) => bucket.happened },
];

/** Agents in the order in which they first took a turn. */
export function agentsOf(buckets: readonly TimelineBucket[]): readonly string[] {
  return [...new Set(buckets.flatMap((bucket) => Object.keys(bucket.agents)))];
}

/** The lanes to show: one for the actions, or one an agent when there are several; and those of the world in which anything happens. */
export function lanesOf(buckets: readonly TimelineBucket[], agents: readonly string[]): readonly Lane[] {
  const world = WORLD.filter((lane) => buckets.some((bucket) => lane.value(bucket) > 0));
  if (agents.length < 2) return [ACTIONS, ...world];
  const turns = agents.map(
    (agent): Lane => ({
      name: agent,
      words: [`turn of ${agent}`, `turns of ${agent}`],
      icon: 'robot',
      value: (bucket) => bucket.agents[agent] ?? 0,
    }),
  );
  return [...turns, ...world];
}

/** Height of a lane in the units of its path. */
export const LANE_HEIGHT = 10;
/** Share of the height that the least thing takes, so that it can be seen. */
const LEAST = 0.25;

/** Share of its width that a bar leaves free, so that neighbours can be told apart. */
const GAP = 0.12;

/** Bars of a lane as the path of an SVG, whose width is the number of steps in view and whose height is `LANE_HEIGHT`. */
export function barsPath(
  buckets: readonly TimelineBucket[],
  range: StepRange,
  value: (bucket: TimelineBucket) => number,
  most: number,
): string {
  return buckets
    .filter((bucket) => value(bucket) > 0)
    .map((bucket) => {
      const share = LEAST + (1 - LEAST) * Math.min(1, value(bucket) / Math.max(most, 1));
      const left = Math.max(0, bucket.from - range.from);
      const right = Math.min(range.to, bucket.to) - range.from - GAP * (bucket.to - bucket.from);
      return right <= left ? '' : `M${left} ${LANE_HEIGHT}V${LANE_HEIGHT * (1 - share)}H${right}V${LANE_HEIGHT}Z`;
    })
    .join('');
}

/** What happened in a piece of the timeline, in words. */
export function bucketText(bucket: TimelineBucket, lanes: readonly Lane[]): string {
  const last = bucket.to - 1;
  const where = bucket.from === last ? `Step ${last}` : `Steps ${bucket.from} to ${last}`;
  const parts = lanes.flatMap(({ value, failed, words: [one, many] }) => {
    const amount = value(bucket);
    if (amount === 0) return [];
    const bad = failed?.(bucket) ?? 0;
    return [`${amount} ${amount === 1 ? one : many}${bad > 0 ? `, ${bad} of them failed` : ''}`];
  });
  return parts.length === 0 ? where : `${where}: ${parts.join(', ')}`;
}
