/**
 * A scenario put together with the ones that it extends. The texts of all files count as one: the scenario's own comes first, and the
 * others follow behind it, so that a range alone says which file it is in.
 */
import { withMeantKeys } from './meant-keys.ts';
import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import { childOf, optionsOf, SCENARIO_SHAPE, type Shape } from './shape.ts';
import {
  entryOf,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourcePath,
  textOf,
  valueAt,
} from './source.ts';
import { fileText, includedPath, type SourceFiles, simplest, staysInside } from './source-files.ts';
import { moved, movedProblem, readSource } from './source-reader.ts';
import { repeatedKeys, withKeysOnce } from './source-value.ts';

/** Where the text of a file lies in the text of them all. */
export interface FileRegion extends TextRange {
  /** Path relative to the folder of the scenario, as it is written there. */
  readonly file: string;
}

export interface Composition {
  /** The scenario with everything that it extends in its place. */
  readonly root: SourceMap;
  /** The texts of all files, the scenario's own first. */
  readonly text: string;
  /** Files that it extends, the nearest first. */
  readonly regions: readonly FileRegion[];
  /** Path of a file that it extends and that was not read. */
  readonly unread: string | undefined;
  /** Problems of `extends`, and of the form of the files that are extended. */
  readonly problems: readonly Problem[];
  /** Everything that it extends was read. */
  readonly complete: boolean;
}

/** Parts that a scenario does not take from the one that it extends. */
const OWN: readonly string[] = ['scenario', 'extends', 'abstract'];
/** Most files that a scenario may extend, one after the other. */
const MOST_BASES = 16;

/**
 * Puts a scenario together with what it extends. Maps are merged, lists and single values take the place of those of the base, and
 * null takes them away.
 * @param source the tree of its own text
 * @param files what was read; undefined when nothing was looked for, so that nothing is missed either
 * @param reasons why others could not be read, as ends of sentences
 */
export function compose(
  source: SourceMap,
  text: string,
  files: SourceFiles | undefined,
  reasons?: SourceFiles,
): Composition {
  const regions: FileRegion[] = [];
  const problems: Problem[] = [];
  const layers: SourceMap[] = [source];
  const seen = new Set<string>();
  let whole = text;
  let complete = true;
  let unread: string | undefined;
  let extended = extendedBy(source, '');
  while (extended) {
    const { range, path, place } = extended;
    if (place === undefined) {
      const message = `${path || 'This'} does not lie in the folder of the scenario. A scenario can extend another one in its folder or below it: ./base.scenario.yaml.`;
      problems.push(problem('RL3203', range, message));
      return { root: merged(layers), text: whole, regions, unread, problems, complete: false };
    }
    if (seen.has(simplest(place)) || seen.size >= MOST_BASES) {
      const message = seen.has(simplest(place))
        ? `${regions.at(-1)?.file} extends ${path}, which is extended already: the scenarios extend each other in a circle.`
        : `A scenario can extend ${MOST_BASES} others, one after the other, and no more.`;
      problems.push(problem('RL3502', entryOf(source, 'extends')?.value.range ?? range, message));
      return { root: merged(layers), text: whole, regions, unread, problems, complete: false };
    }
    seen.add(simplest(place));
    const base = fileText(files, place);
    if (base === undefined) {
      complete = false;
      unread = place;
      if (files !== undefined) {
        const reason = fileText(reasons, place) ?? 'it was not found';
        const message = `${path} cannot be read: ${reason}. A scenario extends another one in its folder or below it.`;
        problems.push(problem('RL3501', range, message));
      }
      break;
    }
    const offset = whole.length + 1;
    whole = `${whole}\n${base}`;
    regions.push({ file: place, start: offset, end: whole.length });
    const layer = readBase(base, offset, place, problems);
    if (!layer) {
      problems.push(problem('RL3501', range, `${path} is not a scenario: it is not a map of keys and values.`));
      complete = false;
      break;
    }
    layers.push(layer);
    extended = extendedBy(layer, place);
  }
  return { root: merged(layers), text: whole, regions, unread, problems, complete };
}

interface Extended {
  /** Where it is named. */
  readonly range: TextRange;
  readonly path: string;
  /** The path from the folder of the scenario; undefined when it leads out of the folder of the file that names it. */
  readonly place: string | undefined;
}

function extendedBy(layer: SourceMap, file: string): Extended | undefined {
  const value = entryOf(layer, 'extends')?.value;
  const path = textOf(value);
  if (!value || path === undefined) return undefined;
  return { range: value.range, path, place: staysInside(path) ? includedPath(file, path) : undefined };
}

function readBase(text: string, offset: number, file: string, problems: Problem[]): SourceMap | undefined {
  const { root, problems: syntax } = readSource(text);
  problems.push(...syntax.map((each) => movedProblem(each, offset)));
  if (root?.kind !== 'map') return undefined;
  problems.push(...repeatedKeys(root, text).map((each) => movedProblem(each, offset)));
  const placed = withKeysOnce(withMeantKeys(moved(root, offset), SCENARIO_SHAPE, problems), 'first');
  const named = withIncludedPaths(placed, SCENARIO_SHAPE, file);
  return named.kind === 'map' ? named : undefined;
}

/** The tree of a base with the paths of its files as the scenario would write them. */
function withIncludedPaths(node: SourceNode, shape: Shape, file: string): SourceNode {
  if (!simplest(file).includes('/') || node.kind === 'scalar') return node;
  const options = optionsOf(shape);
  if (node.kind === 'list') {
    const item = options.find((option) => option.kind === 'list')?.item;
    return item ? { ...node, items: node.items.map((each) => withIncludedPaths(each, item, file)) } : node;
  }
  const container = options.find(({ kind }) => kind === 'object') ?? options.find(({ kind }) => kind === 'record');
  if (!container) return node;
  const entries = node.entries.map((entry): SourceEntry => {
    const path = entry.name === 'from' && container.kind === 'object' ? textOf(entry.value) : undefined;
    if (path !== undefined && entry.value.kind === 'scalar' && staysInside(path)) {
      return { ...entry, value: { ...entry.value, value: includedPath(file, path) } };
    }
    const child = childOf(container, entry.name);
    return child ? { ...entry, value: withIncludedPaths(entry.value, child, file) } : entry;
  });
  return { ...node, entries };
}

/** The layers as one, the first over the others. */
function merged(layers: readonly SourceMap[]): SourceMap {
  const [own, ...bases] = layers;
  if (!own) return { kind: 'map', range: { start: 0, end: 0 }, entries: [], flow: false };
  if (bases.length === 0) return own;
  let below: SourceMap | undefined;
  for (const layer of bases.toReversed()) {
    const given = { ...layer, entries: layer.entries.filter(({ name }) => !OWN.includes(name)) };
    below = below ? mergedMap(given, below) : given;
  }
  return below ? mergedMap(own, below) : own;
}

function mergedMap(over: SourceMap, under: SourceMap): SourceMap {
  const given = new Set(over.entries.map(({ name }) => name));
  const removed = new Set(over.entries.flatMap(({ name, value }) => (isNull(value) ? name : [])));
  const below = new Map(under.entries.map((entry) => [entry.name, entry]));
  const kept = under.entries.flatMap((entry): SourceEntry[] => {
    if (!given.has(entry.name)) return [entry];
    return over.entries
      .filter(({ name }) => name === entry.name && !removed.has(name))
      .map((own) => mergedEntry(own, entry));
  });
  const added = over.entries.filter(({ name }) => !below.has(name));
  return { ...over, entries: [...kept, ...added] };
}

function mergedEntry(own: SourceEntry, base: SourceEntry): SourceEntry {
  if (own.value.kind !== 'map' || base.value.kind !== 'map') return own;
  return { ...own, value: mergedMap(own.value, base.value) };
}

function isNull(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null && !node.unreadable;
}

/** Paths of the files that a scenario extends, as far as they were read and the next one. */
export function extendedFiles({ regions, unread }: Pick<Composition, 'regions' | 'unread'>): readonly string[] {
  return [...regions.map(({ file }) => file), ...(unread === undefined ? [] : [unread])];
}

/** Where a value was written. */
export interface Origin {
  /** The file that it is in, relative to the folder of the scenario; undefined for the scenario itself. */
  readonly file: string | undefined;
  /** In the text of that file. */
  readonly range: TextRange;
}

/** The file of a range and the range in it. */
export function originOfRange(range: TextRange, regions: readonly FileRegion[]): Origin {
  const region = regions.find(({ start, end }) => range.start >= start && range.start <= end);
  if (!region) return { file: undefined, range };
  const end = Math.min(range.end, region.end);
  return { file: region.file, range: { start: range.start - region.start, end: end - region.start } };
}

/** Where the value at a path of a scenario was written; undefined where there is none. */
export function originOf(
  { root, regions }: Pick<Composition, 'root' | 'regions'>,
  path: SourcePath,
): Origin | undefined {
  const node = valueAt(root, path);
  return node && originOfRange(node.range, regions);
}
