/** Places in a scenario that lead to a file beside it or to a page. */
import type { TextRange } from '../problems.ts';
import { textOf } from '../source.ts';
import { isFileReference } from './completion.ts';
import { resolvedUri } from './linked-files.ts';
import type { ScenarioText } from './scenario-text.ts';

export interface Link {
  readonly range: TextRange;
  readonly target: string;
  readonly title: string;
}

/** Files that a scenario at an address names, papers that it refers to, and addresses in what is said about it. */
export function linksIn({ places }: ScenarioText, uri: string): readonly Link[] {
  return places.flatMap(({ part, scalar, target }): Link[] => {
    const text = part === 'value' ? textOf(scalar) : undefined;
    if (text === undefined || text === '') return [];
    if (isFileReference(target)) {
      const file = resolvedUri(uri, text);
      return file === undefined ? [] : [{ range: scalar.range, target: file, title: `Open ${text}` }];
    }
    if (target[0] !== 'references') return [];
    const page = pageOf(text);
    return page === undefined ? [] : [{ range: scalar.range, target: page, title: `Open ${page}` }];
  });
}

/** The page of a reference: of a paper by its number in an archive, or an address. */
function pageOf(reference: string): string | undefined {
  const paper = /^arXiv:(\d{4}\.\d{4,5}(?:v\d+)?)$/i.exec(reference.trim())?.[1];
  if (paper !== undefined) return `https://arxiv.org/abs/${paper}`;
  const doi = /^doi:(10\.\d{4,9}\/[^\s<>"]+)$/i.exec(reference.trim())?.[1];
  if (doi !== undefined) return `https://doi.org/${doi}`;
  return /^https?:\/\/[^\s<>"]+$/.test(reference.trim()) ? reference.trim() : undefined;
}
