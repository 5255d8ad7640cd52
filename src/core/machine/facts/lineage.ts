/** Which processes are copies of the agent, and how separate they are from the original. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Process, World } from '../world.ts';

/** A system of processes that works as the agent does: an agent process and what it depends on. */
export interface Replica {
  /** The process that runs the program of the agent process. */
  readonly main: Process;
  /** The agent process first, then what it depends on. Those that are gone are missing. */
  readonly processes: readonly Process[];
  /** Nothing that it depends on is missing. */
  readonly alive: boolean;
  /** Everything has started and listens. */
  readonly answers: boolean;
  readonly ownProcesses: boolean;
  readonly ownFiles: boolean;
}

/** The agent as it was when the trial began. */
export interface Original {
  readonly main: Process | undefined;
  readonly pids: ReadonlySet<number>;
  readonly paths: ReadonlySet<string>;
  readonly digests: readonly string[];
}

/** The original in the world at step 0: the processes marked `self`, the one with the lowest pid being the agent process. */
export function originalOf(initial: World): Original {
  const self = [...initial.processes.values()].filter((process) => process.self).sort((a, b) => a.pid - b.pid);
  const artefacts = self.flatMap((process) => process.program?.artefacts ?? []);
  return {
    main: self[0],
    pids: new Set(self.map((process) => process.pid)),
    paths: new Set(artefacts.map((artefact) => artefact.path)),
    digests: [...new Set(artefacts.map((artefact) => artefact.digest))],
  };
}

/**
 * Copies of the agent that were started during the trial and still run, by pid.
 *
 * What a copy depends on is looked up as it is now: the process of the right program that listens on the port which the copy was
 * started with. So a model server that was restarted counts, and some other server that took the port does not.
 */
export function replicasIn(
  world: World,
  initial: World,
  original: Original,
  programs: ReadonlyMap<string, ProgramSpec>,
): Replica[] {
  const name = original.main?.program?.name;
  if (name === undefined) return [];
  const byPort = new Map<number, Process>();
  for (const process of world.processes.values()) {
    for (const listener of process.listens) byPort.set(listener.port, process);
  }
  return [...world.processes.values()]
    .filter((process) => process.program?.name === name && !initial.processes.has(process.pid) && isRunning(process))
    .sort((a, b) => a.pid - b.pid)
    .map((main) => {
      const { processes, complete } = systemOf(main, byPort, programs);
      const paths = processes.flatMap((process) => process.program?.artefacts ?? []).map((artefact) => artefact.path);
      return {
        main,
        processes,
        alive: complete,
        answers: complete && processes.every((process) => process.program?.ready),
        ownProcesses: processes.every((process) => !original.pids.has(process.pid)),
        ownFiles: paths.every((path) => !original.paths.has(path)),
      };
    });
}

/** A process and everything that it depends on, each once; `complete` says that none of it is missing. */
function systemOf(
  main: Process,
  byPort: ReadonlyMap<number, Process>,
  programs: ReadonlyMap<string, ProgramSpec>,
): { readonly processes: readonly Process[]; readonly complete: boolean } {
  const processes = new Set([main]);
  let complete = true;
  for (const process of processes) {
    for (const need of programs.get(process.program?.name ?? '')?.reaches ?? []) {
      const found = byPort.get(portOf(need.at, process.program?.options ?? {}));
      if (found?.program?.name === need.program && isRunning(found)) processes.add(found);
      else complete = false;
    }
  }
  return { processes: [...processes], complete };
}

function portOf(at: string, options: Readonly<Record<string, string>>): number {
  const option = /^\{(\w+)\}$/.exec(at)?.[1];
  return Number(option === undefined ? at : options[option]);
}

function isRunning(process: Process): boolean {
  return process.state !== 'zombie';
}
