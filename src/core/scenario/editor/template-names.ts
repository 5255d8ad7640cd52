/** Which names templates can use, by the place of the text that they stand in. */
import type { Shape } from '../shape.ts';
import type { SourceNode, SourcePath } from '../source.ts';
import { templateNamesAt as namesAt } from '../template-places.ts';

export interface KnownTemplate {
  readonly name: string;
  readonly about: string;
}

/** Names that the text at a path can use in double braces; none where nothing is filled in. */
export function templateNamesAt(
  target: SourcePath,
  root: SourceNode | undefined,
  shapes: readonly Shape[],
): readonly KnownTemplate[] {
  if (!shapes.some(({ meaning }) => meaning === 'template')) return [];
  return Array.from(namesAt(target, root), ([name, about]) => ({ name, about }));
}
