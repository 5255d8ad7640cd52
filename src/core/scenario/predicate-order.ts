import type { NamedCondition } from './model.ts';

/**
 * Predicates in an order in which each comes after those that it uses; otherwise in the order of the file. Those that use each other
 * in a circle, which no valid scenario has, stay where they are.
 */
export function inOrderOfUse(predicates: readonly NamedCondition[]): NamedCondition[] {
  const byName = new Map(predicates.map((predicate) => [predicate.name, predicate]));
  const ordered: NamedCondition[] = [];
  const seen = new Set<string>();
  const begin = (predicate: NamedCondition) => {
    seen.add(predicate.name);
    return { predicate, uses: namesIn(predicate.condition).values() };
  };
  for (const predicate of predicates) {
    const path = seen.has(predicate.name) ? [] : [begin(predicate)];
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const { done, value: name } = last.uses.next();
      const used = done ? undefined : byName.get(name);
      if (done) {
        ordered.push(last.predicate);
        path.pop();
      } else if (used && !seen.has(used.name)) path.push(begin(used));
    }
  }
  return ordered;
}

/** Names in a condition, fields and texts left out. One that the condition binds itself does no harm: it only puts a predicate first. */
function namesIn(condition: string): readonly string[] {
  const withoutTexts = condition.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return Array.from(withoutTexts.matchAll(/(?<![\w.])[a-z_]\w*/g), ([name]) => name);
}
