import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import type { SourceEntry, SourceNode } from './source.ts';

/** The plain value of a tree, as the schema reads it. Maps have no prototype, so that no key of theirs means anything special. */
export function plainValue(node: SourceNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const map: Record<string, unknown> = Object.create(null);
  for (const { name, value } of node.entries) map[name] = plainValue(value);
  return map;
}

/** The tree with each key once: the first or the last of those that are written several times. */
export function withKeysOnce(node: SourceNode, keep: 'first' | 'last'): SourceNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => withKeysOnce(item, keep)) };
  const entries = new Map<string, SourceEntry>();
  for (const entry of node.entries) {
    if (keep === 'last' || !entries.has(entry.name)) {
      entries.set(entry.name, { ...entry, value: withKeysOnce(entry.value, keep) });
    }
  }
  return { ...node, entries: [...entries.values()] };
}

/** Keys that are written twice in one map, reported where they are repeated. */
export function repeatedKeys(root: SourceNode, text: string): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: SourceNode): void => {
    if (node.kind === 'list') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    const seen = new Map<string, TextRange>();
    for (const { name, key, value } of node.entries) {
      const first = seen.get(name);
      if (first) {
        const line = text.slice(0, first.start).split('\n').length;
        const message = `${name} is written a second time here; the first is on line ${line}. Keep one of them.`;
        problems.push(problem('RL1005', key.range, message));
      } else {
        seen.set(name, key.range);
      }
      visit(value);
    }
  };
  visit(root);
  return problems;
}
