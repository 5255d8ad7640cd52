/** Finds the steps of a trial that an analyst asks for. */
import type { TranscriptEvent } from '../events.ts';
import type { StepKind, StepQuery } from '../replay-view.ts';
import type { IndexedTranscript } from './indexed-transcript.ts';
import type { StepEntry } from './step-entry.ts';

export interface StepTest {
  /** Whether a text holds what is looked for. */
  readonly holds: (text: string) => boolean;
  /** Whether the JSON of a line may hold it: a quick look that never misses one. */
  readonly mayBeIn: (json: string) => boolean;
}

/** Steps that are looked at in one go. */
const WINDOW = 256;

/** A test for the text of a query; a problem when it is no regular expression. */
export function textTest(query: StepQuery): { readonly test: StepTest } | { readonly problem: string } {
  const { text, regex, matchCase } = query;
  if (!regex) {
    const shown = (given: string) => (matchCase ? given : given.toLowerCase());
    const wanted = shown(text);
    const written = shown(JSON.stringify(text).slice(1, -1));
    return {
      test: {
        holds: (given) => shown(given).includes(wanted),
        mayBeIn: (json) => shown(json).includes(written),
      },
    };
  }
  try {
    const expression = new RegExp(text, matchCase ? 'mu' : 'imu');
    return { test: { holds: (given) => expression.test(given), mayBeIn: () => true } };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The steps that fit, in order, a window at a time; `searched` is the number of the last step that was looked at. A window without
 * a step that fits is given too, so that whoever waits can show how far it is, and can stop.
 * @param start the first step that is looked at
 */
export async function* findSteps(
  transcript: IndexedTranscript,
  query: StepQuery,
  test: StepTest,
  start = 0,
): AsyncGenerator<{ readonly steps: readonly number[]; readonly searched: number }> {
  for (let from = start; from <= transcript.steps; from += WINDOW) {
    const fitting = (await transcript.entries(from, from + WINDOW)).filter((entry) => fits(entry, query));
    const steps =
      query.text === '' || fitting.length === 0
        ? fitting.map(({ line }) => line.step)
        : await withText(transcript, fitting, test);
    yield { steps, searched: Math.min(from + WINDOW - 1, transcript.steps) };
  }
}

function fits(entry: StepEntry, { kinds, marks, agent }: StepQuery): boolean {
  if (agent !== '' && entry.line.agent !== agent) return false;
  if (marks.length > 0 && !entry.line.marks.some(({ name }) => marks.includes(name))) return false;
  return kinds.length === 0 || kinds.some((kind) => isOf(entry, kind));
}

function isOf({ line, lanes }: StepEntry, kind: StepKind): boolean {
  switch (kind) {
    case 'acted':
      return lanes.acts > 0;
    case 'failed':
      return lanes.failed > 0;
    case 'refused':
      return line.status === 'refused' || line.status === 'malformed';
    case 'files':
    case 'processes':
    case 'network':
    case 'happened':
      return lanes[kind] > 0;
    case 'marked':
      return line.marks.length > 0;
    default:
      return kind satisfies never;
  }
}

/** Those of some neighbouring steps that hold a text which a person reads. */
async function withText(
  transcript: IndexedTranscript,
  entries: readonly StepEntry[],
  test: StepTest,
): Promise<readonly number[]> {
  const first = entries[0]?.line.step ?? 0;
  const last = entries.at(-1)?.line.step ?? 0;
  const found = new Set(entries.filter(({ line }) => test.holds(line.summary)).map(({ line }) => line.step));
  for (const event of await transcript.eventsBetween(first, last + 1, test.mayBeIn)) {
    if (!found.has(event.step) && textsOf(event).some(test.holds)) found.add(event.step);
  }
  return entries.map(({ line }) => line.step).filter((step) => found.has(step));
}

function textsOf(event: TranscriptEvent): readonly string[] {
  switch (event.type) {
    case 'agent.thought':
      return event.parts.map((part) => part.text);
    case 'model.response':
      return [event.text, event.reasoning];
    case 'tool.call':
      return Object.values(event.arguments).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    case 'tool.result':
      return [event.stdout, event.stderr, event.text];
    case 'error':
      return [event.message];
    default:
      return [];
  }
}
