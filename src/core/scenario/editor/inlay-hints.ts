/** What quantities come to and how many trials a run makes, shown behind what is written. */
import { DEFAULTS } from '../defaults.ts';
import type { TextRange } from '../problems.ts';
import { entriesOf, entryOf, type SourceNode } from '../source.ts';
import type { ScenarioText } from './scenario-text.ts';
import { grouped, resolvedQuantity } from './units.ts';

export interface InlayHint {
  readonly offset: number;
  readonly text: string;
  readonly about: string;
}

/** The hints in a part of a scenario. */
export function hintsIn(scenario: ScenarioText, within: TextRange): readonly InlayHint[] {
  const quantities = scenario.places.flatMap(({ part, scalar, shapes }): InlayHint[] => {
    const { range, value } = scalar;
    if (part !== 'value' || range.start > within.end || range.end < within.start) return [];
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const text = shapes.map(({ meaning }) => resolvedQuantity(meaning, value)).find((each) => each !== undefined);
    return text === undefined ? [] : [{ offset: range.end, text: `= ${text}`, about: '' }];
  });
  const runs = [matrixHint(scenario.root), trialsHint(scenario.root)].flatMap((hint) => hint ?? []);
  const wanted = runs.filter(({ offset }) => within.start <= offset && offset <= within.end);
  return [...quantities, ...wanted];
}

/** How many trials a run makes of each variant: as written, or as many as usual. */
export function trialsOf(root: SourceNode | undefined): number {
  const written = entryOf(root, 'trials')?.value;
  const given = written?.kind === 'scalar' && typeof written.value === 'number' ? written.value : DEFAULTS.trials;
  return Number.isInteger(given) && given > 0 ? given : DEFAULTS.trials;
}

/** How many ways there are to combine the values of all dimensions. */
export function variantsOf(root: SourceNode | undefined): number {
  const dimensions = entriesOf(entryOf(root, 'variants')?.value);
  return dimensions.reduce((count, { value }) => count * Math.max(1, entriesOf(value).length), 1);
}

function matrixHint(root: SourceNode | undefined): InlayHint | undefined {
  const variants = entryOf(root, 'variants');
  const count = variantsOf(root);
  if (!variants || count < 2) return undefined;
  const trials = trialsOf(root);
  const sizes = entriesOf(variants.value).map(({ value }) => Math.max(1, entriesOf(value).length));
  return {
    offset: variants.key.range.end + 1,
    text: `${sizes.join(' × ')} = ${grouped(count)} variants, ${grouped(count * trials)} trials`,
    about: `A run of every variant makes ${grouped(count)} × ${grouped(trials)} trials for each endpoint.`,
  };
}

function trialsHint(root: SourceNode | undefined): InlayHint | undefined {
  const trials = entryOf(root, 'trials');
  const count = variantsOf(root);
  if (!trials || count < 2 || trials.value.kind !== 'scalar') return undefined;
  const all = `× ${grouped(count)} variants = ${grouped(count * trialsOf(root))}`;
  return { offset: trials.value.range.end, text: all, about: 'Trials of a run of every variant, for each endpoint.' };
}
