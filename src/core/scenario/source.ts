/** A scenario as a tree of what was written where. Every check reads this tree, so that it can point at characters. */
import type { TextRange } from './problems.ts';
import { type ScalarPlaces, type ScalarStyle, scalarPlaces } from './scalar-places.ts';

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly range: TextRange;
  readonly value: string | number | boolean | null;
  readonly style: ScalarStyle;
  /** The characters that were written, with quotes or block header. */
  readonly written: string;
  /** Could not be read, which is reported; what it would have been is not known. */
  readonly unreadable?: true;
}
export interface SourceMap {
  readonly kind: 'map';
  readonly range: TextRange;
  /** In the order of the file; a key that is written twice is there twice. */
  readonly entries: readonly SourceEntry[];
  /** Written in braces. */
  readonly flow: boolean;
}
export interface SourceList {
  readonly kind: 'list';
  readonly range: TextRange;
  readonly items: readonly SourceNode[];
  readonly flow: boolean;
}
export type SourceNode = SourceScalar | SourceMap | SourceList;

export interface SourceEntry {
  readonly name: string;
  readonly key: SourceScalar;
  readonly value: SourceNode;
}

/** A way from the root of a scenario to one of its values: names of keys and positions in lists. */
export type SourcePath = readonly (string | number)[];

/** Entries of a map; none for anything else. */
export function entriesOf(node: SourceNode | undefined): readonly SourceEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** Items of a list; none for anything else. */
export function itemsOf(node: SourceNode | undefined): readonly SourceNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The first entry of a name in a map. */
export function entryOf(node: SourceNode | undefined, name: string): SourceEntry | undefined {
  return entriesOf(node).find((entry) => entry.name === name);
}

/** The value at the end of a path, or undefined where the path leads nowhere. */
export function valueAt(node: SourceNode | undefined, path: SourcePath): SourceNode | undefined {
  let current = node;
  for (const step of path) {
    current = typeof step === 'number' ? itemsOf(current)[step] : entryOf(current, step)?.value;
  }
  return current;
}

/** Text of a scalar that is a string. */
export function textOf(node: SourceNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** Text of a scalar that is a string or a number, as options may be. */
export function wordOf(node: SourceNode | undefined): string | undefined {
  if (node?.kind !== 'scalar') return undefined;
  return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : undefined;
}

/**
 * Range of a part of the text of a scalar, through quotes, escapes, folded lines and indentation. Where the way back is lost, and
 * for anything but a string, the range of the whole scalar.
 * @param start index into the value
 * @param end index after the last character
 */
export function rangeWithin(scalar: SourceScalar, start: number, end: number): TextRange {
  const plain = plainOffset(scalar);
  if (plain !== undefined) {
    const length = scalar.written.length;
    const from = Math.min(start, Math.max(0, length - 1));
    return { start: plain + from, end: plain + Math.max(from, Math.min(end, length)) };
  }
  const places = typeof scalar.value === 'string' ? placesOf(scalar, scalar.value) : undefined;
  if (!places) return scalar.range;
  const last = Math.max(0, places.starts.length - 1);
  const from = places.starts[Math.min(start, last)] ?? scalar.range.start;
  const to = end > start ? places.ends[Math.min(end - 1, last)] : from;
  return { start: from, end: Math.max(from, to ?? scalar.range.end) };
}

/** Where the value of a scalar begins that stands in the file character by character; undefined for any other. */
function plainOffset({ style, written, value, range }: SourceScalar): number | undefined {
  return style === 'plain' && written === value ? range.start : undefined;
}

function placesOf(scalar: SourceScalar, value: string): ScalarPlaces | undefined {
  return scalarPlaces(scalar.written, scalar.style, value, scalar.range.start);
}
