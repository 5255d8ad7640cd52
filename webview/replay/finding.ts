/** What the reader looks for, and what was found so far. */
import type { FromReplay, StepLine, StepQuery } from '../../src/protocol/replay.ts';

export interface Finding {
  readonly query: StepQuery;
  /** Number of the question; answers to older ones are passed over. */
  readonly id: number;
  /** In order, each once. */
  readonly found: readonly number[];
  /** All steps up to this one were looked at. */
  readonly searched: number;
  readonly done: boolean;
  readonly problem: string | undefined;
  /** Lines of steps that were found, as they came into view. */
  readonly lines: ReadonlyMap<number, StepLine>;
  readonly asked: ReadonlySet<number>;
}

export const EMPTY_QUERY: StepQuery = { text: '', regex: false, matchCase: false, kinds: [], marks: [], agent: '' };

/** Lines that are held at a time. */
const MOST_LINES = 1_000;

/** Whether a query asks for anything at all. */
export function asksForSomething({ text, kinds, marks, agent }: StepQuery): boolean {
  return text !== '' || kinds.length > 0 || marks.length > 0 || agent !== '';
}

/** A search that begins. */
export function beginFinding(query: StepQuery, id: number): { readonly finding: Finding; readonly post: FromReplay } {
  return {
    finding: {
      query,
      id,
      found: [],
      searched: -1,
      done: false,
      problem: undefined,
      lines: new Map(),
      asked: new Set(),
    },
    post: { type: 'find', id, query, from: 0 },
  };
}

/** Takes a piece of the answer. */
export function takeFound(
  finding: Finding,
  part: {
    readonly id: number;
    readonly steps: readonly number[];
    readonly searched: number;
    readonly done: boolean;
    readonly problem?: string;
  },
): Finding {
  if (part.id !== finding.id) return finding;
  const last = finding.found.at(-1) ?? -1;
  return {
    ...finding,
    found: [...finding.found, ...part.steps.filter((step) => step > last)],
    searched: Math.max(finding.searched, part.searched),
    done: part.done,
    problem: part.problem,
  };
}

/** The trial went on: what was its last step may have changed, and there are more. */
export function findOn(finding: Finding): { readonly finding: Finding; readonly post: readonly FromReplay[] } {
  if (!finding.done || finding.problem !== undefined) return { finding, post: [] };
  const from = Math.max(0, finding.searched);
  const lines = new Map(finding.lines);
  lines.delete(from);
  return {
    finding: { ...finding, done: false, lines },
    post: [{ type: 'find', id: finding.id, query: finding.query, from }],
  };
}

/** Asks for the lines of rows in view, both ends included, that are not held. */
export function askForFound(
  finding: Finding,
  first: number,
  last: number,
): { readonly finding: Finding; readonly post: readonly FromReplay[] } {
  const steps = finding.found
    .slice(Math.max(0, first), last + 1)
    .filter((step) => !finding.lines.has(step) && !finding.asked.has(step));
  if (steps.length === 0) return { finding, post: [] };
  return {
    finding: { ...finding, asked: new Set([...finding.asked, ...steps]) },
    post: [{ type: 'want-lines-of', steps }],
  };
}

/** Takes lines that were asked for; those that came first are let go of when there are many. */
export function takeFoundLines(finding: Finding, lines: readonly StepLine[]): Finding {
  const asked = new Set(finding.asked);
  const held = new Map(finding.lines);
  for (const line of lines) {
    asked.delete(line.step);
    held.set(line.step, line);
  }
  for (const step of held.keys()) {
    if (held.size <= MOST_LINES) break;
    held.delete(step);
  }
  return { ...finding, lines: held, asked };
}

/** The found step next to a step, in a direction; undefined when there is none. */
export function foundFrom({ found }: Finding, at: number, direction: 'next' | 'previous'): number | undefined {
  return direction === 'next' ? found.find((step) => step > at) : found.findLast((step) => step < at);
}
