/** Predicates of a scenario: conditions on the world that other conditions use by their name. */
import { compileWorldCondition, type WorldCondition } from './conditions.ts';
import type { History, WorldFacts } from './facts.ts';
import type { NamedCondition } from './model.ts';

export class Predicates {
  readonly names: readonly string[];
  readonly #conditions: readonly { readonly name: string; readonly holds: WorldCondition }[];

  /** @param predicates in the order of the file; each may use those before it */
  constructor(predicates: readonly NamedCondition[]) {
    this.names = predicates.map(({ name }) => name);
    this.#conditions = predicates.map(({ name, condition }, index) => ({
      name,
      holds: compileWorldCondition(condition, this.names.slice(0, index)),
    }));
  }

  /**
   * The facts, and with them whether each predicate holds, found out when a condition first asks. A predicate that cannot be evaluated
   * makes every condition that asks for it one that cannot be evaluated.
   */
  added<F extends WorldFacts>(facts: F, history: History): F {
    if (this.names.length === 0) return facts;
    const whole: F = Object.create(facts);
    for (const { name, holds } of this.#conditions) {
      let result: ReturnType<WorldCondition> | undefined;
      Object.defineProperty(whole, name, {
        enumerable: true,
        get: () => {
          result ??= holds(whole, history);
          if ('error' in result) throw new Error(`The predicate ${name}: ${result.error}`);
          return result.value;
        },
      });
    }
    return whole;
  }
}
