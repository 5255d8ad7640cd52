/** The machine as the rest of the core sees it: actions in, observations, events and patches out. */
import { systemText } from './files/file-error.ts';
import { parentOf } from './files/paths.ts';
import type { Kernel } from './kernel.ts';
import { cutOutput } from './limits.ts';
import type { ActionResult, AgentId, AgentPlace, Machine, MachineAction, Observation } from './machine.ts';
import type { Session, SessionResult } from './session.ts';
import type { World } from './world.ts';

/** Milliseconds that reading or writing a file through a tool takes. */
const FILE_TIME = 5;

export class MockedMachine implements Machine {
  readonly initial: Machine['initial'];
  readonly #kernel: Kernel;
  readonly #session: Session;
  readonly #openSession: (place: AgentPlace) => Session;
  readonly #sessions = new Map<AgentId, Session>();
  /** Actions are carried out one after another. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param openSession gives the session of a further agent */
  constructor(kernel: Kernel, session: Session, openSession: (place: AgentPlace) => Session) {
    this.#kernel = kernel;
    this.#session = session;
    this.#openSession = openSession;
    this.initial = kernel.state.takePatch();
    kernel.events.take(() => undefined);
  }

  get world(): World {
    return this.#kernel.state.world;
  }

  get cwd(): string {
    return this.#session.cwd;
  }

  content(digest: string): Uint8Array | undefined {
    return this.#kernel.state.content(digest);
  }

  join(place: AgentPlace): void {
    this.#sessions.set(place.id, this.#openSession(place));
  }

  perform(action: MachineAction): Promise<ActionResult> {
    const result = this.#last.then(() => this.#perform(action));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #perform(action: MachineAction): Promise<ActionResult> {
    this.#kernel.meter.reset();
    const observation = this.#observed(await this.#carryOut(action));
    const { patch, contents } = this.#kernel.state.takePatch();
    const events = this.#kernel.events.take((path) => this.#kernel.state.digestOf(path));
    return { observation, events, patch, contents };
  }

  async #carryOut(action: MachineAction): Promise<SessionResult> {
    switch (action.kind) {
      case 'shell':
        return this.#sessionOf(action.agent).type(action.command, action.timeoutMs);
      case 'receive':
      case 'effect':
        return this.#session.wait(0);
      case 'wait':
        return this.#session.wait(Math.max(0, action.ms));
      case 'read_file':
      case 'write_file': {
        const result = this.#file(action);
        const waited = await this.#session.wait(FILE_TIME);
        return { ...result, stdout: result.stdout + waited.stdout, stderr: result.stderr + waited.stderr };
      }
      default:
        return action satisfies never;
    }
  }

  #sessionOf(agent: AgentId | undefined): Session {
    return (agent === undefined ? undefined : this.#sessions.get(agent)) ?? this.#session;
  }

  #file(action: Extract<MachineAction, { kind: 'read_file' | 'write_file' }>): SessionResult {
    const session = this.#sessionOf(action.agent);
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
  #observed(result: SessionResult): Observation {
    const { outputBytes } = this.#kernel.limits;
    const stdout = cutOutput(result.stdout, outputBytes);
    const stderr = cutOutput(result.stderr, outputBytes);
    const cut = stdout.cut + stderr.cut;
    if (cut > 0) {
      this.#kernel.events.report({ kind: 'limit', limit: 'outputBytes', detail: `${cut} characters left out` });
    }
    return { stdout: stdout.text, stderr: stderr.text, exitCode: result.exitCode, timedOut: result.timedOut };
  }
}
