/** The other end of the protocol, for tests: answers from a fixture trial and remembers what it was told. */
import type { FromReplay, ReplayMove, ToReplay, TrialState } from '../../src/protocol/replay.ts';
import type { FixtureTrial } from './trial.ts';

export class FixtureHost {
  /** All that the replay said, in order. */
  readonly heard: FromReplay[] = [];
  /** While true, steps that are asked for are kept back until `release`. */
  holding = false;
  readonly #held: number[] = [];
  #trial: FixtureTrial;
  readonly #at: number;
  readonly #say: (message: ToReplay) => Promise<void>;

  constructor(trial: FixtureTrial, at: number, say: (message: ToReplay) => Promise<void>) {
    this.#trial = trial;
    this.#at = at;
    this.#say = say;
  }

  async hear(message: FromReplay): Promise<void> {
    this.heard.push(message);
    const { header, state, steps, marks } = this.#trial;
    switch (message.type) {
      case 'ready':
        return this.#say({ type: 'opened', header, state, steps, marks, at: this.#at });
      case 'want-lines': {
        const wanted = Array.from(
          { length: Math.max(0, message.to - message.from) },
          (_, index) => message.from + index,
        );
        return this.#say({ type: 'lines', from: message.from, lines: wanted.map((step) => this.#trial.line(step)) });
      }
      case 'want-step':
        if (this.holding) this.#held.push(message.step);
        else await this.#say({ type: 'step', ...this.#trial.step(message.step) });
        return;
      case 'at':
      case 'copy':
      case 'open-source':
        return;
      default:
        message satisfies never;
    }
  }

  /** Answers what was kept back. */
  async release(): Promise<void> {
    this.holding = false;
    for (const step of this.#held.splice(0)) await this.#say({ type: 'step', ...this.#trial.step(step) });
  }

  /** The trial went on to what it is now. */
  async grow(trial: FixtureTrial, state: TrialState = trial.state): Promise<void> {
    this.#trial = { ...trial, state };
    await this.#say({ type: 'grew', state, steps: trial.steps, marks: trial.marks });
  }

  move(move: ReplayMove): Promise<void> {
    return this.#say({ type: 'move', move });
  }

  say(message: ToReplay): Promise<void> {
    return this.#say(message);
  }

  /** Messages of one type that were heard. */
  all<T extends FromReplay['type']>(type: T): readonly (FromReplay & { type: T })[] {
    return this.heard.filter((message): message is FromReplay & { type: T } => message.type === type);
  }
}
