/** The stages of a story: each is told, and the first that fails ends it, since the later ones stand on it. */
import type { Person } from '../editor/person.ts';

export class Stages {
  #passed = 0;
  #failed = 0;
  readonly #person: () => Person;

  constructor(person: () => Person) {
    this.#person = person;
  }

  /** Goes through one stage and keeps a picture of how it ends. */
  async stage(name: string, act: (person: Person) => Promise<void>): Promise<void> {
    const picture = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    const started = performance.now();
    try {
      await act(this.#person());
      await this.#person().picture(picture);
    } catch (error) {
      this.#failed += 1;
      console.log(`  FAILED  ${name}`);
      await this.#lookAround(picture).catch(() => undefined);
      throw error;
    }
    this.#passed += 1;
    console.log(`  passed  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }

  /** What there is to see after a failure: the screen as it is, and every notification. */
  async #lookAround(picture: string): Promise<void> {
    await this.#person().picture(`${picture}-failed`);
    await this.#person().command('Notifications: Show Notifications');
    await this.#person().picture(`${picture}-notifications`);
  }

  /** The closing line. */
  get summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}
