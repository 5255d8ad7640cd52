import type { ASTNode, DefinitionFunction } from '@marcbachmann/cel-js';
import { fieldsOf, nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import { type ConditionKind, conditionEnvironment, conditionNames } from '../conditions.ts';
import { EVENT_KINDS, FACT_FUNCTIONS, FILE_KINDS } from '../facts.ts';
import { describeType } from '../finding.ts';
import type { TextRange } from '../problems.ts';
import { type Completion, valueItem } from './completion-item.ts';
import { CURSOR, widened } from './cursor.ts';

/** Functions that are part of CEL and no use in conditions of ours. */
const OF_NO_USE = new Set([
  'dyn',
  'bytes',
  'uint',
  'type',
  'timestamp',
  'duration',
  'bind',
  'lowerAscii',
  'upperAscii',
]);

/**
 * Names, fields and functions that can stand at the cursor of a condition, and the values that a field in a comparison can have.
 * @param text the condition with `CURSOR` in the place of the word that is being written
 */
export function completeCondition(
  text: string,
  kind: ConditionKind,
  range: TextRange,
  programs: readonly string[],
): Completion[] {
  const names = conditionNames(kind);
  const environment = conditionEnvironment(kind);
  const { functions } = environment.getDefinitions();
  const scope: Scope = new Map(Object.entries(names).map(([name, { type }]) => [name, type]));
  const tree = parsed(text, (condition) => environment.parse(condition).ast);
  const found = tree && [...nodesOf(tree, scope)].find(({ node }) => isCursor(node));
  if (!found) return tree ? [] : namesIn(scope, kind, functions, range);
  const { node, scope: known } = found;
  if (node.op === '.') return membersOf(typeOf(node.args[0], known), functions, range);
  if (node.op === 'value') return comparedValues(tree, node, scope, programs, range);
  return namesIn(known, kind, functions, range);
}

function isCursor(node: ASTNode): boolean {
  if (node.op === 'id') return node.args === CURSOR;
  if (node.op === '.') return node.args[1] === CURSOR;
  return node.op === 'value' && typeof node.args === 'string' && node.args.includes(CURSOR);
}

/** The tree of a condition that is being written: what stands behind the cursor is left out, and what is open is closed. */
function parsed(text: string, parse: (condition: string) => ASTNode): ASTNode | undefined {
  const begun = text.slice(0, text.indexOf(CURSOR) + CURSOR.length);
  const closed = begun + closersOf(begun);
  for (const attempt of [closed, begun + closersOf(begun, ' : true')]) {
    try {
      return parse(attempt);
    } catch {
      // The next attempt, or none, may be a condition.
    }
  }
  return undefined;
}

function closersOf(text: string, inside = ''): string {
  const open: string[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') open.push(')');
    else if (char === '[') open.push(']');
    else if (char === '{') open.push('}');
    else if (char === ')' || char === ']' || char === '}') open.pop();
  }
  return quote + inside + open.reverse().join('');
}

function namesIn(
  scope: Scope,
  kind: ConditionKind,
  functions: readonly DefinitionFunction[],
  range: TextRange,
): Completion[] {
  const declared = conditionNames(kind);
  const names = [...scope].map(([name, type]) => ({
    label: name,
    kind: 'name' as const,
    detail: describeType(type),
    about: declared[name]?.about ?? '',
    range,
    text: name,
  }));
  const own = Object.entries(FACT_FUNCTIONS).map(([signature, about]) =>
    functionItem(nameOf(signature), signature, about, range),
  );
  const taken = new Set(own.map(({ label }) => label));
  const others = functions.filter(
    ({ name, receiverType }) => receiverType === null && !OF_NO_USE.has(name) && !taken.has(name),
  );
  return [...names, ...own, ...once(others.map((each) => functionItem(each.name, each.signature, '', range)))];
}

function membersOf(type: string | undefined, functions: readonly DefinitionFunction[], range: TextRange): Completion[] {
  if (type === undefined) return [];
  const fields = Object.entries(fieldsOf(type) ?? {}).map(([name, field]) => ({
    label: name,
    kind: 'field' as const,
    detail: describeType(field.type),
    about: field.about,
    range,
    text: name,
  }));
  const methods = functions.filter(({ name, receiverType }) => {
    const fits =
      receiverType === type || (type.startsWith('list<') && (receiverType === 'list' || receiverType === 'list<dyn>'));
    return fits && !OF_NO_USE.has(name);
  });
  return [...fields, ...once(methods.map((each) => functionItem(each.name, each.signature, '', range)))];
}

function functionItem(name: string, signature: string, about: string, range: TextRange): Completion {
  return { label: name, kind: 'function', detail: signature, about, range, text: name };
}

function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf('('));
}

function once(items: readonly Completion[]): Completion[] {
  return [...new Map(items.map((item) => [item.label, item])).values()];
}

/** Values of the field that a text at the cursor is compared with. */
function comparedValues(
  tree: ASTNode,
  literal: ASTNode,
  scope: Scope,
  programs: readonly string[],
  range: TextRange,
): Completion[] {
  for (const { node, scope: known } of nodesOf(tree, scope)) {
    if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') continue;
    const [field, other] = node.args;
    const literals = other.op === 'list' ? other.args : [other];
    if (field.op !== '.' || !literals.includes(literal)) continue;
    const values = valuesOf(`${typeOf(field.args[0], known)}.${field.args[1]}`, programs);
    const written = String(literal.args).split(CURSOR, 1).join();
    return values.map((value) => valueItem(value, 'value', '', widened(range, written)));
  }
  return [];
}

function valuesOf(field: string, programs: readonly string[]): readonly string[] {
  switch (field) {
    case 'Event.kind':
      return EVENT_KINDS;
    case 'File.kind':
      return FILE_KINDS;
    case 'Process.program':
      return programs;
    default:
      return [];
  }
}
