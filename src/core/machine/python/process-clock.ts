/**
 * How time passes for a process that computes. Every turn of a loop in the interpreter is counted, and so many turns take so much of the
 * machine's time: the same on every computer.
 */
import type { Kernel } from '../kernel.ts';

/** Turns of loops between two looks at the clock. */
export const TURNS: number = 1_000_000;
/** Milliseconds that so many turns take. */
const USUAL_MS = 10;

export class ProcessClock {
  readonly #kernel: Kernel;
  /** Milliseconds of processor time. */
  #used = 0;
  /** Rounds of so many turns since the process last waited for something. */
  #rounds = 0;
  /** Turns of the round at hand that are left; the interpreter counts them. */
  left: () => number = () => TURNS;
  /** Begins a round anew. */
  refill: () => void = () => undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Milliseconds since 1970, with the part of the round at hand that is over. */
  get now(): number {
    return this.#kernel.schedule.now + this.#begun;
  }

  /** Milliseconds since the machine was started. */
  get monotonic(): number {
    return this.now - this.#kernel.state.host.bootedAt;
  }

  /** Milliseconds of processor time. */
  get used(): number {
    return this.#used + this.#begun;
  }

  get #begun(): number {
    return ((TURNS - Math.max(0, this.left())) / TURNS) * USUAL_MS;
  }

  /** The script begins: what the interpreter did before is not counted. */
  restart(): void {
    this.#rounds = 0;
    this.#used = 0;
    this.refill();
  }

  /** The process waited for something: a loop around that does not run for ever. */
  rested(): void {
    this.#rounds = 0;
  }

  /**
   * A round is over. Gives the milliseconds that it took. A process that computes for longer than it may gets slower and slower, so that
   * it meets its end, or the end of what runs beside it, after few more rounds.
   */
  round(): number {
    this.#rounds += 1;
    const over = this.#rounds - this.#kernel.limits.pythonRounds;
    if (over > 0) {
      this.#kernel.events.limitHit(
        'pythonRounds',
        `${this.#kernel.limits.pythonRounds} million turns of loops in Python`,
      );
    }
    const ms = USUAL_MS * 2 ** Math.min(40, Math.max(0, over));
    this.#used += ms;
    return ms;
  }
}
