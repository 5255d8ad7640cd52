/** The variants of a scenario on the tree of what was written: applied to it, and checked. */
import { overriddenPath, withOverrides } from './override.ts';
import { problem } from './problem-codes.ts';
import type { Problem } from './problems.ts';
import { entriesOf, entryOf, type SourceEntry, type SourceMap, type SourceNode } from './source.ts';
import { plainValue } from './source-value.ts';
import { MOST_VARIANTS, usualVariant, type Variant, variantCount, variantOf, type WithVariants } from './variants.ts';

/** A dimension with its values, as written; each value with its overrides. */
interface Dimension {
  readonly name: string;
  readonly values: readonly SourceEntry[];
}

/** The names of the dimensions and values of a scenario, whatever else is wrong with it. */
export function declaredVariants(root: SourceNode): WithVariants {
  const dimensions = dimensionsIn(root).map(({ name, values }) => {
    return [name, Object.fromEntries(values.map((value) => [value.name, {}]))] as const;
  });
  return { variants: Object.fromEntries(dimensions) };
}

/** The scenario under a variant. What cannot be applied is left out and reported. */
export function underVariant(root: SourceMap, { choices }: Variant, problems: Problem[]): SourceMap {
  const overrides = dimensionsIn(root).flatMap(({ name, values }) => {
    return overridesOf(values.find((value) => value.name === choices[name]));
  });
  return withOverrides(root, overrides, problems);
}

/** A variant that differs from the usual one in a single dimension, with the place that declares the difference. */
export interface Deviation {
  readonly variant: Variant;
  readonly dimension: string;
  readonly value: SourceEntry;
}

/** Most deviations that are looked at. A scenario has a handful; what is wrong with a further one is told when it is run. */
const MOST_DEVIATIONS = 50;

/** Each value that is not the usual one of its dimension, alone; the first fifty of them. */
export function deviationsIn(root: SourceMap): readonly Deviation[] {
  const usual = usualVariant(declaredVariants(root));
  const others = dimensionsIn(root).flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })));
  return others.slice(0, MOST_DEVIATIONS).map(({ name, value }) => {
    return { variant: variantOf({ ...usual.choices, [name]: value.name }), dimension: name, value };
  });
}

/** What is wrong with the matrix itself: values that make no difference, and dimensions that change the same thing. */
export function checkMatrix(root: SourceMap): Problem[] {
  const dimensions = dimensionsIn(root);
  return [
    ...checkCount(root),
    ...dimensions.flatMap((dimension) => checkDifference(root, dimension)),
    ...checkCollisions(dimensions),
  ];
}

function checkCount(root: SourceMap): Problem[] {
  const count = variantCount(declaredVariants(root));
  const key = entryOf(root, 'variants')?.key;
  if (count <= MOST_VARIANTS || !key) return [];
  const message = `These dimensions have ${count} combinations, and a scenario may have ${MOST_VARIANTS}. Take some values away, or make several scenarios that extend one base.`;
  return [problem('RL3607', key.range, message)];
}

function checkDifference(root: SourceMap, { name, values }: Dimension): Problem[] {
  const [first, ...others] = values;
  if (first && others.length === 0) {
    const message = `${name} has only one value, so it makes no difference. Give it another one, or make the change in the scenario itself.`;
    return [problem('RL3603', first.key.range, message)];
  }
  const seen = new Map<string, string>();
  return values.flatMap((value) => {
    const problems: Problem[] = [];
    const changed = JSON.stringify(changes(root, withOverrides(root, overridesOf(value), problems)));
    if (problems.length > 0) return [];
    const same = seen.get(changed);
    if (same === undefined) seen.set(changed, value.name);
    if (same === undefined) return [];
    const message = `${name}=${value.name} changes nothing: the scenario is the same with ${name}=${same}.`;
    return [problem('RL3603', value.key.range, message)];
  });
}

/** What differs between a tree and one that was made from it: paths with the new values. Parts that were not touched are passed over. */
function changes(before: SourceNode, after: SourceNode): unknown[] {
  if (before === after) return [];
  if (before.kind !== 'map' || after.kind !== 'map') {
    const [old, now] = [plainValue(before), plainValue(after)];
    return JSON.stringify(old) === JSON.stringify(now) ? [] : [now];
  }
  const old = new Map(before.entries.map((entry) => [entry.name, entry.value]));
  const now = new Set(after.entries.map((entry) => entry.name));
  const removed = before.entries.flatMap((entry) => (now.has(entry.name) ? [] : [[entry.name]]));
  const changed = after.entries.flatMap((entry) => {
    const previous = old.get(entry.name);
    const inside = previous ? changes(previous, entry.value) : [plainValue(entry.value)];
    return inside.length > 0 ? [[entry.name, inside]] : [];
  });
  return [...removed, ...changed];
}

/** The same path in two dimensions: the later one would silently win. */
function checkCollisions(dimensions: readonly Dimension[]): Problem[] {
  const owners = new Map<string, string>();
  return dimensions.flatMap(({ name, values }) => {
    const own = values.flatMap((value) => overridesOf(value));
    const problems = own.flatMap((override) => {
      const other = pathsAbove(overriddenPath(override)).flatMap((path) => owners.get(path) ?? [])[0];
      if (other === undefined) return [];
      const message = `${override.name} is changed by ${other} too. Where both apply, this one wins; better let one dimension change it.`;
      return [problem('RL3605', override.key.range, message)];
    });
    for (const override of own) {
      const path = overriddenPath(override);
      if (path !== undefined && !owners.has(path)) owners.set(path, name);
    }
    return problems;
  });
}

/** A path and those that it lies below. */
function pathsAbove(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const ends = Array.from(path.matchAll(/[.[]/g), (match) => match.index);
  return [path, ...ends.toReversed().map((end) => path.slice(0, end))];
}

function dimensionsIn(root: SourceNode): readonly Dimension[] {
  return entriesOf(entryOf(root, 'variants')?.value).flatMap(({ name, value }) => {
    const values = entriesOf(value);
    return values.length === 0 ? [] : [{ name, values }];
  });
}

function overridesOf(value: SourceEntry | undefined): readonly SourceEntry[] {
  return entriesOf(value?.value);
}
