/** Bytes that are read piece by piece: a transcript, and the records that its index keeps. */

export interface ByteSource {
  /** Bytes from a position on; fewer than asked for when there are no more. */
  read(position: number, length: number): Promise<Uint8Array>;
}

export interface ByteStore extends ByteSource {
  /** Bytes so far: where the next ones begin. */
  readonly length: number;
  append(bytes: Uint8Array): Promise<void>;
}

/** A store in memory, and a source over bytes that are there already. */
export class MemoryBytes implements ByteStore {
  #bytes: Uint8Array;
  #length: number;

  constructor(bytes: Uint8Array = new Uint8Array()) {
    this.#bytes = bytes;
    this.#length = bytes.length;
  }

  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2, 4096));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    return this.#bytes.subarray(position, Math.min(position + length, this.#length));
  }
}
