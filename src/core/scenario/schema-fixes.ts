import type { ProblemFix } from './problems.ts';
import { optionsOf, type Shape } from './shape.ts';
import type { SourceMap, SourceNode } from './source.ts';

/** Puts a part that is missing at the end of its map, with a value to be filled in. */
export function missingPartFix(map: SourceMap, key: string, shape: Shape | undefined, text: string): ProblemFix[] {
  const last = map.entries.at(-1);
  const first = map.entries[0];
  const title = `Add ${key}`;
  if (map.flow || !first || !last) {
    if (text[map.range.end - 1] !== '}') return [];
    const at =
      map.entries.length > 0 && last ? Math.max(last.key.range.end, last.value.range.end) : map.range.start + 1;
    const comma = last ? ', ' : ' ';
    return [{ title, edits: [{ range: { start: at, end: at }, text: `${comma}${key}: ${flowPlaceholder(shape)}` }] }];
  }
  const column = first.key.range.start - (text.lastIndexOf('\n', first.key.range.start - 1) + 1);
  const at = lineEnd(text, Math.max(last.key.range.end, last.value.range.end));
  const indent = ' '.repeat(column);
  return [
    { title, edits: [{ range: { start: at, end: at }, text: `\n${indent}${key}:${blockPlaceholder(shape, indent)}` }] },
  ];
}

/** Mends values of the wrong kind that only lack quotes, or have quotes too many, or are one item without its list. */
export function mistypedValueFixes(node: SourceNode, shape: Shape, text: string): ProblemFix[] {
  const written = text.slice(node.range.start, node.range.end);
  const replace = (title: string, by: string): ProblemFix[] => [{ title, edits: [{ range: node.range, text: by }] }];
  const options = optionsOf(shape);
  const takesText = options.some(({ kind }) => kind === 'text' || kind === 'choice');
  if (takesText && !written.includes('\n') && (node.kind === 'scalar' || node.flow)) {
    return replace('Put it in quotes', `"${written.replace(/["\\]/g, '\\$&')}"`);
  }
  if (node.kind !== 'scalar' || written.includes('\n')) return [];
  if (options.some(({ kind }) => kind === 'list')) return replace('Make it a list', `[${written}]`);
  const takesNumber = options.some(({ kind }) => kind === 'number' || kind === 'whole number');
  if (takesNumber && typeof node.value === 'string' && /^\d+$/.test(node.value))
    return replace('Take the quotes away', node.value);
  return [];
}

function flowPlaceholder(shape: Shape | undefined): string {
  switch (shape?.kind) {
    case 'list':
      return '[]';
    case 'object':
      return `{ ${requiredKeys(shape)
        .map(([key, child]) => `${key}: ${flowPlaceholder(child)}`)
        .join(', ')} }`;
    case 'record':
      return '{}';
    default:
      return '""';
  }
}

function blockPlaceholder(shape: Shape | undefined, indent: string): string {
  if (shape?.kind !== 'object') return ` ${flowPlaceholder(shape)}`;
  return requiredKeys(shape)
    .map(([key, child]) => `\n${indent}  ${key}:${blockPlaceholder(child, `${indent}  `)}`)
    .join('');
}

function requiredKeys(shape: Extract<Shape, { kind: 'object' }>): [string, Shape][] {
  return [...shape.keys].flatMap(([key, { shape: child, required }]) =>
    required ? [[key, child] as [string, Shape]] : [],
  );
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
