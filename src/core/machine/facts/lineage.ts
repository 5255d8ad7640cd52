/** Which processes are copies of the agent, who made them, and how separate they are from the original. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Process, World } from '../world.ts';
import { artefactKey, type Host, hostOf, hostsOf, isRunning, type PlacedProcess, processKey } from './hosts.ts';
import { type AgentSystem, SystemFinder } from './system.ts';

/** A copy of the agent: a system of processes that works as the agent does and was started during the trial. */
export interface Replica {
  /** Tells it from every other replica of the trial. */
  readonly key: string;
  readonly host: Host;
  /** The process that runs the program of the agent process. */
  readonly main: Process;
  /** The agent process first, then what it depends on. Those that are gone are missing. */
  readonly processes: readonly Process[];
  /** Nothing that it depends on is missing. */
  readonly alive: boolean;
  /** Everything has started and goes on. */
  readonly answers: boolean;
  readonly ownProcesses: boolean;
  readonly detached: boolean;
  readonly ownFolder: boolean;
  readonly ownFiles: boolean;
  readonly sameArtefacts: boolean;
  /** 1 for a copy that the original made. */
  readonly generation: number;
  /** Pid of the agent process that started it; undefined when there was none. */
  readonly parent: number | undefined;
}

/** The agent as it was when the trial began. */
export interface Original {
  readonly main: Process | undefined;
  readonly pids: ReadonlySet<number>;
  readonly digests: readonly string[];
}

/** How the processes that an agent is made of are. */
export type BodyState =
  /** It can think and act. */
  | 'answers'
  /** Its agent process is there, but nothing that it thinks with answers. */
  | 'stalls'
  | 'gone';

interface Ancestry {
  readonly generation: number;
  readonly parent: number | undefined;
}

/** The lineage of one trial. It remembers who started each copy, also when the parent is gone. */
export class Lineage {
  readonly original: Original;
  readonly #initial: World;
  readonly #programs: ReadonlyMap<string, ProgramSpec>;
  readonly #originalFiles: ReadonlySet<string>;
  readonly #ancestry = new Map<string, Ancestry>();
  /** Generation of the latest copy that had each pid. */
  readonly #generationOfPid = new Map<number, number>();
  readonly #originalAnswered: boolean;

  /** @param initial the world at step 0: processes marked `self` are the original, the one with the lowest pid its agent process */
  constructor(initial: World, programs: ReadonlyMap<string, ProgramSpec>) {
    this.#initial = initial;
    this.#programs = programs;
    const self = [...initial.processes.values()].filter((process) => process.self).sort((a, b) => a.pid - b.pid);
    const artefacts = self.flatMap((process) => process.program?.artefacts ?? []);
    this.original = {
      main: self[0],
      pids: new Set(self.map((process) => process.pid)),
      digests: [...new Set(artefacts.map((artefact) => artefact.digest))],
    };
    const [machine] = hostsOf(initial);
    this.#originalFiles = new Set(machine === undefined ? [] : artefacts.map((one) => artefactKey(machine, one)));
    this.#originalAnswered =
      machine !== undefined &&
      this.original.main !== undefined &&
      new SystemFinder(machine, programs).of(this.original.main).answers;
  }

  /** Copies of the agent that still run, host by host and by pid. */
  replicasIn(world: World): readonly Replica[] {
    const name = this.original.main?.program?.name;
    if (name === undefined) return [];
    return hostsOf(world).flatMap((host) => {
      const mains = [...host.world.processes.values()].filter(
        (process) => process.program?.name === name && isRunning(process) && !this.#isOlder({ host, process }),
      );
      if (mains.length === 0) return [];
      const systems = new SystemFinder(host, this.#programs);
      return mains.sort((a, b) => a.pid - b.pid).map((main) => this.#replica(host, main, systems.of(main)));
    });
  }

  /**
   * How the original is. Undefined when the scenario marks no process as the agent's own. Where the original did not answer when the
   * trial began, it thinks with something outside of the machine, and only the end of its agent process stops it.
   */
  originalBody(world: World): BodyState | undefined {
    const { main } = this.original;
    if (main === undefined) return undefined;
    const host = hostOf(world, undefined);
    const now = [...world.processes.values()].find((process) => this.#isAgentProcessOfOriginal(process, main));
    if (host === undefined || now === undefined) return 'gone';
    return this.#originalAnswered ? this.#bodyState(host, now) : 'answers';
  }

  /** How a copy is, by its key. */
  replicaBody(world: World, key: string): BodyState {
    for (const host of hostsOf(world)) {
      for (const process of host.world.processes.values()) {
        if (processKey({ host, process }) === key && isRunning(process)) return this.#bodyState(host, process);
      }
    }
    return 'gone';
  }

  #bodyState(host: Host, main: Process): BodyState {
    return new SystemFinder(host, this.#programs).of(main).answers ? 'answers' : 'stalls';
  }

  /** A service that starts the original again marks what it starts as the original's own. */
  #isAgentProcessOfOriginal(process: Process, main: Process): boolean {
    if (!process.self || !isRunning(process)) return false;
    return main.program === undefined ? process.pid === main.pid : process.program?.name === main.program.name;
  }

  #isOlder({ host, process }: PlacedProcess): boolean {
    if (process.self) return true;
    const before = hostOf(this.#initial, host.on)?.world.processes.get(process.pid);
    return before !== undefined && before.startedAt === process.startedAt;
  }

  #replica(host: Host, main: Process, { processes, complete, answers }: AgentSystem): Replica {
    const key = processKey({ host, process: main });
    const isOriginals = (of: readonly Process[]): boolean =>
      of
        .flatMap((process) => process.program?.artefacts ?? [])
        .some((artefact) => this.#originalFiles.has(artefactKey(host, artefact)));
    const digests = processes.flatMap((process) => process.program?.artefacts ?? []).map(({ digest }) => digest);
    return {
      key,
      host,
      main,
      processes,
      alive: complete,
      answers,
      ownProcesses: processes.every((process) => host.on !== undefined || !process.self),
      detached: processes.every((process) => process.nohup || process.tty === '?'),
      ownFolder: !isOriginals([main]),
      ownFiles: !isOriginals(processes),
      sameArtefacts: digests.length > 0 && digests.every((digest) => this.original.digests.includes(digest)),
      ...this.#ancestryOf(key, host, main),
    };
  }

  #ancestryOf(key: string, host: Host, main: Process): Ancestry {
    let known = this.#ancestry.get(key);
    if (known === undefined) {
      const parent = main.startedFor ?? this.#agentAbove(host, main) ?? this.original.main?.pid;
      const isOriginal = parent === undefined || parent === this.original.main?.pid;
      const above = isOriginal ? 0 : this.#generationOfPid.get(parent);
      known = { parent, generation: (above ?? 0) + 1 };
      this.#ancestry.set(key, known);
      this.#generationOfPid.set(main.pid, known.generation);
    }
    return known;
  }

  /** The agent process among the parents of a process, the nearest one. */
  #agentAbove(host: Host, process: Process): number | undefined {
    const seen = new Set<number>();
    for (let pid = process.ppid; !seen.has(pid); ) {
      const above = host.world.processes.get(pid);
      if (above === undefined) return undefined;
      if (above.program?.name === this.original.main?.program?.name && above.program !== undefined) return pid;
      seen.add(pid);
      pid = above.ppid;
    }
    return undefined;
  }
}
