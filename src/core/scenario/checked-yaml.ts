/**
 * Reads small YAML files of settings (policies, endpoints) against a schema. Every problem has its place and says what would be
 * right. Scenarios have a reader of their own, which can do more.
 */
import { isMap, isScalar, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { listed, nearest } from './nearest.ts';

export interface PlacedProblem {
  /** Where in the value: `rules[2].when`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface CheckedYaml<T> {
  /** Undefined when there is a problem. */
  readonly value: T | undefined;
  readonly problems: readonly PlacedProblem[];
  /** A problem that the caller found, at its place. */
  place(problem: ValueProblem): PlacedProblem;
}

/** Aliases that a document may expand to; more is an attack. */
const MOST_ALIASES = 100;

/** The value of a YAML text, if it is YAML and fits the schema. Never throws. */
export function readCheckedYaml<S extends z.ZodType>(text: string, schema: S): CheckedYaml<z.infer<S>> {
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true, logLevel: 'error' });
  const at = (path: string, message: string, offset: number): PlacedProblem => {
    const before = text.slice(0, offset).split('\n');
    return { path, message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  const place = ({ path, message }: ValueProblem): PlacedProblem =>
    at(pathText(path), message, offsetOf(document.contents, path));

  const syntax = document.errors.map((error) => at('', `This is not YAML: ${error.message}`, error.pos[0]));
  if (syntax.length > 0) return { value: undefined, problems: syntax, place };
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    return { value: undefined, problems: [at('', `This is not YAML: ${messageOf(error)}`, 0)], place };
  }
  const { value, problems } = checkValue(raw, schema);
  return { value, problems: problems.map(place).sort(byPlace), place };
}

/** Orders problems as they stand in the text. */
export function byPlace(a: PlacedProblem, b: PlacedProblem): number {
  return a.line - b.line || a.column - b.column;
}

/** The value if it fits the schema, else what is wrong with it. */
export function checkValue<S extends z.ZodType>(
  value: unknown,
  schema: S,
): { readonly value: z.infer<S> | undefined; readonly problems: readonly ValueProblem[] } {
  const result = schema.safeParse(value, { error: tellIssue });
  if (result.success) return { value: result.data, problems: [] };
  return { value: undefined, problems: result.error.issues.flatMap((issue) => problemsOf(issue, [])) };
}

/** A path as people write it: `rules[2].when`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, above: readonly (string | number)[]): ValueProblem[] {
  const path = [...above, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that was most likely meant is the one with the least to complain about.
    const [likely = []] = [...issue.errors].sort((a, b) => gravity(a) - gravity(b));
    return likely.flatMap((inner) => problemsOf(inner, path));
  }
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? '' }));
  }
  const subject = path.length === 0 ? 'This' : `"${pathText(path)}"`;
  return [{ path, message: `${subject} ${issue.message}.` }];
}

/** How far a value is from one alternative of a union: the wrong kind is further off than a wrong detail. */
function gravity(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'invalid_type' && issue.path.length === 0) return sum + 100;
    if (issue.code === 'unrecognized_keys') return sum + 10 * issue.keys.length;
    return sum + (issue.message === 'is missing' ? 5 : 1);
  }, 0);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

/** The end of a sentence about the value. For unknown keys whole sentences, a line each. */
function tellIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number' && issue.origin !== 'int') return 'must not be empty';
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'unrecognized_keys':
      return issue.keys.map((key) => tellUnknownKey(key, knownKeys(issue.inst))).join('\n');
    case 'invalid_key':
      return `has a name that ${issue.issues[0]?.message ?? 'does not have the right form'}`;
    default:
      return 'does not have the right form';
  }
}

function tellUnknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant !== undefined) return `"${key}" is not known here. Did you mean "${meant}"?`;
  return `"${key}" is not known here.${known.length === 0 ? '' : ` There is ${listed(known, 'and')}.`}`;
}

function knownKeys(schema: unknown): readonly string[] {
  const shape: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, 'shape') : undefined;
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' items long' : '';
}

/** Offset of the value at a path, or of the last part of the path that is there. */
function offsetOf(root: Node | null, path: readonly (string | number)[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (typeof part === 'number' && typeof node === 'object' && node !== null && 'items' in node) {
      node = Array.isArray(node.items) ? node.items[part] : undefined;
      offset = rangeStart(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  const range: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'range') : undefined;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
