/** The marks of a trial as far as they are known. */
import type { StepLine, StepMark, TrialMark } from '../../src/protocol/replay.ts';

/** Marks by step, in the order of steps. */
export type Marks = ReadonlyMap<number, readonly StepMark[]>;

/** The marks that are known when more have come; what has come says all there is of its steps. */
export function withMarks(known: Marks, marks: readonly TrialMark[]): Marks {
  if (marks.length === 0) return known;
  const steps: Iterable<readonly [number, readonly StepMark[]]> = Map.groupBy(marks, (mark) => mark.step);
  return new Map([...new Map([...known, ...steps])].sort(([a], [b]) => a - b));
}

/** The marks that lines tell of. */
export function marksOfLines(lines: readonly StepLine[]): readonly TrialMark[] {
  return lines.flatMap(({ step, marks }) => marks.map((mark) => ({ ...mark, step })));
}

/** Steps that have a mark, in order. */
export function markedSteps(marks: Marks): readonly number[] {
  return [...marks.keys()];
}
