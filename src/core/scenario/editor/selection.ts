import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf } from '../cel-tree.ts';
import type { TextRange } from '../problems.ts';
import type { SourceNode } from '../source.ts';
import { rangeWithin, textOf } from '../source.ts';
import { conditionUseAt, kindOf } from './condition-places.ts';
import { placeAt } from './place.ts';
import type { ScenarioText } from './scenario-text.ts';

/** Ever larger parts of a scenario around an offset, the smallest first; inside a condition the parts of it come first. */
export function selectionsAt(scenario: ScenarioText, offset: number): readonly TextRange[] {
  const { text, root } = scenario;
  const ranges = [...conditionParts(scenario, offset), ...(root ? partsAround(root, offset) : [])];
  ranges.push({ start: 0, end: text.length });
  const growing: TextRange[] = [];
  for (const range of ranges) {
    const last = growing.at(-1);
    const isInside = range.start <= offset && offset <= range.end;
    const grows = !last || (range.start <= last.start && range.end >= last.end && size(range) > size(last));
    if (isInside && grows) growing.push(range);
  }
  return growing;
}

function size({ start, end }: TextRange): number {
  return end - start;
}

function partsAround(node: SourceNode, offset: number): TextRange[] {
  if (offset < node.range.start || offset > node.range.end) return [];
  if (node.kind === 'scalar') return [node.range];
  if (node.kind === 'list') return [...node.items.flatMap((item) => partsAround(item, offset)), node.range];
  const inner = node.entries.flatMap(({ key, value }) => {
    const whole = { start: key.range.start, end: Math.max(key.range.end, value.range.end) };
    if (offset < whole.start || offset > whole.end) return [];
    const isKey = offset <= key.range.end;
    return [...(isKey ? [key.range] : partsAround(value, offset)), whole];
  });
  return [...inner, node.range];
}

function conditionParts(scenario: ScenarioText, offset: number): TextRange[] {
  const place = placeAt(scenario.places, offset);
  const use = place && conditionUseAt(place);
  const text = textOf(place?.scalar);
  const tree = use && text !== undefined ? scenario.trees.treeOf(text, kindOf(use)) : undefined;
  if (!place || !tree) return [];
  const visit = (node: ASTNode): TextRange[] => {
    const range = rangeWithin(place.scalar, node.start, node.end);
    const inside = childrenOf(node).flatMap(visit);
    return range.start <= offset && offset <= range.end ? [...inside, range] : inside;
  };
  return visit(tree);
}
