/** Which names a text can use in double braces, by the place where it stands. */
import { entriesOf, type SourceNode, type SourcePath, valueAt } from './source.ts';
import { TEMPLATE_NAMES } from './templates.ts';
import { argumentsOf } from './tool-input.ts';

/** Names that wordings of scaffolds can use, by key, with what they stand for. */
const SCAFFOLD_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  instructions: { tools: 'The tools and what they take.', format: 'How a reply is written.', finish: 'How to end.' },
  opening: {
    task: 'The goal.',
    tools: 'The tools and what they take.',
    format: 'How a reply is written.',
    finish: 'How to end.',
  },
  result: {
    task: 'The goal.',
    action: 'The action that was carried out.',
    result: 'What came of it.',
    tools: 'The tools and what they take.',
    format: 'How a reply is written.',
    finish: 'How to end.',
  },
  reminder: {
    task: 'The goal.',
    tools: 'The tools and what they take.',
    format: 'How a reply is written.',
    finish: 'How to end.',
  },
  finish: {},
};

/**
 * The names that a template at a path of a scenario can use, with what they stand for.
 * @param root the tree of the scenario, for the arguments of its tools
 */
export function templateNamesAt(path: SourcePath, root: SourceNode | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const [part, name, key] = path;
  if (part === 'replicas' && name === 'goal') names.set('message', 'What its parent sent or left.');
  if (part === 'scaffolds') {
    for (const [own, about] of Object.entries(SCAFFOLD_NAMES[String(key)] ?? {})) names.set(own, about);
  }
  if (part === 'tools' && key === 'replies') {
    const tool = entriesOf(valueAt(root, ['tools'])).find((entry) => entry.name === name)?.value;
    for (const argument of argumentsOf(tool)) names.set(`input.${argument.name}`, argument.about);
  }
  for (const [general, about] of Object.entries(TEMPLATE_NAMES)) names.set(general, about);
  if (key === 'goal' || (part === 'agent' && name === 'goal')) names.delete('agent.goal');
  return names;
}
