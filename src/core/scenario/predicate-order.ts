import type { NamedCondition } from './model.ts';

/**
 * Predicates in an order in which each comes after those that it uses; otherwise in the order of the file. Those that use each other
 * in a circle, which no valid scenario has, stay where they are.
 */
export function inOrderOfUse(predicates: readonly NamedCondition[]): NamedCondition[] {
  const byName = new Map(predicates.map((predicate) => [predicate.name, predicate]));
  const ordered: NamedCondition[] = [];
  const seen = new Set<string>();
  const visit = (predicate: NamedCondition): void => {
    if (seen.has(predicate.name)) return;
    seen.add(predicate.name);
    for (const name of namesIn(predicate.condition)) {
      const used = byName.get(name);
      if (used) visit(used);
    }
    ordered.push(predicate);
  };
  for (const predicate of predicates) visit(predicate);
  return ordered;
}

/** Names in a condition, fields and texts left out. One that the condition binds itself does no harm: it only puts a predicate first. */
function namesIn(condition: string): readonly string[] {
  const withoutTexts = condition.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  return Array.from(withoutTexts.matchAll(/(?<![\w.])[a-z_]\w*/g), ([name]) => name);
}
