/** What a trial makes of what happens on its machine: who is told, what comes next, who begins to act and who stops. */
import type { Model } from '../agent/model.ts';
import type { Facts } from '../machine/facts/create-facts.ts';
import type { MachineAction } from '../machine/machine.ts';
import type { MachineEvent } from '../machine/world.ts';
import type { AgentSpec, FurtherAgentSpec, Scenario } from '../scenario/model.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import { Actor, type ActorEnding, type ActorOrigin, type Driver } from './actor.ts';
import { type Birth, Births, replicaSpec } from './births.ts';
import { bodyOf, isOff } from './bodies.ts';
import type { Cast } from './cast.ts';
import { describeEnding } from './describe-ending.ts';
import type { Judge } from './judge.ts';
import { describeLimit } from './limits.ts';
import type { CarriedOut, RecordedMachine } from './recorded-machine.ts';
import { type DueEntry, isByClock, type Progress, Timeline, Watch } from './timeline.ts';

/**
 * Milliseconds of machine time that an agent gets whose processes run while what it thinks with does not answer: a model server that
 * is started again may take minutes to load.
 */
export const STALL_MS = 600_000;

export interface StageParts {
  /** With its fixtures filled in. */
  readonly scenario: Scenario;
  readonly machine: RecordedMachine;
  readonly judge: Judge;
  readonly facts: Facts;
  readonly writer: TranscriptWriter;
  readonly cast: Cast;
  /** Gives the model behind an endpoint; undefined is the endpoint of the trial. */
  readonly modelOf: (endpoint: string | undefined) => Model;
  /** What drives agents of which a transcript has told it already, by their names. */
  readonly drivers?: ReadonlyMap<string, Driver> | undefined;
}

export class Stage {
  readonly machine: RecordedMachine;
  readonly cast: Cast;
  readonly #scenario: Scenario;
  readonly #judge: Judge;
  readonly #facts: Facts;
  readonly #writer: TranscriptWriter;
  readonly #modelOf: StageParts['modelOf'];
  readonly #drivers: ReadonlyMap<string, Driver>;
  readonly #timeline: Timeline;
  readonly #births: Births;
  /** Something happened since replicas were last looked at that may have made one an agent. */
  #stirred = true;
  #toCome: readonly { readonly spec: FurtherAgentSpec; readonly watch: Watch }[];

  constructor({ scenario, machine, judge, facts, writer, cast, modelOf, drivers = new Map() }: StageParts) {
    this.machine = machine;
    this.cast = cast;
    this.#scenario = scenario;
    this.#judge = judge;
    this.#facts = facts;
    this.#writer = writer;
    this.#modelOf = modelOf;
    this.#drivers = drivers;
    const { names } = judge.predicates;
    this.#timeline = new Timeline(scenario.timeline, names);
    this.#births = new Births(scenario.replicas, facts.lineage, (digest) => machine.content(digest));
    this.#toCome = scenario.agents.map((spec) => ({
      spec,
      watch: new Watch(spec.starts ?? { step: 0, clock: undefined, when: undefined }, names),
    }));
  }

  /** Lets the first agent begin, looks at the machine as it is, and does what is due at the start. */
  async begin(): Promise<void> {
    const { agent } = this.#scenario;
    const pid = this.#facts.lineage.original.main?.pid;
    this.#enter(agent, { ...FIRST, pid });
    for (const { effect, at } of this.#timeline.byClock) {
      await this.machine.perform({ kind: 'effect', effect, inMs: at - this.machine.elapsed });
    }
    this.machine.judge([]);
    await this.#follow();
  }

  /** Carries out what an agent does. What comes of it is not followed up yet, see `settle`. */
  perform(actor: Actor, action: MachineAction): Promise<CarriedOut> {
    const { id } = actor.origin;
    const named = id !== undefined && action.kind !== 'wait' && action.kind !== 'effect';
    return this.machine.perform(named ? { ...action, agent: id } : action);
  }

  /** Judges what happened, and does everything that follows from it. */
  async settle({ events, movedProcesses }: Pick<CarriedOut, 'events' | 'movedProcesses'>): Promise<void> {
    this.machine.judge(events);
    for (const { event } of events) this.#hear(event);
    if (movedProcesses) {
      this.#stirred = true;
      this.#lookAtBodies();
    }
    await this.#follow();
  }

  /** Lets machine time pass, no more than is left. */
  async pass(ms: number): Promise<void> {
    await this.settle(await this.machine.perform({ kind: 'wait', ms: Math.min(ms, this.machine.remaining) }));
    this.#lookAtBodies();
  }

  /** A turn of an agent is over. */
  async afterTurn(actor: Actor): Promise<void> {
    actor.completedSteps += 1;
    await this.#follow();
  }

  /** Whether a replica is still starting that will become an agent. */
  get expectsMore(): boolean {
    return this.#births.areExpected(this.machine.world);
  }

  /** Milliseconds until the timeline changes the machine by the clock alone; undefined when it does not any more. */
  get untilNextChange(): number | undefined {
    const next = this.#timeline.nextByClock(this.cast.first?.completedSteps ?? 0);
    return next === undefined ? undefined : Math.max(1, next - this.machine.elapsed);
  }

  /** An agent stops acting. */
  end(actor: Actor, ending: ActorEnding): void {
    if (!actor.acts) return;
    actor.ending = ending;
    if (ending.kind === 'limit') this.#writer.write({ type: 'limit.hit', ...ending.hit }, actor.name);
    if (ending.kind === 'finished') this.#facts.recordWords(ending.report);
    const report = ending.kind === 'finished' ? { report: ending.report } : {};
    this.#writer.write(
      {
        type: 'agent.ended',
        name: actor.name,
        reason: ending.kind,
        detail: describeEnding(ending),
        ...report,
        steps: actor.steps,
      },
      actor.name,
    );
  }

  /** Writes down that a limit was hit that stops nobody; flags see it as an event of the machine. */
  #report(birth: Birth): boolean {
    const lineageActs = this.cast.acting.filter(({ origin }) => origin.key !== undefined || origin.id === undefined);
    const hit = this.#births.limit(birth, lineageActs.length);
    if (hit === undefined) return false;
    this.#writer.write({ type: 'limit.hit', ...hit });
    const event: MachineEvent = { kind: 'limit', limit: hit.limit, detail: describeLimit(hit) };
    this.machine.judge([{ event, seq: this.#writer.write({ type: 'machine.event', event }) }]);
    return true;
  }

  #hear(event: MachineEvent): void {
    if (event.kind === 'alarm') {
      if (event.say !== undefined) this.#current?.conversation.tell(event.say);
      return;
    }
    if (event.kind !== 'agent.message') return;
    const { on, pid, text } = event;
    const actor = this.cast.acting.find(({ origin }) => origin.on === on && origin.pid === pid);
    if (actor !== undefined) {
      actor.conversation.tell(text);
    } else if (on === undefined && this.machine.world.processes.get(pid)?.self === true) {
      this.cast.first?.conversation.tell(text);
    } else {
      this.#births.hear(on, pid, text);
      this.#stirred = true;
    }
  }

  /** The agent whose turn it is, or the first one. */
  get #current(): Actor | undefined {
    return this.cast.current ?? this.cast.first;
  }

  /** Ends agents whose processes are gone, and finds out who can think. */
  #lookAtBodies(): void {
    const { elapsed, world } = this.machine;
    for (const actor of this.cast.acting) {
      const state = bodyOf(actor.origin, world, this.#facts.lineage);
      if (state === 'gone') {
        this.end(actor, {
          kind: 'died',
          how: isOff(actor.origin, world) ? 'Its machine was turned off.' : 'Its agent process ended.',
        });
      } else if (state === 'answers') {
        actor.stalledSince = undefined;
      } else {
        actor.stalledSince ??= elapsed;
        const lasted = elapsed - actor.stalledSince;
        if (lasted >= STALL_MS) this.end(actor, { kind: 'stalled', seconds: lasted / 1_000 });
      }
    }
  }

  /** Does what is due until nothing is: entries of the timeline, agents that begin. */
  async #follow(): Promise<void> {
    for (;;) {
      this.#bear();
      this.#admit();
      const due = this.#timeline.take(this.#progress());
      if (due === undefined) return;
      await this.#happen(due);
    }
  }

  #progress(): Progress {
    let facts: ReturnType<Judge['factsOf']> | undefined;
    return {
      steps: this.cast.first?.completedSteps ?? 0,
      elapsed: this.machine.elapsed,
      facts: () => {
        facts ??= this.#judge.factsOf(this.machine.world);
        return facts;
      },
      history: this.#facts.history,
    };
  }

  async #happen({ entry, why }: DueEntry): Promise<void> {
    const { name, say, effects } = entry;
    const told = say === undefined ? [] : this.#addressees(entry.to);
    this.#facts.recordEntry(name);
    this.#writer.write({
      type: 'timeline.event',
      name,
      why,
      ...(say === undefined ? {} : { say }),
      to: told.map((actor) => actor.name),
      effects: [...effects],
    });
    if (say !== undefined) for (const actor of told) actor.conversation.tell(say);
    // The machine has made those of the clock by itself, when they were due.
    const toMake = isByClock(entry) ? [] : effects;
    for (const effect of toMake) await this.settle(await this.machine.perform({ kind: 'effect', effect }));
    // That an entry happened may be what a condition waits for.
    if (toMake.length === 0) this.machine.judge([]);
  }

  #addressees(to: string | undefined): readonly Actor[] {
    const { acting, first } = this.cast;
    if (to === 'all') return acting;
    const actor = to === undefined ? first : this.cast.named(to);
    return actor?.acts === true ? [actor] : [];
  }

  /** Agents of the scenario that begin now. */
  #admit(): void {
    const waiting = this.#toCome;
    for (const one of waiting) {
      if (one.watch.due(this.#progress()) === undefined) continue;
      this.#toCome = this.#toCome.filter((other) => other !== one);
      const { spec } = one;
      const on = spec.host === this.machine.world.host.hostname ? undefined : spec.host;
      this.machine.join({ id: spec.name, user: spec.user, cwd: spec.cwd, host: on, pid: undefined });
      this.#enter(spec, { ...FIRST, id: spec.name, on }, this.#modelOf(spec.endpoint));
    }
  }

  /** Replicas that become agents now. */
  #bear(): void {
    if (!this.#stirred) return;
    this.#stirred = false;
    for (const birth of this.#births.take(this.machine.world)) {
      if (this.#report(birth)) continue;
      const { replica, given } = birth;
      const { pid } = replica.main;
      const { on } = replica.host;
      const spec = replicaSpec(this.#scenario, birth, this.#freeName());
      this.machine.join({ id: spec.name, user: spec.user, cwd: spec.cwd, host: on, pid });
      const parent = this.cast.all.find(({ origin }) => origin.pid === replica.parent && origin.pid !== undefined);
      const { key, generation } = replica;
      this.#enter(spec, { id: spec.name, generation, on, pid, key, parent: parent?.name, given });
    }
  }

  #freeName(): string {
    const { name } = this.#scenario.agent;
    const taken = new Set([
      ...this.cast.all.map((actor) => actor.name),
      ...this.#scenario.agents.map((one) => one.name),
    ]);
    for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
  }

  #enter(spec: AgentSpec, origin: ActorOrigin, model: Model = this.#modelOf(undefined)): void {
    const actor = new Actor(spec, origin, model, this.#scenario);
    this.cast.add(actor);
    this.#writer.write(actor.started(this.#modelOf(undefined), this.#drivers.get(actor.name)), actor.name);
  }
}

const FIRST: ActorOrigin = {
  id: undefined,
  generation: 0,
  on: undefined,
  pid: undefined,
  key: undefined,
  parent: undefined,
  given: undefined,
};
