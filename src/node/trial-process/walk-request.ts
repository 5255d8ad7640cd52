/** The side of a walk on which the machine lives. */
import { withFixtures } from '../../core/scenario/fixtures.ts';
import type { TrialRig } from '../../core/trial/run-trial.ts';
import { Walk, type WalkObservation } from '../../core/walk/walk.ts';
import type { FromWalk, ToWalk } from '../../protocol/walk.ts';
import { scenarioOf } from './request-scenario.ts';

/** Answers the messages of somebody who walks around, one after another. */
export class WalkHost {
  readonly #loadRig: () => Promise<TrialRig>;
  readonly #send: (message: FromWalk) => void;
  #walk: Walk | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(loadRig: () => Promise<TrialRig>, send: (message: FromWalk) => void) {
    this.#loadRig = loadRig;
    this.#send = send;
  }

  /**
   * Takes a message; those before it are answered first.
   * @throws RequestError when the scenario cannot be used
   */
  take(message: ToWalk): Promise<void> {
    this.#last = this.#last.then(() => this.#answer(message));
    return this.#last;
  }

  async #answer(message: ToWalk): Promise<void> {
    switch (message.type) {
      case 'walk':
        this.#send(await this.#begin(message));
        return;
      case 'act':
        this.#send({ type: 'acted', observation: await act(this.#begun, message) });
        return;
      case 'end-walk':
        this.#send({ type: 'walk-ended', end: this.#begun.end() });
        return;
      default:
        message satisfies never;
    }
  }

  async #begin({ request }: Extract<ToWalk, { type: 'walk' }>): Promise<FromWalk> {
    const { scenario: read } = scenarioOf(request.scenario, request.variant);
    const scenario = withFixtures(read, request.scenario.fixtures);
    const rig = await this.#loadRig();
    const walk = await Walk.begin({ scenario, seed: request.seed }, rig);
    this.#walk = walk;
    return { type: 'walk-begun', place: walk.place, observation: walk.standing };
  }

  get #begun(): Walk {
    if (this.#walk === undefined) throw new Error('The walk has not begun.');
    return this.#walk;
  }
}

function act(walk: Walk, { action, pauseMs }: Extract<ToWalk, { type: 'act' }>): Promise<WalkObservation> {
  return pauseMs === undefined ? walk.goOn(action) : walk.act(action, pauseMs);
}
