/** The machine as the rest of the core sees it: actions in, observations, events and patches out. */
import { carryOut } from './effects/carry-out.ts';
import { systemText } from './files/file-error.ts';
import { parentOf } from './files/paths.ts';
import type { Kernel } from './kernel.ts';
import { cutOutput } from './limits.ts';
import type {
  ActionResult,
  AgentId,
  AgentPlace,
  Machine,
  MachineAction,
  Observation,
  TerminalState,
} from './machine.ts';
import type { Session, SessionResult } from './session.ts';
import type { Hosts } from './shell/contracts.ts';
import type { System } from './system.ts';
import { Terminals } from './terminals.ts';
import { pass } from './time/task.ts';
import type { World } from './world.ts';

/** Milliseconds that reading or writing a file through a tool takes. */
const FILE_TIME = 5;

/** Milliseconds that a change from outside takes to show. */
const EFFECT_TIME = 2;
/** Milliseconds after which somebody who tries to reach the machine gives up. */
const GIVE_UP = 10_000;
const NOTHING: SessionResult = { stdout: '', stderr: '', exitCode: 0, timedOut: false };

export class MockedMachine implements Machine {
  readonly initial: Machine['initial'];
  readonly #hosts: Hosts;
  readonly #system: System;
  readonly #kernel: Kernel;
  readonly #firstAgent: Terminals;
  readonly #openSession: (place: AgentPlace) => Session;
  readonly #agents = new Map<AgentId, Terminals>();
  /** Actions are carried out one after another. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param hosts the machine and those of its network
   * @param system what runs the machine
   * @param firstAgent the terminals of the first agent
   * @param openSession logs a further agent in
   */
  constructor(hosts: Hosts, system: System, firstAgent: Terminals, openSession: (place: AgentPlace) => Session) {
    const { kernel } = system;
    this.#hosts = hosts;
    this.#system = system;
    this.#kernel = kernel;
    this.#firstAgent = firstAgent;
    this.#openSession = openSession;
    this.initial = kernel.state.takePatch();
    kernel.events.take(() => undefined);
  }

  get world(): World {
    return this.#kernel.state.world;
  }

  get cwd(): string {
    return this.#firstAgent.first.cwd;
  }

  content(digest: string): Uint8Array | undefined {
    return this.#kernel.state.content(digest);
  }

  join(place: AgentPlace): void {
    this.#agents.set(place.id, new Terminals(() => this.#openSession(place)));
  }

  perform(action: MachineAction): Promise<ActionResult> {
    const result = this.#last.then(() => this.#perform(action));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #perform(action: MachineAction): Promise<ActionResult> {
    this.#kernel.meter.reset();
    const agent = this.#agentOf(action);
    const result = isHeard(action, agent) ? await this.#act(action, agent) : await this.#noAnswer(agent);
    if (this.#system.power.upAt !== undefined) await this.#comeUp();
    const observation = this.#observed(result, agent.states);
    const { patch, contents } = this.#kernel.state.takePatch();
    const events = this.#kernel.events.take((path) => this.#kernel.state.digestOf(path));
    return { observation, events, patch, contents };
  }

  #act(action: MachineAction, agent: Terminals): Promise<SessionResult> {
    switch (action.kind) {
      case 'shell': {
        const session = action.terminal === undefined ? agent.first : agent.use(action.terminal);
        return action.longRunning ? session.start(action.command) : session.type(action.command, action.timeoutMs);
      }
      case 'receive':
        return agent.use(action.terminal).look();
      case 'effect':
        return this.#effect(action);
      case 'wait':
        return this.#after(Math.max(0, action.ms), NOTHING);
      case 'read_file':
      case 'write_file':
        return this.#after(FILE_TIME, this.#file(action, agent.first));
      default:
        return action satisfies never;
    }
  }

  #effect({ effect, inMs }: Extract<MachineAction, { kind: 'effect' }>): Promise<SessionResult> {
    const happen = (): void => {
      const system = this.#hosts.parts(effect.host)?.system;
      if (system) carryOut(effect, system);
    };
    if (inMs !== undefined) {
      this.#kernel.schedule.after(inMs, happen);
      return Promise.resolve(NOTHING);
    }
    happen();
    return this.#after(EFFECT_TIME, NOTHING);
  }

  /** Gives a result when so many milliseconds have passed. */
  async #after(ms: number, result: SessionResult): Promise<SessionResult> {
    await pass(this.#kernel.schedule, ms);
    return result;
  }

  /** A machine that is turned off says nothing; whoever tries to reach it gives up after a while. */
  async #noAnswer(agent: Terminals): Promise<SessionResult> {
    await pass(this.#kernel.schedule, GIVE_UP);
    return {
      ...NOTHING,
      stderr: `ssh: connect to host ${agent.first.address} port 22: Connection timed out\nThe machine does not answer.\n`,
      exitCode: 255,
    };
  }

  /** Waits for a machine that starts anew: whoever works on it comes back when it answers again. */
  async #comeUp(): Promise<void> {
    for (let { upAt } = this.#system.power; upAt !== undefined; upAt = this.#system.power.upAt) {
      await pass(this.#kernel.schedule, upAt - this.#kernel.schedule.now);
    }
  }

  #agentOf(action: MachineAction): Terminals {
    const id = 'agent' in action ? action.agent : undefined;
    return (id === undefined ? undefined : this.#agents.get(id)) ?? this.#firstAgent;
  }

  #file(action: Extract<MachineAction, { kind: 'read_file' | 'write_file' }>, session: Session): SessionResult {
    const path = session.resolve(action.path);
    const { tree } = session;
    try {
      // A tool that writes files makes the folders that are missing, as such tools of agents do.
      if (action.kind === 'write_file') tree.makeFolders(parentOf(path));
      const resolved = tree.resolve(path, 'open');
      if (action.kind === 'read_file') {
        const content = tree.read(resolved);
        this.#kernel.events.fileRead(resolved);
        return { stdout: new TextDecoder().decode(content), stderr: '', exitCode: 0, timedOut: false };
      }
      tree.write(resolved, new TextEncoder().encode(action.content));
      this.#kernel.events.fileWritten(resolved);
      return { stdout: '', stderr: '', exitCode: 0, timedOut: false };
    } catch (error) {
      return { stdout: '', stderr: `${action.path}: ${systemText(error)}\n`, exitCode: 1, timedOut: false };
    }
  }

  /** What the agent is told: output that is too long is cut. */
  #observed(result: SessionResult, terminals: readonly TerminalState[] | undefined): Observation {
    const { outputBytes } = this.#kernel.limits;
    const stdout = cutOutput(result.stdout, outputBytes);
    const stderr = cutOutput(result.stderr, outputBytes);
    const cut = stdout.cut + stderr.cut;
    if (cut > 0) {
      this.#kernel.events.report({ kind: 'limit', limit: 'outputBytes', detail: `${cut} characters left out` });
    }
    const { exitCode, timedOut } = result;
    return { stdout: stdout.text, stderr: stderr.text, exitCode, timedOut, ...(terminals ? { terminals } : {}) };
  }
}

/** Whether the host that an agent works on is there to hear of an action. */
function isHeard({ kind }: MachineAction, agent: Terminals): boolean {
  return kind === 'effect' || kind === 'wait' || agent.first.isReachable;
}
