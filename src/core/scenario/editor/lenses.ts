import { DEFAULTS } from '../defaults.ts';
import type { TextRange } from '../problems.ts';
import { entryOf } from '../source.ts';
import { readSource } from '../source-reader.ts';

/** Something that can be started from a place in a scenario. */
export interface Lens {
  readonly range: TextRange;
  readonly action: 'run' | 'run-trials';
  /** How many trials it makes. */
  readonly trials: number;
}

/** What can be started from a scenario: one trial, or as many as it asks for. They stand at its first key. */
export function lensesOf(text: string): readonly Lens[] {
  const { root } = readSource(text);
  const name = entryOf(root, 'scenario');
  if (!name) return [];
  const written = entryOf(root, 'trials')?.value;
  const given = written?.kind === 'scalar' && typeof written.value === 'number' ? written.value : DEFAULTS.trials;
  const trials = Number.isInteger(given) && given > 0 ? given : DEFAULTS.trials;
  return [
    { range: name.key.range, action: 'run', trials: 1 },
    { range: name.key.range, action: 'run-trials', trials },
  ];
}
