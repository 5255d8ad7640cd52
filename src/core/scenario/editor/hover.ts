/** What a scenario's words mean, where they stand. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { fieldsOf, nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import { type ConditionKind, conditionEnvironment, conditionNames } from '../conditions.ts';
import { FACT_FUNCTIONS } from '../facts.ts';
import { describeType } from '../finding.ts';
import { declaredIn } from '../meaning/declared.ts';
import type { TextRange } from '../problems.ts';
import { describeShape, type Shape, shapesAt } from '../shape.ts';
import { entryOf, rangeWithin, type SourceNode, type SourcePath, type SourceScalar, textOf } from '../source.ts';
import { readSource } from '../source-reader.ts';
import { isTemplateName, TEMPLATE_NAMES, templatesIn } from '../templates.ts';
import { isConditionPath, namesProgram } from './completion.ts';
import { placeAt } from './place.ts';

export interface Hover {
  readonly range: TextRange;
  /** Markdown. */
  readonly text: string;
}

/** What the word at an offset means; undefined where there is nothing to say. */
export function hoverAt(text: string, offset: number): Hover | undefined {
  const { root } = readSource(text);
  const place = root && placeAt(root, offset);
  if (!root || !place) return undefined;
  const { part, scalar, path } = place;
  if (part === 'key') return keyHover(path, scalar);
  if (isConditionPath(path)) return conditionHover(scalar, path[0] === 'flags' ? 'event' : 'world', offset);
  return programHover(root, path, scalar) ?? templateHover(scalar, offset) ?? keyHover(path, scalar);
}

function keyHover(path: SourcePath, scalar: SourceScalar): Hover | undefined {
  const shape = describedShape(path);
  if (!shape) return undefined;
  const name = path.findLast((step) => typeof step === 'string') ?? '';
  const kind = [...new Set(shapesAt(path).map(describeShape))].join(' or ');
  return { range: scalar.range, text: `**${name}**: ${kind}\n\n${shape.about}` };
}

/** The shape at a path; of the list around it or the record that it is a name in, where it has no description of its own. */
function describedShape(path: SourcePath): Shape | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = shapesAt(path.slice(0, length - 1));
    for (const shape of parent) {
      if (shape.kind === 'object') {
        const own = shape.keys.get(String(path[length - 1]))?.shape;
        if (own?.about) return own;
      }
    }
    const own = shapesAt(path.slice(0, length)).find(({ about }) => about !== '');
    if (own) return own;
  }
  return undefined;
}

function programHover(root: SourceNode, path: SourcePath, scalar: SourceScalar): Hover | undefined {
  const program = namesProgram(path) ? declaredIn(root).programs.get(String(scalar.value)) : undefined;
  if (!program) return undefined;
  const about = textOf(entryOf(program.node, 'about')?.value) ?? '';
  const command = textOf(entryOf(program.node, 'command')?.value) ?? '';
  return { range: scalar.range, text: `**${program.name}**: program\n\n${about}\n\n\`${command}\`` };
}

function templateHover(scalar: SourceScalar, offset: number): Hover | undefined {
  const text = textOf(scalar);
  if (!text?.includes('{{')) return undefined;
  for (const { name, start, end } of templatesIn(text)) {
    const range = rangeWithin(scalar, start, end);
    if (!isTemplateName(name) || offset < range.start || offset > range.end) continue;
    return { range, text: `**${name}**: template\n\n${TEMPLATE_NAMES[name]}` };
  }
  return undefined;
}

function conditionHover(scalar: SourceScalar, kind: ConditionKind, offset: number): Hover | undefined {
  const text = textOf(scalar);
  const tree = text === undefined ? undefined : parsed(text, kind);
  if (!tree) return undefined;
  const scope: Scope = new Map(Object.entries(conditionNames(kind)).map(([name, { type }]) => [name, type]));
  for (const { node, scope: known } of nodesOf(tree, scope)) {
    const word = wordIn(node, known, kind);
    if (!word) continue;
    const range = rangeWithin(scalar, word.start, word.end);
    if (range.start <= offset && offset <= range.end) return { range, text: word.text };
  }
  return undefined;
}

function parsed(text: string, kind: ConditionKind): ASTNode | undefined {
  try {
    return conditionEnvironment(kind).parse(text).ast;
  } catch {
    return undefined;
  }
}

/** The name, field or function that a node ends or begins with, and what it means. */
function wordIn(node: ASTNode, scope: Scope, kind: ConditionKind): (TextRange & { readonly text: string }) | undefined {
  if (node.op === 'id') {
    const about = conditionNames(kind)[node.args]?.about ?? 'One element of the list.';
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
  if (node.op !== 'call') return undefined;
  const name = node.args[0];
  const own = Object.entries(FACT_FUNCTIONS).find(([signature]) => signature.startsWith(`${name}(`));
  return own && { start: node.start, end: node.start + name.length, text: `**${own[0]}**\n\n${own[1]}` };
}
