import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { shapesAt } from '../shape.ts';
import {
  entriesOf,
  entryOf,
  itemsOf,
  rangeWithin,
  type SourceNode,
  type SourcePath,
  textOf,
  valueAt,
} from '../source.ts';
import { isTemplateName, TEMPLATE_NAMES, templatesIn } from '../templates.ts';

/** What is wrong with the agent, and with the texts that it or its user reads. */
export function checkAgent(root: SourceNode): Problem[] {
  return [...checkTemplates(root, []), ...checkGoal(root), ...checkTools(root), ...checkDoubles(root)];
}

/** Templates of every text that is filled in; the schema says which. */
function checkTemplates(node: SourceNode, path: SourcePath): Problem[] {
  if (node.kind === 'list') return node.items.flatMap((item, index) => checkTemplates(item, [...path, index]));
  if (node.kind === 'map') return entriesOf(node).flatMap(({ name, value }) => checkTemplates(value, [...path, name]));
  const text = textOf(node);
  if (!text?.includes('{{') || !shapesAt(path).some(({ meaning }) => meaning === 'template')) return [];
  const isGoal = path.join('.') === 'agent.goal';
  const names = Object.keys(TEMPLATE_NAMES).filter((name) => !(isGoal && name === 'agent.goal'));
  return templatesIn(text)
    .filter(({ name }) => !isTemplateName(name) || !names.includes(name))
    .map(({ name, start, end }) => {
      const range = rangeWithin(node, start, end);
      const { sentence, fixes } = suggestion(name, names, range);
      return problem('RL3301', range, `{{${name}}} stands for nothing here. ${sentence}`, fixes);
    });
}

function checkGoal(root: SourceNode): Problem[] {
  const goal = entryOf(valueAt(root, ['agent']), 'goal');
  if (textOf(goal?.value)?.trim() !== '' || !goal) return [];
  const range = goal.value.range.end > goal.value.range.start ? goal.value.range : goal.key.range;
  return [problem('RL3303', range, 'The goal is empty. Say what the agent is asked to do.')];
}

function checkTools(root: SourceNode): Problem[] {
  const entry = entryOf(valueAt(root, ['agent']), 'tools');
  const tools = itemsOf(entry?.value);
  if (!entry || tools.length === 0 || tools.some((tool) => textOf(tool) === 'finish')) return [];
  const message = 'Without the tool finish, a trial only ends at a limit or when the agent stops calling tools.';
  const last = tools.at(-1);
  const canAppend = entry.value.kind === 'list' && entry.value.flow && last;
  const at = last?.range.end ?? 0;
  const fix = { title: 'Add finish', edits: [{ range: { start: at, end: at }, text: ', finish' }] };
  return [problem('RL3302', entry.key.range, message, canAppend ? [fix] : [])];
}

/** Things that are listed twice where once is enough. */
function checkDoubles(root: SourceNode): Problem[] {
  const lists: SourcePath[] = [['agent', 'tools'], ['tags'], ['references']];
  return lists.flatMap((path) => {
    const seen = new Set<string>();
    return itemsOf(valueAt(root, path)).flatMap((item) => {
      const text = textOf(item);
      if (text === undefined) return [];
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew ? [] : [problem('RL3304', item.range, `${text} is listed twice.`)];
    });
  });
}
