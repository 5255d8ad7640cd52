/** Which conditions stand where in a scenario, and what they can talk about. */
import type { Scope } from '../cel-tree.ts';
import { type ConditionKind, conditionNames } from '../conditions.ts';
import { CALL_NAMES } from '../facts.ts';
import type { Place } from './place.ts';

/** A name that a condition can use. */
export interface KnownName {
  readonly name: string;
  readonly type: string;
  readonly about: string;
}

/** What a condition is asked about: the world, an event, or a call of a tool. */
export type ConditionUse = ConditionKind | 'call';

/** What the condition at a place is asked about; undefined where no condition stands. */
export function conditionUseAt({
  part,
  target,
  shapes,
}: Pick<Place, 'part' | 'target' | 'shapes'>): ConditionUse | undefined {
  if (part !== 'value' || !shapes.some(({ meaning }) => meaning === 'condition')) return undefined;
  if (target[0] === 'flags') return 'event';
  return target[0] === 'tools' ? 'call' : 'world';
}

/** The kind of condition that can be parsed and asked so. */
export function kindOf(use: ConditionUse): ConditionKind {
  return use === 'event' ? 'event' : 'world';
}

/** Every name that a condition can use besides those that it binds itself. */
export function knownNames(use: ConditionUse, predicates: Iterable<string>): readonly KnownName[] {
  const declared = use === 'call' ? CALL_NAMES : conditionNames(use);
  const facts = Object.entries(declared).map(([name, { type, about }]) => ({ name, type, about }));
  const own = [...predicates].map((name) => ({ name, type: 'bool', about: 'A predicate of this scenario.' }));
  return [...own, ...facts];
}

/** The types of the names that a condition can use. */
export function scopeOf(use: ConditionUse, predicates: Iterable<string>): Scope {
  return new Map(knownNames(use, predicates).map(({ name, type }) => [name, type]));
}
