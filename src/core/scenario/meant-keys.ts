import { nearest, suggestion } from './nearest.ts';
import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import { childOf, type ObjectShape, optionsOf, type Shape } from './shape.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourcePath,
} from './source.ts';
import { placeName } from './source-names.ts';

/**
 * The tree with mistyped keys put right, and a problem for each key that is not known. What stands under a mistyped key is checked
 * as what was meant, so that one typing error neither hides others nor brings up a part as missing. Parts in which nothing was put
 * right stay the very same.
 * @param before a tree that was put right already; what it shares with this one is not looked at again
 */
export function withMeantKeys(
  node: SourceNode,
  shape: Shape,
  problems: Problem[],
  path: SourcePath = [],
  before?: SourceNode,
): SourceNode {
  if (node === before || node.kind === 'scalar') return node;
  const options = optionsOf(shape);
  if (node.kind === 'list') {
    const item = options.find((option) => option.kind === 'list')?.item;
    if (!item) return node;
    const known = new Set(itemsOf(before));
    const items = node.items.map((each, index) =>
      known.has(each) ? each : withMeantKeys(each, item, problems, [...path, index]),
    );
    return items.every((each, index) => each === node.items[index]) ? node : { ...node, items };
  }
  const object = options.find((option) => option.kind === 'object');
  const container = object ?? options.find((option) => option.kind === 'record');
  if (!container) return node;
  const known = new Set(entriesOf(before));
  const entries = node.entries.flatMap((entry): SourceEntry[] => {
    if (known.has(entry)) return [entry];
    if (entry.name === '__proto__' && !object) {
      problems.push(
        problem('RL2007', entry.key.range, '__proto__ cannot be a name: it means something else to programs.'),
      );
      return [];
    }
    const name = object ? knownName(entry, node, object, problems, path) : entry.name;
    const child = childOf(container, name);
    if (!child) return [name === entry.name ? entry : { ...entry, name }];
    const value = withMeantKeys(entry.value, child, problems, [...path, name], before && entryOf(before, name)?.value);
    return [name === entry.name && value === entry.value ? entry : { ...entry, name, value }];
  });
  const isSame =
    entries.length === node.entries.length && entries.every((entry, index) => entry === node.entries[index]);
  return isSame ? node : { ...node, entries };
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
