/** Values to begin with where the schema allows any of a form: the example and the default that its description names. */
import type { TextRange } from '../problems.ts';
import type { Shape } from '../shape.ts';
import { type Completion, valueItem } from './completion-item.ts';

/** A value in backticks, and one after the word Default. */
const EXAMPLE = /`([^`{]{1,60})`/g;
const DEFAULT = /\bDefault:? `?([\w./-]+?)`?(?:\.(?:\s|$)|,|$)/;

/** Examples and the default of the value that can stand at a place, each only if it is right there. */
export function usualValues(shapes: readonly Shape[], range: TextRange): readonly Completion[] {
  const found = new Map<string, Completion>();
  for (const shape of shapes) {
    if (shape.kind !== 'text' && shape.kind !== 'number' && shape.kind !== 'whole number') continue;
    const usual = DEFAULT.exec(shape.about)?.[1];
    if (usual !== undefined && fits(shape, usual)) found.set(usual, valueItem(usual, 'default', '', range));
    for (const [, example = ''] of isForm(shape) ? shape.about.matchAll(EXAMPLE) : []) {
      if (fits(shape, example) && !found.has(example)) found.set(example, valueItem(example, 'example', '', range));
    }
  }
  if (found.size > 0) return [...found.values()];
  const quantity = shapes.map(({ meaning }) => QUANTITIES[meaning ?? '']).find((example) => example !== undefined);
  return quantity === undefined ? [] : [valueItem(quantity, 'example', '', range)];
}

/** What quantities look like, where nothing more fitting is named. */
const QUANTITIES: Readonly<Record<string, string>> = { size: '1GiB', duration: '90s', count: '200k' };

/** Whether values have a form of their own, so that an example shows it. Any text fits where there is none. */
function isForm(shape: Shape): boolean {
  return !shape.schema.safeParse('any text at all, {}').success;
}

function fits(shape: Shape, text: string): boolean {
  const value = shape.kind === 'text' ? text : Number(text);
  return shape.schema.safeParse(value).success;
}
