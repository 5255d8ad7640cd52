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

/** Predicates that need themselves, shown at each use that belongs to a circle. */
function checkCircles(uses: readonly PredicateUse[]): Problem[] {
  const needs = new Map<string, Set<string>>();
  for (const { name, by } of uses) if (by !== undefined) needs.set(by, (needs.get(by) ?? new Set()).add(name));
  const circles = circlesIn(needs);
  return uses.flatMap(({ name, by, range }) => {
    if (by === undefined || circles.get(name) !== circles.get(by)) return [];
    const message =
      name === by
        ? `${name} uses itself, so it can never be told whether it holds.`
        : `${by} uses ${name}, which needs ${by}: they use each other in a circle.`;
    return [problem('RL3014', range, message)];
  });
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

/** For each name the number of its group: names are in one group when each needs the other. After Kosaraju and Sharir. */
function circlesIn(needs: Needs): ReadonlyMap<string, number> {
  const neededBy = new Map<string, Set<string>>();
  for (const [by, names] of needs) {
    for (const name of names) neededBy.set(name, (neededBy.get(name) ?? new Set()).add(by));
  }
  const finished: string[] = [];
  const seen = new Set<string>();
  for (const name of needs.keys()) walk(name, needs, seen, (left) => finished.push(left));
  const groups = new Map<string, number>();
  const grouped = new Set<string>();
  for (const [group, name] of finished.toReversed().entries()) {
    walk(name, neededBy, grouped, (left) => groups.set(left, group));
  }
  return groups;
}

/** Goes depth first from a name to all that can be reached and was not seen, and says each name when it leaves it. */
function walk(from: string, ways: Needs, seen: Set<string>, leave: (name: string) => void): void {
  if (seen.has(from)) return;
  seen.add(from);
  const path = [{ name: from, next: (ways.get(from) ?? new Set<string>()).values() }];
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const step = last.next.next();
    if (step.done) {
      leave(last.name);
      path.pop();
    } else if (!seen.has(step.value)) {
      seen.add(step.value);
      path.push({ name: step.value, next: (ways.get(step.value) ?? new Set<string>()).values() });
    }
  }
}
