/**
 * A line of work on the machine that can wait: the foreground of the shell, a background job, a program. Tasks take turns: one
 * runs until it waits or ends, then whoever drives the clock goes on. So their order never depends on the host.
 */
import type { Schedule, Scheduled } from './schedule.ts';

interface Waiting {
  readonly wake: () => void;
  timer: Scheduled | undefined;
}

/** What waiting gives that takes no turns. */
export const PASSED: Promise<void> = Promise.resolve();

export class Task {
  readonly #schedule: Schedule;
  readonly #atEnd: (() => void)[] = [];
  #waiting: Waiting | undefined;
  #gate: Promise<void> = PASSED;
  /** How many parts of the work wait, or wait to wait. */
  #waits = 0;
  #yielded: (() => void) | undefined;
  #done = false;
  #failure: Error | undefined;
  #ended = false;
  #stopped = false;
  #wakeWhenContinued = false;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  get done(): boolean {
    return this.#done;
  }

  /** What went wrong in the work itself; nothing that is done on the machine should. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** The task was told to end: it waits no more and takes no further steps. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Begins the work and gives back when it waits for the first time or is done. */
  start(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn();
    void this.#carryOut(work);
    return turn;
  }

  async #carryOut(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#done = true;
    for (const then of this.#atEnd.splice(0)) then();
    this.#yielded?.();
  }

  /** Waits for a number of milliseconds of the machine's time. Only the work of this task may call it. */
  sleep(ms: number): Promise<void> {
    if (this.#runs && this.#schedule.passes(ms)) return PASSED;
    return this.#wait((waiting) => this.#schedule.after(ms, () => this.#resume(waiting)));
  }

  /** Waits until another calls what `register` is given. Only the work of this task may call it. */
  until(register: (wake: () => void) => void): Promise<void> {
    return this.#wait((waiting) => {
      register(() => {
        this.#schedule.after(0, () => this.#resume(waiting));
      });
      return undefined;
    });
  }

  /** Parts of the work that would wait at the same time wait one after another. */
  async #wait(begin: (waiting: Waiting) => Scheduled | undefined): Promise<void> {
    const before = this.#gate;
    let open = (): void => undefined;
    this.#gate = new Promise((resolve) => {
      open = resolve;
    });
    this.#waits += 1;
    await before;
    if (!this.#ended) {
      await new Promise<void>((wake) => {
        const waiting: Waiting = { wake, timer: undefined };
        this.#waiting = waiting;
        waiting.timer = begin(waiting);
        this.#yielded?.();
      });
    }
    this.#waits -= 1;
    open();
  }

  /** Whether the work goes on as it likes: nothing holds it, and no part of it waits. */
  get #runs(): boolean {
    return this.#waits === 0 && !this.#ended && !this.#stopped;
  }

  /** Calls back when the task is done. */
  whenDone(then: () => void): void {
    if (this.#done) then();
    else this.#atEnd.push(then);
  }

  /** Ends the task: what it waits for comes at once, and it is left to notice that it ended. */
  end(): void {
    if (this.#ended || this.#done) return;
    this.#ended = true;
    this.#stopped = false;
    this.nudge();
  }

  /** Lets what the task waits for come at once; the work is left to notice why. */
  nudge(): void {
    const waiting = this.#waiting;
    if (waiting) this.#schedule.after(0, () => this.#resume(waiting));
  }

  /** Holds the task at its next wait, as SIGSTOP does. */
  stop(): void {
    this.#stopped = true;
  }

  continue(): void {
    this.#stopped = false;
    if (!this.#wakeWhenContinued) return;
    this.#wakeWhenContinued = false;
    this.nudge();
  }

  /** Goes on where the task waits, and gives back when it waits again or is done. */
  async #resume(waiting: Waiting): Promise<void> {
    if (this.#waiting !== waiting) return;
    if (this.#stopped) {
      this.#wakeWhenContinued = true;
      return;
    }
    this.#waiting = undefined;
    waiting.timer?.cancel();
    const turn = this.#turn();
    waiting.wake();
    await turn;
  }

  #turn(): Promise<void> {
    return new Promise((yielded) => {
      this.#yielded = yielded;
    });
  }
}

/**
 * Drives the clock until a task is done, at most to a deadline. True when it is done; false when the clock stands at the deadline
 * and the task still waits.
 */
export async function drive(schedule: Schedule, task: Task, deadline: number): Promise<boolean> {
  const before = schedule.driveTo(deadline);
  try {
    while (!task.done) {
      const next = schedule.next;
      if (next === undefined || next > deadline) {
        schedule.skipTo(deadline);
        return false;
      }
      await schedule.step();
    }
    return true;
  } finally {
    schedule.driveTo(before);
  }
}

/** Lets a number of milliseconds of the machine's time pass; whatever happens meanwhile happens. */
export function pass(schedule: Schedule, ms: number): Promise<void> {
  if (!schedule.isIdleFor(ms)) return wait(schedule, ms);
  schedule.skipTo(schedule.now + Math.max(0, ms));
  return PASSED;
}

async function wait(schedule: Schedule, ms: number): Promise<void> {
  const task = new Task(schedule);
  await task.start(() => task.sleep(ms));
  await drive(schedule, task, schedule.now + ms);
}
