/** The endpoint that runs go to, remembered for the workspace. */
import { type Disposable, EventEmitter, type Memento } from 'vscode';

const STATE_KEY = 'redline.endpoint';

/** Name of an endpoint as people choose it: one of the setting, or `scripted:NAME`. */
export class ChosenEndpoint implements Disposable {
  readonly #state: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(state: Memento) {
    this.#state = state;
  }

  /** Undefined when nobody chose yet. */
  get name(): string | undefined {
    return this.#state.get<string>(STATE_KEY);
  }

  async choose(name: string): Promise<void> {
    await this.#state.update(STATE_KEY, name);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
