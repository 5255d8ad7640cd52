/** The replay of a trial of any length: what is asked for is read, and nothing else. */
import { foldPatches } from '../../machine/fold.ts';
import type { ContentSplice, World, WorldPatch } from '../../machine/world.ts';
import { decodeContent } from '../content.ts';
import type { TranscriptEvent, TranscriptEventOf } from '../events.ts';
import { machineView, type Originals, originalsOf, viewOfNothing } from '../machine-view.ts';
import { TranscriptReader } from '../reader.ts';
import type {
  MachineView,
  ReplicaLine,
  StepDetail,
  StepLine,
  TimelineBucket,
  TrialHeader,
  TrialMark,
  TrialState,
} from '../replay-view.ts';
import { splicedContent } from '../spliced-content.ts';
import { type StepRecord, stepDetail } from '../step-record.ts';
import type { ByteSource } from './byte-store.ts';
import { type CutLine, LineCutter } from './line-cutter.ts';
import type { BuiltStep } from './step-builder.ts';
import { bucketOf, entryOf, type StepEntry } from './step-entry.ts';
import { FAR, type IndexTables, NEAR } from './transcript-index.ts';
import type { TrialOutline } from './trial-outline.ts';

/** An index that can be read, while it grows or when it is finished. */
export interface ReadableIndex {
  readonly outline: TrialOutline;
  readonly tables: IndexTables;
  /** Holds the entries and the merged patches. */
  readonly store: ByteSource;
  /** The step that is under way; undefined when every step has an entry. */
  readonly current: BuiltStep | undefined;
  /** What makes the world at the end of step 0. */
  readonly start: readonly WorldPatch[];
  /** Bytes of the transcript that the index covers. */
  readonly indexed: number;
}

/** Bytes that are read at once when a content is looked for: most fit in. */
const CONTENT_PIECE = 64 * 1024;

interface StoredContent {
  readonly event: TranscriptEventOf<'content'> | TranscriptEventOf<'content.spliced'>;
  readonly position: number;
}

interface KnownWorld {
  readonly step: number;
  readonly world: World;
}

/** Answers what a replay asks. Steps go from 0, the machine before the first turn, to `steps`. */
export class IndexedTranscript {
  readonly #source: ByteSource;
  readonly #index: ReadableIndex;
  #start: World | undefined;
  #originals: Originals | undefined;
  /** The world at the step that was last asked for: the next step is mostly the one after it. */
  #known: KnownWorld | undefined;
  /** The world at the end of a far block. */
  #base: KnownWorld | undefined;

  constructor(source: ByteSource, index: ReadableIndex) {
    this.#source = source;
    this.#index = index;
  }

  /** Undefined as long as the transcript does not tell what trial it is of. */
  get header(): TrialHeader | undefined {
    return this.#index.outline.header;
  }

  get state(): TrialState {
    return this.#index.outline.state;
  }

  /** Number of the last step. */
  get steps(): number {
    return this.#index.current?.step ?? Math.max(0, this.#index.tables.entries.length - 1);
  }

  /** Every mark of the trial so far, in its order. */
  get marks(): readonly TrialMark[] {
    const { outline, current } = this.#index;
    const open = current?.marks.map(({ kind, name }): TrialMark => ({ step: current.step, kind, name })) ?? [];
    return open.length === 0 ? outline.marks : [...outline.marks, ...open];
  }

  /** The lines of the steps from one up to, not including, another; what lies outside of the trial is left out. */
  async lines(from: number, to: number): Promise<StepLine[]> {
    return (await this.entries(from, to)).map((entry) => entry.line);
  }

  /** What the index keeps of the steps from one up to, not including, another. */
  async entries(from: number, to: number): Promise<StepEntry[]> {
    const { tables, store, current } = this.#index;
    const first = Math.max(0, Math.trunc(from));
    const last = Math.min(Math.trunc(to), tables.entries.length);
    const entries: StepEntry[] = [];
    const start = tables.entries.at(first);
    const final = tables.entries.at(last - 1);
    if (first < last && start !== undefined && final !== undefined) {
      const tail = await readLine(store, final);
      const bytes = await readAll(store, start, final - start);
      const text = new TextDecoder().decode(bytes);
      for (const line of [...text.split('\n'), tail]) {
        const record: unknown = line === '' ? undefined : JSON.parse(line);
        if (isEntry(record)) entries.push(record);
      }
    }
    if (current !== undefined && to > current.step && from <= current.step) entries.push(entryOf(current));
    return entries;
  }

  /**
   * The steps from one up to, not including, another as pieces of the timeline, none wider than `width`: single steps, or the blocks
   * of the index where those are narrow enough.
   */
  async pieces(from: number, to: number, width: number): Promise<readonly TimelineBucket[]> {
    if (width < NEAR) return (await this.entries(from, to)).map(bucketOf);
    const { buckets } = this.#index.tables;
    const blocks = buckets.slice(Math.floor(from / NEAR), Math.ceil(to / NEAR));
    const { current } = this.#index;
    return current === undefined || to <= current.step ? blocks : [...blocks, bucketOf(entryOf(current))];
  }

  /** What a step tells; the nearest one when there is no such step. */
  async step(step: number): Promise<StepDetail> {
    const at = this.#within(step);
    const { current } = this.#index;
    if (current?.step === at) return stepDetail(current);
    const [[entry], events] = await Promise.all([this.entries(at, at + 1), this.events(at)]);
    const record: StepRecord = { step: at, events, marks: entry?.marks ?? [], effect: undefined };
    return stepDetail(record);
  }

  /** The events of a step, in the order of the file. */
  async events(step: number): Promise<readonly TranscriptEvent[]> {
    return (await this.eventsBetween(step, step + 1, () => true)).filter((event) => event.step === step);
  }

  /**
   * The events of the steps from one up to, not including, another, in the order of the file.
   * @param wanted whether a line is read, by its text
   */
  async eventsBetween(
    from: number,
    to: number,
    wanted: (line: string) => boolean,
  ): Promise<readonly TranscriptEvent[]> {
    const { steps } = this.#index.tables;
    const start = steps.at(Math.max(0, from));
    if (start === undefined || to <= from) return [];
    const end = steps.at(to) ?? this.#index.indexed;
    const cutter = new LineCutter(start);
    const lines: (CutLine | undefined)[] = cutter.push(await readAll(this.#source, start, end - start));
    lines.push(cutter.end());
    const reader = new TranscriptReader();
    return lines.flatMap((line) => (line !== undefined && wanted(line.text) ? reader.push(`${line.text}\n`) : []));
  }

  /** The machine at the end of a step; the nearest one when there is no such step. */
  async machineAt(step: number): Promise<MachineView> {
    const at = this.#within(step);
    const start = await this.worldAt(0);
    const before = at === 0 ? start : await this.worldAt(at - 1);
    const now = await this.worldAt(at);
    if (start === undefined || before === undefined || now === undefined) return viewOfNothing(at);
    this.#originals ??= originalsOf(start);
    const events = await this.#happened(at);
    const view = machineView(at, { start, before, now }, this.#originals, events);
    return { ...view, replicas: await this.replicasAt(at) };
  }

  /** What happened on the machine in a step. */
  async #happened(step: number): Promise<readonly TranscriptEvent[]> {
    const { current } = this.#index;
    if (current?.step === step) return current.events;
    const events = await this.eventsBetween(step, step + 1, (line) => line.includes('"machine.event"'));
    return events.filter((event) => event.step === step);
  }

  /** The replicas of the agent at the end of a step. */
  async replicasAt(step: number): Promise<readonly ReplicaLine[]> {
    const { current, tables } = this.#index;
    if (current !== undefined && current.step <= step && current.replicas !== undefined) return current.replicas;
    const { values } = tables.replicas;
    const at = values.findLast((changed) => changed <= step);
    if (at === undefined) return [];
    const [entry] = await this.entries(at, at + 1);
    return entry?.replicas ?? [];
  }

  /** The whole world at the end of a step; undefined when the transcript tells of no machine. */
  async worldAt(step: number): Promise<World | undefined> {
    const at = this.#within(step);
    const start = this.#startWorld();
    if (start === undefined || at === 0) return start;
    if (this.#known?.step === at) return this.#known.world;
    const before = this.#known?.step === at - 1 ? this.#known : await this.#worldOfBlock(at, start);
    const patches = await this.#patches(before.step + 1, at);
    const world = patches.length === 0 ? before.world : foldPatches(before.world, patches);
    this.#known = { step: at, world };
    return world;
  }

  /** A content by its digest; undefined for sparse files and for contents that the transcript does not hold. */
  async content(digest: string): Promise<Uint8Array | undefined> {
    const splices: ContentSplice[] = [];
    let at = Number.POSITIVE_INFINITY;
    for (let wanted = digest; ; ) {
      const found = await this.#contentBefore(at, wanted);
      const bytes = found && decodeContent(found.event);
      if (!found || !bytes) return undefined;
      if (found.event.type === 'content') return splicedContent(bytes, splices.reverse());
      const { base, offset, deleted } = found.event;
      splices.push({ base, offset, deleted, inserted: bytes });
      wanted = base;
      at = found.position;
    }
  }

  /** The event that stores a content, if it stands before a position: what a content is told from does. */
  async #contentBefore(end: number, digest: string): Promise<StoredContent | undefined> {
    for (const position of this.#index.tables.contents.places(digest)) {
      if (position >= end) continue;
      const [event] = new TranscriptReader().push(`${await readLine(this.#source, position)}\n`);
      const stores = event?.type === 'content' || event?.type === 'content.spliced';
      if (stores && event.digest === digest) return { event, position };
    }
    return undefined;
  }

  #within(step: number): number {
    return Number.isNaN(step) ? 0 : Math.min(Math.max(0, Math.trunc(step)), this.steps);
  }

  #startWorld(): World | undefined {
    const { start } = this.#index;
    // Without the facts of the host there is no world.
    if (start[0]?.host === undefined) return undefined;
    this.#start ??= foldPatches(undefined, start);
    return this.#start;
  }

  /** The world at the end of the last block before a step, or of the block that ends with it. */
  async #worldOfBlock(step: number, start: World): Promise<KnownWorld> {
    const { near, far } = this.#index.tables;
    const farBlocks = Math.min(Math.floor(step / FAR), far.length / 2);
    const base = await this.#worldOfFarBlocks(farBlocks, start);
    const nearBlocks = Math.min(Math.floor(step / NEAR), near.length / 2);
    if (nearBlocks * NEAR <= base.step) return base;
    const patch = await this.#record(near, nearBlocks - 1);
    return { step: nearBlocks * NEAR, world: patch === undefined ? base.world : foldPatches(base.world, [patch]) };
  }

  async #worldOfFarBlocks(blocks: number, start: World): Promise<KnownWorld> {
    const step = blocks * FAR;
    if (blocks === 0) return { step, world: start };
    if (this.#base?.step === step) return this.#base;
    const begin = this.#base !== undefined && this.#base.step < step ? this.#base : { step: 0, world: start };
    const patches: WorldPatch[] = [];
    for (let block = begin.step / FAR; block < blocks; block++) {
      const patch = await this.#record(this.#index.tables.far, block);
      if (patch !== undefined) patches.push(patch);
    }
    this.#base = { step, world: foldPatches(begin.world, patches) };
    return this.#base;
  }

  async #record(places: IndexTables['near'], block: number): Promise<WorldPatch | undefined> {
    const position = places.at(block * 2);
    const length = places.at(block * 2 + 1);
    if (position === undefined || length === undefined) return undefined;
    const bytes = await readAll(this.#index.store, position, length);
    return JSON.parse(new TextDecoder().decode(bytes)) as WorldPatch;
  }

  /** Patches of the steps from one to another, both included. */
  async #patches(from: number, to: number): Promise<WorldPatch[]> {
    const events = await this.eventsBetween(from, to + 1, (line) => line.includes('"world.patch"'));
    return events.flatMap((event) => (event.type === 'world.patch' ? [event.patch] : []));
  }
}

function isEntry(record: unknown): record is StepEntry {
  return typeof record === 'object' && record !== null && 'line' in record;
}

/** Bytes from a position on, as many as there are; a source may give them in several pieces. */
async function readAll(source: ByteSource, position: number, length: number): Promise<Uint8Array> {
  const first = await source.read(position, length);
  if (first.length === length || first.length === 0) return first;
  const whole = new Uint8Array(length);
  whole.set(first);
  let at = first.length;
  while (at < length) {
    const piece = await source.read(position + at, length - at);
    if (piece.length === 0) break;
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.subarray(0, at);
}

/** The line that begins at a position. */
async function readLine(source: ByteSource, position: number): Promise<string> {
  const cutter = new LineCutter(position);
  for (let at = position; ; ) {
    const piece = await source.read(at, CONTENT_PIECE);
    if (piece.length === 0) return cutter.end()?.text ?? '';
    const [line] = cutter.push(piece);
    if (line !== undefined) return line.text;
    at += piece.length;
  }
}
