/** Who has given the password to `sudo` lately. */
import type { Schedule } from '../time/schedule.ts';

/** Milliseconds for which nobody is asked again. */
const FRESH = 15 * 60_000;

export class SudoTickets {
  readonly #schedule: Schedule;
  readonly #tickets = new Map<string, number>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  isFresh(user: string, tty: string): boolean {
    const at = this.#tickets.get(`${user} ${tty}`);
    return at !== undefined && this.#schedule.now - at < FRESH;
  }

  note(user: string, tty: string): void {
    this.#tickets.set(`${user} ${tty}`, this.#schedule.now);
  }

  forget(user: string, tty: string): void {
    this.#tickets.delete(`${user} ${tty}`);
  }

  wentDown(): void {
    this.#tickets.clear();
  }

  cameUp(): void {
    this.#tickets.clear();
  }
}
