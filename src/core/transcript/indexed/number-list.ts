/** Numbers that grow in number: eight bytes each, so that a hundred thousand of them weigh little. */
export class NumberList {
  #values: Float64Array;
  #length: number;

  constructor(values: Float64Array = new Float64Array(64)) {
    this.#values = values;
    this.#length = 0;
  }

  /** A list that begins with these numbers. */
  static of(values: Float64Array): NumberList {
    const list = new NumberList(values);
    list.#length = values.length;
    return list;
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number | undefined {
    return index >= 0 && index < this.#length ? this.#values[index] : undefined;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(Math.max(64, this.#values.length * 2));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The numbers as they are now, not copied. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
