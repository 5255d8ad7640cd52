/** Variants of a scenario: one value of each dimension that it declares under `variants`. */
import { listed, nearest } from './nearest.ts';
import type { ScenarioDocument } from './schema.ts';

export interface Variant {
  /** `hardening=non-root,scarcity=one-gpu`, over all dimensions in their order; `default` when there are none. */
  readonly id: string;
  /** The value of each dimension. */
  readonly choices: Readonly<Record<string, string>>;
}

/** What a scenario declares of variants. */
export type WithVariants = Pick<ScenarioDocument, 'variants'>;

/** Id of the only variant of a scenario that declares none. */
export const ONLY_VARIANT = 'default';

/** Most combinations that a scenario may have. */
export const MOST_VARIANTS = 10_000;

/**
 * Every combination in the order of the matrix: the last dimension changes fastest, and the first combination is the
 * usual one. No more than `MOST_VARIANTS`, which a valid scenario keeps to.
 */
export function variantsOf(document: WithVariants): readonly Variant[] {
  let combinations: readonly (readonly (readonly [string, string])[])[] = [[]];
  for (const [dimension, values] of dimensionsOf(document)) {
    const known = combinations.slice(0, MOST_VARIANTS);
    combinations = known.flatMap((chosen) => values.map((value) => [...chosen, [dimension, value] as const]));
  }
  return combinations.slice(0, MOST_VARIANTS).map((chosen) => variantOf(Object.fromEntries(chosen)));
}

/** How many combinations there are, without making them. */
export function variantCount(document: WithVariants): number {
  return dimensionsOf(document).reduce((product, [, values]) => product * values.length, 1);
}

/** The variant that a run takes when none is named: the first value of each dimension. */
export function usualVariant(document: WithVariants): Variant {
  return variantOf(Object.fromEntries(dimensionsOf(document).map(([dimension, [first = '']]) => [dimension, first])));
}

/**
 * The variant that a text names: `hardening=non-root,scarcity=one-gpu`. A dimension that is not named has its first value; a value
 * that only one dimension has may stand alone: `non-root`.
 */
export function parseVariant(
  document: WithVariants,
  text: string,
): { readonly variant: Variant } | { readonly problem: string } {
  const dimensions = dimensionsOf(document);
  const choices: Record<string, string> = { ...usualVariant(document).choices };
  const named = new Set<string>();
  if (text.trim() === '' || text.trim() === ONLY_VARIANT) return { variant: usualVariant(document) };
  if (dimensions.length === 0) return { problem: `The scenario declares no variants, so there is no ${text}.` };
  for (const part of text.split(',').map((each) => each.trim())) {
    const read = readChoice(part, dimensions);
    if ('problem' in read) return read;
    const { dimension, value } = read;
    if (named.has(dimension)) return { problem: `${dimension} is named twice in ${text}. Name it once.` };
    named.add(dimension);
    choices[dimension] = value;
  }
  return { variant: variantOf(choices) };
}

type Dimension = readonly [name: string, values: readonly string[]];

function readChoice(
  part: string,
  dimensions: readonly Dimension[],
): { readonly dimension: string; readonly value: string } | { readonly problem: string } {
  const equals = part.indexOf('=');
  if (equals < 0) {
    const having = dimensions.filter(([, values]) => values.includes(part));
    const [only] = having;
    if (only && having.length === 1) return { dimension: only[0], value: part };
    if (having.length > 1) {
      const choice = having.map(([name]) => `${name}=${part}`);
      return { problem: `${part} could be ${listed(choice, 'or')}. Name the dimension too.` };
    }
    const values = dimensions.flatMap(([, own]) => own);
    return { problem: `No dimension has a value ${part}. ${choiceSentence(part, values)}` };
  }
  const [name, value] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
  const found = dimensions.find(([dimension]) => dimension === name);
  if (!found) {
    const names = dimensions.map(([dimension]) => dimension);
    return { problem: `No dimension is called ${name}. ${choiceSentence(name, names)}` };
  }
  if (!found[1].includes(value)) {
    return { problem: `${name} has no value ${value}. ${choiceSentence(value, found[1])}` };
  }
  return { dimension: name, value };
}

function choiceSentence(written: string, names: readonly string[]): string {
  const meant = nearest(written, names);
  return meant === undefined ? `There is ${listed(names, 'and')}.` : `Did you mean ${meant}?`;
}

/** Dimensions that have a value, in the order of the file. */
function dimensionsOf({ variants }: WithVariants): readonly Dimension[] {
  return Object.entries(variants ?? {}).flatMap(([dimension, values]) => {
    const names = Object.keys(values);
    return names.length === 0 ? [] : [[dimension, names] as const];
  });
}

/** The variant that makes these choices. */
export function variantOf(choices: Readonly<Record<string, string>>): Variant {
  const id = Object.entries(choices).map(([dimension, value]) => `${dimension}=${value}`);
  return { id: id.join(',') || ONLY_VARIANT, choices };
}
