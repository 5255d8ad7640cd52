/**
 * What happens at which time of the machine's clock. Everything that takes time waits here; whoever drives the clock lets the
 * entries happen one after another, by time and, at the same time, in the order in which they were entered.
 */

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
}

export interface Scheduled {
  cancel(): void;
}

export class Schedule {
  readonly #heap: Entry[] = [];
  readonly #setClock: (time: number) => void;
  readonly #clock: () => number;
  #order = 0;
  /** How far whoever drives the clock lets it go at most. */
  #horizon = Number.NEGATIVE_INFINITY;

  /** The clock belongs to the state of the machine; the schedule moves it. */
  constructor(clock: () => number, setClock: (time: number) => void) {
    this.#clock = clock;
    this.#setClock = setClock;
  }

  get now(): number {
    return this.#clock();
  }

  /** Lets something happen after a number of milliseconds. */
  after(ms: number, run: () => void | Promise<void>): Scheduled {
    const entry: Entry = { at: this.now + Math.max(0, ms), order: this.#order, run, cancelled: false };
    this.#order += 1;
    this.#push(entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  /** Time of the next entry; undefined when nothing is going to happen. */
  get next(): number | undefined {
    while (this.#heap[0]?.cancelled) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Moves the clock to the next entry and lets it happen. */
  async step(): Promise<void> {
    if (this.next === undefined) return;
    const entry = this.#pop();
    if (!entry) return;
    if (entry.at > this.now) this.#setClock(entry.at);
    await entry.run();
  }

  /** Lets the clock be driven up to a time; gives back what holds until then. */
  driveTo(horizon: number): number {
    const before = this.#horizon;
    this.#horizon = horizon;
    return before;
  }

  /** Moves the clock on at once where that comes to the same as waiting: nothing else happens until then. False where it does not. */
  passes(ms: number): boolean {
    const time = this.now + Math.max(0, ms);
    if (time > this.#horizon || !this.isIdleFor(ms)) return false;
    this.skipTo(time);
    return true;
  }

  /** Whether nothing is going to happen within a number of milliseconds, nor at the end of them. */
  isIdleFor(ms: number): boolean {
    const next = this.next;
    return next === undefined || next > this.now + Math.max(0, ms);
  }

  /** Moves the clock to a time before which nothing is going to happen. */
  skipTo(time: number): void {
    if (time > this.now) this.#setClock(time);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    heap.push(entry);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || last === first) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      const right = left + 1;
      let earliest = parent;
      if (this.#isEarlier(left, earliest)) earliest = left;
      if (this.#isEarlier(right, earliest)) earliest = right;
      if (earliest === parent) return first;
      this.#swapIfEarlier(earliest, parent);
      parent = earliest;
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const first = this.#heap[a];
    const second = this.#heap[b];
    if (!first || !second) return false;
    return first.at < second.at || (first.at === second.at && first.order < second.order);
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]];
    if (!a || !b || !this.#isEarlier(child, parent)) return false;
    this.#heap[child] = b;
    this.#heap[parent] = a;
    return true;
  }
}
