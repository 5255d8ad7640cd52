/** A transcript file that may still be written: what was appended since the last look. */
import { type FileHandle, open } from 'node:fs/promises';
import type { TranscriptEvent } from '../../core/transcript/events.ts';
import { TranscriptReader } from '../../core/transcript/reader.ts';

/** Bytes that are read at once; between pieces the extension host does other things. */
const PIECE = 1024 * 1024;

export class GrowingTranscript {
  readonly #path: string;
  readonly #reader = new TranscriptReader();
  #position = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes that were read so far. */
  get size(): number {
    return this.#position;
  }

  /** What could not be read so far. */
  get problems(): TranscriptReader['problems'] {
    return this.#reader.problems;
  }

  /**
   * The events that were appended since the last call, in pieces.
   * @throws RewrittenError when the file is shorter than what was read, and what the file system throws
   */
  async *more(): AsyncGenerator<readonly TranscriptEvent[]> {
    const file = await open(this.#path, 'r');
    try {
      if ((await file.stat()).size < this.#position) throw new RewrittenError();
      for (let piece = await this.#piece(file); piece.length > 0; piece = await this.#piece(file)) {
        yield this.#reader.push(piece);
      }
    } finally {
      await file.close();
    }
  }

  async #piece(file: FileHandle): Promise<Uint8Array> {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE, this.#position);
    this.#position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}

/** The file was written anew: what was read of it does not hold any more. */
export class RewrittenError extends Error {
  override readonly name = 'RewrittenError';
}
