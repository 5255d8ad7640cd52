/** What a step changed on the machine, counted while its patches come in. */
import type { Node, Process, WorldPatch } from '../machine/world.ts';

/** Changes of one step against the end of the step before. */
export interface StepEffect {
  readonly filesAdded: number;
  readonly filesChanged: number;
  readonly filesRemoved: number;
  readonly foldersAdded: number;
  readonly foldersRemoved: number;
  readonly processesStarted: number;
  readonly processesReady: number;
  readonly processesEnded: number;
}

/**
 * Follows the patches of a trial. It remembers the world as it is, and of the step that is under way what its patches touched as it
 * was before, so a step costs what it changes.
 */
export class EffectCounter {
  readonly #files = new Map<string, Node>();
  readonly #processes = new Map<string, Process>();
  #filesBefore = new Map<string, Node | undefined>();
  #processesBefore = new Map<string, Process | undefined>();

  /** What changes from now on belongs to a new step. */
  beginStep(): void {
    this.#filesBefore = new Map();
    this.#processesBefore = new Map();
  }

  apply(patch: WorldPatch): void {
    this.#applyHost('', patch);
    for (const [host, changes] of Object.entries(patch.hosts ?? {})) this.#applyHost(`${host}:`, changes);
  }

  /** @param prefix tells the files and processes of a host from those of the others */
  #applyHost(prefix: string, { files, processes }: Pick<WorldPatch, 'files' | 'processes'>): void {
    applyTo(this.#files, this.#filesBefore, files, prefix);
    applyTo(this.#processes, this.#processesBefore, processes, prefix);
  }

  /** What the step did so far. */
  effect(): StepEffect {
    const files = [...this.#filesBefore].map(([path, before]) => ({ before, now: this.#files.get(path) }));
    const processes = [...this.#processesBefore].map(([pid, before]) => ({ before, now: this.#processes.get(pid) }));
    const isFolder = (node: Node | undefined) => node?.kind === 'directory';
    return {
      filesAdded: count(
        files,
        ({ before, now }) => now !== undefined && !isFolder(now) && (!before || isFolder(before)),
      ),
      // A folder changes with every file in it; that says nothing new.
      filesChanged: count(files, ({ before, now }) => !!before && !!now && !isFolder(before) && !isFolder(now)),
      filesRemoved: count(files, ({ before, now }) => !!before && !isFolder(before) && (!now || isFolder(now))),
      foldersAdded: count(files, ({ before, now }) => isFolder(now) && !isFolder(before)),
      foldersRemoved: count(files, ({ before, now }) => isFolder(before) && !isFolder(now)),
      processesStarted: count(processes, ({ before, now }) => !before && !!now),
      processesReady: count(
        processes,
        ({ before, now }) => !!now && now.program?.ready === true && before?.program?.ready === false,
      ),
      processesEnded: count(processes, ({ before, now }) => !!before && !now),
    };
  }
}

/** An effect in a few words: `+2 files, 1 process started`. Empty when nothing changed. */
export function effectText(effect: StepEffect): string {
  return [
    words('+', effect.filesAdded, 'file', 'files', ''),
    words('+', effect.foldersAdded, 'folder', 'folders', ''),
    words('', effect.filesChanged, 'file', 'files', ' changed'),
    words('-', effect.filesRemoved, 'file', 'files', ''),
    words('-', effect.foldersRemoved, 'folder', 'folders', ''),
    words('', effect.processesStarted, 'process', 'processes', ' started'),
    words('', effect.processesReady, 'process', 'processes', ' ready'),
    words('', effect.processesEnded, 'process', 'processes', ' ended'),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function words(sign: string, amount: number, one: string, many: string, what: string): string {
  return amount === 0 ? '' : `${sign}${amount} ${amount === 1 ? one : many}${what}`;
}

function count<T>(entries: readonly T[], counts: (entry: T) => boolean): number {
  return entries.filter(counts).length;
}

function applyTo<T>(
  now: Map<string, T>,
  before: Map<string, T | undefined>,
  changes: Readonly<Record<string, T | null>> | undefined,
  prefix: string,
): void {
  for (const [name, value] of Object.entries(changes ?? {})) {
    const key = `${prefix}${name}`;
    if (!before.has(key)) before.set(key, now.get(key));
    if (value === null) now.delete(key);
    else now.set(key, value);
  }
}
