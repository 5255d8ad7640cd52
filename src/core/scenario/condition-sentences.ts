/** What the CEL library finds in a condition, in our words and at the characters that are wrong. */
import type { ASTNode, DefinitionFunction, TypeError as TypeMismatch } from '@marcbachmann/cel-js';
import { childrenOf, fieldsOf, nodesOf, type Scope, typeOf } from './cel-tree.ts';
import type { ConditionKind } from './conditions.ts';
import { CALL_NAMES, EVENT_NAMES, FACT_FUNCTIONS } from './facts.ts';
import { describeType, type Finding, type Part } from './finding.ts';
import { listed, nearest } from './nearest.ts';

/** What a finding is told from. */
export interface CheckedCondition {
  readonly kind: ConditionKind;
  readonly text: string;
  readonly tree: ASTNode;
  readonly scope: Scope;
  readonly functions: readonly DefinitionFunction[];
}

/** A call of a function that there is not, under any types. */
export function unknownFunction(
  node: ASTNode,
  scope: Scope,
  known: readonly DefinitionFunction[],
): Finding | undefined {
  if (node.op !== 'call' && node.op !== 'rcall') return undefined;
  const isMethod = node.op === 'rcall';
  const name = node.args[0];
  const functions = known.filter(({ receiverType }) => (receiverType !== null) === isMethod);
  if (functions.some((each) => each.name === name)) return undefined;
  const receiver = isMethod ? typeOf(node.args[1], scope) : undefined;
  const fitting = functions.filter(({ receiverType }) => receiver === undefined || isReceiver(receiverType, receiver));
  const own = isMethod ? [] : Object.keys(FACT_FUNCTIONS).map((signature) => signature.split('(', 1).join());
  const names = [...new Set([...own, ...fitting.map((each) => each.name)])];
  const meant = nearest(name, names) ?? (isMethod ? undefined : nearest(name, scope.keys()));
  const rest = meant ? `Did you mean ${meant}?` : `Known are ${listed(names, 'and', 8)}.`;
  const whose = receiver ? ` on ${describeType(receiver)}` : '';
  const place = calledName(node);
  const message = `${name} is not a function${whose}. ${rest}`;
  return { code: 'RL3004', ...place, message, replacements: meant ? [meant] : [], part: node };
}

function isReceiver(receiverType: string | null, type: string): boolean {
  if (receiverType === null || receiverType === 'dyn' || receiverType === type) return true;
  return type.startsWith('list<') && (receiverType === 'list' || receiverType === 'list<dyn>');
}

/** Where the name of a called function stands. */
function calledName(node: Extract<ASTNode, { op: 'call' | 'rcall' }>): Part {
  const name = node.args[0];
  if (node.op === 'call') return { start: node.start, end: node.start + name.length };
  const after = node.args[1].end;
  const dot = /^[\s)]*\.\s*/.exec(node.input.slice(after))?.[0].length ?? 0;
  return { start: after + dot, end: after + dot + name.length };
}

/** What the type checker stumbled over. */
export function typeFinding(error: TypeMismatch, condition: CheckedCondition): Finding {
  const { tree, text } = condition;
  const part = error.node ?? tree;
  const found = [...nodesOf(tree, condition.scope)].find(({ node }) => node === error.node);
  const scope = found?.scope ?? condition.scope;
  const node = found?.node;
  const own = { start: error.range?.start ?? 0, end: error.range?.end ?? text.length };
  switch (error.code) {
    case 'unknown_variable':
      return unknownName(text.slice(own.start, own.end), own, condition, scope);
    case 'no_such_key':
    case 'cannot_index_type':
      return node?.op === '.' ? unknownField(node, own, scope) : badTypes(error.summary, own, part);
    case 'no_matching_overload':
      return node?.op === 'call' || node?.op === 'rcall'
        ? wrongArguments(node, error.summary, condition.functions)
        : badTypes(error.summary, own, part);
    case 'no_such_overload':
      return badTypes(operatorSentence(error.summary), own, part);
    case 'invalid_logical_operand':
    case 'invalid_condition_type': {
      const operand = wrongOperand(node, scope) ?? { start: part.start, end: part.end };
      const [, type] = /got '(.+)'$/.exec(error.summary) ?? [];
      return badTypes(`This has to be true or false, but it is ${describeType(type)}`, operand, operand);
    }
    case 'heterogeneous_list_element': {
      const list = [...nodesOf(tree, condition.scope)].find((each) =>
        childrenOf(each.node).some((child) => child === node),
      );
      return badTypes('The elements of a list have to be of the same type', part, list?.node ?? part);
    }
    default:
      return badTypes(error.summary, own, part);
  }
}

/** A field that is asked for with `has` and never there: the type checker leaves these alone. */
export function missingInHas(node: ASTNode, scope: Scope): Finding | undefined {
  const asked = node.op === 'call' && node.args[0] === 'has' ? node.args[1][0] : undefined;
  if (asked?.op !== '.') return undefined;
  const fields = fieldsOf(typeOf(asked.args[0], scope));
  return fields && !(asked.args[1] in fields) ? { ...unknownField(asked, asked, scope), part: node } : undefined;
}

function badTypes(summary: string, place: Part, part: Part): Finding {
  return {
    code: 'RL3005',
    start: place.start,
    end: place.end,
    message: `${summary.replace(/\.$/, '')}.`,
    replacements: [],
    part,
  };
}

function unknownName(name: string, place: Part, { kind, scope: names }: CheckedCondition, scope: Scope): Finding {
  if (kind !== 'event' && name in EVENT_NAMES && !names.has(name)) {
    const message = `${name} can only be used in flags: other conditions look at the machine as it is after a step.`;
    return { code: 'RL3010', ...place, message, replacements: [], part: place };
  }
  if (kind !== 'call' && name in CALL_NAMES && !names.has(name)) {
    const message = `${name} can only be used in the replies of a tool: it is what the tool was called with.`;
    return { code: 'RL3002', ...place, message, replacements: [], part: place };
  }
  const known = [...scope.keys()];
  const meant = nearest(name, known);
  const rest = meant ? `Did you mean ${meant}?` : `Known are ${listed(known, 'and')}. A text has to be in quotes.`;
  return {
    code: 'RL3002',
    ...place,
    message: `${name} is not known. ${rest}`,
    replacements: meant ? [meant] : [],
    part: place,
  };
}

function unknownField(node: Extract<ASTNode, { op: '.' }>, place: Part, scope: Scope): Finding {
  const [object, name] = node.args;
  const type = typeOf(object, scope);
  const fields = fieldsOf(type);
  const at = { start: Math.max(place.start, place.end - name.length), end: place.end };
  if (!fields) {
    const message = `${object.input.slice(object.start, object.end)} is ${describeType(type)}, which has no field ${name}.`;
    return { code: 'RL3003', ...at, message, replacements: [], part: node };
  }
  const names = Object.keys(fields);
  const meant = nearest(name, names);
  const rest = meant ? `Did you mean ${meant}?` : `It has ${listed(names, 'and', 20)}.`;
  const message = `${type} has no field ${name}. ${rest}`;
  return { code: 'RL3003', ...at, message, replacements: meant ? [meant] : [], part: node };
}

function wrongArguments(
  node: Extract<ASTNode, { op: 'call' | 'rcall' }>,
  summary: string,
  functions: readonly DefinitionFunction[],
): Finding {
  const isMethod = node.op === 'rcall';
  const name = node.args[0];
  const [, receiver, given = ''] = /for '(?:(.+)\.)?\w+\((.*)\)'$/.exec(summary) ?? [];
  const ways = functions
    .filter((known) => known.name === name && (known.receiverType !== null) === isMethod)
    .map(
      ({ receiverType, params }) =>
        `${receiverType ? `${receiverType}.` : ''}${name}(${params.map(({ type }) => type).join(', ')})`,
    );
  const called = `${receiver ? `${receiver}.` : ''}${name}(${given})`;
  const message = `${called} does not fit. It is called as ${listed([...new Set(ways)], 'or')}.`;
  return { code: 'RL3005', start: calledName(node).start, end: node.end, message, replacements: [], part: node };
}

function operatorSentence(summary: string): string {
  const [, left, operator, right] = /^no such overload: (.+) (\S+) (.+)$/.exec(summary) ?? [];
  if (!left || !operator || !right) return summary;
  const verb = operator === 'in' || /[=<>]/.test(operator) ? 'compare' : 'combine';
  return `${operator} cannot ${verb} ${describeType(left)} with ${describeType(right)}`;
}

/** The operand of `&&`, `||` or `?:` that is not true or false. */
function wrongOperand(node: ASTNode | undefined, scope: Scope): Part | undefined {
  if (node?.op !== '&&' && node?.op !== '||') return undefined;
  return node.args.find((operand) => {
    const type = typeOf(operand, scope);
    return type !== undefined && type !== 'bool';
  });
}
