import type { TextRange } from '../problems.ts';

/** Something that can be written at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: 'key' | 'value' | 'name' | 'field' | 'function' | 'file' | 'folder' | 'unit';
  /** What kind of thing it is, in a few words. */
  readonly detail: string;
  /** What it means; may be empty. */
  readonly about: string;
  /** What is replaced. */
  readonly range: TextRange;
  readonly text: string;
}

/** A value as it is written. */
export function valueItem(label: string, detail: string, about: string, range: TextRange): Completion {
  return { label, kind: 'value', detail, about, range, text: label };
}

/** A name that something was given. */
export function nameItem(label: string, detail: string, about: string, range: TextRange): Completion {
  return { label, kind: 'name', detail, about, range, text: label };
}
