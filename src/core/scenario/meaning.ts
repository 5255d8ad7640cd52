import type { Problem } from './problems.ts';
import type { SourceNode } from './source.ts';

/** What is wrong with a scenario beyond its form. Works on any tree; parts of the wrong kind are passed over. */
export function checkMeaning(_root: SourceNode, _text: string): readonly Problem[] {
  return [];
}
