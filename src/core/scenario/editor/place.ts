/** What stands at an offset of a scenario. */
import type { SourceNode, SourcePath, SourceScalar } from '../source.ts';

/** A key or a scalar value and the way to it. A key has the path of its value. */
export interface Place {
  readonly part: 'key' | 'value';
  readonly scalar: SourceScalar;
  readonly path: SourcePath;
}

/** Every key and scalar value of a tree, in the order of the text. */
export function* placesOf(node: SourceNode, path: SourcePath = []): Generator<Place> {
  if (node.kind === 'scalar') {
    yield { part: 'value', scalar: node, path };
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) yield* placesOf(item, [...path, index]);
  } else {
    for (const { name, key, value } of node.entries) {
      yield { part: 'key', scalar: key, path: [...path, name] };
      yield* placesOf(value, [...path, name]);
    }
  }
}

/** The key or scalar value that an offset lies in or directly behind. */
export function placeAt(root: SourceNode, offset: number): Place | undefined {
  for (const place of placesOf(root)) {
    const { start, end } = place.scalar.range;
    if (start <= offset && offset <= end && end > start) return place;
  }
  return undefined;
}
