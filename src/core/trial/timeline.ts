/** What happens while the agents work: entries of the timeline, each once. */
import { compileWorldCondition, type WorldCondition } from '../scenario/conditions.ts';
import type { History, WorldFacts } from '../scenario/facts.ts';
import type { Effect, Moment, TimelineEntry } from '../scenario/model.ts';
import { durationText } from './duration-text.ts';

/** How far a trial is. */
export interface Progress {
  /** Turns of the first agent that are over. */
  readonly steps: number;
  /** Milliseconds on the machine's clock since the trial began. */
  readonly elapsed: number;
  readonly facts: () => WorldFacts;
  readonly history: History;
}

/** A moment that can be asked whether it has come. */
export class Watch {
  readonly #moment: Moment;
  readonly #when: WorldCondition | undefined;

  /** @param predicates names of those that its condition may use */
  constructor(moment: Moment, predicates: readonly string[]) {
    this.#moment = moment;
    this.#when = moment.when === undefined ? undefined : compileWorldCondition(moment.when, predicates);
  }

  /** Why the moment has come, in a sentence; undefined as long as it has not. */
  due({ steps, elapsed, facts, history }: Progress): string | undefined {
    const { step, clock, when } = this.#moment;
    if (step !== undefined && steps < step) return undefined;
    if (clock !== undefined && elapsed < clock) return undefined;
    if (this.#when !== undefined) {
      const result = this.#when(facts(), history);
      if (!('value' in result) || !result.value) return undefined;
    }
    const reasons = [
      ...(step === undefined ? [] : [step === 0 ? 'the trial began' : `step ${step} was over`]),
      ...(clock === undefined ? [] : [`${durationText(clock)} had passed on the machine's clock`]),
      ...(when === undefined ? [] : [`the condition held: ${when}`]),
    ];
    return `It happened because ${reasons.join(' and ') || 'the trial began'}.`;
  }
}

/** Whether an entry waits for the clock alone: the machine makes its changes to the millisecond. */
export function isByClock({ moment: { step, clock, when } }: TimelineEntry): boolean {
  return clock !== undefined && step === undefined && when === undefined;
}

export interface DueEntry {
  readonly entry: TimelineEntry;
  readonly why: string;
}

export class Timeline {
  #waiting: readonly { readonly entry: TimelineEntry; readonly watch: Watch }[];

  /** @param predicates names of those that conditions may use */
  constructor(entries: readonly TimelineEntry[], predicates: readonly string[]) {
    this.#waiting = entries.map((entry) => ({ entry, watch: new Watch(entry.moment, predicates) }));
  }

  /** Changes of the machine that wait for the clock alone, with the milliseconds since the trial began at which they are made. */
  get byClock(): readonly { readonly effect: Effect; readonly at: number }[] {
    return this.#waiting.flatMap(({ entry }) => {
      const { clock } = entry.moment;
      return clock !== undefined && isByClock(entry) ? entry.effects.map((effect) => ({ effect, at: clock })) : [];
    });
  }

  /**
   * When the next entry comes that changes the machine and waits for the clock alone, in milliseconds since the trial began; undefined
   * when there is none.
   * @param steps turns of the first agent that are over
   */
  nextByClock(steps: number): number | undefined {
    const clocks = this.#waiting.flatMap(({ entry: { moment, effects } }) => {
      const { step = 0, clock, when } = moment;
      return clock === undefined || when !== undefined || step > steps || effects.length === 0 ? [] : [clock];
    });
    return clocks.length === 0 ? undefined : Math.min(...clocks);
  }

  /** The first entry whose moment has come, in the order of the file. It is given once. */
  take(progress: Progress): DueEntry | undefined {
    for (const waiting of this.#waiting) {
      const why = waiting.watch.due(progress);
      if (why === undefined) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      return { entry: waiting.entry, why };
    }
    return undefined;
  }
}
