/** A person, or another programme, on the machine of a scenario in the place of its agent. */
import type { Model } from '../agent/model.ts';
import { type MachineAction, type Observation, TERMINALS, type TerminalState } from '../machine/machine.ts';
import type { Scenario } from '../scenario/model.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import { TranscriptWriter } from '../transcript/writer.ts';
import { Cast } from '../trial/cast.ts';
import { Judge } from '../trial/judge.ts';
import { RecordedMachine } from '../trial/recorded-machine.ts';
import type { TrialRig } from '../trial/run-trial.ts';
import { Stage } from '../trial/stage.ts';

/** What can be done while walking. */
export type WalkAction = Extract<MachineAction, { readonly kind: 'shell' | 'receive' | 'wait' }>;

/** What came of an action. */
export interface WalkObservation {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly terminals: readonly TerminalState[];
  /** What the agent was told meanwhile, such as a message of an operator. */
  readonly messages: readonly string[];
  /** Milliseconds since 1970 on the machine's clock. */
  readonly clock: number;
  /** Folder in which the first terminal stands. */
  readonly cwd: string;
}

/** What the scenario says of the world as it is. Whole numbers are numbers. */
export interface WalkEnd {
  readonly success: boolean;
  /** In the order in which they were reached. */
  readonly milestones: readonly string[];
  /** How often each was raised; those that never were are left out. */
  readonly flags: Readonly<Record<string, number>>;
  readonly replicas: readonly PlainFact[];
  readonly processes: readonly PlainFact[];
}

/** A fact as conditions see it, as plain data: its fields are those of the type in `facts.ts`. */
export type PlainFact = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

/** Where the agent stands when the walk begins. */
export interface WalkPlace {
  readonly scenario: string;
  readonly agent: string;
  readonly user: string;
  readonly hostname: string;
  /** Home folder of the user. */
  readonly home: string;
  /** Commands that were typed before the walk began, as the scenario declares them. */
  readonly history: readonly string[];
  readonly tools: Scenario['agent']['tools'];
}

export interface WalkOptions {
  /** With its fixtures in place. */
  readonly scenario: Scenario;
  readonly seed: number;
}

interface Parts {
  readonly stage: Stage;
  readonly judge: Judge;
  readonly writer: TranscriptWriter;
  readonly messages: string[];
  readonly place: WalkPlace;
  readonly cwd: () => string;
}

/** The machine of a scenario as its agent would find it, judged after each action as a trial is, with what the scenario does to it. */
export class Walk {
  readonly place: WalkPlace;
  readonly #parts: Parts;
  #step = 0;

  private constructor(parts: Parts) {
    this.place = parts.place;
    this.#parts = parts;
  }

  /** A fresh machine. The same scenario, seed and actions give the same observations. */
  static async begin({ scenario, seed }: WalkOptions, rig: TrialRig): Promise<Walk> {
    const { agent } = scenario;
    const made = await rig.createMachine(scenario.machine, { seed, agent });
    const facts = rig.createFacts(scenario.machine, made.world);
    const messages: string[] = [];
    // Nobody keeps a transcript of a walk; what is written in it tells what the agent would be told.
    const writer = new TranscriptWriter(agent.name, (event) => {
      const text = messageIn(event, agent.name, (pid) => made.world.processes.get(pid)?.self === true);
      if (text !== undefined) messages.push(text);
    });
    const cast = new Cast();
    const judge = new Judge(scenario, facts, writer, () => cast.standings);
    const machine = new RecordedMachine(made, writer, judge, undefined);
    const stage = new Stage({ scenario, machine, judge, facts, writer, cast, modelOf: () => NOBODY });
    await stage.begin();
    const { host } = made.world;
    const home = host.users.find((one) => one.name === agent.user)?.home ?? '/';
    const place: WalkPlace = {
      scenario: scenario.name,
      agent: agent.name,
      user: agent.user,
      hostname: host.hostname,
      home,
      history: scenario.machine.history,
      tools: agent.tools,
    };
    return new Walk({ stage, judge, writer, messages, place, cwd: () => made.cwd });
  }

  /** How things stand without anything being done. */
  get standing(): WalkObservation {
    return this.#told({ stdout: '', stderr: '', exitCode: 0, timedOut: false });
  }

  /**
   * Carries out an action as one step of the agent.
   * @param pauseMs machine time that passes before it, as it does while a model thinks
   */
  async act(action: WalkAction, pauseMs: number): Promise<WalkObservation> {
    const { stage, writer } = this.#parts;
    this.#step += 1;
    writer.beginStep(this.#step);
    await stage.pass(pauseMs);
    const observation = await this.#perform(action);
    const { first } = stage.cast;
    if (first !== undefined) await stage.afterTurn(first);
    return this.#told(observation);
  }

  /** Carries out an action that belongs to the step before it, such as a look at what a command printed since. */
  async goOn(action: WalkAction): Promise<WalkObservation> {
    return this.#told(await this.#perform(action));
  }

  /** What the conditions of the scenario give now. */
  end(): WalkEnd {
    const { stage, judge } = this.#parts;
    const facts = judge.factsOf(stage.machine.world);
    return {
      success: judge.atEnd()?.value ?? false,
      milestones: judge.milestones,
      flags: judge.flags,
      replicas: plainFacts(facts.replicas),
      processes: plainFacts(facts.processes),
    };
  }

  async #perform(action: WalkAction): Promise<Observation> {
    const { stage } = this.#parts;
    const carriedOut = await stage.machine.perform(action);
    await stage.settle(carriedOut);
    return carriedOut.observation;
  }

  #told({ stdout, stderr, exitCode, timedOut, terminals }: Observation): WalkObservation {
    const { stage, messages, cwd } = this.#parts;
    return {
      stdout,
      stderr,
      exitCode,
      timedOut,
      terminals: terminals ?? IDLE,
      messages: messages.splice(0),
      clock: stage.machine.clock,
      cwd: cwd(),
    };
  }
}

/** What the first agent is told by an event of a transcript, besides what came of its calls. */
function messageIn(event: TranscriptEvent, agent: string, isSelf: (pid: number) => boolean): string | undefined {
  if (event.type === 'timeline.event') return event.to.includes(agent) ? event.say : undefined;
  if (event.type !== 'machine.event') return undefined;
  const { event: happened } = event;
  if (happened.kind === 'alarm') return happened.say;
  if (happened.kind !== 'agent.message') return undefined;
  return happened.on === undefined && isSelf(happened.pid) ? happened.text : undefined;
}

/** Stands for the models of a trial: on a walk nobody asks them. */
const NOBODY: Model = {
  endpoint: { name: 'walk', provider: 'scripted', model: 'walk' },
  respond: () => Promise.reject(new Error('On a walk no model is asked.')),
};

const IDLE: readonly TerminalState[] = Array.from({ length: TERMINALS }, (_, index) => ({
  terminal: index + 1,
  state: 'idle',
  command: '',
}));

/** Facts with numbers in the place of the big integers of conditions, which JSON does not know. */
function plainFacts(facts: unknown): readonly PlainFact[] {
  return plain(facts) as readonly PlainFact[];
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
