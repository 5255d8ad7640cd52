/** Something that others wait for: it changes, and everybody who waits looks again. */
export class Changes {
  #waiting: (() => void)[] = [];

  /** Calls back once, at the next change. */
  watch(wake: () => void): void {
    this.#waiting.push(wake);
  }

  /** Something changed. */
  tell(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
