/**
 * A condition taken apart: its sub-expressions with the values that they had. What a macro asks of each element is told by how many
 * elements are left when its parts are asked one after another.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { type ConditionKind, conditionEnvironment, type Expression, expressionCompiler } from './conditions.ts';
import type { History, WorldFacts } from './facts.ts';
import type { NamedCondition } from './model.ts';

export interface Explanation {
  /** As it is written in the condition. */
  readonly text: string;
  /** What it came to, in a few words. */
  readonly value: string;
  readonly parts: readonly Explanation[];
}

/** Parts that one explanation has at most, and how deep it goes. */
const MOST_PARTS = 60;
const DEEPEST = 8;
const MOST_CHARACTERS = 120;

/** Macros that ask something of the elements of a list. */
const ASKING = new Set(['exists', 'exists_one', 'all', 'filter']);
/** String literals of CEL. */
const STRINGS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;
const COMPARING: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** Explains conditions of one kind. What it compiled once it keeps. */
export class ConditionExplainer {
  readonly #kind: ConditionKind;
  readonly #names: readonly string[];
  readonly #definitions: ReadonlyMap<string, string>;
  #compile: ((text: string) => Expression | undefined) | undefined;
  readonly #expressions = new Map<string, Expression | undefined>();

  /** @param predicates those that the conditions may use by their names; the facts hold their values */
  constructor(kind: ConditionKind, predicates: readonly NamedCondition[] = []) {
    this.#kind = kind;
    this.#names = predicates.map(({ name }) => name);
    this.#definitions = new Map(predicates.map(({ name, condition }) => [name, condition]));
  }

  /** Explains a condition on the facts as they are. Never throws. */
  explain(text: string, facts: WorldFacts, history: History): Explanation {
    const evaluate = (expression: string): string => this.#evaluate(expression, facts, history);
    const root = this.#parsed(text);
    if (root === undefined) return { text, value: evaluate(text), parts: [] };
    let left = MOST_PARTS;
    const explain = (node: ASTNode, depth: number): Explanation => {
      left -= 1;
      const written = textOf(node);
      const nodes = depth >= DEEPEST ? [] : (this.#defined(node) ?? partsOf(node));
      const parts: Explanation[] = [];
      for (const part of nodes) if (left > 0) parts.push(explain(part, depth + 1));
      const asked = left > 0 ? askedOfElements(node, evaluate) : [];
      left -= asked.length;
      return { text: written, value: evaluate(written), parts: [...parts, ...asked] };
    };
    return explain(root, 0);
  }

  #parsed(text: string): ASTNode | undefined {
    try {
      return conditionEnvironment(this.#kind).parse(text).ast;
    } catch {
      return undefined;
    }
  }

  /** What the name of a predicate stands for; undefined for anything else. */
  #defined(node: ASTNode): readonly ASTNode[] | undefined {
    const definition = node.op === 'id' ? this.#definitions.get(node.args) : undefined;
    const parsed = definition === undefined ? undefined : this.#parsed(definition);
    return parsed === undefined ? undefined : [parsed];
  }

  #evaluate(text: string, facts: WorldFacts, history: History): string {
    this.#compile ??= expressionCompiler(this.#kind, this.#names);
    if (!this.#expressions.has(text)) this.#expressions.set(text, this.#compile(text));
    const expression = this.#expressions.get(text);
    if (expression === undefined) return 'cannot be evaluated';
    try {
      return shown(expression(facts, history));
    } catch (error) {
      return `cannot be evaluated: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}

/** What a macro asks of each element: how many there are, and how many are left after each part of the question. */
function askedOfElements(node: ASTNode, evaluate: (text: string) => string): Explanation[] {
  if (node.op !== 'rcall' || !ASKING.has(node.args[0])) return [];
  const [, list, [variable, question]] = node.args;
  if (variable?.op !== 'id' || question === undefined) return [];
  const of = textOf(list);
  const conjuncts = chainOf(question, '&&').map(textOf);
  return [
    { text: of, value: elements(evaluate(`${of}.size()`)), parts: [] },
    ...conjuncts.map((conjunct, index) => {
      const together = conjuncts
        .slice(0, index + 1)
        .map((one) => `(${one})`)
        .join(' && ');
      const count = evaluate(`${of}.filter(${variable.args}, ${together}).size()`);
      return { text: index === 0 ? conjunct : `&& ${conjunct}`, value: elements(count), parts: [] };
    }),
  ];
}

/** Sub-expressions that say something of their own and need no name that only the condition binds. */
function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case '&&':
    case '||':
      return chainOf(node, node.op);
    case '!_':
      return [node.args];
    case '?:':
      return node.args;
    default:
      return COMPARING.has(node.op) && Array.isArray(node.args)
        ? (node.args as readonly ASTNode[]).filter((part) => part.op !== 'value' && part.op !== 'list')
        : [];
  }
}

/** The links of `a && b && c`, however they are nested. */
function chainOf(node: ASTNode, op: '&&' | '||'): readonly ASTNode[] {
  return node.op === op ? node.args.flatMap((part) => chainOf(part, op)) : [node];
}

/** The text of a node. Where it begins or ends with a group, the parser leaves the outermost parenthesis of the group out. */
function textOf({ input, start, end }: ASTNode): string {
  const code = input.replace(STRINGS, (string) => ' '.repeat(string.length));
  let unclosed = 0;
  let unopened = 0;
  for (const [parenthesis] of code.slice(start, end).matchAll(/[()]/g)) {
    if (parenthesis === '(') unclosed += 1;
    else if (unclosed > 0) unclosed -= 1;
    else unopened += 1;
  }
  const [before = ''] = new RegExp(`(?:\\(\\s*){${unopened}}$`).exec(code.slice(0, start)) ?? [];
  const [after = ''] = new RegExp(`^(?:\\s*\\)){${unclosed}}`).exec(code.slice(end)) ?? [];
  return input.slice(start - before.length, end + after.length);
}

function elements(count: string): string {
  if (!/^\d+$/.test(count)) return count;
  return count === '1' ? '1 element' : `${count} elements`;
}

/** A value in a few words. */
function shown(value: unknown): string {
  if (typeof value === 'string') return cut(JSON.stringify(value));
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((one) => typeof one !== 'object'))
      return cut(`[${value.map(shown).join(', ')}]`);
    return elements(String(value.length));
  }
  if (typeof value !== 'object' || value === null) return String(value);
  // The first field of each type of facts is what names it: a path, a pid.
  const prototype: object = Object.getPrototypeOf(value) ?? {};
  const [name] = Object.keys(prototype);
  return name === undefined ? 'an object' : cut(`${name} ${shown(Reflect.get(value, name))}`);
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
