/** The part of the timeline that the replay holds: what is in view, and whether it is asked for. */
import type { FromReplay, TimelineBucket } from '../../src/protocol/replay.ts';

/** Steps from one up to, not including, another. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

export interface Timeline {
  /** What the reader zoomed to; undefined shows the whole trial. */
  readonly zoom: StepRange | undefined;
  /** Of the range that was asked for last and came. */
  readonly buckets: readonly TimelineBucket[];
  readonly range: StepRange;
  readonly asked: boolean;
  /** The trial went on, or another range came into view, since it was asked. */
  readonly stale: boolean;
}

/** Pieces of one timeline: as many as can be told apart. */
export const MOST_BUCKETS = 240;
/** Fewest steps that a zoom shows. */
const LEAST_STEPS = 8;

export const NO_TIMELINE: Timeline = {
  zoom: undefined,
  buckets: [],
  range: { from: 0, to: 1 },
  asked: false,
  stale: true,
};

/** The range in view. `steps` is the number of the last step. */
export function rangeInView({ zoom }: Timeline, steps: number): StepRange {
  if (zoom === undefined) return { from: 0, to: steps + 1 };
  return { from: Math.min(zoom.from, steps), to: Math.min(zoom.to, steps + 1) };
}

/** Asks for the range in view if what is held is out of date. One question is on its way at a time. */
export function askForTimeline(
  timeline: Timeline,
  steps: number,
): { readonly timeline: Timeline; readonly post: readonly FromReplay[] } {
  if (timeline.asked || !timeline.stale) return { timeline, post: [] };
  const { from, to } = rangeInView(timeline, steps);
  return {
    timeline: { ...timeline, asked: true, stale: false },
    post: [{ type: 'want-timeline', from, to, most: MOST_BUCKETS }],
  };
}

/** Takes what came; it is asked for again when it is out of date by now. */
export function takeTimeline(timeline: Timeline, range: StepRange, buckets: readonly TimelineBucket[]): Timeline {
  return { ...timeline, range, buckets, asked: false };
}

/** Zooms to a range, which is made to lie in the trial and to be wide enough; undefined shows everything. */
export function zoomTo(timeline: Timeline, range: StepRange | undefined, steps: number): Timeline {
  if (range === undefined) return { ...timeline, zoom: undefined, stale: true };
  const width = Math.max(LEAST_STEPS, Math.round(range.to - range.from));
  if (width >= steps + 1) return { ...timeline, zoom: undefined, stale: true };
  const from = Math.min(Math.max(0, Math.round(range.from)), steps + 1 - width);
  return { ...timeline, zoom: { from, to: from + width }, stale: true };
}

/** A range made narrower (a factor below 1) or wider around a step. */
export function scaledAround({ from, to }: StepRange, step: number, factor: number): StepRange {
  const left = (step - from) * factor;
  const right = (to - step) * factor;
  return { from: step - left, to: step + right };
}

/** What came of a zoom when the current step left the view: the same width, with the step in the middle. */
export function followed(timeline: Timeline, at: number, steps: number): Timeline {
  const { zoom } = timeline;
  if (zoom === undefined || (at >= zoom.from && at < zoom.to)) return timeline;
  const half = (zoom.to - zoom.from) / 2;
  return zoomTo(timeline, { from: at - half, to: at + half }, steps);
}
