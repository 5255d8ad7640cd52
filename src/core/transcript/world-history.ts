/** The world at any step of a transcript: a fold of its patches, with snapshots on the way. */
import { foldPatches } from '../machine/fold.ts';
import type { World, WorldPatch } from '../machine/world.ts';
import type { TranscriptEvent } from './events.ts';

interface Snapshot {
  /** Number of patches that it holds. */
  readonly patches: number;
  readonly world: World;
}

/** Fewest changes between two snapshots. */
const LEAST_CHANGES = 256;

/**
 * Takes the events of a transcript in their order, also while it grows, and gives the world at the end of any step.
 *
 * A snapshot is made whenever the patches since the last one touch as many files and processes as the world has. So any step costs
 * about as much as one copy of the world, and all snapshots together no more than the patches themselves.
 */
export class WorldHistory {
  readonly #patches: WorldPatch[] = [];
  /** For each patch the step that it belongs to; never decreases. */
  readonly #steps: number[] = [];
  readonly #snapshots: Snapshot[] = [];
  #changes = 0;

  /** Takes the next event; events that change no world are passed over. */
  push(event: TranscriptEvent): void {
    if (event.type !== 'machine.started' && event.type !== 'world.patch') return;
    const first = this.#patches.length === 0;
    // Without the facts of the host there is no world to change.
    if (first && event.patch.host === undefined) return;
    this.#patches.push(event.patch);
    this.#steps.push(Math.max(event.step, this.#steps.at(-1) ?? 0));
    this.#changes += changesOf(event.patch);
    const last = this.#snapshots.at(-1);
    const size = last === undefined ? 0 : last.world.files.size + last.world.processes.size;
    if (first || this.#changes >= Math.max(LEAST_CHANGES, size)) {
      this.#snapshots.push({ patches: this.#patches.length, world: this.#fold(this.#patches.length) });
      this.#changes = 0;
    }
  }

  /** The world at the end of a step; undefined when the transcript does not tell of a machine up to there. */
  at(step: number): World | undefined {
    const count = countUpTo(this.#steps, (value) => value, step);
    return count === 0 ? undefined : this.#fold(count);
  }

  #fold(count: number): World {
    const snapshot = this.#snapshots[countUpTo(this.#snapshots, (one) => one.patches, count) - 1];
    if (snapshot?.patches === count) return snapshot.world;
    return foldPatches(snapshot?.world, this.#patches.slice(snapshot?.patches ?? 0, count));
  }
}

function changesOf(patch: WorldPatch): number {
  return 1 + Object.keys(patch.files ?? {}).length + Object.keys(patch.processes ?? {}).length;
}

/** How many entries of a list have a key up to the limit; keys never decrease. */
function countUpTo<T>(entries: readonly T[], keyOf: (entry: T) => number, limit: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry !== undefined && keyOf(entry) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
