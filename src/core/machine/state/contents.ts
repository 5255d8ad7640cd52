/** Contents of files by digest: how many files hold each, and which of them a patch has told of. */
import type { GrowingBytes } from '../files/bytes.ts';
import { digestOf } from '../files/digest.ts';
import type { ToldContent } from '../world.ts';
import { Growth } from './growth.ts';
import { appended, spliced } from './splice.ts';

interface Held {
  readonly content: Uint8Array;
  /** Where it grows, when it was appended to. */
  readonly grown: GrowingBytes | undefined;
  files: number;
}

/** Contents that are told from each other, one from the next, before one is told whole again. */
const MOST_SPLICES = 64;

export class Contents {
  readonly #byDigest = new Map<string, Held>();
  /** Contents that were told, each with the number of splices from the last one that was told whole. */
  readonly #told = new Map<string, number>();
  readonly #growths = new WeakMap<GrowingBytes, Growth>();
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

  /** Keeps a content, which must not change, until files have held it and hold it no more. `grown` is where it was appended to. */
  add(digest: string, content: Uint8Array, grown?: GrowingBytes): void {
    if (this.#byDigest.has(digest)) return;
    this.#byDigest.set(digest, { content, grown, files: 0 });
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

  /**
   * Adds a content, unless it was told before, to those that are told now. `before` is the digest of the content in whose place it came.
   */
  tell(digest: string, before: string | undefined, told: Map<string, ToldContent>): void {
    const held = this.#byDigest.get(digest);
    if (held === undefined || this.#told.has(digest)) return;
    const content = held.grown
      ? this.#tellGrown(digest, held.content, held.grown)
      : this.#tellSpliced(held.content, before);
    const base = content instanceof Uint8Array ? undefined : content.base;
    this.#told.set(digest, base === undefined ? 0 : (this.#told.get(base) ?? 0) + 1);
    told.set(digest, content);
  }

  #tellGrown(digest: string, content: Uint8Array, grown: GrowingBytes): ToldContent {
    const { origin } = grown;
    const growth = this.#growths.get(grown) ?? new Growth(origin && this.#told.has(origin.digest) ? origin : undefined);
    this.#growths.set(grown, growth);
    const { base } = growth;
    growth.tell({ digest, length: content.length });
    return base ? appended(base.digest, base.length, content) : content;
  }

  #tellSpliced(content: Uint8Array, before: string | undefined): ToldContent {
    const base = before === undefined ? undefined : this.#byDigest.get(before)?.content;
    if (before === undefined || base === undefined) return content;
    return (this.#told.get(before) ?? MOST_SPLICES) < MOST_SPLICES ? spliced(before, base, content) : content;
  }
}
