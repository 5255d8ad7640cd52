/**
 * The index of a transcript: where each step lies in it, and beside that records that make any step cheap to reach.
 *
 * Records are kept in a store of their own, in the order in which they are made: an entry for each step, and merged patches. The
 * world at any step is the world at the start, the far patches before it, at most one near patch, and the patches of fewer than
 * `NEAR` steps.
 */
import type { WorldPatch } from '../../machine/world.ts';
import type { TranscriptEvent } from '../events.ts';
import { TranscriptReader } from '../reader.ts';
import type { TimelineBucket } from '../replay-view.ts';
import type { ByteStore } from './byte-store.ts';
import { ContentTable } from './content-table.ts';
import { LineCutter } from './line-cutter.ts';
import { mergePatches } from './merge-patches.ts';
import { NumberList } from './number-list.ts';
import { type BuiltStep, StepBuilder } from './step-builder.ts';
import { bucketOf, entryOf, joinBuckets, type StepEntry } from './step-entry.ts';
import { TrialOutline } from './trial-outline.ts';

/** Steps between two near patches, and between two far ones. */
export const NEAR = 64;
export const FAR = NEAR * NEAR;

/** Places of the records, and of the steps in the transcript. */
export interface IndexTables {
  /** Byte of the transcript at which each step begins. */
  readonly steps: NumberList;
  /** Byte of the store at which the entry of each finished step begins. */
  readonly entries: NumberList;
  /**
   * For each block of `NEAR` steps, where a merged patch lies in the store, and how long it is: the patch of all steps since the last
   * far block ended.
   */
  readonly near: NumberList;
  /** For each block of `FAR` steps the same of its own patch. */
  readonly far: NumberList;
  readonly contents: ContentTable;
  /** Finished steps at which the replicas changed. */
  readonly replicas: NumberList;
  /** What happened in each block of `NEAR` steps, from step 0 on. */
  readonly buckets: TimelineBucket[];
}

export class TranscriptIndex {
  readonly outline: TrialOutline;
  readonly tables: IndexTables;
  readonly #store: ByteStore;
  readonly #cutter: LineCutter;
  readonly #reader = new TranscriptReader();
  readonly #builder = new StepBuilder();
  #start: WorldPatch[] = [];
  /** Patches of the steps of this near block, and of this far block before it. */
  #nearPatches: WorldPatch[] = [];
  #farPatch: WorldPatch = {};
  #pending: Uint8Array[] = [];
  #pendingLength = 0;
  #indexed = 0;
  #sealed = false;

  constructor(store: ByteStore) {
    this.#store = store;
    this.#cutter = new LineCutter();
    this.outline = new TrialOutline();
    this.tables = {
      steps: new NumberList(),
      entries: new NumberList(),
      near: new NumberList(),
      far: new NumberList(),
      contents: new ContentTable(),
      replicas: new NumberList(),
      buckets: [],
    };
    this.tables.steps.push(0);
  }

  /** Bytes of the transcript that the index covers. */
  get indexed(): number {
    return this.#indexed;
  }

  /** What could not be read so far. */
  get problems(): TranscriptReader['problems'] {
    return this.#reader.problems;
  }

  get store(): ByteStore {
    return this.#store;
  }

  /** The step that is under way; all before it are finished and have an entry. Undefined when the index is sealed. */
  get current(): BuiltStep | undefined {
    return this.#sealed ? undefined : this.#builder.current;
  }

  /** What makes the world at the end of step 0 from nothing. */
  get start(): readonly WorldPatch[] {
    return this.#start;
  }

  /** Takes the next bytes of the transcript. What the store cannot take is thrown on. */
  async push(chunk: Uint8Array): Promise<void> {
    for (const { position, text } of this.#cutter.push(chunk)) {
      for (const event of this.#reader.push(`${text}\n`)) this.#take(event, position);
    }
    this.#indexed += chunk.length;
    await this.#flush();
  }

  /** Finishes the last step: nothing more comes. */
  async seal(): Promise<void> {
    if (this.#sealed) return;
    const rest = this.#cutter.end();
    if (rest !== undefined) {
      this.#reader.push(rest.text);
      for (const event of this.#reader.end().events) this.#take(event, rest.position);
    }
    this.#finish(this.#builder.current, this.#indexed);
    this.#sealed = true;
    await this.#flush();
  }

  #take(event: TranscriptEvent, position: number): void {
    for (const step of this.#builder.push(event)) this.#finish(step, position);
    this.outline.push(event);
    if (event.type === 'content' || event.type === 'content.spliced') this.tables.contents.add(event.digest, position);
    else if (event.type === 'machine.started') this.#start.push(event.patch);
    else if (event.type === 'world.patch') {
      // A step that the file tells out of its order still belongs to where it stands.
      if (this.#builder.current.step === 0) this.#start.push(event.patch);
      else this.#nearPatches.push(event.patch);
    }
  }

  /** @param end where the next step begins in the transcript */
  #finish(step: BuiltStep, end: number): void {
    const { entries, steps, near, far } = this.tables;
    for (const { kind, name } of step.marks) this.outline.mark({ step: step.step, kind, name });
    const entry = entryOf(step);
    if (entry.replicas !== undefined) this.tables.replicas.push(step.step);
    addToBuckets(this.tables.buckets, entry);
    entries.push(this.#write(entry).position);
    steps.push(end);
    if (step.step === 0 || step.step % NEAR !== 0) return;
    const merged = mergePatches([this.#farPatch, ...this.#nearPatches]);
    this.#nearPatches = [];
    this.#farPatch = merged;
    const place = this.#write(merged);
    near.push(place.position);
    near.push(place.length);
    if (step.step % FAR !== 0) return;
    this.#farPatch = {};
    far.push(place.position);
    far.push(place.length);
  }

  /** Puts a record into the store; gives where it will lie. */
  #write(record: unknown): { readonly position: number; readonly length: number } {
    const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    const position = this.#store.length + this.#pendingLength;
    this.#pending.push(bytes);
    this.#pendingLength += bytes.length;
    return { position, length: bytes.length };
  }

  async #flush(): Promise<void> {
    if (this.#pendingLength === 0) return;
    const bytes = new Uint8Array(this.#pendingLength);
    let at = 0;
    for (const piece of this.#pending) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#pending = [];
    this.#pendingLength = 0;
    await this.#store.append(bytes);
  }
}

function addToBuckets(buckets: TimelineBucket[], entry: StepEntry): void {
  const bucket = bucketOf(entry);
  const at = Math.floor(bucket.from / NEAR);
  const known = buckets[at];
  buckets[at] = known === undefined ? bucket : joinBuckets([known, bucket]);
}
