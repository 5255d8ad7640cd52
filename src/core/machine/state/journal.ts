/** A map that remembers what an action changed in it, so that a patch costs what changed and not the size of the world. */
export class JournaledMap<K, V extends object> {
  readonly #entries = new Map<K, V>();
  /** The value of each key that was touched, as it was before the first touch. */
  readonly #before = new Map<K, V | undefined>();

  /** The entries as they are now; the map lives and changes. */
  get entries(): ReadonlyMap<K, V> {
    return this.#entries;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#remember(key);
    this.#entries.set(key, value);
  }

  delete(key: K): void {
    this.#remember(key);
    this.#entries.delete(key);
  }

  /**
   * Every key that has another value than when changes were last taken, with that value; null where it is gone. `changed` hears of each
   * value that is there, and of the one in whose place it came.
   */
  takeChanges(changed?: (now: V, before: V | undefined) => void): ReadonlyMap<K, V | null> {
    const changes = new Map<K, V | null>();
    if (this.#before.size === 0) return changes;
    for (const [key, before] of this.#before) {
      const now = this.#entries.get(key);
      if (now === before) continue;
      changes.set(key, now ?? null);
      if (now) changed?.(now, before);
    }
    this.#before.clear();
    return changes;
  }

  #remember(key: K): void {
    if (!this.#before.has(key)) this.#before.set(key, this.#entries.get(key));
  }
}
