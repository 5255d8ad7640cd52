/** Logs of Inspect on disk: `.eval`, which is a zip, and `.json`. Samples are read one at a time, as they are asked for. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { inflateRaw, zstdDecompress } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { type InspectHeader, inspectHeader, inspectVerdict } from '../core/foreign/inspect-sample.ts';
import { fields, list, number, parsePythonJson, shown } from '../core/foreign/loose.ts';
import type { Verdict } from '../core/transcript/events.ts';

/** Bytes that one file of a log may have when it is unpacked: an archive may be made to fill the memory. */
const MOST_BYTES = 1024 ** 3;
const STORED = 0;
const DEFLATE = 8;
const ZSTD = 93;

/** A sample in the list of samples. */
export interface InspectSampleLine {
  readonly id: string;
  readonly epoch: number;
  readonly verdict: Verdict | undefined;
  /** Scores by scorer, as texts. */
  readonly scores: Readonly<Record<string, string>>;
  readonly messages: number | undefined;
}

export interface InspectLog {
  readonly header: InspectHeader;
  readonly samples: readonly InspectSampleLine[];
  /**
   * The whole sample at a place of the list.
   * @throws when the log is damaged there
   */
  sample(index: number): Promise<unknown>;
  close(): void;
}

/**
 * Opens a log.
 * @throws Error with a sentence for people when the file is no log of Inspect
 */
export async function openInspectLog(path: string): Promise<InspectLog> {
  return path.endsWith('.eval') ? openArchive(path) : openJson(path);
}

async function openJson(path: string): Promise<InspectLog> {
  let log: unknown;
  try {
    log = parsePythonJson(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`This file is not JSON: ${error.message}`);
    throw error;
  }
  if (fields(log)['eval'] === undefined) throw new Error('This file is not a log of Inspect: it has no “eval”.');
  const samples = list(fields(log)['samples']);
  return {
    header: inspectHeader(log),
    samples: samples.map(sampleLine),
    sample: async (index) => samples[index],
    close: () => undefined,
  };
}

async function openArchive(path: string): Promise<InspectLog> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw new Error(`This file is not a log of Inspect: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const entries = await entriesOf(zip);
    const read = async (name: string): Promise<unknown> => {
      const entry = entries.get(name);
      return entry === undefined ? undefined : parsePythonJson((await unpack(zip, entry)).toString('utf8'));
    };
    // While a run goes on there is only the journal.
    const log = (await read('header.json')) ?? (await read('_journal/start.json'));
    if (fields(log)['eval'] === undefined) throw new Error('This archive is not a log of Inspect: it has no “eval”.');
    const names = [...entries.keys()].filter((name) => /^samples\/.+\.json$/.test(name));
    const summaries = new Map(
      list((await read('summaries.json')) ?? (await journal(entries, read))).map((summary) => [
        sampleName(fields(summary)),
        summary,
      ]),
    );
    const known = names.map((name) => ({ name, line: sampleLine(summaries.get(name) ?? fromName(name)) }));
    known.sort((a, b) => compare(a.line.id, b.line.id) || a.line.epoch - b.line.epoch);
    return {
      header: inspectHeader(log),
      samples: known.map(({ line }) => line),
      sample: async (index) => read(known[index]?.name ?? ''),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Summaries of a run that has not ended: in pieces, by number. */
async function journal(
  entries: ReadonlyMap<string, Entry>,
  read: (name: string) => Promise<unknown>,
): Promise<unknown[]> {
  const summaries: unknown[] = [];
  for (const name of entries.keys()) {
    if (/^_journal\/summaries\/\d+\.json$/.test(name)) summaries.push(...list(await read(name)));
  }
  return summaries;
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return entries;
}

async function unpack(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const packed = await buffer(await zip.openReadStreamPromise(entry, { decodeFileData: false }));
  switch (entry.compressionMethod) {
    case STORED:
      return packed;
    case DEFLATE:
      return promisify(inflateRaw)(packed, { maxOutputLength: MOST_BYTES });
    case ZSTD:
      return promisify(zstdDecompress)(packed, { maxOutputLength: MOST_BYTES });
    default:
      throw new Error(`${entry.fileName} is packed in a way that is not known (method ${entry.compressionMethod}).`);
  }
}

function sampleName(summary: Readonly<Record<string, unknown>>): string {
  return `samples/${shown(summary['id'])}_epoch_${shown(summary['epoch'])}.json`;
}

function fromName(name: string): unknown {
  const match = /^samples\/(.*)_epoch_(\d+)\.json$/.exec(name);
  return { id: match?.[1] ?? name, epoch: Number(match?.[2] ?? 1) };
}

function sampleLine(sample: unknown): InspectSampleLine {
  const { id, epoch, scores, messages, message_count: count } = fields(sample);
  return {
    id: shown(id),
    epoch: number(epoch) ?? 1,
    verdict: inspectVerdict(sample)?.verdict,
    scores: Object.fromEntries(
      Object.entries(fields(scores)).map(([name, score]) => [name, shown(fields(score)['value'])]),
    ),
    messages: number(count) ?? (Array.isArray(messages) ? messages.length : undefined),
  };
}

/** Order by code units, numbers by their value. */
function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
