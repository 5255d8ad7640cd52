import { childOf, optionsOf, type Shape } from './shape.ts';
import { entriesOf, entryOf, type SourceEntry, type SourceNode } from './source.ts';

/**
 * The parts of a tree that another one does not have as they are, with what has to stand around them: enough to hold it against the
 * schema. Entries of maps by name that are the same in both are left out, and so are parts that may be missing.
 */
export function changedParts(node: SourceNode, other: SourceNode | undefined, shape: Shape): SourceNode {
  if (node.kind !== 'map' || other?.kind !== 'map') return node;
  const options = optionsOf(shape);
  const object = options.find((option) => option.kind === 'object');
  const container = object ?? options.find((option) => option.kind === 'record');
  if (!container) return node;
  const same = new Set(entriesOf(other).map(({ value }) => value));
  const entries = node.entries.flatMap((entry): SourceEntry[] => {
    if (same.has(entry.value)) return object?.keys.get(entry.name)?.required ? [entry] : [];
    const child = childOf(container, entry.name);
    return [child ? { ...entry, value: changedParts(entry.value, entryOf(other, entry.name)?.value, child) } : entry];
  });
  return { ...node, entries };
}
