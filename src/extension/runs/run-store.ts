/** The runs that lie on disk. They are read when somebody asks, and again when their files change. */
import { join, relative } from 'node:path';
import { Disposable, EventEmitter, RelativePattern, type Uri, workspace } from 'vscode';
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
  #watchers: Disposable = Disposable.from();
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
    Disposable.from(this.#watchers, this.#settings, this.#reread, this.#changed).dispose();
  }

  async #load(): Promise<void> {
    const { findRuns } = await import('../../node/runs.ts');
    this.#watch();
    const found = await Promise.all(runsFolders().map(({ path }) => findRuns(path)));
    this.#runs = new Map(found.flat().map((run) => [run.folder, run]));
  }

  #watch(): void {
    this.#watchers.dispose();
    this.#watchers = Disposable.from(
      ...runsFolders().map(({ workspace: base, relative: folder, path }) => {
        const watcher = workspace.createFileSystemWatcher(new RelativePattern(base, `${folder}/**`));
        const changed = (uri: Uri): void => this.#fileChanged(path, uri.fsPath);
        return Disposable.from(
          watcher,
          watcher.onDidCreate(changed),
          watcher.onDidChange(changed),
          watcher.onDidDelete(changed),
        );
      }),
    );
  }

  #fileChanged(folder: string, file: string): void {
    const [run] = relative(folder, file).split(/[/\\]/);
    // The folder of all runs itself came or went.
    if (run === undefined || run === '' || run === '..') void this.refresh();
    else this.touch(join(folder, run));
  }

  async #readStale(): Promise<void> {
    if (this.#loaded === undefined) return;
    await this.#loaded;
    const { readRun } = await import('../../node/runs.ts');
    const folders = [...this.#stale];
    this.#stale.clear();
    for (const folder of folders) {
      const run = await readRun(folder);
      if (run === undefined) this.#runs.delete(folder);
      else this.#runs.set(folder, run);
    }
    if (folders.length > 0) this.#changed.fire();
  }
}

function byAge(a: FoundRun, b: FoundRun): number {
  const created = (run: FoundRun): string => run.record?.createdAt ?? '';
  return created(b).localeCompare(created(a)) || b.folder.localeCompare(a.folder);
}
