/**
 * Watches the conditions of a scenario while a trial goes on, and writes down what came of them. Models that grade a trial are asked
 * in `grades.ts`; they decide nothing.
 */
import type { AgentStanding, Facts } from '../machine/facts/create-facts.ts';
import type { MachineEvent, World } from '../machine/world.ts';
import { ConditionExplainer, type Explanation } from '../scenario/condition-explanation.ts';
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
import { ReplicaWatch } from './replica-watch.ts';

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

/** Times that one flag is explained: a flag that is raised over and over again says the same each time. */
const MOST_EXPLAINED = 20;

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
  readonly #replicas: ReplicaWatch;
  readonly #ofWorld: ConditionExplainer;
  readonly #ofEvent: ConditionExplainer;
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
    this.#replicas = new ReplicaWatch(writer);
    this.#ofWorld = new ConditionExplainer('world', scenario.predicates);
    this.#ofEvent = new ConditionExplainer('event', scenario.predicates);
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
        const times = (this.#raised.get(name) ?? 0) + 1;
        this.#raised.set(name, times);
        const because =
          times > MOST_EXPLAINED ? {} : { because: this.#ofEvent.explain(condition, eventFacts, history) };
        this.#writer.write({ type: 'flag.raised', name, condition, evidence: seq, ...because });
      }
    }
    this.#waiting = this.#waiting.filter(({ name, condition, holds }) => {
      if (!isTrue(holds(facts, history))) return true;
      this.#reached.push(name);
      const because = this.#ofWorld.explain(condition, facts, history);
      this.#writer.write({ type: 'milestone.reached', name, condition, because });
      return false;
    });
    const result = this.#success.holds(facts, history);
    const state: SuccessState = {
      value: isTrue(result),
      error: 'error' in result ? result.error : undefined,
    };
    const changed = state.value !== this.#state?.value;
    this.#state = state;
    if (changed) this.#writeSuccess(state, this.#ofWorld.explain(this.#success.condition, facts, history));
    this.#replicas.look(facts.replicas);
  }

  /** What success is at the end; it is written down once more. Undefined when the trial ended before there was a world. */
  atEnd(): SuccessState | undefined {
    if (this.#state !== undefined) this.#writeSuccess(this.#state);
    return this.#state;
  }

  #writeSuccess({ value, error }: SuccessState, because?: Explanation): void {
    const { name, condition } = this.#success;
    this.#writer.write({
      type: 'check.evaluated',
      name,
      condition,
      value,
      ...(error === undefined ? {} : { error }),
      ...(because === undefined ? {} : { because }),
    });
  }
}

function isTrue(result: ReturnType<WorldCondition>): boolean {
  return 'value' in result && result.value;
}
