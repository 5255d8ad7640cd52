/** The runs that lie on disk. They are read when somebody asks, and again when their files change. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Disposable, EventEmitter, workspace } from 'vscode';
import { FolderWatch } from '../../node/folder-watch.ts';
import type { FoundRun } from '../../node/runs.ts';
import { throttle } from '../throttle.ts';
import { runsFolders } from './runs-folder.ts';

const REREAD_MS = 300;

export class RunStore implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #runs = new Map<string, FoundRun>();
  /** Folders of runs that changed since they were read. */
  readonly #stale = new Set<string>();
  #loaded: Promise<void> | undefined;
  /** Of the folders of all runs. */
  #watches: readonly FolderWatch[] = [];
  /** Of the runs whose files can still change, by folder. */
  readonly #unfinished = new Map<string, FolderWatch>();
  readonly #reread = throttle(() => void this.#readStale(), REREAD_MS);
  readonly #settings: Disposable;

  constructor() {
    const again = (): void => void this.refresh();
    this.#settings = Disposable.from(
      workspace.onDidChangeWorkspaceFolders(again),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('redline.runs.folder')) again();
      }),
    );
  }

  /** Every run, the newest first. */
  async all(): Promise<readonly FoundRun[]> {
    this.#loaded ??= this.#load();
    await this.#loaded;
    return [...this.#runs.values()].sort(byAge);
  }

  /** Reads everything from disk again. */
  async refresh(): Promise<void> {
    if (this.#loaded === undefined) return;
    this.#loaded = this.#load();
    await this.#loaded;
    this.#changed.fire();
  }

  /** Says that a run changed, for when we know it before the watcher does. */
  touch(folder: string): void {
    this.#stale.add(folder);
    this.#reread();
  }

  dispose(): void {
    this.#unwatch();
    Disposable.from(this.#settings, this.#reread, this.#changed).dispose();
  }

  async #load(): Promise<void> {
    const { findRuns } = await import('../../node/runs.ts');
    this.#unwatch();
    // Before they are read, so that nothing that is written meanwhile goes unheard.
    this.#watches = runsFolders().map(
      ({ path }) =>
        new FolderWatch(path, (name) => {
          if (name === undefined) void this.refresh();
          else this.touch(join(path, name));
        }),
    );
    const found = (await Promise.all(runsFolders().map(({ path }) => findRuns(path)))).flat();
    this.#runs = new Map(found.map((run) => [run.folder, run]));
    for (const run of found) {
      if (isFinished(run)) continue;
      this.#watchRun(run.folder);
      this.touch(run.folder);
    }
  }

  #watchRun(folder: string): void {
    if (this.#unfinished.has(folder)) return;
    this.#unfinished.set(folder, new FolderWatch(folder, () => this.touch(folder)));
  }

  #unwatchRun(folder: string): void {
    this.#unfinished.get(folder)?.close();
    this.#unfinished.delete(folder);
  }

  #unwatch(): void {
    for (const watch of this.#watches) watch.close();
    for (const folder of this.#unfinished.keys()) this.#unwatchRun(folder);
  }

  async #readStale(): Promise<void> {
    if (this.#loaded === undefined) return;
    await this.#loaded;
    const { readRun } = await import('../../node/runs.ts');
    const folders = [...this.#stale];
    this.#stale.clear();
    for (const folder of folders) {
      this.#watchRun(folder);
      const run = await readRun(folder);
      if (run === undefined) this.#runs.delete(folder);
      else this.#runs.set(folder, run);
      if (run === undefined ? !existsSync(folder) : isFinished(run)) this.#unwatchRun(folder);
    }
    if (folders.length > 0) this.#changed.fire();
  }
}

/** Whether all trials of a run have ended, so that nothing will change in its folder by itself. */
function isFinished({ record, trials }: FoundRun): boolean {
  if (record === undefined) return false;
  const planned = record.trials * Math.max(1, record.variants.length);
  return trials.length >= planned && trials.every(({ outcome }) => outcome.state === 'ended');
}

function byAge(a: FoundRun, b: FoundRun): number {
  const created = (run: FoundRun): string => run.record?.createdAt ?? '';
  return created(b).localeCompare(created(a)) || b.folder.localeCompare(a.folder);
}
