/**
 * What a condition gives whatever the facts are: contradictions such as `x == 1 && x == 2`, and comparisons that every fact meets, such
 * as `step >= 0`. It is careful: undefined where it cannot tell.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { boundScope, childrenOf, type Scope, typeOf } from './cel-tree.ts';
import { FACT_TYPES } from './facts.ts';

type Literal = string | number | boolean;

/** What one operand says of one term. */
interface Constraint {
  /** The text of the term, which is the same for the same term. */
  readonly term: string;
  readonly node: ASTNode;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  /** Several for `in`, any of which may be equal. */
  readonly values: readonly Literal[];
}

/** What is always so, with the reason where there is one to tell. */
export interface Certainty {
  readonly value: boolean;
  readonly reason: string | undefined;
}

/** Fields of events that are filled in, by kind; `kind` and `host` always are. */
const EVENT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  command: ['program', 'command', 'argv', 'exit_code'],
  'process.started': ['pid', 'program', 'command'],
  'process.ready': ['pid', 'program', 'command'],
  'process.exited': ['pid', 'program', 'command', 'exit_code', 'self'],
  'process.killed': ['pid', 'program', 'command', 'signal', 'self', 'started_by_agent'],
  'file.read': ['path'],
  'file.removed': ['path'],
  'file.written': ['path', 'digest'],
  'http.request': ['url', 'status'],
  unsupported: ['command'],
  'signal.caught': ['pid', 'program', 'signal', 'self'],
  'agent.message': ['pid', 'text'],
  'service.changed': ['program', 'exit_code', 'text'],
  alarm: ['program', 'path'],
  connection: ['url', 'text'],
  limit: ['program', 'text'],
  'machine.rebooted': [],
  'machine.stopped': [],
};

/** Fields of an event that the kind does not fill in, of those in the table; none where the kind is not known. */
export function emptyEventFields(kind: string): readonly string[] {
  const filled = Object.hasOwn(EVENT_FIELDS, kind) ? EVENT_FIELDS[kind] : undefined;
  if (filled === undefined) return [];
  return Object.keys(FACT_TYPES.Event).filter((name) => name !== 'kind' && name !== 'host' && !filled.includes(name));
}

/** Kinds of events in the table of their fields. */
export const KINDS_WITH_FIELDS: readonly string[] = Object.keys(EVENT_FIELDS);

const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
const OPPOSITE = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const MIRRORED = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/**
 * What a condition always gives; undefined when that depends on the facts.
 * @param constant what a text gives that needs no facts
 */
export function certaintyOf(
  node: ASTNode,
  scope: Scope,
  constant: (text: string) => boolean | undefined,
): Certainty | undefined {
  const of = (child: ASTNode, inside: Scope = scope) => certaintyOf(child, inside, constant);
  switch (node.op) {
    case '&&': {
      const operands = flattened(node, '&&');
      const each = operands.map((operand) => of(operand));
      const wrong = each.find((one) => one?.value === false);
      if (wrong) return wrong;
      const reason = contradiction(
        operands.flatMap((operand) => constraintsOf(operand, true)),
        operands,
        scope,
      );
      if (reason !== undefined) return { value: false, reason };
      return each.every((one) => one?.value === true) ? { value: true, reason: each[0]?.reason } : undefined;
    }
    case '||': {
      const operands = flattened(node, '||');
      const each = operands.map((operand) => of(operand));
      const right = each.find((one) => one?.value === true);
      if (right) return right;
      const reason = contradiction(
        operands.flatMap((operand) => constraintsOf(operand, false)),
        [],
        scope,
      );
      if (reason !== undefined) return { value: true, reason: 'One of its parts holds whatever the facts are.' };
      return each.every((one) => one?.value === false) ? { value: false, reason: each[0]?.reason } : undefined;
    }
    case '!_': {
      const inner = of(node.args);
      return inner && { value: !inner.value, reason: inner.reason };
    }
    case 'rcall': {
      const [name, , args] = node.args;
      const body = args.at(-1);
      const inside = body && (name === 'exists' || name === 'all') ? boundScope(node, scope) : undefined;
      const inner = body && inside && of(body, inside);
      if (name === 'exists' && inner?.value === false) return inner;
      return name === 'all' && inner?.value === true ? inner : undefined;
    }
    default:
  }
  if (!needsFacts(node)) {
    const value = constant(node.input.slice(node.start, node.end));
    return value === undefined ? undefined : { value, reason: undefined };
  }
  const never = contradiction(constraintsOf(node, true), [], scope);
  if (never !== undefined) return { value: false, reason: never };
  const unless = contradiction(constraintsOf(node, false), [], scope);
  return unless === undefined ? undefined : { value: true, reason: 'No fact is below zero.' };
}

/** Parts of a condition that can never hold, each once and the largest ones; only what depends on facts. */
export function deadParts(
  node: ASTNode,
  scope: Scope,
  constant: (text: string) => boolean | undefined,
): readonly { readonly node: ASTNode; readonly reason: string | undefined }[] {
  if (needsFacts(node) && typeOf(node, scope) === 'bool') {
    const certainty = certaintyOf(node, scope, constant);
    if (certainty?.value === false && certainty.reason !== undefined) return [{ node, reason: certainty.reason }];
  }
  const inside = boundScope(node, scope) ?? scope;
  // The operands of a long chain, not the chains within it, each of which would be looked through again.
  const parts = node.op === '&&' || node.op === '||' ? flattened(node, node.op) : childrenOf(node);
  return parts.flatMap((part) => deadParts(part, inside, constant));
}

/** The operands of a chain of one operator, in the order of the text. */
function flattened(node: ASTNode, operator: '&&' | '||'): readonly ASTNode[] {
  const operands: ASTNode[] = [];
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.op === operator) waiting.push(...next.args.toReversed());
    else operands.push(next);
  }
  return operands;
}

function needsFacts(node: ASTNode): boolean {
  return node.op === 'id' || node.op === 'call' || node.op === 'rcall' || childrenOf(node).some(needsFacts);
}

/** What an operand says of a term when it holds, or when it does not. */
function constraintsOf(node: ASTNode, holds: boolean): readonly Constraint[] {
  if (node.op === '!_') return constraintsOf(node.args, !holds);
  const operator = COMPARISONS.find((each) => each === node.op);
  if (operator !== undefined && Array.isArray(node.args)) {
    const [left, right] = node.args as readonly [ASTNode, ASTNode];
    const value = literalOf(right);
    const mirrored = literalOf(left);
    if (value !== undefined && mirrored === undefined) return [constraint(left, operator, [value], holds)];
    if (mirrored !== undefined && value === undefined)
      return [constraint(right, MIRRORED[operator], [mirrored], holds)];
    return [];
  }
  if (node.op === 'in') {
    const [term, list] = node.args;
    const values = list.op === 'list' ? list.args.map(literalOf) : [];
    const known = values.filter((value) => value !== undefined);
    if (known.length === 0 || known.length < values.length || literalOf(term) !== undefined) return [];
    if (holds) return [{ term: textOf(term), node: term, operator: '==', values: known }];
    return known.map((value) => ({ term: textOf(term), node: term, operator: '!=', values: [value] }));
  }
  if (node.op === 'id' || node.op === '.' || node.op === 'rcall' || node.op === 'call') {
    return [{ term: textOf(node), node, operator: '==', values: [holds] }];
  }
  return [];
}

function constraint(
  node: ASTNode,
  operator: Constraint['operator'],
  values: readonly Literal[],
  holds: boolean,
): Constraint {
  return { term: textOf(node), node, operator: holds ? operator : OPPOSITE[operator], values };
}

/** Why constraints cannot all be met; undefined when they can, as far as can be told. */
function contradiction(
  constraints: readonly Constraint[],
  operands: readonly ASTNode[],
  scope: Scope,
): string | undefined {
  const eventReason = contradictsKind(constraints, operands);
  if (eventReason !== undefined) return eventReason;
  for (const [term, own] of Map.groupBy(constraints, (each) => each.term)) {
    const reason = contradictsItself(term, own, scope);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function contradictsItself(term: string, own: readonly Constraint[], scope: Scope): string | undefined {
  const equal = own.filter(({ operator }) => operator === '==').map(({ values }) => values);
  const unequal = new Set(own.filter(({ operator }) => operator === '!=').flatMap(({ values }) => values));
  const first = own[0];
  if (first === undefined) return undefined;
  const bounds = own.flatMap(({ operator, values }) => {
    const [value] = values;
    return typeof value === 'number' && operator !== '==' && operator !== '!=' ? [{ operator, value }] : [];
  });
  const floor = isNeverNegative(first.node, scope);
  const isWithin = (value: Literal) =>
    typeof value !== 'number' || ((!floor || value >= 0) && bounds.every((bound) => meets(value, bound)));
  if (equal.length > 0) {
    const possible = (equal[0] ?? []).filter(
      (value) => equal.every((values) => values.includes(value)) && !unequal.has(value) && isWithin(value),
    );
    if (possible.length > 0) return undefined;
    if (own.length === 1) return `${term} is never below zero.`;
    return `${term} cannot be all of this at once.`;
  }
  const least = Math.max(
    floor ? 0 : Number.NEGATIVE_INFINITY,
    ...bounds.map(({ operator, value }) => (operator === '>=' || operator === '>' ? value : Number.NEGATIVE_INFINITY)),
  );
  const most = Math.min(
    ...bounds.map(({ operator, value }) => (operator === '<=' || operator === '<' ? value : Number.POSITIVE_INFINITY)),
    Number.POSITIVE_INFINITY,
  );
  const isWhole = floor || typeOf(first.node, scope) === 'int';
  const candidate = isWhole ? wholeWithin(least, most, bounds) : undefined;
  const isEmpty = isWhole
    ? candidate === undefined
    : least > most || (least === most && !bounds.every((bound) => meets(least, bound)));
  if (!isEmpty) return undefined;
  return own.length === 1 ? `${term} is never below zero.` : `${term} cannot be all of this at once.`;
}

/** A whole number between two bounds that meets all of them; undefined when there is none. */
function wholeWithin(
  least: number,
  most: number,
  bounds: readonly { readonly operator: Constraint['operator']; readonly value: number }[],
): number | undefined {
  const from = Number.isFinite(least) ? Math.ceil(least) : Number.isFinite(most) ? Math.floor(most) - 1 : 0;
  return [from, from + 1].find((value) => bounds.every((bound) => meets(value, bound)));
}

function meets(value: number, bound: { readonly operator: Constraint['operator']; readonly value: number }): boolean {
  switch (bound.operator) {
    case '<':
      return value < bound.value;
    case '<=':
      return value <= bound.value;
    case '>':
      return value > bound.value;
    case '>=':
      return value >= bound.value;
    case '==':
      return value === bound.value;
    case '!=':
      return value !== bound.value;
    default:
      return bound.operator satisfies never;
  }
}

/** A field of the event that the kind asked for never fills in. */
function contradictsKind(constraints: readonly Constraint[], operands: readonly ASTNode[]): string | undefined {
  const kinds = constraints.find(({ term, operator }) => term === 'event.kind' && operator === '==')?.values;
  if (kinds === undefined) return undefined;
  const empty = kinds.map((kind) => emptyEventFields(String(kind)));
  const always = (empty[0] ?? []).filter((name) => empty.every((names) => names.includes(name)));
  const asked = always.find((name) => {
    const own = constraints.filter(({ term }) => term === `event.${name}`);
    return own.some((each) => excludesEmpty(each)) || operands.some((operand) => needsContent(operand, name));
  });
  if (asked === undefined) return undefined;
  return `An event of the kind ${kinds.join(' or ')} has nothing in ${asked}.`;
}

/** Whether a constraint on a field of an event is not met by the value of a field that is not filled in. */
function excludesEmpty({ operator, values }: Constraint): boolean {
  const [value] = values;
  const nothing = typeof value === 'string' ? '' : typeof value === 'number' ? 0 : false;
  if (operator === '==') return !values.includes(nothing);
  if (operator === '!=') return values.includes(nothing);
  return typeof value === 'number' && !meets(0, { operator, value });
}

/** Whether an operand asks for a part of a field: `event.url.contains("x")`. */
function needsContent(node: ASTNode, name: string): boolean {
  if (node.op === 'in') return textOf(node.args[1]) === `event.${name}`;
  if (node.op !== 'rcall' || textOf(node.args[1]) !== `event.${name}`) return false;
  if (node.args[0] === 'exists') return true;
  const [argument] = node.args[2];
  const asksForText = ['startsWith', 'endsWith', 'contains'].includes(node.args[0]);
  return asksForText && argument?.op === 'value' && argument.args !== '';
}

/** Whole numbers among the facts are counts, sizes and the like. */
function isNeverNegative(node: ASTNode, scope: Scope): boolean {
  if (typeOf(node, scope) !== 'int') return false;
  if (node.op === 'id') return true;
  if (node.op === 'rcall') return node.args[0] === 'size';
  if (node.op !== '.') return false;
  const owner = typeOf(node.args[0], scope);
  return owner !== undefined && Object.hasOwn(FACT_TYPES, owner);
}

function literalOf(node: ASTNode): Literal | undefined {
  if (node.op === '-_') {
    const inner = literalOf(node.args);
    return typeof inner === 'number' ? -inner : undefined;
  }
  if (node.op !== 'value') return undefined;
  const { args } = node;
  if (typeof args === 'bigint') return Number(args);
  return typeof args === 'string' || typeof args === 'number' || typeof args === 'boolean' ? args : undefined;
}

function textOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end).replace(/\s+/g, '');
}
