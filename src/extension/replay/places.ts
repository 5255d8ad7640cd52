/** The step at which each transcript was left, kept for the workspace. */
import type { Memento } from 'vscode';

const STATE_KEY = 'redline.replay.places';
/** Of the transcripts that were looked at last. */
const MOST_PLACES = 200;

export class ReplayPlaces {
  readonly #state: Memento;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** The step at which a transcript was left; undefined when it was never moved through. */
  at(transcript: string): number | undefined {
    return this.#all().find(([path]) => path === transcript)?.[1];
  }

  async keep(transcript: string, step: number): Promise<void> {
    const others = this.#all().filter(([path]) => path !== transcript);
    await this.#state.update(STATE_KEY, [[transcript, step], ...others].slice(0, MOST_PLACES));
  }

  #all(): readonly (readonly [path: string, step: number])[] {
    return this.#state.get(STATE_KEY, []);
  }
}
