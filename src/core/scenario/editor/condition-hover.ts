import type { ASTNode } from '@marcbachmann/cel-js';
import { fieldsOf, nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import { FACT_FUNCTIONS } from '../facts.ts';
import { describeType } from '../finding.ts';
import type { TextRange } from '../problems.ts';
import { rangeWithin, type SourceScalar, textOf } from '../source.ts';
import { type ConditionUse, type KnownName, kindOf, knownNames } from './condition-places.ts';
import { declarationsIn } from './declarations.ts';
import type { ScenarioText } from './scenario-text.ts';

/** What the macros of CEL do, which it does not say itself. */
const MACROS: Readonly<Record<string, string>> = {
  exists: 'Whether the condition holds for at least one element: `files.exists(f, f.size > 0)`.',
  all: 'Whether the condition holds for every element.',
  exists_one: 'Whether the condition holds for exactly one element.',
  filter: 'The elements for which the condition holds.',
  map: 'What the expression gives for each element.',
  has: 'Whether the field is there: `has(f.digest)`.',
  size: 'Number of elements, or length of a text.',
  startsWith: 'Whether the text begins so.',
  endsWith: 'Whether the text ends so.',
  contains: 'Whether the text has this in it.',
  matches: 'Whether the regular expression matches somewhere in the text.',
};

/** What the word at an offset of a condition means. */
export function conditionHover(
  scenario: ScenarioText,
  scalar: SourceScalar,
  use: ConditionUse,
  offset: number,
): { readonly range: TextRange; readonly text: string } | undefined {
  const text = textOf(scalar);
  const tree = text === undefined ? undefined : scenario.trees.treeOf(text, kindOf(use));
  if (!tree) return undefined;
  const predicates = declarationsIn(scenario.root).flatMap(({ kind, name }) => (kind === 'predicate' ? [name] : []));
  const names = knownNames(use, predicates);
  const scope: Scope = new Map(names.map(({ name, type }) => [name, type]));
  for (const { node, scope: known } of nodesOf(tree, scope)) {
    const word = wordIn(node, known, names);
    if (!word) continue;
    const range = rangeWithin(scalar, word.start, word.end);
    if (range.start <= offset && offset <= range.end) return { range, text: word.text };
  }
  return undefined;
}

/** The name, field or function that a node ends or begins with, and what it means. */
function wordIn(
  node: ASTNode,
  scope: Scope,
  names: readonly KnownName[],
): (TextRange & { readonly text: string }) | undefined {
  if (node.op === 'id') {
    const about = names.find(({ name }) => name === node.args)?.about ?? 'One element of the list.';
    const text = `**${node.args}**: ${describeType(scope.get(node.args))}\n\n${about}`;
    return scope.has(node.args) ? { start: node.start, end: node.end, text } : undefined;
  }
  if (node.op === '.') {
    const owner = typeOf(node.args[0], scope);
    const field = fieldsOf(owner)?.[node.args[1]];
    if (!field) return undefined;
    const text = `**${owner}.${node.args[1]}**: ${describeType(field.type)}\n\n${field.about}`;
    return { start: node.end - node.args[1].length, end: node.end, text };
  }
  if (node.op === 'rcall') {
    const [name, owner] = node.args;
    const about = MACROS[name];
    const start = node.input.indexOf(name, owner.end);
    return about !== undefined && start >= 0
      ? { start, end: start + name.length, text: `**${name}**\n\n${about}` }
      : undefined;
  }
  if (node.op !== 'call') return undefined;
  const name = node.args[0];
  const own = Object.entries(FACT_FUNCTIONS).find(([signature]) => signature.startsWith(`${name}(`));
  const text = own ? `**${own[0]}**\n\n${own[1]}` : MACROS[name] && `**${name}**\n\n${MACROS[name]}`;
  return text ? { start: node.start, end: node.start + name.length, text } : undefined;
}
