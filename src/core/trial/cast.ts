/** The agents of a trial and whose turn it is: they take turns in the order in which they began. */
import type { AgentStanding } from '../machine/facts/create-facts.ts';
import type { Actor } from './actor.ts';

export class Cast {
  readonly #actors: Actor[] = [];
  /** Place of the agent whose turn was last. */
  #last = -1;

  /** In the order in which they began. */
  get all(): readonly Actor[] {
    return this.#actors;
  }

  get acting(): readonly Actor[] {
    return this.#actors.filter((actor) => actor.acts);
  }

  /** The first agent. */
  get first(): Actor | undefined {
    return this.#actors[0];
  }

  /** The agent whose turn it is, or was last. */
  get current(): Actor | undefined {
    return this.#actors[this.#last];
  }

  get standings(): readonly AgentStanding[] {
    return this.#actors.map((actor) => actor.standing);
  }

  add(actor: Actor): void {
    this.#actors.push(actor);
  }

  named(name: string): Actor | undefined {
    return this.#actors.find((actor) => actor.name === name);
  }

  /** The agent whose turn is next, which is then the last one; agents that cannot think are passed over. */
  next(): Actor | undefined {
    const count = this.#actors.length;
    for (let offset = 1; offset <= count; offset++) {
      const place = (this.#last + offset) % count;
      const actor = this.#actors[place];
      if (actor === undefined || !actor.acts || actor.stalledSince !== undefined) continue;
      this.#last = place;
      return actor;
    }
    return undefined;
  }
}
