/** Walking the tree of a condition and telling the types in it. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { FACT_TYPES } from './facts.ts';
import { inputFields } from './tool-input.ts';

/** Types of the names that are known at a place, by name. A type is written as in `facts.ts`; undefined is not known. */
export type Scope = ReadonlyMap<string, string | undefined>;

/** Functions that bind a name for each element of a list: `files.exists(f, …)`. */
const BINDING = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** Nodes directly below a node, in the order of the text. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Every node with the names that are known there, outermost first. The name that a function binds is not among them. */
export function* nodesOf(node: ASTNode, scope: Scope): Generator<{ readonly node: ASTNode; readonly scope: Scope }> {
  const waiting = [{ node, scope }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    const binding = bindingOf(next.node, next.scope);
    for (const child of childrenOf(next.node).toReversed()) {
      if (child === binding?.declaration) continue;
      waiting.push({ node: child, scope: binding && child !== binding.list ? binding.scope : next.scope });
    }
  }
}

/** The names that are known in what a function is asked for each element; undefined for a node that binds none. */
export function boundScope(node: ASTNode, scope: Scope): Scope | undefined {
  return bindingOf(node, scope)?.scope;
}

function bindingOf(
  node: ASTNode,
  scope: Scope,
): { readonly declaration: ASTNode; readonly list: ASTNode; readonly scope: Scope } | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, list, args] = node.args;
  const [declaration] = args;
  if (declaration?.op !== 'id' || args.length < 2) return undefined;
  if (BINDING.has(name)) {
    return { declaration, list, scope: new Map([...scope, [declaration.args, elementOf(typeOf(list, scope))]]) };
  }
  const bound = name === 'bind' && list.op === 'id' && list.args === 'cel' ? args[1] : undefined;
  return bound && { declaration, list, scope: new Map([...scope, [declaration.args, typeOf(bound, scope)]]) };
}

/** Type of the elements of a list type. */
export function elementOf(type: string | undefined): string | undefined {
  return /^list<(.+)>$/.exec(type ?? '')?.[1];
}

/** Fields of a type by name, with type and description; undefined for types without fields. */
export function fieldsOf(
  type: string | undefined,
): Readonly<Record<string, { readonly type: string; readonly about: string }>> | undefined {
  if (type === undefined) return undefined;
  return Object.entries(FACT_TYPES).find(([name]) => name === type)?.[1] ?? inputFields(type);
}

/** Type of a node as far as it can be told without the types of functions. */
export function typeOf(node: ASTNode, scope: Scope): string | undefined {
  switch (node.op) {
    case 'value':
      return typeOfLiteral(node.args);
    case 'id':
      return scope.get(node.args);
    case '.':
      return fieldsOf(typeOf(node.args[0], scope))?.[node.args[1]]?.type;
    case '[]':
      return elementOf(typeOf(node.args[0], scope));
    case 'list': {
      const first = node.args[0];
      const element = first && typeOf(first, scope);
      return element && `list<${element}>`;
    }
    case '?:':
      return typeOf(node.args[1], scope);
    case 'rcall':
      return typeOfMethod(node, scope);
    case '&&':
    case '||':
    case '!_':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      return 'bool';
    default:
      return undefined;
  }
}

function typeOfMethod(node: Extract<ASTNode, { op: 'rcall' }>, scope: Scope): string | undefined {
  const [name, list, args] = node.args;
  const last = args.at(-1);
  switch (name) {
    case 'filter':
      return typeOf(list, scope);
    case 'map': {
      const element = last && typeOf(last, bindingOf(node, scope)?.scope ?? scope);
      return element && `list<${element}>`;
    }
    case 'size':
      return 'int';
    case 'all':
    case 'exists':
    case 'exists_one':
      return 'bool';
    default:
      return undefined;
  }
}

function typeOfLiteral(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'int';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    default:
      return undefined;
  }
}
