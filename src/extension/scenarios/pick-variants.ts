/** Asks which variants of a scenario are meant. */
import { type QuickPickItem, window } from 'vscode';
import { variantName } from '../../core/experiment/chosen-variants.ts';
import type { ScenarioDocument } from '../../core/scenario/schema.ts';
import { parseVariant, usualVariant, variantCount, variantsOf } from '../../core/scenario/variants.ts';

interface VariantItem extends QuickPickItem {
  readonly ids: readonly string[];
}

/** More combinations are not offered in one go. */
const MOST_COMBINATIONS = 1_000;

/** Ids of the variants to run; undefined when the person changed their mind. A scenario without variants is not asked about. */
export async function pickVariants(document: ScenarioDocument): Promise<readonly string[] | undefined> {
  const count = variantCount(document);
  if (count < 2) return [usualVariant(document).id];
  const all = variantsOf(document).map(({ id }) => id);
  const items: VariantItem[] = [
    ...singles(document).map((item, index) => ({ ...item, picked: index === 0 })),
    ...(count <= MOST_COMBINATIONS ? [{ label: `All ${count} combinations`, ids: all }] : []),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Variants',
    placeHolder: 'Which variants to run. Trials of one number have the same seed in each.',
    canPickMany: true,
  });
  const ids = new Set(picked?.flatMap((item) => item.ids));
  return ids.size === 0 ? undefined : [...ids];
}

/** Id of one variant; undefined when the person changed their mind. */
export async function pickVariant(document: ScenarioDocument): Promise<string | undefined> {
  if (variantCount(document) < 2) return usualVariant(document).id;
  const picked = await window.showQuickPick(singles(document), {
    title: 'Variant',
    placeHolder: 'Which machine to open',
  });
  return picked?.ids[0];
}

/** The usual variant, and each that differs from it in one dimension, with what each is called beside the others. */
export function singleVariants(document: ScenarioDocument): { readonly id: string; readonly name: string }[] {
  const usual = usualVariant(document).id;
  const others = Object.entries(document.variants ?? {}).flatMap(([dimension, values]) =>
    Object.keys(values)
      .slice(1)
      .flatMap((value) => {
        const read = parseVariant(document, `${dimension}=${value}`);
        return 'variant' in read ? [read.variant.id] : [];
      }),
  );
  return [usual, ...others].map((id) => ({ id, name: variantName(document, id) }));
}

function singles(document: ScenarioDocument): VariantItem[] {
  return singleVariants(document).map(({ id, name }) => ({ label: name, description: id, ids: [id] }));
}
