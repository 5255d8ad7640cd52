import { nearest, suggestion } from './nearest.ts';
import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import { childOf, type ObjectShape, optionsOf, type Shape } from './shape.ts';
import { entryOf, type SourceEntry, type SourceMap, type SourceNode, type SourcePath } from './source.ts';
import { placeName } from './source-names.ts';

/**
 * The tree with mistyped keys put right, and a problem for each key that is not known. What stands under a mistyped key is checked
 * as what was meant, so that one typing error neither hides others nor brings up a part as missing.
 */
export function withMeantKeys(node: SourceNode, shape: Shape, problems: Problem[], path: SourcePath = []): SourceNode {
  const options = optionsOf(shape);
  if (node.kind === 'list') {
    const item = options.find((option) => option.kind === 'list')?.item;
    if (!item) return node;
    return { ...node, items: node.items.map((each, index) => withMeantKeys(each, item, problems, [...path, index])) };
  }
  if (node.kind === 'scalar') return node;
  const object = options.find((option) => option.kind === 'object');
  const container = object ?? options.find((option) => option.kind === 'record');
  if (!container) return node;
  const entries = node.entries.flatMap((entry): SourceEntry[] => {
    if (entry.name === '__proto__' && !object) {
      problems.push(
        problem('RL2007', entry.key.range, '__proto__ cannot be a name: it means something else to programs.'),
      );
      return [];
    }
    const name = object ? knownName(entry, node, object, problems, path) : entry.name;
    const child = childOf(container, name);
    const value = child ? withMeantKeys(entry.value, child, problems, [...path, name]) : entry.value;
    return [{ ...entry, name, value }];
  });
  return { ...node, entries };
}

function knownName(
  entry: SourceEntry,
  map: SourceMap,
  shape: ObjectShape,
  problems: Problem[],
  path: SourcePath,
): string {
  const { name, key } = entry;
  if (shape.keys.has(name)) return name;
  const free = [...shape.keys.keys()].filter((known) => !entryOf(map, known));
  const { sentence, fixes } = suggestion(name, free.length > 0 ? free : shape.keys.keys(), key.range);
  const where = path.length === 0 ? 'a scenario' : placeName(path);
  problems.push(problem('RL2001', key.range, `${name} is not known in ${where}. ${sentence}`.trim(), fixes));
  return nearest(name, free) ?? name;
}
