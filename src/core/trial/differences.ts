/** Compares what a transcript tells with what its re-execution gave. */
import type { TranscriptEvent, TranscriptEventType } from '../transcript/events.ts';

/** One place where a transcript and its re-execution differ. */
export interface Difference {
  readonly step: number;
  /** `seq` of the event in the transcript; undefined where the transcript has no such event. */
  readonly seq: number | undefined;
  /** Type of the event and path of the field: `tool.result text`. */
  readonly what: string;
  /** As the transcript has it; what is no text is given as JSON. Empty where it has nothing. */
  readonly expected: string;
  /** As re-execution gave it. */
  readonly actual: string;
  /** First character in which the two differ, from 0. */
  readonly at: number;
}

/** Fields that differ from run to run: real time, and the place in the file, which the reader checks. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['seq', 'startedAt', 'endedAt']);

/**
 * The differences, by step. Events of a step are compared type by type, in their order, and the order of types as well; of each type
 * the first event that differs is reported, with its first field that does, so that one lost event does not report all that follow it.
 */
export function compareEvents(
  recorded: readonly TranscriptEvent[],
  repeated: readonly TranscriptEvent[],
): Difference[] {
  const left = byStep(recorded);
  const right = byStep(repeated);
  const steps = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  return steps.flatMap((step) => compareStep(step, left.get(step) ?? [], right.get(step) ?? []));
}

function compareStep(
  step: number,
  recorded: readonly TranscriptEvent[],
  repeated: readonly TranscriptEvent[],
): Difference[] {
  const left = byType(recorded);
  const right = byType(repeated);
  const types = new Set([...left.keys(), ...right.keys()]);
  const found = [...types].flatMap((type) => compareType(step, type, left.get(type) ?? [], right.get(type) ?? []));
  if (found.length > 0) return found;
  const order = (events: readonly TranscriptEvent[]) => events.map((event) => event.type).join(' ');
  return difference(step, recorded[0]?.seq, 'order of events', order(recorded), order(repeated));
}

function compareType(
  step: number,
  type: TranscriptEventType,
  recorded: readonly TranscriptEvent[],
  repeated: readonly TranscriptEvent[],
): Difference[] {
  for (let index = 0; index < Math.max(recorded.length, repeated.length); index++) {
    const left = recorded[index];
    const right = repeated[index];
    const where = firstDifferent(left, right, '');
    if (where === undefined) continue;
    const field = left === undefined || right === undefined ? '' : ` ${where.path}`;
    return difference(step, left?.seq, `${type}${field}`, asText(where.left), asText(where.right));
  }
  return [];
}

interface Place {
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** The first place in which two plain values differ. A field that is absent and one that is undefined are the same. */
function firstDifferent(left: unknown, right: unknown, path: string): Place | undefined {
  if (left === right) return undefined;
  if (!isObject(left) || !isObject(right) || Array.isArray(left) !== Array.isArray(right)) return { path, left, right };
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (path === '' && NOT_COMPARED.has(key)) continue;
    const inner = path === '' ? key : `${path}.${key}`;
    const place = firstDifferent(Reflect.get(left, key), Reflect.get(right, key), inner);
    if (place !== undefined) return place;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function difference(
  step: number,
  seq: number | undefined,
  what: string,
  expected: string,
  actual: string,
): Difference[] {
  if (expected === actual) return [];
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  return [{ step, seq, what, expected, actual, at }];
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}

function byStep(events: readonly TranscriptEvent[]): Map<number, TranscriptEvent[]> {
  return Map.groupBy(events, (event) => event.step);
}

function byType(events: readonly TranscriptEvent[]): Map<TranscriptEventType, TranscriptEvent[]> {
  return Map.groupBy(events, (event) => event.type);
}
