/** What the command line of `ps` asks for. */
import { type Column, columnNamed } from './columns.ts';
import type { FormatRequest } from './format.ts';
import { PsProblem } from './problem.ts';
import type { Selection } from './selection.ts';

export interface SortKey {
  readonly column: Column;
  readonly descending: boolean;
}

export interface PsArguments {
  readonly request: FormatRequest;
  readonly selection: Selection;
  readonly sort: SortKey[];
  headers: boolean;
  /** Lines are drawn as a tree: with branches, or by indentation alone. */
  tree: 'none' | 'branches' | 'indented';
  /** Characters of a line, when they are limited. */
  width: number | undefined;
  show: 'list' | 'help' | 'version';
}

/**
 * Keys of a sort text: `-rss,pid`.
 * @throws PsProblem for a column that does not exist.
 */
export function parseSort(text: string): readonly SortKey[] {
  return text.split(',').map((entry) => {
    const column = columnNamed(entry.replace(/^[-+]/, ''));
    if (!column) throw new PsProblem('unknown sort specifier');
    return { column, descending: entry.startsWith('-') };
  });
}

/** Reads words one after another, so that an option can take the next one. */
export class Words {
  readonly #words: readonly string[];
  #next = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  next(): string | undefined {
    const word = this.#words[this.#next];
    this.#next += 1;
    return word;
  }
}
