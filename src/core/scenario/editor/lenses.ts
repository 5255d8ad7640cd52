import type { TextRange } from '../problems.ts';
import { entryOf } from '../source.ts';
import { trialsOf } from './inlay-hints.ts';
import type { ScenarioText } from './scenario-text.ts';

/** Something that can be started from a place in a scenario. */
export type Lens =
  | { readonly range: TextRange; readonly action: 'run' }
  /** `trials` is how many trials it makes. */
  | { readonly range: TextRange; readonly action: 'run-trials'; readonly trials: number }
  | { readonly range: TextRange; readonly action: 'open-terminal' };

/**
 * What can be started from a scenario: one trial, as many as it asks for, and a terminal on its machine. They stand at its
 * first key. One that is only there for others to extend is never run.
 */
export function lensesOf({ root }: ScenarioText): readonly Lens[] {
  const name = entryOf(root, 'scenario');
  const abstract = entryOf(root, 'abstract')?.value;
  if (!name || (abstract?.kind === 'scalar' && abstract.value === true)) return [];
  const { range } = name.key;
  return [
    { range, action: 'run' },
    { range, action: 'run-trials', trials: trialsOf(root) },
    { range, action: 'open-terminal' },
  ];
}
