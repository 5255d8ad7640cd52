/** Reads the grade in what a judge wrote. */
import { findJsonObjects } from '../agent/json-in-text.ts';
import type { JudgeSpec } from '../scenario/model.ts';

export interface ReadGrade {
  /** Null when there is none within the scale. */
  readonly grade: number | null;
  readonly reasoning: string;
  readonly problem?: string;
}

/** The last number after a word for a grade, where no JSON can be read. */
const WRITTEN = /\b(?:grade|score|rating)\b["'*]*\s*(?:is|of|:|=)?\s*["'*]*(-?\d+(?:\.\d+)?)/gi;

/**
 * The grade of an answer: that of its last JSON object with one, else the last number that is called a grade. A number outside of the
 * scale, or no whole one, is no grade. Never throws.
 */
export function readGrade(answer: string, { lowest, highest }: Pick<JudgeSpec, 'lowest' | 'highest'>): ReadGrade {
  const objects = findJsonObjects(answer, 0).flatMap(({ value }) =>
    value !== undefined && 'grade' in value ? [value] : [],
  );
  const object = objects.at(-1);
  const written = object === undefined ? [...answer.matchAll(WRITTEN)].at(-1)?.[1] : object['grade'];
  const given = object?.['reasoning'];
  const reasoning = typeof given === 'string' ? given : answer.trim();
  const none = (problem: string): ReadGrade => ({ grade: null, reasoning, problem });
  if (written === undefined) return none('The answer of the judge holds no grade.');
  const grade = typeof written === 'string' && written.trim() !== '' ? Number(written) : written;
  if (typeof grade !== 'number' || !Number.isInteger(grade)) {
    return none(`The grade that the judge gave is no whole number: ${JSON.stringify(written)}.`);
  }
  if (grade < lowest || grade > highest) {
    return none(`The grade that the judge gave, ${grade}, lies outside of the scale from ${lowest} to ${highest}.`);
  }
  return { grade, reasoning };
}
