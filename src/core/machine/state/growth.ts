/** From which earlier content one that is appended to is told. */

/** A content that was told, and its bytes. */
export interface Told {
  readonly digest: string;
  readonly length: number;
}

/** Contents between two from which a later one can be told at once, and between two of those. */
const NEAR = 64;
const FAR = NEAR * NEAR;

/**
 * The contents that a file had while it was appended to, as far as they were told. Each is told by what was added to the one before it,
 * but every 64th by what was added to the 64th before it, and so on: whoever puts one together goes through few of them, and no byte
 * is told more than three times.
 */
export class Growth {
  #count = 0;
  #last: Told | undefined;
  #near: Told | undefined;
  #far: Told | undefined;

  /** @param first what was told before the first append; undefined when nothing was */
  constructor(first: Told | undefined) {
    if (first) this.tell(first);
  }

  /** The content from which the next one is told; undefined when it has to be told whole. */
  get base(): Told | undefined {
    if (this.#count % FAR === 0) return this.#far;
    return this.#count % NEAR === 0 ? this.#near : this.#last;
  }

  /** A content was told, and others can be told from it. */
  tell(content: Told): void {
    if (this.#count % FAR === 0) this.#far = content;
    if (this.#count % NEAR === 0) this.#near = content;
    this.#last = content;
    this.#count += 1;
  }
}
