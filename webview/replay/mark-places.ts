/** Where marks stand on the slider. */
import type { StepMark } from '../../src/protocol/replay.ts';
import { markText } from './labels.ts';
import type { Marks } from './marks.ts';

/** Marks nearer to each other than this share of the slider become one. */
const PLACES = 200;
/** What is most worth seeing gives a shared place its colour. */
const ORDER: readonly StepMark['kind'][] = ['success', 'error', 'flag', 'milestone', 'limit'];

export interface MarkPlace {
  /** First step of those that share the place. */
  readonly step: number;
  /** From 0 at the first step to 1 at the last. */
  readonly share: number;
  readonly kind: StepMark['kind'];
  readonly text: string;
}

/** The places, in the order of steps; no more than a slider can show apart. */
export function markPlaces(marks: Marks, steps: number): readonly MarkPlace[] {
  const placed = [...marks].filter(([step, here]) => step <= steps && here.length > 0);
  const shared = Map.groupBy(placed, ([step]) => Math.round((step / Math.max(steps, 1)) * PLACES));
  return [...shared.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const all = group.flatMap(([, here]) => here);
    const kind = ORDER.find((wanted) => all.some((mark) => mark.kind === wanted)) ?? 'milestone';
    const text = group.map(([step, here]) => `Step ${step}: ${here.map(markText).join(', ')}`).join('\n');
    return [{ step: first[0], share: first[0] / Math.max(steps, 1), kind, text }];
  });
}
