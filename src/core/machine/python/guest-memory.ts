/** The memory of the interpreter, as the calls of the system read and write it. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export interface GrowingMemory {
  readonly buffer: ArrayBuffer;
}

export class GuestMemory {
  readonly #memory: GrowingMemory;
  #bytes: Uint8Array;
  #view: DataView;

  constructor(memory: GrowingMemory) {
    this.#memory = memory;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
  }

  /** All of it. Not to be kept: when the memory grows this becomes empty. */
  get bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  #refresh(): void {
    if (this.#bytes.buffer === this.#memory.buffer) return;
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#view = new DataView(this.#memory.buffer);
  }

  get view(): DataView {
    this.#refresh();
    return this.#view;
  }

  u32(at: number): number {
    return this.view.getUint32(at, true);
  }

  i32(at: number): number {
    return this.view.getInt32(at, true);
  }

  setU32(at: number, value: number): void {
    this.view.setUint32(at, value >>> 0, true);
  }

  setU16(at: number, value: number): void {
    this.view.setUint16(at, value, true);
  }

  /** A whole number of eight bytes. */
  setU64(at: number, value: number): void {
    this.view.setBigInt64(at, BigInt(Math.trunc(value)), true);
  }

  f64(at: number): number {
    return this.view.getFloat64(at, true);
  }

  /** A copy of some bytes. */
  copy(at: number, length: number): Uint8Array {
    return this.bytes.slice(at, at + length);
  }

  write(at: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, at);
  }

  /** A text that ends with a zero. */
  text(at: number): string {
    const { bytes } = this;
    const end = bytes.indexOf(0, at);
    return decoder.decode(bytes.subarray(at, end === -1 ? bytes.length : end));
  }

  /** Writes a text and a zero; gives the number of bytes, the zero among them. */
  setText(at: number, text: string): number {
    const encoded = encoder.encode(text);
    this.write(at, encoded);
    this.bytes[at + encoded.length] = 0;
    return encoded.length + 1;
  }

  /** The pieces of memory that a vector of pointers and lengths names. */
  *vector(at: number, count: number): Generator<{ readonly at: number; readonly length: number }> {
    for (let index = 0; index < count; index += 1) {
      yield { at: this.u32(at + index * 8), length: this.u32(at + index * 8 + 4) };
    }
  }

  /** The bytes that a vector names, in one piece. */
  gather(at: number, count: number): Uint8Array {
    const pieces = [...this.vector(at, count)];
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let filled = 0;
    for (const piece of pieces) {
      whole.set(this.bytes.subarray(piece.at, piece.at + piece.length), filled);
      filled += piece.length;
    }
    return whole;
  }

  /** Spreads bytes over what a vector names. */
  scatter(at: number, count: number, content: Uint8Array): void {
    let taken = 0;
    for (const piece of this.vector(at, count)) {
      const part = content.subarray(taken, taken + piece.length);
      this.write(piece.at, part);
      taken += part.length;
    }
  }

  /** How many bytes a vector has room for. */
  room(at: number, count: number): number {
    let room = 0;
    for (const piece of this.vector(at, count)) room += piece.length;
    return room;
  }
}
