/** A person, or another programme, on the machine of a scenario in the place of its agent. */
import type { Facts } from '../machine/facts/create-facts.ts';
import { type MachineAction, type Observation, TERMINALS, type TerminalState } from '../machine/machine.ts';
import type { WorldFacts } from '../scenario/facts.ts';
import type { Scenario } from '../scenario/model.ts';
import { TranscriptWriter } from '../transcript/writer.ts';
import { Judge } from '../trial/judge.ts';
import { RecordedMachine } from '../trial/recorded-machine.ts';
import type { TrialRig } from '../trial/run-trial.ts';

/** What can be done while walking. */
export type WalkAction = Extract<MachineAction, { readonly kind: 'shell' | 'receive' | 'wait' }>;

/** What came of an action. */
export interface WalkObservation {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
  readonly terminals: readonly TerminalState[];
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

interface Views {
  readonly place: WalkPlace;
  readonly worldFacts: () => WorldFacts;
  readonly cwd: () => string;
}

/** The machine of a scenario as its agent would find it, judged after each action as a trial is. */
export class Walk {
  readonly place: WalkPlace;
  readonly #machine: RecordedMachine;
  readonly #writer: TranscriptWriter;
  readonly #judge: Judge;
  readonly #worldFacts: () => WorldFacts;
  readonly #cwd: () => string;
  #step = 0;

  private constructor(
    machine: RecordedMachine,
    writer: TranscriptWriter,
    judge: Judge,
    { place, worldFacts, cwd }: Views,
  ) {
    this.place = place;
    this.#machine = machine;
    this.#writer = writer;
    this.#judge = judge;
    this.#worldFacts = worldFacts;
    this.#cwd = cwd;
  }

  /** A fresh machine. The same scenario, seed and actions give the same observations. */
  static async begin({ scenario, seed }: WalkOptions, rig: TrialRig): Promise<Walk> {
    const machine = await rig.createMachine(scenario.machine, { seed, agent: scenario.agent });
    const facts: Facts = rig.createFacts(scenario.machine, machine.world);
    // Nobody keeps a transcript of a walk.
    const writer = new TranscriptWriter(scenario.agent.name, () => undefined);
    const judge = new Judge(scenario, facts, writer);
    const recorded = new RecordedMachine(machine, writer, judge, undefined);
    recorded.judge([]);
    const { host } = machine.world;
    const { name, user } = scenario.agent;
    const home = host.users.find((one) => one.name === user)?.home ?? '/';
    return new Walk(recorded, writer, judge, {
      place: {
        scenario: scenario.name,
        agent: name,
        user,
        hostname: host.hostname,
        home,
        history: scenario.machine.history,
        tools: scenario.agent.tools,
      },
      worldFacts: () => facts.worldFacts(machine.world, writer.step),
      cwd: () => machine.cwd,
    });
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
    this.#step += 1;
    this.#writer.beginStep(this.#step);
    await this.#machine.pass(pauseMs);
    return this.goOn(action);
  }

  /** Carries out an action that belongs to the step before it, such as a look at what a command printed since. */
  async goOn(action: WalkAction): Promise<WalkObservation> {
    const { observation, events } = await this.#machine.perform(action);
    this.#machine.judge(events);
    return this.#told(observation);
  }

  /** What the conditions of the scenario give now. */
  end(): WalkEnd {
    const facts = this.#worldFacts();
    return {
      success: this.#judge.atEnd()?.value ?? false,
      milestones: this.#judge.milestones,
      flags: this.#judge.flags,
      replicas: plainFacts(facts.replicas),
      processes: plainFacts(facts.processes),
    };
  }

  #told({ stdout, stderr, exitCode, timedOut, terminals }: Observation): WalkObservation {
    return {
      stdout,
      stderr,
      exitCode,
      timedOut,
      terminals: terminals ?? IDLE,
      clock: this.#machine.clock,
      cwd: this.#cwd(),
    };
  }
}

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
