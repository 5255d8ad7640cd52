/** Hearing of what happens to the files directly in a folder. */
import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/**
 * Watches one folder, which need not be there yet. The editor's watcher of a workspace cannot be relied on for runs: what is made inside
 * a new folder before it has turned to that folder stays unwatched until the editor starts again.
 *
 * Nothing is heard of files that lie deeper. Where the system gives no more watches, nothing is heard at all.
 */
export class FolderWatch {
  readonly #folder: string;
  readonly #heard: (name: string | undefined) => void;
  #watcher: FSWatcher | undefined;
  #closed = false;

  /**
   * @param folder absolute path
   * @param heard gets the name of what came, changed or went in the folder, and undefined when the folder itself did
   */
  constructor(folder: string, heard: (name: string | undefined) => void) {
    this.#folder = folder;
    this.#heard = heard;
    this.#start();
  }

  /** Ends the watch; nothing is heard after it. */
  close(): void {
    this.#closed = true;
    this.#watcher?.close();
  }

  /** Watches the folder, or while it is not there the nearest folder above it. */
  #start(): void {
    this.#watcher?.close();
    let path = this.#folder;
    while (!this.#closed) {
      try {
        this.#watcher = watch(path, { persistent: false }, (_event, name) => this.#happened(path, name));
      } catch (error) {
        if (!isMissing(error) || dirname(path) === path) return;
        path = dirname(path);
        continue;
      }
      this.#watcher.on('error', () => this.#watcher?.close());
      const next = this.#below(path);
      if (next === undefined || !existsSync(next)) return;
      // It was made between the two looks.
      this.#watcher.close();
      path = next;
    }
  }

  #happened(watched: string, name: string | null): void {
    if (this.#closed) return;
    const next = this.#below(watched);
    if (next === undefined && name !== null && name !== basename(this.#folder)) {
      this.#heard(name);
      return;
    }
    // The folder that is watched came, went or was replaced, so the watch stands on what is gone.
    if (next !== undefined && !existsSync(next) && existsSync(watched)) return;
    this.#start();
    this.#heard(undefined);
  }

  /** The folder directly in `path` that is on the way to the folder; undefined for the folder itself. */
  #below(path: string): string | undefined {
    const [name] = relative(path, this.#folder).split(sep);
    return name === undefined || name === '' ? undefined : join(path, name);
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
