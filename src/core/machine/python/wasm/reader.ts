/** Reads and writes the numbers that a WebAssembly binary is made of. */

/** A place in a binary that moves on with every read. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new RangeError('The WebAssembly binary ends too early.');
    this.at += 1;
    return byte;
  }

  /** An unsigned LEB128 number. */
  unsigned(): number {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return result;
    }
  }

  /** Passes by a LEB128 number of either sign. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  /** A name: its length and its bytes. */
  name(): string {
    const length = this.unsigned();
    const name = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return name;
  }
}

/** The bytes of an unsigned LEB128 number. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return bytes;
}
