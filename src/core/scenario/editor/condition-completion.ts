import type { ASTNode, DefinitionFunction } from '@marcbachmann/cel-js';
import { fieldsOf, nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import { conditionEnvironment } from '../conditions.ts';
import { EVENT_KINDS, FACT_FUNCTIONS, FILE_KINDS } from '../facts.ts';
import { describeType } from '../finding.ts';
import type { TextRange } from '../problems.ts';
import { type Completion, nameItem, valueItem } from './completion-item.ts';
import { type ConditionUse, kindOf, knownNames } from './condition-places.ts';
import { CURSOR, widened } from './cursor.ts';
import { completeMachinePath } from './machine-paths.ts';
import { comparedTexts, NAMED_BY_FIELD, NAMED_BY_FUNCTION, type NameKind } from './names.ts';

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

/** What a condition can name that lies outside of it. */
export interface ConditionSurroundings {
  names(kind: NameKind): Promise<readonly { readonly name: string; readonly about: string }[]>;
  /** Files on the machine. */
  paths(): Promise<readonly string[]>;
  /** Arguments of the call that the condition is about. */
  readonly inputs: readonly { readonly name: string; readonly about: string }[];
}

/**
 * Names, fields and functions that can stand at the cursor of a condition, and the values that a field in a comparison can have.
 * @param text the condition with `CURSOR` in the place of the word that is being written
 */
export async function completeCondition(
  text: string,
  use: ConditionUse,
  range: TextRange,
  around: ConditionSurroundings,
): Promise<readonly Completion[]> {
  const environment = conditionEnvironment(kindOf(use));
  const { functions } = environment.getDefinitions();
  const predicates = await around.names('predicate');
  const known = knownNames(
    use,
    predicates.map(({ name }) => name),
  );
  const abouts = new Map(predicates.map(({ name, about }) => [name, about]));
  const names = new Map(known.map((each) => [each.name, abouts.get(each.name) ?? each.about]));
  const scope: Scope = new Map(known.map(({ name, type }) => [name, type]));
  const tree = parsed(text, (condition) => environment.parse(condition).ast);
  const found = tree && [...nodesOf(tree, scope)].find(({ node }) => isCursor(node));
  if (!found) return tree ? [] : namesIn(scope, names, functions, range);
  const { node, scope: inside } = found;
  if (node.op === '.') {
    const [owner] = node.args;
    if (use === 'call' && owner.op === 'id' && owner.args === 'input') {
      return around.inputs.map(({ name, about }) => fieldItem(name, 'argument', about, range));
    }
    return membersOf(typeOf(owner, inside), functions, range);
  }
  if (node.op === 'value') return textsAt(tree, node, scope, around, range);
  return namesIn(inside, names, functions, range);
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
  abouts: ReadonlyMap<string, string>,
  functions: readonly DefinitionFunction[],
  range: TextRange,
): Completion[] {
  const names = [...scope].map(([name, type]) => nameItem(name, describeType(type), abouts.get(name) ?? '', range));
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
  const fields = Object.entries(fieldsOf(type) ?? {}).map(([name, field]) =>
    fieldItem(name, describeType(field.type), field.about, range),
  );
  const methods = functions.filter(({ name, receiverType }) => {
    const fits =
      receiverType === type || (type.startsWith('list<') && (receiverType === 'list' || receiverType === 'list<dyn>'));
    return fits && !OF_NO_USE.has(name);
  });
  return [...fields, ...once(methods.map((each) => functionItem(each.name, each.signature, '', range)))];
}

function fieldItem(label: string, detail: string, about: string, range: TextRange): Completion {
  return { label, kind: 'field', detail, about, range, text: label };
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

/** Functions whose first text is a path or a glob on the machine, and those that are asked of one. */
const PATH_FUNCTIONS = new Set(['read', 'written', 'matches_glob']);
const PATH_METHODS = new Set(['startsWith', 'endsWith', 'contains']);
/** Fields that hold a path on the machine. */
const PATH_FIELDS = new Set(['File.path', 'Event.path', 'Process.root', 'Process.cwd', 'Replica.root', 'Self.root']);

/** What the text at the cursor can be: a value of the field that it is compared with, or a path on the machine. */
async function textsAt(
  tree: ASTNode,
  literal: ASTNode,
  scope: Scope,
  around: ConditionSurroundings,
  range: TextRange,
): Promise<readonly Completion[]> {
  const written = String(literal.op === 'value' ? literal.args : '')
    .split(CURSOR, 1)
    .join();
  const whole = widened(range, written);
  for (const { node, scope: known } of nodesOf(tree, scope)) {
    if (node.op === 'call' && node.args[1].includes(literal)) {
      const [name] = node.args;
      const kind = NAMED_BY_FUNCTION[name];
      if (kind) {
        return (await around.names(kind)).map((each) => nameItem(each.name, kind, each.about, whole));
      }
      if (PATH_FUNCTIONS.has(name)) return completeMachinePath(await around.paths(), written, range);
      return name === 'ran' ? commandsAmong(await around.paths(), whole) : [];
    }
    if (node.op === 'rcall' && node.args[2].includes(literal)) {
      const [name, owner] = node.args;
      const isPath = PATH_METHODS.has(name) && PATH_FIELDS.has(fieldOf(owner, known));
      return isPath ? completeMachinePath(await around.paths(), written, range) : [];
    }
    const compared = comparedTexts(node, known).find((each) => each.literal === literal);
    if (!compared) continue;
    if (PATH_FIELDS.has(compared.field)) return completeMachinePath(await around.paths(), written, range);
    const named = NAMED_BY_FIELD[compared.field];
    const names = named ? await around.names(named) : [];
    return [
      ...(KINDS_OF[compared.field]?.map((kind) => valueItem(kind, 'kind', '', whole)) ?? []),
      ...names.map(({ name, about }) => nameItem(name, named ?? 'name', about, whole)),
    ];
  }
  return [];
}

function fieldOf(node: ASTNode, scope: Scope): string {
  return node.op === '.' ? `${typeOf(node.args[0], scope)}.${node.args[1]}` : '';
}

const KINDS_OF: Readonly<Record<string, readonly string[]>> = { 'Event.kind': EVENT_KINDS, 'File.kind': FILE_KINDS };

/** Names of the commands among files of the machine. */
function commandsAmong(paths: readonly string[], range: TextRange): Completion[] {
  const names = paths.flatMap((path) => /^\/(?:usr\/)?s?bin\/([^/]+)$/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort().map((name) => valueItem(name, 'command', '', range));
}
