/** The terminals of one agent. All but the first are opened when they are first used. */
import { TERMINALS, type TerminalState } from './machine.ts';
import type { Session } from './session.ts';

export class Terminals {
  readonly #open: () => Session;
  readonly #sessions = new Map<number, Session>();
  #used = false;

  /** @param open logs the agent in once more */
  constructor(open: () => Session) {
    this.#open = open;
    this.#sessions.set(1, open());
  }

  /** The terminal in which everything happens that names none. */
  get first(): Session {
    return this.at(1);
  }

  /** The terminal of a number from 1 to `TERMINALS`; any other number is taken for the nearest of them. */
  at(number: number): Session {
    const known = Math.min(TERMINALS, Math.max(1, Math.floor(number)));
    const session = this.#sessions.get(known) ?? this.#open();
    this.#sessions.set(known, session);
    return session;
  }

  /** The terminal that an action names; from then on the agent is told how its terminals are. */
  use(number: number): Session {
    this.#used = true;
    return this.at(number);
  }

  /** How the terminals are, where the agent uses them. */
  get states(): readonly TerminalState[] | undefined {
    if (!this.#used) return undefined;
    return Array.from({ length: TERMINALS }, (_, index) => {
      const command = this.#sessions.get(index + 1)?.busyWith;
      return { terminal: index + 1, state: command === undefined ? 'idle' : 'busy', command: command ?? '' };
    });
  }
}
