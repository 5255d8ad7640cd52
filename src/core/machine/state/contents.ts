/** Contents of files by digest, and which of them a patch has told of. */
import { digestOf } from '../files/digest.ts';

export class Contents {
  readonly #byDigest = new Map<string, Uint8Array>();
  readonly #told = new Set<string>();
  #bytes = 0;

  /** Bytes that all contents take. */
  get bytes(): number {
    return this.#bytes;
  }

  get(digest: string): Uint8Array | undefined {
    return this.#byDigest.get(digest);
  }

  /** Keeps a content and gives its digest. */
  add(content: Uint8Array): string {
    const digest = digestOf(content);
    if (!this.#byDigest.has(digest)) {
      this.#byDigest.set(digest, content.slice());
      this.#bytes += content.length;
    }
    return digest;
  }

  /** Those of the contents named that no earlier call gave. */
  takeUntold(digests: Iterable<string>): ReadonlyMap<string, Uint8Array> {
    const untold = new Map<string, Uint8Array>();
    for (const digest of digests) {
      const content = this.#byDigest.get(digest);
      if (content === undefined || this.#told.has(digest)) continue;
      this.#told.add(digest);
      untold.set(digest, content);
    }
    return untold;
  }
}
