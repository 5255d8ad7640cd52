/** The predicates of a scenario: their names, what they use, and whether anything uses them. */
import { CALL_NAMES, EVENT_NAMES } from '../facts.ts';
import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, type SourceNode } from '../source.ts';

/** A place that uses a predicate. */
export interface PredicateUse {
  readonly name: string;
  /** The predicate that uses it; undefined for any other condition. */
  readonly by: string | undefined;
  readonly range: TextRange;
}

/** Words that mean something to CEL and cannot be names. */
const CEL_WORDS: ReadonlySet<string> = new Set(
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(
    ' ',
  ),
);

/** What is wrong with the predicates themselves. */
export function checkPredicates(root: SourceNode, uses: readonly PredicateUse[]): Problem[] {
  const entries = entriesOf(entryOf(root, 'predicates')?.value);
  const used = new Set(uses.flatMap(({ name, by }) => (name === by ? [] : [name])));
  return [
    ...entries.flatMap(({ name, key }) => {
      const taken = name in EVENT_NAMES || name in CALL_NAMES;
      if (taken || CEL_WORDS.has(name)) {
        const what = taken ? 'is what conditions call a fact' : 'is a word of CEL';
        return [problem('RL3015', key.range, `${name} ${what}. Give the predicate another name.`)];
      }
      if (used.has(name)) return [];
      return [problem('RL3016', key.range, `No condition uses ${name}. Use it by its name, or take it away.`)];
    }),
    ...checkCircles(uses),
  ];
}

/** Predicates that need themselves, shown at each use that closes a circle. */
function checkCircles(uses: readonly PredicateUse[]): Problem[] {
  const needs = Map.groupBy(
    uses.filter(({ by }) => by !== undefined),
    ({ by }) => by ?? '',
  );
  return uses.flatMap(({ name, by, range }) => {
    if (by === undefined || !reaches(name, by, needs)) return [];
    const message =
      name === by
        ? `${name} uses itself, so it can never be told whether it holds.`
        : `${by} uses ${name}, which needs ${by}: they use each other in a circle.`;
    return [problem('RL3014', range, message)];
  });
}

function reaches(from: string, to: string, needs: ReadonlyMap<string, readonly PredicateUse[]>): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...(needs.get(name) ?? []).map((use) => use.name));
  }
  return false;
}
