/** Where the documentation says what a problem means: the section of each code in the page that comes with the package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const PAGE = 'docs/problems.md';
/** Folders above this file that the page may lie in: that of the sources, of a bundle, or of a part of one. */
const MOST_ABOVE = 4;

export class ProblemPages {
  #places: ReadonlyMap<string, string> | undefined;

  /** The address of the section on a code; undefined where the page did not come along. */
  addressOf(code: string): string | undefined {
    this.#places ??= read();
    return this.#places.get(code);
  }
}

/** Addresses by code. A fragment names the line, which editors go to. */
function read(): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const path = find();
  if (path === undefined) return places;
  const page = pathToFileURL(path).href;
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const code = /^## (RL\d+)/.exec(line)?.[1];
    if (code !== undefined) places.set(code, `${page}#L${index + 1}`);
  }
  return places;
}

function find(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let above = 0; above < MOST_ABOVE; above++) {
    const path = join(folder, PAGE);
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  return undefined;
}
