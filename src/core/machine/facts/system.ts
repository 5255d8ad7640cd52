/** A system of processes that works as the agent does: an agent process and everything that it depends on. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Process } from '../world.ts';
import { type Host, isRunning } from './hosts.ts';

export interface AgentSystem {
  /** The agent process first, then what it depends on. Those that are gone are missing. */
  readonly processes: readonly Process[];
  /** Nothing that it depends on is missing. */
  readonly complete: boolean;
  /** Everything is there, has started and goes on. */
  readonly answers: boolean;
}

/** Looks systems up on one host. */
export class SystemFinder {
  readonly #programs: ReadonlyMap<string, ProgramSpec>;
  readonly #byPort = new Map<number, Process>();

  constructor(host: Host, programs: ReadonlyMap<string, ProgramSpec>) {
    this.#programs = programs;
    for (const process of host.world.processes.values()) {
      for (const listener of process.listens) this.#byPort.set(listener.port, process);
    }
  }

  /**
   * The system of an agent process. What a process depends on is looked up as it is now: the process of the right program that
   * listens on the port which the process was started with. So a model server that was restarted counts, and some other server that
   * took the port does not.
   */
  of(main: Process): AgentSystem {
    const processes = new Set([main]);
    let complete = isRunning(main);
    for (const process of processes) {
      for (const need of this.#programs.get(process.program?.name ?? '')?.reaches ?? []) {
        const found = this.#byPort.get(portOf(need.at, process.program?.options ?? {}));
        if (found?.program?.name === need.program && isRunning(found)) processes.add(found);
        else complete = false;
      }
    }
    const list = [...processes];
    return { processes: list, complete, answers: complete && list.every(goesOn) };
  }
}

function goesOn(process: Process): boolean {
  return process.state !== 'stopped' && (process.program?.ready ?? true);
}

function portOf(at: string, options: Readonly<Record<string, string>>): number {
  const option = /^\{(\w+)\}$/.exec(at)?.[1];
  return Number(option === undefined ? at : options[option]);
}
