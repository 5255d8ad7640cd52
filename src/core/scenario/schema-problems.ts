/** What the schema finds, as problems with places and sentences. */
import type * as z from 'zod';
import { listed, suggestion } from './nearest.ts';
import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import { type ScenarioDocument, scenarioSchema } from './schema.ts';
import { missingPartFix, mistypedValueFixes } from './schema-fixes.ts';
import { describeShape, optionsOf, SCENARIO_SHAPE, type Shape, shapesAt } from './shape.ts';
import { entriesOf, entryOf, type SourceNode, type SourcePath, valueAt } from './source.ts';
import { describeNode, placeName } from './source-names.ts';
import { plainValue } from './source-value.ts';

type Issue = z.core.$ZodIssue;

export interface SchemaReading {
  /** The document when it fits the schema. */
  readonly document: ScenarioDocument | undefined;
  readonly problems: readonly Problem[];
}

/** Holds a tree against the schema. Keys have to be there once. */
export function checkSchema(root: SourceNode, text: string): SchemaReading {
  const result = scenarioSchema.safeParse(plainValue(root));
  if (result.success) return { document: result.data, problems: [] };
  const reporter = new SchemaReporter(root, text);
  return { document: undefined, problems: result.error.issues.flatMap((issue) => reporter.problems(issue, [])) };
}

class SchemaReporter {
  readonly #root: SourceNode;
  readonly #text: string;

  constructor(root: SourceNode, text: string) {
    this.#root = root;
    this.#text = text;
  }

  /** The problems that an issue stands for; a choice that does not fit can be several. */
  problems(issue: Issue, base: SourcePath): Problem[] {
    const path = [...base, ...stepsOf(issue.path)];
    switch (issue.code) {
      case 'unrecognized_keys':
        return this.#unknownKeys(issue.keys, path);
      case 'invalid_type':
        return this.#wrongKind(path);
      case 'invalid_union':
        return this.#union(issue, path);
      case 'invalid_key':
        return this.#badName(issue, path);
      case 'invalid_value':
        return this.#wrongValue(issue.values.map(String), path);
      case 'too_small':
      case 'too_big':
        return [this.#outOfBounds(issue, path)];
      case 'invalid_format':
        return [this.#wrongForm(issue.message, path)];
      case 'invalid_element':
      case 'not_multiple_of':
      case 'custom':
        return [problem('RL2005', this.#range(path), `${placeName(path)} does not fit: ${issue.message}.`)];
      default:
        return issue satisfies never;
    }
  }

  #unknownKeys(keys: readonly string[], path: SourcePath): Problem[] {
    const known = optionsOf(this.#shape(path)).flatMap((shape) =>
      shape.kind === 'object' ? [...shape.keys.keys()] : [],
    );
    return keys.map((key) => {
      const range = entryOf(valueAt(this.#root, path), key)?.key.range ?? this.#range(path);
      const { sentence, fixes } = suggestion(key, known, range);
      return problem('RL2001', range, `${key} is not known in ${placeName(path)}. ${sentence}`, fixes);
    });
  }

  #wrongKind(path: SourcePath): Problem[] {
    const node = valueAt(this.#root, path);
    const shape = this.#shape(path);
    if (!node) return [this.#missing(path, shape)];
    if (node.kind === 'scalar' && node.unreadable) return [];
    const wanted = shape ? describeShape(shape) : 'something else';
    if (isEmpty(node)) {
      return [problem('RL2008', this.#keyRange(path), `${placeName(path)} has no value. It has to be ${wanted}.`)];
    }
    const fixes = shape ? mistypedValueFixes(node, shape, this.#text) : [];
    const hint =
      fixes.length > 0 && node.kind !== 'scalar' ? ' Text that starts with a bracket or brace needs quotes.' : '';
    const message = `${placeName(path)} has to be ${wanted}, but this is ${describeNode(node)}.${hint}`;
    return [problem('RL2003', this.#range(path), message, fixes)];
  }

  #missing(path: SourcePath, shape: Shape | undefined): Problem {
    const parent = path.slice(0, -1);
    const key = String(path.at(-1));
    const map = valueAt(this.#root, parent);
    const where = parent.length === 0 ? 'The scenario' : placeName(parent);
    const fixes = map?.kind === 'map' ? missingPartFix(map, key, shape, this.#text) : [];
    return problem(
      'RL2002',
      this.#missingRange(parent, map),
      `${where} has no ${key}. ${shape?.about ?? ''}`.trim(),
      fixes,
    );
  }

  /** A missing part is shown at the key that it is missing under; at the root and in lists, at the first key of the map. */
  #missingRange(parent: SourcePath, map: SourceNode | undefined): TextRange {
    if (typeof parent.at(-1) === 'string') return this.#keyRange(parent);
    return entriesOf(map)[0]?.key.range ?? map?.range ?? { start: 0, end: 0 };
  }

  #union(issue: Extract<Issue, { code: 'invalid_union' }>, path: SourcePath): Problem[] {
    const fitting = issue.errors.filter(
      (issues) => !issues.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
    );
    const closest = fitting.toSorted((a, b) => a.length - b.length)[0];
    return closest ? closest.flatMap((each) => this.problems(each, path)) : this.#wrongKind(path);
  }

  #badName(issue: Extract<Issue, { code: 'invalid_key' }>, path: SourcePath): Problem[] {
    const reason = issue.issues.map(({ message }) => message).join('; ');
    const value = valueAt(this.#root, path);
    const below = value && this.#shape(path)?.schema.safeParse(plainValue(value));
    return [
      problem('RL2007', this.#keyRange(path), `${String(path.at(-1))} cannot stand here: ${reason}.`),
      ...(below?.error?.issues ?? []).flatMap((each) => this.problems(each, path)),
    ];
  }

  #wrongValue(values: readonly string[], path: SourcePath): Problem[] {
    const node = valueAt(this.#root, path);
    if (node?.kind !== 'scalar' || isEmpty(node)) return this.#wrongKind(path);
    const written = String(node.value);
    const { sentence, fixes } = suggestion(written, values, node.range);
    const choice = values.length === 1 ? `It can only be ${values[0]}.` : `It can be ${listed(values, 'or')}.`;
    const meant = fixes.length > 0 ? `${sentence} ` : '';
    return [problem('RL2004', node.range, `${placeName(path)} cannot be ${written}. ${meant}${choice}`, fixes)];
  }

  #outOfBounds(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>, path: SourcePath): Problem {
    const bound = describeBound(issue);
    const range = this.#range(path);
    if (issue.origin === 'array') return problem('RL2009', range, `${placeName(path)} needs ${bound} of its items.`);
    if (issue.origin === 'string') return problem('RL2008', range, `${placeName(path)} is empty. It has to be text.`);
    const node = valueAt(this.#root, path);
    const written = node?.kind === 'scalar' ? String(node.value) : 'this';
    return problem('RL2006', range, `${placeName(path)} has to be ${bound}; ${written} is not.`);
  }

  #wrongForm(reason: string, path: SourcePath): Problem {
    const node = valueAt(this.#root, path);
    const written = node?.kind === 'scalar' ? String(node.value) : 'This';
    return problem(
      'RL2005',
      this.#range(path),
      `${written === '' ? 'An empty text' : written} cannot stand here: ${reason}.`,
    );
  }

  #range(path: SourcePath): TextRange {
    const node = valueAt(this.#root, path);
    return node && node.range.end > node.range.start ? node.range : this.#keyRange(path);
  }

  #keyRange(path: SourcePath): TextRange {
    const last = path.at(-1);
    const parent = valueAt(this.#root, path.slice(0, -1));
    const key = typeof last === 'string' ? entryOf(parent, last)?.key : undefined;
    return key?.range ?? valueAt(this.#root, path)?.range ?? parent?.range ?? this.#root.range;
  }

  /** What can stand at a path; a choice of shapes as one. */
  #shape(path: SourcePath): Shape | undefined {
    if (path.length === 0) return SCENARIO_SHAPE;
    const step = path.at(-1) ?? '';
    for (const parent of shapesAt(path.slice(0, -1))) {
      if (parent.kind === 'object') return parent.keys.get(String(step))?.shape;
      if (parent.kind === 'record') return parent.value;
      if (parent.kind === 'list') return parent.item;
    }
    return undefined;
  }
}

function describeBound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isOpen = issue.inclusive === false;
  if (issue.code === 'too_small') return isOpen ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
  return isOpen ? `less than ${issue.maximum}` : `at most ${issue.maximum}`;
}

function isEmpty(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

function stepsOf(path: readonly PropertyKey[]): SourcePath {
  return path.map((step) => (typeof step === 'symbol' ? String(step) : step));
}
