/** Files of the workspace as the server reads them: inside its folders only, also when links are followed. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Suffix of files that hold scenarios. */
export const SCENARIO_SUFFIX = '.scenario.yaml';
const NOT_SEARCHED = new Set(['node_modules', '.git', '.redline', 'dist', 'out']);
/** Most folders that are looked into for scenarios, and most scenarios that are read. */
const MOST_FOLDERS = 4_000;
const MOST_SCENARIOS = 2_000;
const LARGEST = 16 * 1024 * 1024;

/** The path of a file on disk; undefined for what is none. */
export function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** An address as this server writes it: editors encode the same one in different ways. */
export function canonical(uri: string): string {
  const path = pathOf(uri);
  return path === undefined ? uri : uriOf(path);
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Whether a path lies in a folder or is it. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way));
}

export type ReadResult = { readonly text: string } | { readonly reason: string };

/** Texts of files, each read again only when it changed on disk. */
export class FileTexts {
  readonly #known = new Map<string, { readonly stamp: string; readonly text: string }>();

  /**
   * The text of a file that lies in a folder.
   * @param folder the folder that nothing may leave
   */
  async read(path: string, folder: string): Promise<ReadResult> {
    try {
      const file = await realpath(path);
      if (!isInside(file, await realpath(folder))) return { reason: 'it lies outside the folder that is open' };
      const found = await stat(file);
      if (!found.isFile()) return { reason: 'it is not a file' };
      if (found.size > LARGEST) return { reason: 'it is larger than 16 MiB' };
      const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`;
      const known = this.#known.get(file);
      if (known?.stamp === stamp) return { text: known.text };
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
      if (this.#known.size >= MOST_KEPT) this.#known.clear();
      this.#known.set(file, { stamp, text });
      return { text };
    } catch (error) {
      return { reason: error instanceof TypeError ? 'it is not a text in UTF-8' : 'there is no such file' };
    }
  }
}

/** Most texts that are kept. */
const MOST_KEPT = 200;

/** Names of what lies in a folder; those of folders end in a slash. None when it cannot be read or lies outside. */
export async function namesInside(path: string, folder: string): Promise<readonly string[]> {
  try {
    if (!isInside(await realpath(path), await realpath(folder))) return [];
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => (entry.isDirectory() ? !NOT_SEARCHED.has(entry.name) : entry.isFile()))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort();
  } catch {
    return [];
  }
}

/** Paths of the scenarios in some folders. */
export async function findScenarios(folders: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  const waiting = [...folders];
  for (let looked = 0; looked < MOST_FOLDERS && found.length < MOST_SCENARIOS; looked += 1) {
    const folder = waiting.shift();
    if (folder === undefined) break;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name)) waiting.push(path);
      else if (entry.isFile() && entry.name.endsWith(SCENARIO_SUFFIX)) found.push(path);
    }
  }
  return found;
}

/** The folder of a file, and its name. */
export function placeOf(path: string): { readonly folder: string; readonly name: string } {
  return { folder: dirname(path), name: basename(path) };
}
