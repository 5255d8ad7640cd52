import { globMatcher, isGlob } from '../glob.ts';
import { entryOf, type SourceEntry } from '../source.ts';
import { parentsOf } from './paths.ts';

/** The declared files of a host, so that a path or a pattern is found without looking at all of them. */
export class FileIndex {
  /** Files that are links. */
  readonly links: readonly SourceEntry[];
  readonly #paths: ReadonlySet<string>;
  /** Folders that files lie in. */
  readonly #folders: ReadonlySet<string>;
  /** Files and folders in the order of their characters. */
  readonly #sorted: readonly string[];

  constructor(files: readonly SourceEntry[]) {
    const paths = files.map(({ name }) => name);
    this.links = files.filter(({ value }) => entryOf(value, 'link') !== undefined);
    this.#paths = new Set(paths);
    const folders = new Set<string>();
    for (const path of paths) {
      for (const folder of parentsOf(path)) {
        if (folders.has(folder)) break;
        folders.add(folder);
      }
    }
    this.#folders = folders;
    this.#sorted = [...paths, ...folders].sort();
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Whether a file or folder lies at a path, or any at one that a glob matches. */
  has(path: string): boolean {
    const plain = path.replace(/\/$/, '');
    if (!isGlob(plain)) return this.#paths.has(plain) || this.#folders.has(plain);
    const matches = globMatcher(plain);
    const fixed = plain.slice(0, plain.search(/[*?[{\\!(+@]/));
    for (let index = this.#firstFrom(fixed); index < this.#sorted.length; index++) {
      const candidate = this.#sorted[index] ?? '';
      if (!candidate.startsWith(fixed)) return false;
      if (matches(candidate)) return true;
    }
    return false;
  }

  /** Place of the first path that is not in front of a text. */
  #firstFrom(text: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
