/** Which variants of a scenario a run takes, and how they are called where people read them. */
import {
  ONLY_VARIANT,
  parseVariant,
  usualVariant,
  type Variant,
  variantCount,
  variantsOf,
  type WithVariants,
} from '../scenario/variants.ts';

/** More would be a mistake. */
const MOST_VARIANTS = 1_000;
/** Stands for every value of its dimension. */
const EVERY = '*';
/** What the usual variant is called beside others. */
const USUAL = 'usual';

export type ChosenVariants =
  | { readonly variants: readonly Variant[]; readonly problem: undefined }
  | { readonly variants: undefined; readonly problem: string };

/**
 * The variants that somebody names, each once, in the order in which they are named; none named is the usual one.
 * @param texts as `parseVariant` takes them; `hardening=*` stands for each value of a dimension
 * @param all every combination instead
 */
export function chosenVariants(document: WithVariants, texts: readonly string[], all: boolean): ChosenVariants {
  if (all && variantCount(document) > MOST_VARIANTS) return wrong(tooMany(variantCount(document)));
  if (all) return { variants: variantsOf(document), problem: undefined };
  const chosen = new Map<string, Variant>();
  for (const text of texts.length === 0 ? [''] : texts) {
    const expanded = expand(document, text);
    if (expanded.length > MOST_VARIANTS) return wrong(tooMany(expanded.length));
    for (const one of expanded) {
      const read = parseVariant(document, one);
      if ('problem' in read) return wrong(read.problem);
      chosen.set(read.variant.id, read.variant);
    }
  }
  return { variants: [...chosen.values()], problem: undefined };
}

function tooMany(count: number): string {
  return `These are ${count} variants, and a run takes at most ${MOST_VARIANTS}. Name some of them.`;
}

function wrong(problem: string): ChosenVariants {
  return { variants: undefined, problem };
}

/** A text for each combination of the values that a star in it stands for. */
function expand({ variants = {} }: WithVariants, text: string): string[] {
  let texts: string[][] = [[]];
  for (const part of text.split(',')) {
    const [dimension = '', value = ''] = part.split('=').map((side) => side.trim());
    const values = value === EVERY ? Object.keys(variants[dimension] ?? {}) : [];
    const choices = values.length === 0 ? [part] : values.map((name) => `${dimension}=${name}`);
    texts = texts.flatMap((chosen) => choices.map((choice) => [...chosen, choice]));
    if (texts.length > MOST_VARIANTS) break;
  }
  return texts.map((parts) => parts.join(','));
}

/** What a variant is called beside others of its scenario: what differs from the usual one, `usual` when nothing does. */
export function variantName(document: WithVariants, id: string): string {
  return variantNameBeside(usualVariant(document).id, id);
}

/** The same, told by the id of the usual variant. */
export function variantNameBeside(usual: string, id: string): string {
  if (id === ONLY_VARIANT) return id;
  const same = new Set(usual.split(','));
  return (
    id
      .split(',')
      .filter((part) => !same.has(part))
      .join(', ') || USUAL
  );
}

/** Names of variants that can begin the name of a file, in their order, no two alike. */
export function variantSlugs(document: WithVariants, variants: readonly Pick<Variant, 'id'>[]): readonly string[] {
  const used = new Set<string>();
  return variants.map(({ id }) => {
    const plain = variantName(document, id)
      .replaceAll(', ', '+')
      .replaceAll(/[^A-Za-z0-9_+-]/g, '-');
    let slug = plain;
    for (let count = 2; used.has(slug.toLowerCase()); count += 1) slug = `${plain}-${count}`;
    used.add(slug.toLowerCase());
    return slug;
  });
}
