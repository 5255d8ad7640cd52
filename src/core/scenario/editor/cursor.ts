/**
 * Where the cursor is while a scenario is being written. A name is put in at the cursor and the lines around it are read again: where it
 * turns up in the tree says what could be written there, however unfinished the text is.
 */
import type { TextRange } from '../problems.ts';
import { entriesOf, type SourceNode, type SourcePath, valueAt } from '../source.ts';
import { readSource } from '../source-reader.ts';
import { excerptAround } from './excerpt.ts';
import { isOverrides, type Place, placesOf, shapesOf, targetOf } from './place.ts';

/** The name that stands for what is being written. */
export const CURSOR = 'redline__cursor';

interface CursorBase {
  /** The part of the scenario that is meant, where a variant changes one; else the same as `path`. */
  readonly target: SourcePath;
  /** The word that is being written. */
  readonly range: TextRange;
  /** The tree of the lines around the cursor. */
  readonly root: SourceNode;
}

export interface KeyCursor extends CursorBase {
  readonly kind: 'key';
  /** The way to the map that the key is for. */
  readonly path: SourcePath;
  /** Keys that the map already has. */
  readonly present: ReadonlySet<string>;
  /** Whether a colon follows already. */
  readonly hasColon: boolean;
  /** The key with `CURSOR` in the place of the word that is being written. */
  readonly value: string;
  /** The key is written in braces. */
  readonly flow: boolean;
}

export interface ValueCursor extends CursorBase {
  readonly kind: 'value';
  readonly path: SourcePath;
  /** Value with `CURSOR` in the place of the word that is being written. */
  readonly value: string;
}

export type Cursor = KeyCursor | ValueCursor;

/** What could be written at an offset; undefined in comments and where nothing of the language belongs. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/^\s*#|\s#/.test(before)) return undefined;
  const start = offset - (/[\w-]*$/.exec(before)?.[0].length ?? 0);
  const end = offset + (/^[\w-]*/.exec(text.slice(offset, offset + LONGEST_WORD))?.[0].length ?? 0);
  const excerpt = excerptAround(text, offset);
  const shift = offset - excerpt.offset;
  const range = { start: start - shift, end: end - shift };
  const hasColon = /^[ \t]*:/.test(excerpt.text.slice(range.end));
  const asKey = (): KeyCursor | undefined =>
    (hasColon ? undefined : keyCursor(excerpt.text, range, ':')) ?? keyCursor(excerpt.text, range, '');
  const cursor = (excerpt.isText ? undefined : asKey()) ?? valueCursor(excerpt.text, range);
  return cursor && { ...cursor, range: { start, end } };
}

const LONGEST_WORD = 200;

/** The range of a word together with what is written of it before, such as the `process.` of `process.started`. */
export function widened(range: TextRange, before: string): TextRange {
  return { start: range.start - before.length, end: range.end };
}

/** What is written of a value or key before the cursor. */
export function writtenBefore({ value }: { readonly value: string }): string {
  return value.slice(0, Math.max(0, value.indexOf(CURSOR)));
}

function keyCursor(text: string, range: TextRange, colon: ':' | ''): KeyCursor | undefined {
  const { root } = readSource(text.slice(0, range.start) + CURSOR + colon + text.slice(range.end));
  const place = root && placeOfCursor(root, 'key');
  if (!root || !place) return undefined;
  const path = place.path.slice(0, -1);
  const target = targetOf(path);
  const takesKeys = isOverrides(path) || shapesOf(target).some(({ kind }) => kind === 'object' || kind === 'record');
  if (!takesKeys) return undefined;
  const value = String(place.path.at(-1));
  const parent = valueAt(root, path);
  const present = new Set(entriesOf(parent).map(({ name }) => name));
  present.delete(value);
  const flow = parent?.kind === 'map' && parent.flow;
  return { kind: 'key', path, target, present, range, hasColon: colon === '', value, flow, root };
}

function valueCursor(text: string, range: TextRange): ValueCursor | undefined {
  const { root } = readSource(text.slice(0, range.start) + CURSOR + text.slice(range.end));
  const place = root && placeOfCursor(root, 'value');
  const value = place?.scalar.value;
  if (!root || !place || typeof value !== 'string') return undefined;
  return { kind: 'value', path: place.path, target: place.target, range, value, root };
}

function placeOfCursor(root: SourceNode, part: Place['part']): Place | undefined {
  for (const place of placesOf(root)) {
    const { value } = place.scalar;
    if (place.part === part && typeof value === 'string' && value.includes(CURSOR)) return place;
  }
  return undefined;
}
