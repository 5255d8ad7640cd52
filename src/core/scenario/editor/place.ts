/** What stands where in a scenario, with what could stand there. */
import { readOverridePath } from '../override-path.ts';
import { childOf, optionsOf, SCENARIO_SHAPE, type Shape } from '../shape.ts';
import type { SourceNode, SourcePath, SourceScalar } from '../source.ts';

/** A key or a scalar value and the way to it. A key has the path of its value. */
export interface Place {
  readonly part: 'key' | 'value';
  readonly scalar: SourceScalar;
  readonly path: SourcePath;
  /** The part of the scenario that it is about: its path, but for what a variant changes the path of that. */
  readonly target: SourcePath;
  /** What the value can be. */
  readonly shapes: readonly Shape[];
}

/** Every key and scalar value of a tree, in the order of the text. */
export function* placesOf(
  node: SourceNode,
  path: SourcePath = [],
  target: SourcePath = path,
  shapes: readonly Shape[] = optionsOf(SCENARIO_SHAPE),
): Generator<Place> {
  if (node.kind === 'scalar') {
    yield { part: 'value', scalar: node, path, target, shapes };
  } else if (node.kind === 'list') {
    const below = shapesBelow(shapes, 0);
    for (const [index, item] of node.items.entries()) {
      yield* placesOf(item, [...path, index], [...target, index], below);
    }
  } else {
    const changes = isOverrides(path);
    const shared = sharedBelow(shapes);
    for (const { name, key, value } of node.entries) {
      const own = [...path, name];
      const aim = changes ? overridePath(name) : [...target, name];
      const below = changes ? shapesOf(aim) : (shared ?? shapesBelow(shapes, name));
      yield { part: 'key', scalar: key, path: own, target: aim, shapes: below };
      yield* placesOf(value, own, aim, below);
    }
  }
}

/** Whether the keys of the map at a path are paths of what a variant changes. */
export function isOverrides(path: SourcePath): boolean {
  return path.length === 3 && path[0] === 'variants';
}

/** The path of what an override changes, as far as it can be read. */
export function overridePath(text: string): SourcePath {
  return readOverridePath(text).steps.map(({ step }) => step);
}

/** The part of the scenario that a path is about: for what a variant changes, the path of that. */
export function targetOf(path: SourcePath): SourcePath {
  const override = path[3];
  return isOverrides(path.slice(0, 3)) && override !== undefined
    ? [...overridePath(String(override)), ...path.slice(4)]
    : path;
}

/** What can stand at a path, through lists and records. */
export function shapesOf(path: SourcePath): readonly Shape[] {
  let shapes: readonly Shape[] = optionsOf(SCENARIO_SHAPE);
  for (const step of path) shapes = shapesBelow(shapes, step);
  return shapes;
}

/** What can stand below a key or at a place in a list. The path of an override may name a thing in a list. */
function shapesBelow(shapes: readonly Shape[], step: string | number): readonly Shape[] {
  const isList = ({ kind }: Shape): boolean => kind === 'list';
  const lists = shapes.filter(isList);
  const maps = typeof step === 'number' ? lists : shapes.filter((shape) => !isList(shape));
  const found = maps.flatMap((shape) => optionsOf(childOf(shape, step)));
  return found.length > 0 ? found : lists.flatMap((shape) => optionsOf(childOf(shape, step)));
}

/** What stands below every key of a record: worked out once for all of them. */
function sharedBelow(shapes: readonly Shape[]): readonly Shape[] | undefined {
  return shapes.every(({ kind }) => kind === 'record')
    ? shapes.flatMap((shape) => optionsOf(childOf(shape, '')))
    : undefined;
}

/** The key or scalar value that an offset lies in or directly behind. */
export function placeAt(places: readonly Place[], offset: number): Place | undefined {
  return places.find(
    ({ scalar: { range } }) => range.start <= offset && offset <= range.end && range.end > range.start,
  );
}
