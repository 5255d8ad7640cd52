/** Tools and scaffolds that the scenario declares, and the judges: their names, their use, and whether a tool answers. */
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { SCAFFOLD_NAMES, TOOL_NAMES } from '../schema.ts';
import { entriesOf, entryOf, itemsOf, type SourceEntry, type SourceNode, textOf } from '../source.ts';
import { agentNames, agentNodes } from './agents.ts';
import type { Declared } from './declared.ts';
import { checkEffects } from './effects.ts';
import { checkParameters } from './json-schema.ts';

/** What is wrong with what a scenario declares for its agents. */
export function checkOwn(declared: Declared): Problem[] {
  const { root } = declared;
  const tools = entriesOf(entryOf(root, 'tools')?.value);
  const scaffolds = entriesOf(entryOf(root, 'scaffolds')?.value);
  const agents = agentNodes(root);
  const offered = new Set(agents.flatMap((agent) => itemsOf(entryOf(agent, 'tools')?.value)).map(textOf));
  const worn = new Set(agents.map((agent) => textOf(entryOf(agent, 'scaffold')?.value)));
  return [
    ...tools.flatMap((tool) => [...checkTool(tool, declared), ...checkOffer(tool, offered, root)]),
    ...scaffolds.flatMap((scaffold) => [
      ...taken(scaffold, SCAFFOLD_NAMES, 'a built-in scaffold'),
      ...checkWorn(scaffold, worn),
    ]),
    ...checkAgentNames(root),
    ...entriesOf(entryOf(root, 'judges')?.value).flatMap(checkScale),
  ];
}

function checkTool(tool: SourceEntry, declared: Declared): Problem[] {
  const replies = itemsOf(entryOf(tool.value, 'replies')?.value);
  return [
    ...taken(tool, TOOL_NAMES, 'a built-in tool'),
    ...checkParameters(entryOf(tool.value, 'parameters')?.value),
    ...checkReplies(tool, replies),
    ...replies.flatMap((reply) => checkEffects(entryOf(reply, 'do')?.value, declared)),
  ];
}

/** A tool has to have something to say to every call, and nothing that it never says. */
function checkReplies(tool: SourceEntry, replies: readonly SourceNode[]): Problem[] {
  const emulate = entryOf(tool.value, 'emulate');
  const always = replies.findIndex((reply) => reply.kind === 'map' && !entryOf(reply, 'when'));
  const twice = repeatedConditions(replies);
  if (tool.value.kind === 'map' && replies.length === 0 && !emulate) {
    const message = `${tool.name} answers nothing. Give it replies, or a model that plays it under emulate.`;
    return [problem('RL3317', tool.key.range, message)];
  }
  if (always < 0) {
    if (emulate || replies.length === 0) return twice;
    const message = `${tool.name} has no reply where none of its conditions holds. Add one without when at the end.`;
    return [...twice, problem('RL3318', tool.key.range, message)];
  }
  const dead = replies.slice(always + 1).map((reply) => entriesOf(reply)[0]?.key.range ?? reply.range);
  const message = 'This is never reached: a reply above has no when, so it always fits.';
  return [
    ...twice,
    ...dead.map((range) => problem('RL3315', range, message)),
    ...(emulate ? [problem('RL3315', emulate.key.range, message)] : []),
  ];
}

/** Replies whose condition is that of another one above. */
function repeatedConditions(replies: readonly SourceNode[]): Problem[] {
  const seen = new Set<string>();
  return replies.flatMap((reply) => {
    const when = entryOf(reply, 'when')?.value;
    const text = textOf(when)?.replace(/\s+/g, ' ').trim();
    if (!when || text === undefined) return [];
    const isKnown = seen.has(text);
    seen.add(text);
    return isKnown
      ? [problem('RL3315', when.range, 'This is never reached: a reply above has the same condition.')]
      : [];
  });
}

function taken({ name, key }: SourceEntry, names: readonly string[], what: string): Problem[] {
  if (!names.includes(name)) return [];
  return [problem('RL3312', key.range, `${name} is ${what}. Give it another name.`)];
}

function checkOffer({ name, key }: SourceEntry, offered: ReadonlySet<string | undefined>, root: SourceNode): Problem[] {
  if (offered.has(name)) return [];
  const tools = entryOf(entryOf(root, 'agent')?.value, 'tools')?.value;
  const last = itemsOf(tools).at(-1);
  const at = last?.range.end ?? 0;
  const edits = [{ range: { start: at, end: at }, text: `, ${name}` }];
  const fixes = tools?.kind === 'list' && tools.flow && last ? [{ title: `Offer ${name} to the agent`, edits }] : [];
  const message = `No agent is offered ${name}. Name it under agent.tools, or take it away.`;
  return [problem('RL3313', key.range, message, fixes)];
}

function checkWorn({ name, key }: SourceEntry, worn: ReadonlySet<string | undefined>): Problem[] {
  if (worn.has(name)) return [];
  return [
    problem('RL3314', key.range, `No agent has the scaffold ${name}. Name it under agent.scaffold, or take it away.`),
  ];
}

function checkAgentNames(root: SourceNode): Problem[] {
  const [first = ''] = agentNames(root);
  return entriesOf(entryOf(root, 'agents')?.value).flatMap(({ name, key }) => {
    if (name === 'all') return [problem('RL3312', key.range, 'all means every agent. Give this one another name.')];
    if (name !== first) return [];
    return [problem('RL3312', key.range, `The first agent is called ${name} already. Give this one another name.`)];
  });
}

function checkScale({ value }: SourceEntry): Problem[] {
  const scale = entryOf(value, 'scale')?.value;
  const [, lowest, highest] = /^(\d+)\.\.(\d+)$/.exec(textOf(scale) ?? '') ?? [];
  if (!scale || lowest === undefined || Number(lowest) < Number(highest)) return [];
  const turned = `${highest}..${lowest}`;
  const fixes =
    lowest === highest ? [] : [{ title: `Change to ${turned}`, edits: [{ range: scale.range, text: turned }] }];
  return [problem('RL3320', scale.range, `A scale goes from its lowest grade to its highest, such as 0..3.`, fixes)];
}
