/** Bytes as they grow and are searched. */
import { RunningDigest } from './digest.ts';

/** A content that is appended to: its room doubles and its digest runs along, so that appends cost what they add. */
export class GrowingBytes {
  #room: Uint8Array;
  #length: number;
  /** What was appended to is in room of its own. */
  #grown = false;
  #digest: RunningDigest | undefined;
  /** Digest and bytes of what it began as; undefined when the digest was not known. */
  readonly origin: { readonly digest: string; readonly length: number } | undefined;

  constructor(start: Uint8Array, digest?: string) {
    this.#room = start;
    this.#length = start.length;
    this.origin = digest === undefined ? undefined : { digest, length: start.length };
  }

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    this.#grown = true;
    if (length > this.#room.length) {
      const room = new Uint8Array(Math.max(length, this.#room.length * 2, 256));
      room.set(this.#room.subarray(0, this.#length));
      this.#room = room;
    }
    this.#room.set(bytes, this.#length);
    this.#length = length;
  }

  /** The content as it is now. It stays valid: appends only write behind it. */
  bytes(): Uint8Array {
    return this.#room.subarray(0, this.#length);
  }

  /** Whether something was appended. */
  get grown(): boolean {
    return this.#grown;
  }

  /** The digest of the content as it is now. */
  digest(): string {
    this.#digest ??= new RunningDigest();
    this.#digest.add(this.#room.subarray(this.#digest.length, this.#length));
    return this.#digest.digest;
  }
}

/** Position of the first occurrence of `part` at or after `from`; -1 when there is none. */
export function indexOfBytes(bytes: Uint8Array, part: Uint8Array, from = 0): number {
  const first = part[0];
  if (first === undefined) return -1;
  const last = bytes.length - part.length;
  for (let at = bytes.indexOf(first, from); at !== -1 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let matched = 1;
    while (matched < part.length && bytes[at + matched] === part[matched]) matched += 1;
    if (matched === part.length) return at;
  }
  return -1;
}

/** Whether two contents are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
