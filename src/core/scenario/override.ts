/** Changes to a scenario by path, made on the tree of what was written, so that every message can point at the override. */
import { suggestion } from './nearest.ts';
import { type OverridePath, type OverrideStep, readOverridePath, writeOverridePath } from './override-path.ts';
import { type ProblemCode, problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import {
  entriesOf,
  rangeWithin,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
  type SourceScalar,
  textOf,
} from './source.ts';
import { describeNode } from './source-names.ts';

/** Parts of a scenario that say what it is. A variant cannot change them. */
export const FIXED: readonly string[] = ['scenario', 'extends', 'abstract', 'variants'];
/** Keys by which a thing in a list is called, the first that it has. */
const NAMING_KEYS = ['name', 'program'];

/**
 * The tree with every override of a map done, in their order. What cannot be done is left out and reported at the override.
 * @param overrides entries of path and value; `null` removes what is there
 */
export function withOverrides(root: SourceMap, overrides: readonly SourceEntry[], problems: Problem[]): SourceMap {
  let changed: SourceNode = root;
  for (const entry of overrides) changed = new Override(entry, problems).applied(changed);
  return changed.kind === 'map' ? changed : root;
}

/** What an override changes, as one text for each path however it is written; undefined where the path cannot be read. */
export function overriddenPath({ name }: SourceEntry): string | undefined {
  const { steps, problem: unreadable } = readOverridePath(name);
  return unreadable ? undefined : writeOverridePath(steps.map(({ step }) => step));
}

class Override {
  readonly #key: SourceScalar;
  readonly #value: SourceNode;
  readonly #path: OverridePath;
  readonly #problems: Problem[];

  constructor({ name, key, value }: SourceEntry, problems: Problem[]) {
    this.#key = key;
    this.#value = value;
    this.#path = readOverridePath(name);
    this.#problems = problems;
  }

  applied(root: SourceNode): SourceNode {
    const { steps, problem: unreadable } = this.#path;
    if (unreadable) {
      this.#report('RL3601', unreadable, unreadable.message);
      return root;
    }
    const [first] = steps;
    if (first && FIXED.includes(String(first.step))) {
      this.#report('RL3602', first, `A variant cannot change ${first.step}: it says what the scenario is.`);
      return root;
    }
    return this.#set(root, 0);
  }

  /** The node with the rest of the path set; the node itself where the path leads nowhere. */
  #set(node: SourceNode, depth: number): SourceNode {
    const step = this.#path.steps[depth];
    if (!step) return this.#value;
    if (node.kind === 'list') return this.#setInList(node, step, depth);
    if (node.kind === 'map') return this.#setInMap(node, step, depth);
    const above = this.#textTo(depth);
    this.#report(
      'RL3602',
      step,
      `${above} is ${describeNode(node)}, which has no ${step.step}. Give ${above} as a whole.`,
    );
    return node;
  }

  #setInMap(map: SourceMap, step: OverrideStep, depth: number): SourceNode {
    const isLast = depth === this.#path.steps.length - 1;
    const name = String(step.step);
    const found = map.entries.find((entry) => entry.name === name);
    if (isLast && isNull(this.#value)) {
      if (!found)
        this.#nothing(
          step,
          depth,
          entriesOf(map).map((entry) => entry.name),
        );
      return { ...map, entries: map.entries.filter((entry) => entry.name !== name) };
    }
    if (found && !isLast && !isNull(found.value)) {
      const value = this.#set(found.value, depth + 1);
      return { ...map, entries: map.entries.map((entry) => (entry === found ? { ...entry, value } : entry)) };
    }
    const key = this.#keyOf(step);
    const created: SourceMap = { kind: 'map', range: key.range, entries: [], flow: true };
    const value = isLast ? this.#value : this.#set(created, depth + 1);
    const entry = { name, key, value };
    if (!found) return { ...map, entries: [...map.entries, entry] };
    return { ...map, entries: map.entries.map((each) => (each.name === name ? entry : each)) };
  }

  #setInList(list: Extract<SourceNode, { kind: 'list' }>, step: OverrideStep, depth: number): SourceNode {
    const isLast = depth === this.#path.steps.length - 1;
    const names = list.items.map(nameOf);
    const index = typeof step.step === 'number' ? step.step : names.indexOf(step.step);
    const item = list.items[index];
    if (!item) {
      const appends = index === list.items.length && isLast && !isNull(this.#value);
      if (appends) return { ...list, items: [...list.items, this.#value] };
      const known = names.flatMap((name) => name ?? []);
      const places = list.items.map((_, place) => String(place));
      this.#nothing(step, depth, typeof step.step === 'number' ? places : [...known, ...places.map((at) => `[${at}]`)]);
      return list;
    }
    if (isLast && isNull(this.#value)) return { ...list, items: list.items.filter((_, place) => place !== index) };
    const changed = isLast ? this.#value : this.#set(item, depth + 1);
    return { ...list, items: list.items.map((each, place) => (place === index ? changed : each)) };
  }

  #nothing(step: OverrideStep, depth: number, names: readonly string[]): void {
    const range = rangeWithin(this.#key, step.start, step.end);
    const { sentence, fixes } = suggestion(String(step.step), names, range);
    const where = depth === 0 ? 'The scenario' : this.#textTo(depth);
    const message = `${where} has no ${step.step} that this could change. ${sentence}`.trim();
    this.#problems.push(problem('RL3602', range, message, fixes));
  }

  /** The path up to a step. */
  #textTo(depth: number): string {
    return writeOverridePath(this.#path.steps.slice(0, depth).map(({ step }) => step));
  }

  /** A step as the key of an entry, at its own characters. */
  #keyOf({ step, start, end }: OverrideStep): SourceScalar {
    const range = rangeWithin(this.#key, start, end);
    return { kind: 'scalar', range, value: String(step), style: 'plain', written: String(step) };
  }

  #report(code: ProblemCode, { start, end }: { readonly start: number; readonly end: number }, message: string): void {
    const range = end > start ? rangeWithin(this.#key, start, end) : this.#key.range;
    this.#problems.push(problem(code, range, message));
  }
}

function nameOf(item: SourceNode): string | undefined {
  const found = NAMING_KEYS.flatMap((key) => entriesOf(item).filter(({ name }) => name === key));
  return textOf(found[0]?.value);
}

function isNull(node: SourceNode): boolean {
  return node.kind === 'scalar' && node.value === null && !node.unreadable;
}
