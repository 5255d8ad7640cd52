/** The timers of the distribution while a trial goes on: the journal tells when their services run. */
import { type TimerUnit, timerUnits, timesOf } from '../host/timer-units.ts';
import type { Kernel } from '../kernel.ts';
import type { Journal } from '../services/journal.ts';
import type { Services } from '../services/services.ts';

/** Milliseconds that a service of a timer runs. */
const RUNS = 1_310;

export class SystemTimers {
  readonly #kernel: Kernel;
  readonly #journal: Journal;
  readonly #services: Services;
  #waiting: { cancel(): void } | undefined;

  constructor(kernel: Kernel, journal: Journal, services: Services) {
    this.#kernel = kernel;
    this.#journal = journal;
    this.#services = services;
  }

  /** The trial begins, or the host has started: waits for the timer that elapses first. */
  begin(): void {
    const { schedule, state } = this.#kernel;
    const due = timerUnits(state.host).map((timer) => ({ timer, at: timesOf(timer, state.host, schedule.now).next }));
    const next = Math.min(...due.map(({ at }) => at));
    this.#waiting = schedule.after(next - schedule.now, () => {
      for (const { timer, at } of due) if (at === next) this.#elapsed(timer);
      this.begin();
    });
  }

  wentDown(): void {
    this.#waiting?.cancel();
  }

  cameUp(): void {
    this.begin();
  }

  #elapsed({ bare, what }: TimerUnit): void {
    if (this.#services.state(`${bare}.timer`)?.state === 'inactive') return;
    const unit = `${bare}.service`;
    this.#journal.unit(unit, `Starting ${what}...`);
    this.#kernel.schedule.after(RUNS, () => {
      if (this.#kernel.state.power !== 'on') return;
      this.#journal.unit(unit, `${unit}: Deactivated successfully.`);
      this.#journal.unit(unit, `Finished ${what}.`);
    });
  }
}
