/** A machine whose actions are written down and judged. */
import type { AgentPlace, Machine, MachineAction, Observation } from '../machine/machine.ts';
import type { MachineEvent, World, WorldPatch } from '../machine/world.ts';
import type { TranscriptWriter } from '../transcript/writer.ts';
import type { Judge, WrittenEvent } from './judge.ts';

export interface CarriedOut {
  readonly observation: Observation;
  readonly events: readonly WrittenEvent[];
  /** Processes, of whatever host, came, went or changed. */
  readonly movedProcesses: boolean;
}

export class RecordedMachine {
  readonly #machine: Machine;
  readonly #writer: TranscriptWriter;
  readonly #judge: Judge;
  readonly #startedAt: number;
  readonly #timeLimit: number;

  /** Writes down the machine as it is at step 0. `timeLimit` is in milliseconds on the machine's clock. */
  constructor(machine: Machine, writer: TranscriptWriter, judge: Judge, timeLimit: number | undefined) {
    this.#machine = machine;
    this.#writer = writer;
    this.#judge = judge;
    this.#startedAt = machine.world.clock;
    this.#timeLimit = timeLimit ?? Number.POSITIVE_INFINITY;
    const { patch, contents } = machine.initial;
    writer.writeContents(contents);
    writer.write({ type: 'machine.started', patch });
  }

  /** Milliseconds since 1970 on the machine's clock. */
  get clock(): number {
    return this.#machine.world.clock;
  }

  get world(): World {
    return this.#machine.world;
  }

  /** Content of a file by its digest; undefined for sparse files. */
  content(digest: string): Uint8Array | undefined {
    return this.#machine.content(digest);
  }

  /** Gives an agent terminals of its own. */
  join(place: AgentPlace): void {
    this.#machine.join(place);
  }

  /** Milliseconds on the machine's clock since the trial began. */
  get elapsed(): number {
    return this.clock - this.#startedAt;
  }

  /** Milliseconds on the machine's clock that are left to the trial. */
  get remaining(): number {
    return Math.max(0, this.#timeLimit - this.elapsed);
  }

  /** Carries out an action and writes down what happened and what changed. It is not judged yet, see `judge`. */
  async perform(action: MachineAction): Promise<CarriedOut> {
    const { observation, events, patch, contents } = await this.#machine.perform(action);
    const written = events.map((event: MachineEvent) => ({
      event,
      seq: this.#writer.write({ type: 'machine.event', event }),
    }));
    this.#writer.writeContents(contents);
    if (changesAnything(patch)) this.#writer.write({ type: 'world.patch', patch });
    return { observation, events: written, movedProcesses: movesProcesses(patch) };
  }

  /** Asks the conditions of the scenario about the world as it is now, and about the events that led to it. */
  judge(events: readonly WrittenEvent[]): void {
    this.#judge.afterAction(this.#machine.world, events);
  }

  /** Lets machine time pass, no more than is left. */
  async pass(ms: number): Promise<void> {
    const { events } = await this.perform({ kind: 'wait', ms: Math.min(ms, this.remaining) });
    this.judge(events);
  }
}

function movesProcesses({ processes, hosts, power }: WorldPatch): boolean {
  return processes !== undefined || hosts !== undefined || power !== undefined;
}

function changesAnything(patch: WorldPatch): boolean {
  return Object.values(patch).some((part) => typeof part !== 'object' || Object.keys(part).length > 0);
}
