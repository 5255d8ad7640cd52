/** A finished index as bytes: after the records of its store come the tables, and last where they lie. */
import { digestOf } from '../../machine/files/digest.ts';
import type { WorldPatch } from '../../machine/world.ts';
import { type TranscriptEvent, transcriptEventSchema } from '../events.ts';
import type { TimelineBucket, TrialMark } from '../replay-view.ts';
import type { ByteSource, ByteStore } from './byte-store.ts';
import { ContentTable } from './content-table.ts';
import type { ReadableIndex } from './indexed-transcript.ts';
import { NumberList } from './number-list.ts';
import type { TranscriptIndex } from './transcript-index.ts';
import { TrialOutline } from './trial-outline.ts';

/** Raised when an older version would misread what this one writes. */
const VERSION = 3;
/** Bytes of both ends of a transcript that tell whether it is the one that was indexed. */
const END = 64 * 1024;
/** Digits of the number at the very end: where the summary begins. */
const TAIL = 20;

const TABLES = ['steps', 'entries', 'near', 'far', 'contentKeys', 'contentPositions', 'replicas'] as const;
type Place = readonly [position: number, length: number];

interface Summary {
  readonly version: number;
  /** Of the transcript. */
  readonly fingerprint: string;
  readonly indexed: number;
  readonly tables: Readonly<Record<(typeof TABLES)[number], Place>>;
  readonly outline: readonly TranscriptEvent[];
  readonly marks: readonly TrialMark[];
  readonly buckets: readonly TimelineBucket[];
  readonly start: readonly WorldPatch[];
}

/** Tells one transcript from another, and from itself when it has grown: its length and the digest of both ends. */
export async function fingerprintOf(transcript: ByteSource, length: number): Promise<string> {
  const head = await transcript.read(0, Math.min(END, length));
  const tail = await transcript.read(Math.max(0, length - END), Math.min(END, length));
  return `${length} ${digestOf(head)} ${digestOf(tail)}`;
}

/** Appends to the store of a sealed index what `openIndex` needs to read it again. */
export async function completeIndex(index: TranscriptIndex, store: ByteStore, fingerprint: string): Promise<void> {
  const { steps, entries, near, far, contents, replicas } = index.tables;
  const lists = {
    steps,
    entries,
    near,
    far,
    contentKeys: contents.keys,
    contentPositions: contents.positions,
    replicas,
  };
  const places: Partial<Record<(typeof TABLES)[number], Place>> = {};
  for (const name of TABLES) {
    const { values } = lists[name];
    places[name] = [store.length, values.length];
    await store.append(bytesOf(values));
  }
  const summary = {
    version: VERSION,
    fingerprint,
    indexed: index.indexed,
    tables: places,
    outline: index.outline.events,
    marks: index.outline.marks,
    buckets: index.tables.buckets,
    start: index.start,
  };
  const position = store.length;
  await store.append(new TextEncoder().encode(JSON.stringify(summary)));
  await store.append(new TextEncoder().encode(String(position).padStart(TAIL, '0')));
}

/** The index in a store, unless it is of another transcript, of another version or damaged. */
export async function openIndex(
  store: ByteSource,
  length: number,
  fingerprint: string,
): Promise<ReadableIndex | undefined> {
  try {
    const position = Number(new TextDecoder().decode(await store.read(length - TAIL, TAIL)));
    if (!Number.isSafeInteger(position) || position <= 0) return undefined;
    const text = new TextDecoder().decode(await store.read(position, length - TAIL - position));
    const summary = JSON.parse(text) as Summary;
    if (summary.version !== VERSION || summary.fingerprint !== fingerprint) return undefined;
    const list = async (name: (typeof TABLES)[number]) => {
      const [at, count] = summary.tables[name];
      return NumberList.of(numbersOf(await store.read(at, count * 8), count));
    };
    const outline = new TrialOutline();
    for (const event of summary.outline) outline.push(transcriptEventSchema.parse(event));
    for (const mark of summary.marks) outline.mark(mark);
    return {
      outline,
      tables: {
        steps: await list('steps'),
        entries: await list('entries'),
        near: await list('near'),
        far: await list('far'),
        contents: new ContentTable(await list('contentKeys'), await list('contentPositions')),
        buckets: [...summary.buckets],
        replicas: await list('replicas'),
      },
      store,
      current: undefined,
      start: summary.start,
      indexed: summary.indexed,
    };
  } catch {
    // Whatever is wrong with it, an index can be made anew.
    return undefined;
  }
}

/** Eight bytes a number, the least significant first on every machine. */
function bytesOf(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true);
  return bytes;
}

function numbersOf(bytes: Uint8Array, count: number): Float64Array {
  if (bytes.length !== count * 8) throw new RangeError('The index is shorter than it says.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: count }, (_, index) => view.getFloat64(index * 8, true));
}
