/**
 * Watches the conditions of a scenario while a trial goes on, and writes down what came of them. Models that grade a trial are asked
 * in `grades.ts`; they decide nothing.
 */
import type { AgentStanding, Facts } from '../machine/facts/create-facts.ts';
import type { MachineEvent, World } from '../machine/world.ts';
import {
  compileEventCondition,
  compileWorldCondition,
  type EventCondition,
  type WorldCondition,
} from '../scenario/conditions.ts';
import type { WorldFacts } from '../scenario/facts.ts';
import type { NamedCondition, Scenario } from '../scenario/model.ts';
import { Predicates } from '../scenario/predicates.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';

/** An event of the machine with the `seq` of its event in the transcript. */
export interface WrittenEvent {
  readonly event: MachineEvent;
  readonly seq: number;
}

interface Watched<C> extends NamedCondition {
  readonly holds: C;
}

/** What the success condition last gave. A condition that cannot be evaluated does not hold; `error` says why it could not be. */
export interface SuccessState {
  readonly value: boolean;
  readonly error: string | undefined;
}

export class Judge {
  readonly predicates: Predicates;
  readonly #facts: Facts;
  readonly #agents: () => readonly AgentStanding[];
  readonly #writer: TranscriptWriter;
  readonly #success: Watched<WorldCondition>;
  readonly #flags: readonly Watched<EventCondition>[];
  #waiting: readonly Watched<WorldCondition>[];
  #state: SuccessState | undefined;
  readonly #reached: string[] = [];
  readonly #raised = new Map<string, number>();

  /** @param agents those that have begun to act */
  constructor(
    scenario: Scenario,
    facts: Facts,
    writer: TranscriptWriter,
    agents: () => readonly AgentStanding[] = () => [],
  ) {
    this.predicates = new Predicates(scenario.predicates);
    const { names } = this.predicates;
    this.#facts = facts;
    this.#agents = agents;
    this.#writer = writer;
    this.#success = {
      name: 'success',
      condition: scenario.success,
      holds: compileWorldCondition(scenario.success, names),
    };
    this.#waiting = scenario.milestones.map((one) => ({ ...one, holds: compileWorldCondition(one.condition, names) }));
    this.#flags = scenario.flags.map((one) => ({ ...one, holds: compileEventCondition(one.condition, names) }));
  }

  /** Milestones that were reached, in the order in which they were. */
  get milestones(): readonly string[] {
    return this.#reached;
  }

  /** How often each flag was raised; flags that never were are left out. */
  get flags(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#raised);
  }

  /** What conditions on the world are told of it as it is. */
  factsOf(world: World): WorldFacts {
    const facts = this.#facts.worldFacts(world, this.#writer.step, this.#agents());
    return this.predicates.added(facts, this.#facts.history);
  }

  /** Looks at the world after an action and at what happened in it. */
  afterAction(world: World, events: readonly WrittenEvent[]): void {
    const { history } = this.#facts;
    this.#facts.record(events.map(({ event }) => event));
    const facts = this.factsOf(world);
    for (const { event, seq } of events) {
      const eventFacts = this.#facts.eventFacts(facts, event);
      for (const { name, condition, holds } of this.#flags) {
        if (!isTrue(holds(eventFacts, history))) continue;
        this.#raised.set(name, (this.#raised.get(name) ?? 0) + 1);
        this.#writer.write({ type: 'flag.raised', name, condition, evidence: seq });
      }
    }
    this.#waiting = this.#waiting.filter(({ name, condition, holds }) => {
      if (!isTrue(holds(facts, history))) return true;
      this.#reached.push(name);
      this.#writer.write({ type: 'milestone.reached', name, condition });
      return false;
    });
    const result = this.#success.holds(facts, history);
    const state: SuccessState = {
      value: isTrue(result),
      error: 'error' in result ? result.error : undefined,
    };
    const changed = state.value !== this.#state?.value;
    this.#state = state;
    if (changed) this.#writeSuccess(state);
  }

  /** What success is at the end; it is written down once more. Undefined when the trial ended before there was a world. */
  atEnd(): SuccessState | undefined {
    if (this.#state !== undefined) this.#writeSuccess(this.#state);
    return this.#state;
  }

  #writeSuccess({ value, error }: SuccessState): void {
    const { name, condition } = this.#success;
    this.#writer.write({ type: 'check.evaluated', name, condition, value, ...(error === undefined ? {} : { error }) });
  }
}

function isTrue(result: ReturnType<WorldCondition>): boolean {
  return 'value' in result && result.value;
}
