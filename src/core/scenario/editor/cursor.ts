/**
 * Where the cursor is while a scenario is being written. A name is put in at the cursor and the text read again: where it turns up in
 * the tree says what could be written there, however unfinished the text is.
 */
import type { TextRange } from '../problems.ts';
import { shapesAt } from '../shape.ts';
import { entriesOf, type SourcePath, valueAt } from '../source.ts';
import { readSource } from '../source-reader.ts';
import { placesOf } from './place.ts';

/** The name that stands for what is being written. */
export const CURSOR = 'redline__cursor';

export type Cursor =
  | {
      readonly kind: 'key';
      /** The way to the map that the key is for. */
      readonly path: SourcePath;
      /** Keys that the map already has. */
      readonly present: ReadonlySet<string>;
      /** The word that is being written. */
      readonly range: TextRange;
      /** Whether a colon follows already. */
      readonly hasColon: boolean;
    }
  | {
      readonly kind: 'value';
      readonly path: SourcePath;
      readonly range: TextRange;
      /** Value with `CURSOR` in the place of the word that is being written. */
      readonly value: string;
    };

/** What could be written at an offset; undefined in comments and where nothing of the language belongs. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/^\s*#|\s#/.test(before)) return undefined;
  const start = offset - (/[\w-]*$/.exec(before)?.[0].length ?? 0);
  const end = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const range = { start, end };
  const hasColon = /^[ \t]*:/.test(text.slice(end));
  return (hasColon ? undefined : keyCursor(text, range, ':')) ?? keyCursor(text, range, '') ?? valueCursor(text, range);
}

/** The range of a word together with what is written of it before, such as the `process.` of `process.started`. */
export function widened(range: TextRange, before: string): TextRange {
  return { start: range.start - before.length, end: range.end };
}

function keyCursor(text: string, range: TextRange, colon: ':' | ''): Cursor | undefined {
  const { root } = readSource(text.slice(0, range.start) + CURSOR + colon + text.slice(range.end));
  if (!root) return undefined;
  for (const { part, scalar, path } of placesOf(root)) {
    if (part !== 'key' || scalar.value !== CURSOR) continue;
    const parent = path.slice(0, -1);
    const takesKeys = shapesAt(parent).some(({ kind }) => kind === 'object' || kind === 'record');
    if (!takesKeys) return undefined;
    const present = new Set(entriesOf(valueAt(root, parent)).map(({ name }) => name));
    present.delete(CURSOR);
    return { kind: 'key', path: parent, present, range, hasColon: colon === '' };
  }
  return undefined;
}

function valueCursor(text: string, range: TextRange): Cursor | undefined {
  const { root } = readSource(text.slice(0, range.start) + CURSOR + text.slice(range.end));
  if (!root) return undefined;
  for (const { part, scalar, path } of placesOf(root)) {
    const value = scalar.value;
    if (part === 'value' && typeof value === 'string' && value.includes(CURSOR))
      return { kind: 'value', path, range, value };
  }
  return undefined;
}
