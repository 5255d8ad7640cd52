/** Names that a scenario declares and uses: as keys, as values, in conditions, and in the paths that variants change. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import { readOverridePath } from '../override-path.ts';
import type { TextRange } from '../problems.ts';
import { rangeWithin, type SourcePath, type SourceScalar, textOf } from '../source.ts';
import { templatesIn } from '../templates.ts';
import { type ConditionUse, conditionUseAt, kindOf, scopeOf } from './condition-places.ts';
import type { ConditionTrees } from './condition-trees.ts';
import { isOverrides, type Place } from './place.ts';

/** What a name is the name of. */
export type NameKind =
  | 'program'
  | 'predicate'
  | 'milestone'
  | 'flag'
  | 'tool'
  /** Of a tool: `transfer.amount`. */
  | 'parameter'
  | 'agent'
  | 'scaffold'
  | 'judge'
  | 'host'
  | 'service'
  | 'user'
  | 'alarm'
  | 'dimension'
  | 'variant'
  | 'happening'
  | 'endpoint';

/** A name where it stands. */
export interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly role: 'declaration' | 'use';
  /** The characters of the name, without quotes. */
  readonly range: TextRange;
  /** The way to what is declared, or to the value that uses it. */
  readonly path: SourcePath;
}

/** Where keys declare names. `*` is any step. */
const DECLARED_BY_KEY: Readonly<Record<string, NameKind>> = {
  'machine.programs.*': 'program',
  'predicates.*': 'predicate',
  'milestones.*': 'milestone',
  'flags.*': 'flag',
  'tools.*': 'tool',
  'agents.*': 'agent',
  'scaffolds.*': 'scaffold',
  'judges.*': 'judge',
  'machine.network.hosts.*': 'host',
  'machine.services.*': 'service',
  'machine.users.*': 'user',
  'machine.alarms.*': 'alarm',
  'variants.*': 'dimension',
  'variants.*.*': 'variant',
};

/** Keys whose value is a name. */
const NAMED_BY_VALUE: Readonly<Record<string, NameKind>> = {
  program: 'program',
  kill: 'program',
  scaffold: 'scaffold',
  based_on: 'scaffold',
  host: 'host',
  user: 'user',
  endpoint: 'endpoint',
  to: 'agent',
};

/** Words that stand in the place of a name and are none. */
const NO_NAMES: Readonly<Partial<Record<NameKind, readonly string[]>>> = { program: ['self'], agent: ['all'] };

/** Every name at some places of a scenario, in the order of the text. */
export function namesIn(places: readonly Place[], trees: ConditionTrees): readonly NameUse[] {
  return places.flatMap((place) => (place.part === 'key' ? namesInKey(place) : namesInValue(place, trees)));
}

/** What the key at the end of a path declares a name of. */
export function keyKind(path: SourcePath): NameKind | undefined {
  const [first] = path;
  if (first === 'machine') {
    return path.length === 3
      ? DECLARED_BY_KEY[`machine.${path[1]}.*`]
      : path.length === 4
        ? DECLARED_BY_KEY[`machine.${path[1]}.${path[2]}.*`]
        : undefined;
  }
  if (first === 'tools' && path.length === 5 && path[2] === 'parameters' && path[3] === 'properties')
    return 'parameter';
  if (path.length === 2) return DECLARED_BY_KEY[`${String(first)}.*`];
  return path.length === 3 ? DECLARED_BY_KEY[`${String(first)}.*.*`] : undefined;
}

/** What the value at a path names, if it is a name at all. */
export function valueKind(path: SourcePath): NameKind | undefined {
  const last = path.at(-1);
  if (typeof last === 'number') {
    const isTools = path.at(-2) === 'tools' && (path[0] === 'agent' || path[0] === 'agents');
    return isTools ? 'tool' : undefined;
  }
  if (path[0] === 'timeline' && path.length === 3 && last === 'name') return 'happening';
  if (last === undefined || !Object.hasOwn(NAMED_BY_VALUE, last)) return undefined;
  if (last === 'to' && path[0] !== 'timeline') return undefined;
  // Free maps, such as the variables of the shell, have keys of any name.
  return path.includes('env') || path.includes('options') || path.includes('parameters')
    ? undefined
    : NAMED_BY_VALUE[last];
}

function namesInKey({ scalar, path, target }: Place): NameUse[] {
  if (isOverrides(path.slice(0, -1))) return namesInOverride(scalar, path);
  const kind = keyKind(target);
  const name = String(path.at(-1));
  const range = contentRange(scalar);
  if (kind) return [{ kind, name: scopedName(kind, path, name), role: 'declaration', range, path }];
  const isService = path.at(-2) === 'service';
  return isService ? [{ kind: 'service', name, role: 'use', range, path }] : [];
}

/** The value of a dimension and the parameter of a tool are known by both names: `hardening.quota`, `transfer.amount`. */
function scopedName(kind: NameKind, path: SourcePath, name: string): string {
  return kind === 'variant' || kind === 'parameter' ? `${path[1]}.${name}` : name;
}

function namesInOverride(scalar: SourceScalar, path: SourcePath): NameUse[] {
  const text = String(path.at(-1));
  const { steps } = readOverridePath(text);
  return steps.flatMap(({ step, start, end }, index): NameUse[] => {
    const kind = keyKind(steps.slice(0, index + 1).map((each) => each.step));
    return kind ? [{ kind, name: String(step), role: 'use', range: rangeWithin(scalar, start, end), path }] : [];
  });
}

function namesInValue(place: Place, trees: ConditionTrees): NameUse[] {
  const { scalar, path, target } = place;
  const text = textOf(scalar);
  if (text === undefined || text === '') return [];
  const condition = conditionUseAt(place);
  if (condition) return namesInCondition({ scalar, text, path, use: condition }, trees);
  if (target[0] === 'tools' && target.length > 3) {
    const parameters = parametersIn(scalar, text, path, target);
    if (parameters.length > 0) return parameters;
  }
  const kind = valueKind(target);
  if (!kind || NO_NAMES[kind]?.includes(text)) return [];
  const role = kind === 'happening' ? 'declaration' : 'use';
  return [{ kind, name: text, role, range: contentRange(scalar), path }];
}

/** Parameters of a tool in its replies, as templates, and in the list of those that are required. */
function parametersIn(scalar: SourceScalar, text: string, path: SourcePath, target: SourcePath): NameUse[] {
  const [, tool, part, list] = target;
  const used = (name: string, range: TextRange): NameUse => {
    return { kind: 'parameter', name: `${tool}.${name}`, role: 'use', range, path };
  };
  if (part === 'parameters') return list === 'required' ? [used(text, contentRange(scalar))] : [];
  return templatesIn(text).flatMap(({ name, start }) => {
    const [owner, parameter] = name.split('.');
    if (owner !== INPUT || parameter === undefined || parameter === '') return [];
    const from = start + INPUT.length + 1;
    return [used(parameter, rangeWithin(scalar, from, from + parameter.length))];
  });
}

/** What conditions and templates call the arguments of a call. */
const INPUT = 'input';

interface WrittenCondition {
  readonly scalar: SourceScalar;
  readonly text: string;
  readonly path: SourcePath;
  readonly use: ConditionUse;
}

function namesInCondition({ scalar, text, path, use }: WrittenCondition, trees: ConditionTrees): NameUse[] {
  const tree = trees.treeOf(text, kindOf(use));
  if (!tree) return [];
  const scope = scopeOf(use, []);
  const used = (nameKind: NameKind, name: string, start: number, end: number): NameUse => ({
    kind: nameKind,
    name,
    role: 'use',
    range: rangeWithin(scalar, start, end),
    path,
  });
  return [...nodesOf(tree, scope)].flatMap(({ node, scope: known }): NameUse[] => {
    if (node.op === 'id') {
      // What is neither a fact nor bound around it can only be a predicate, be it declared in this scenario or in one that it extends.
      return !known.has(node.args) ? [used('predicate', node.args, node.start, node.end)] : [];
    }
    if (node.op === '.') {
      const [owner, field] = node.args;
      const isInput =
        use === 'call' && owner.op === 'id' && owner.args === INPUT && known.get(INPUT) === scope.get(INPUT);
      return isInput ? [used('parameter', `${path[1]}.${field}`, node.end - field.length, node.end)] : [];
    }
    if (node.op === 'call') {
      const [name, [argument]] = node.args;
      const named = NAMED_BY_FUNCTION[name];
      const value = argument?.op === 'value' && typeof argument.args === 'string' ? argument.args : '';
      return named && argument && value !== '' ? [used(named, value, argument.start + 1, argument.end - 1)] : [];
    }
    return comparedTexts(node, known).flatMap(({ field, literal }) => {
      const named = NAMED_BY_FIELD[field];
      const value = String(literal.args);
      return named && value !== '' ? [used(named, value, literal.start + 1, literal.end - 1)] : [];
    });
  });
}

/** Fields of facts whose value is a name of the scenario. */
export const NAMED_BY_FIELD: Readonly<Record<string, NameKind>> = {
  'Process.program': 'program',
  'Service.name': 'service',
  'Agent.name': 'agent',
  'File.host': 'host',
  'Process.host': 'host',
  'Replica.host': 'host',
  'Service.host': 'host',
  'Agent.host': 'host',
  'Event.host': 'host',
};
/** Functions that take a name. */
export const NAMED_BY_FUNCTION: Readonly<Record<string, NameKind>> = { happened: 'happening' };

/** Texts that fields are compared with in a node: `p.program == "a"` and `p.program in ["a", "b"]`. A field is `Process.program`. */
export function comparedTexts(
  node: ASTNode,
  scope: Scope,
): readonly { readonly field: string; readonly literal: Extract<ASTNode, { op: 'value' }> }[] {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return [];
  const [left, right] = node.args;
  const [owner, other] = left.op === '.' ? [left, right] : [right, left];
  if (owner.op !== '.') return [];
  const field = `${typeOf(owner.args[0], scope)}.${owner.args[1]}`;
  const literals = other.op === 'list' ? other.args : [other];
  return literals.flatMap((literal) =>
    literal.op === 'value' && typeof literal.args === 'string' ? [{ field, literal }] : [],
  );
}

/** The characters of a scalar without its quotes. */
function contentRange(scalar: SourceScalar): TextRange {
  const isQuoted = scalar.style === 'double-quoted' || scalar.style === 'single-quoted';
  return isQuoted ? { start: scalar.range.start + 1, end: scalar.range.end - 1 } : scalar.range;
}
