/** The agents of a scenario, and the tools and scaffolds that they name. */
import { DEFAULTS } from '../defaults.ts';
import { suggestion } from '../nearest.ts';
import { type ProblemCode, problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { SCAFFOLD_NAMES, TOOL_NAMES } from '../schema.ts';
import { entriesOf, entryOf, itemsOf, type SourceNode, textOf } from '../source.ts';

/** The parts that describe an agent: the first one, then the others in the order of the text. */
export function agentNodes(root: SourceNode): readonly SourceNode[] {
  const first = entryOf(root, 'agent')?.value;
  const further = entriesOf(entryOf(root, 'agents')?.value).map(({ value }) => value);
  return first ? [first, ...further] : further;
}

/** Names of the agents, the first one included. */
export function agentNames(root: SourceNode): readonly string[] {
  const first = textOf(entryOf(entryOf(root, 'agent')?.value, 'name')?.value) ?? DEFAULTS.agentName;
  return [first, ...namesIn(root, 'agents')];
}

/** Tools and scaffolds that agents name and that there are not. */
export function checkOffered(root: SourceNode): Problem[] {
  const tools = [...TOOL_NAMES, ...namesIn(root, 'tools')];
  const scaffolds = [...SCAFFOLD_NAMES, ...namesIn(root, 'scaffolds')];
  return agentNodes(root).flatMap((agent) => [
    ...itemsOf(entryOf(agent, 'tools')?.value).flatMap((tool) => undeclared('RL3310', 'tool', tool, tools)),
    ...undeclared('RL3311', 'scaffold', entryOf(agent, 'scaffold')?.value, scaffolds),
  ]);
}

function namesIn(root: SourceNode, part: string): readonly string[] {
  return entriesOf(entryOf(root, part)?.value).map(({ name }) => name);
}

/** The problem of a name that nothing has; none for what is no name at all. */
export function undeclared(
  code: ProblemCode,
  what: string,
  node: SourceNode | undefined,
  names: readonly string[],
): Problem[] {
  const name = textOf(node);
  if (!node || name === undefined || name === '' || names.includes(name)) return [];
  const { sentence, fixes } = suggestion(name, names, node.range);
  return [problem(code, node.range, `No ${what} is called ${name}. ${sentence}`.trim(), fixes)];
}
