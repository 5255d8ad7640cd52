/** Which names templates can use, by the place of the text that they stand in. */
import type { Shape } from '../shape.ts';
import { entriesOf, entryOf, type SourceNode, type SourcePath, textOf, valueAt } from '../source.ts';
import { TEMPLATE_NAMES } from '../templates.ts';

export interface KnownTemplate {
  readonly name: string;
  readonly about: string;
}

const SCAFFOLD_TEMPLATES: Readonly<Record<string, readonly KnownTemplate[]>> = {
  instructions: [
    { name: 'tools', about: 'The tools and how they are called.' },
    { name: 'format', about: 'How an action is written.' },
  ],
  opening: [{ name: 'task', about: 'The goal.' }],
  result: [
    { name: 'task', about: 'The goal.' },
    { name: 'action', about: 'The action that was carried out.' },
    { name: 'result', about: 'What it gave.' },
    { name: 'finish', about: 'How to end.' },
  ],
};

/** Names that the text at a path can use in double braces. */
export function templateNamesAt(
  target: SourcePath,
  root: SourceNode | undefined,
  shapes: readonly Shape[],
): readonly KnownTemplate[] {
  const [first, name, key] = target;
  const general = shapes.some(({ meaning }) => meaning === 'template')
    ? Object.entries(TEMPLATE_NAMES).map(([each, about]) => ({ name: each, about }))
    : [];
  if (first === 'tools') return [...inputNames(root, String(name)), ...general];
  if (first === 'scaffolds') return [...(SCAFFOLD_TEMPLATES[String(key)] ?? []), ...general];
  if (first === 'replicas' && name === 'goal') {
    return [{ name: 'message', about: 'What its parent sent or left.' }, ...general];
  }
  return general;
}

function inputNames(root: SourceNode | undefined, tool: string): readonly KnownTemplate[] {
  return entriesOf(valueAt(root, ['tools', tool, 'parameters', 'properties'])).map(({ name, value }) => ({
    name: `input.${name}`,
    about: textOf(entryOf(value, 'description')?.value) ?? 'An argument of the call.',
  }));
}
