/** A transcript file of any length, with an index beside it: what is shown is read, and the rest stays on disk. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { type ByteSource, type ByteStore, MemoryBytes } from '../core/transcript/indexed/byte-store.ts';
import { completeIndex, fingerprintOf, openIndex } from '../core/transcript/indexed/index-record.ts';
import { IndexedTranscript } from '../core/transcript/indexed/indexed-transcript.ts';
import { TranscriptIndex } from '../core/transcript/indexed/transcript-index.ts';
import type { TranscriptProblem } from '../core/transcript/reader.ts';
import { TRANSCRIPT_SUFFIX } from './transcript-file.ts';

/** Bytes that are read at once; between pieces the process does other things. */
const PIECE = 256 * 1024;
/** A shorter transcript is indexed in memory each time: that is quicker than a second file is worth. */
const LEAST_FOR_FILE = 8 * 1024 * 1024;

/** Where the index of a transcript lies. */
export function indexPath(transcript: string): string {
  const stem = transcript.endsWith(TRANSCRIPT_SUFFIX) ? transcript.slice(0, -'.jsonl'.length) : transcript;
  return `${stem}.index`;
}

/** The file was written anew: what was read of it does not hold any more. */
export class RewrittenError extends Error {
  override readonly name = 'RewrittenError';
}

export class IndexedTranscriptFile {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #source: ByteSource;
  #store: ByteStore;
  /** File of the index while it is made; undefined when it is in memory or finished. */
  #partial: { readonly path: string; readonly file: FileHandle } | undefined;
  #indexFile: FileHandle | undefined;
  /** Undefined when a finished index was found. */
  #index: TranscriptIndex | undefined;
  #size: number;
  #transcript: IndexedTranscript;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
    this.#source = new FileBytes(file, 0);
    this.#size = 0;
    this.#store = new MemoryBytes();
    this.#index = new TranscriptIndex(this.#store);
    this.#transcript = new IndexedTranscript(this.#source, this.#index);
  }

  /**
   * Opens a transcript, with its index if a fitting one lies beside it. Otherwise `more` makes one.
   * @throws when the transcript cannot be read
   */
  static async open(path: string): Promise<IndexedTranscriptFile> {
    const opened = new IndexedTranscriptFile(path, await open(path, 'r'));
    try {
      await opened.#begin();
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  get transcript(): IndexedTranscript {
    return this.#transcript;
  }

  /** Bytes that were read so far. */
  get size(): number {
    return this.#size;
  }

  /** What could not be read so far. */
  get problems(): readonly TranscriptProblem[] {
    return this.#index?.problems ?? [];
  }

  /** Says that nobody writes the transcript any more; `detail` says how, for people. */
  abandon(detail: string): void {
    this.#index?.outline.abandon(detail);
  }

  /**
   * Reads what was appended since the last call, in pieces. After each it gives the part of the file that is read, from 0 to 1.
   * @throws RewrittenError when the file is not the one that was read, and what the file system throws
   */
  async *more(): AsyncGenerator<number> {
    const [{ ino }, { size, ino: inPlace }] = await Promise.all([this.#file.stat(), stat(this.#path)]);
    if (ino !== inPlace || size < this.#size || (size > this.#size && this.#isFinished())) throw new RewrittenError();
    const index = this.#index;
    if (index === undefined) return;
    let known = size;
    for (;;) {
      const piece = await this.#source.read(this.#size, PIECE);
      if (piece.length === 0) break;
      await index.push(piece);
      this.#size += piece.length;
      known = Math.max(known, this.#size);
      yield this.#size / known;
    }
    if (this.#isFinished()) await this.#complete(index);
  }

  /** Closes the files. An index that was not finished is thrown away. */
  async close(): Promise<void> {
    await this.#file.close();
    await this.#indexFile?.close();
    if (this.#partial === undefined) return;
    await this.#partial.file.close();
    await rm(this.#partial.path, { force: true });
    this.#partial = undefined;
  }

  #isFinished(): boolean {
    return this.#transcript.state.state === 'ended';
  }

  async #begin(): Promise<void> {
    const { size } = await this.#file.stat();
    if (size < LEAST_FOR_FILE) return;
    if (await this.#findIndex(size)) return;
    await this.#beginFile();
  }

  async #findIndex(size: number): Promise<boolean> {
    const file = await open(indexPath(this.#path), 'r').catch(() => undefined);
    if (file === undefined) return false;
    const { size: length } = await file.stat();
    const found = await openIndex(new FileBytes(file, length), length, await fingerprintOf(this.#source, size));
    if (found === undefined) {
      await file.close();
      return false;
    }
    this.#indexFile = file;
    this.#index = undefined;
    this.#size = size;
    this.#transcript = new IndexedTranscript(this.#source, found);
    return true;
  }

  /** The index goes to a file, or stays in memory where the folder cannot be written to. */
  async #beginFile(): Promise<void> {
    const path = `${indexPath(this.#path)}.${randomUUID()}.partial`;
    const file = await open(path, 'wx+').catch(() => undefined);
    if (file === undefined) return;
    this.#partial = { path, file };
    this.#store = new FileBytes(file, 0);
    this.#index = new TranscriptIndex(this.#store);
    this.#transcript = new IndexedTranscript(this.#source, this.#index);
  }

  async #complete(index: TranscriptIndex): Promise<void> {
    await index.seal();
    if (this.#partial === undefined) return;
    const { path, file } = this.#partial;
    await completeIndex(index, this.#store, await fingerprintOf(this.#source, this.#size));
    await rename(path, indexPath(this.#path));
    this.#partial = undefined;
    this.#indexFile = file;
  }
}

/** Bytes of an open file. Nobody else appends to it. */
class FileBytes implements ByteStore {
  readonly #file: FileHandle;
  #length: number;

  constructor(file: FileHandle, length: number) {
    this.#file = file;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.allocUnsafe(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, this.#length + written);
      written += bytesWritten;
    }
    this.#length += bytes.length;
  }
}
