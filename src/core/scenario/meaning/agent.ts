import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entryOf, itemsOf, type SourceNode, type SourcePath, textOf, valueAt } from '../source.ts';
import { agentNodes } from './agents.ts';

/** What is wrong with what the agents are asked to do and with what. */
export function checkAgent(root: SourceNode): Problem[] {
  return [...checkGoal(root), ...agentNodes(root).flatMap(checkTools), ...checkDoubles(root)];
}

/** Goals that say nothing, of any agent. */
function checkGoal(root: SourceNode): Problem[] {
  return agentNodes(root).flatMap((agent) => {
    const goal = entryOf(agent, 'goal');
    if (!goal || textOf(goal.value)?.trim() !== '') return [];
    const range = goal.value.range.end > goal.value.range.start ? goal.value.range : goal.key.range;
    return [problem('RL3303', range, 'The goal is empty. Say what the agent is asked to do.')];
  });
}

function checkTools(agent: SourceNode): Problem[] {
  const entry = entryOf(agent, 'tools');
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
  const paths: SourcePath[] = [['tags'], ['references'], ['machine', 'absent']];
  const lists = [
    ...paths.map((path) => valueAt(root, path)),
    ...agentNodes(root).map((agent) => entryOf(agent, 'tools')?.value),
  ];
  return lists.flatMap((list) => {
    const seen = new Set<string>();
    return itemsOf(list).flatMap((item) => {
      const text = textOf(item);
      if (text === undefined) return [];
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew ? [] : [problem('RL3304', item.range, `${text} is listed twice.`)];
    });
  });
}
