/** What one action has cost so far, in all shells together. */

export interface Costs {
  readonly commands: number;
  readonly statements: number;
  /** Characters that commands printed. */
  readonly printed: number;
  /** Background jobs that were started. */
  readonly jobs: number;
}

export class Meter {
  readonly #costs: { -readonly [K in keyof Costs]: Costs[K] } = { commands: 0, statements: 0, printed: 0, jobs: 0 };

  /** Adds to a cost and gives its sum. */
  add(cost: keyof Costs, amount: number): number {
    this.#costs[cost] += amount;
    return this.#costs[cost];
  }

  /** A new action, or a new shell, begins. */
  reset(): void {
    const costs = this.#costs;
    costs.commands = 0;
    costs.statements = 0;
    costs.printed = 0;
    costs.jobs = 0;
  }
}
