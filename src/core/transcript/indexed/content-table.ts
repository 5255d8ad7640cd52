/** Where a transcript stores each content, by digest: sixteen bytes a content. */
import { NumberList } from './number-list.ts';

/** Hexadecimal digits that fit into a number without loss. Two contents that share them are told apart when they are read. */
const DIGITS = 12;

export class ContentTable {
  readonly #keys: NumberList;
  readonly #positions: NumberList;
  /** Slots of an open hash table: index of the content plus one, or 0. */
  #slots = new Uint32Array(256);

  /** A table that holds what another one did: its `keys` and `positions`. */
  constructor(keys: NumberList = new NumberList(), positions: NumberList = new NumberList()) {
    this.#keys = keys;
    this.#positions = positions;
    this.#grow();
  }

  get keys(): NumberList {
    return this.#keys;
  }

  get positions(): NumberList {
    return this.#positions;
  }

  /** Takes the place of the line that stores a content. A digest that is not one is passed over. */
  add(digest: string, position: number): void {
    const key = keyOf(digest);
    if (key === undefined) return;
    this.#keys.push(key);
    this.#positions.push(position);
    if (this.#keys.length * 2 > this.#slots.length) this.#grow();
    else this.#place(this.#keys.length - 1);
  }

  /** Places of lines that may store a content, the right one among them if there is one. */
  places(digest: string): number[] {
    const key = keyOf(digest);
    if (key === undefined) return [];
    const found: number[] = [];
    const mask = this.#slots.length - 1;
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot] ?? 0;
      if (index === 0) return found;
      if (this.#keys.at(index - 1) === key) found.push(this.#positions.at(index - 1) ?? 0);
    }
  }

  #grow(): void {
    let size = 256;
    while (size < this.#keys.length * 4) size *= 2;
    this.#slots = new Uint32Array(size);
    for (let index = 0; index < this.#keys.length; index++) this.#place(index);
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#keys.at(index) ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }
}

function keyOf(digest: string): number | undefined {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  return hex === undefined ? undefined : Number.parseInt(hex.slice(-DIGITS), 16);
}
