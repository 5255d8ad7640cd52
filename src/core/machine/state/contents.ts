/** Contents of files by digest: how many files hold each, and which of them a patch has told of. */
import { digestOf } from '../files/digest.ts';

interface Held {
  readonly content: Uint8Array;
  files: number;
}

export class Contents {
  readonly #byDigest = new Map<string, Held>();
  readonly #told = new Set<string>();
  /** Contents that no file holds any more. */
  readonly #loose = new Set<string>();
  #bytes = 0;

  /** Bytes that the contents of all files take. */
  get bytes(): number {
    return this.#bytes;
  }

  get(digest: string): Uint8Array | undefined {
    return this.#byDigest.get(digest)?.content;
  }

  /** Keeps a content, which must not change, until files have held it and hold it no more. */
  add(digest: string, content: Uint8Array): void {
    if (this.#byDigest.has(digest)) return;
    this.#byDigest.set(digest, { content, files: 0 });
    this.#loose.add(digest);
  }

  /** Keeps a copy of a content and gives its digest. */
  addCopy(content: Uint8Array): string {
    const digest = digestOf(content);
    if (!this.#byDigest.has(digest)) this.add(digest, content.slice());
    return digest;
  }

  /** A file has this content from now on. */
  hold(digest: string): void {
    const held = this.#byDigest.get(digest);
    if (!held) return;
    if (held.files === 0) {
      this.#bytes += held.content.length;
      this.#loose.delete(digest);
    }
    held.files += 1;
  }

  /** A file has this content no longer. */
  release(digest: string): void {
    const held = this.#byDigest.get(digest);
    if (!held) return;
    held.files -= 1;
    if (held.files > 0) return;
    this.#bytes -= held.content.length;
    this.#loose.add(digest);
  }

  /** Forgets the contents that no file holds any more. */
  forgetLoose(): void {
    for (const digest of this.#loose) this.#byDigest.delete(digest);
    this.#loose.clear();
  }

  /** Those of the contents named that no earlier call gave. */
  takeUntold(digests: Iterable<string>): ReadonlyMap<string, Uint8Array> {
    const untold = new Map<string, Uint8Array>();
    for (const digest of digests) {
      const content = this.get(digest);
      if (content === undefined || this.#told.has(digest)) continue;
      this.#told.add(digest);
      untold.set(digest, content);
    }
    return untold;
  }
}
