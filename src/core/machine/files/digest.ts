/** Digests of contents, as the world and the transcript write them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const encoder = new TextEncoder();

/** `sha256:` and the hex digest of a content. */
export function digestOf(content: Uint8Array | string): string {
  return `sha256:${bytesToHex(sha256(typeof content === 'string' ? encoder.encode(content) : content))}`;
}

/** The digest of a content that grows: what was added is gone through once. */
export class RunningDigest {
  readonly #hash = sha256.create();
  #length = 0;

  /** Bytes that were gone through. */
  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#length += bytes.length;
  }

  /** The digest of all that was added so far. */
  get digest(): string {
    return `sha256:${bytesToHex(this.#hash.clone().digest())}`;
  }
}

/** The hex digits of a digest, without the name of the algorithm. */
export function digestHex(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
