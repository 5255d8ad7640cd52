import { ConditionChecker } from './condition-findings.ts';
import type { ConditionKind } from './conditions.ts';
import type { ToolArgument } from './tool-input.ts';

/** Most checkers that are kept: a scenario has one for each kind and for each of its tools. */
const MOST_KEPT = 200;

/**
 * Checkers of conditions by what can be named in them. Kept from one version of a scenario to the next, a condition that did not change
 * is not checked again.
 */
export class ConditionCheckers {
  readonly #known = new Map<string, ConditionChecker>();

  /** The checker for conditions of a kind, with these predicates and, for calls of a tool, these arguments. */
  of(kind: ConditionKind, predicates: readonly string[], input: readonly ToolArgument[] | undefined): ConditionChecker {
    const key = JSON.stringify([kind, predicates, input ?? null]);
    const known = this.#known.get(key);
    if (known) return known;
    const made = new ConditionChecker(kind, predicates, input);
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}
