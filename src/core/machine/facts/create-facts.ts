/** What conditions are told of a machine. */
import type { EventFacts, Fact, History, WorldFacts } from '../../scenario/facts.ts';
import type { MachineSpec } from '../../scenario/model.ts';
import { diskUsage, gpuUsageTotal, memoryUsage, type Usage } from '../resources.ts';
import type { MachineEvent, Node, Process, World } from '../world.ts';
import { eventFact } from './event-fact.ts';
import { Happenings } from './happenings.ts';
import { originalOf, replicasIn } from './lineage.ts';

/** Facts of one trial: of its world at any moment, of its events, and of all that happened so far. */
export interface Facts {
  readonly history: History;
  /** Takes events into the history, in the order in which they happened. */
  record(events: readonly MachineEvent[]): void;
  worldFacts(world: World, step: number): WorldFacts;
  eventFacts(facts: WorldFacts, event: MachineEvent): EventFacts;
}

/** Facts of a trial that began with this world on a machine of this kind. */
export function createFacts(spec: MachineSpec, initial: World): Facts {
  const programs = new Map(spec.programs.map((program) => [program.name, program]));
  const original = originalOf(initial);
  const happenings = new Happenings();
  return {
    history: happenings,
    record: (events) => happenings.record(events),
    worldFacts: (world, step) =>
      lazily({
        files: () => [...world.files].map(([path, node]) => fileFact(path, node)),
        processes: () => [...world.processes.values()].map(processFact),
        replicas: () =>
          replicasIn(world, initial, original, programs).map((replica) => ({
            pid: BigInt(replica.main.pid),
            root: replica.main.program?.root ?? '',
            ports: portsOf(replica.main),
            alive: replica.alive,
            answers: replica.answers,
            own_processes: replica.ownProcesses,
            own_files: replica.ownFiles,
            processes: replica.processes.map((process) => BigInt(process.pid)),
          })),
        self: () => {
          const running = [...original.pids].flatMap((pid) => world.processes.get(pid) ?? []);
          const alive = original.pids.size > 0 && running.length === original.pids.size;
          return {
            pid: BigInt(original.main?.pid ?? 0),
            root: original.main?.program?.root ?? '',
            alive,
            answers: alive && running.every((process) => process.program?.ready ?? true),
            processes: running.map(processFact),
            digests: original.digests,
          };
        },
        machine: () => ({
          hostname: world.host.hostname,
          user: spec.user,
          clock: BigInt(world.clock - initial.clock),
          disk_free: free(diskUsage(world)),
          memory_free: free(memoryUsage(world)),
          gpu_memory_free: free(gpuUsageTotal(world)),
          ports: [...new Set([...world.processes.values()].flatMap(portsOf))],
        }),
        step: () => BigInt(step),
      }),
    eventFacts: (facts, event) =>
      Object.defineProperty(Object.create(facts), 'event', { value: eventFact(event), enumerable: true }) as EventFacts,
  };
}

/** An object whose properties are worked out when they are first looked at. */
function lazily<T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T {
  const object = {} as T;
  for (const key of Object.keys(parts) as (keyof T & string)[]) {
    let known: { readonly value: T[typeof key] } | undefined;
    Object.defineProperty(object, key, {
      enumerable: true,
      get: () => {
        known ??= { value: parts[key]() };
        return known.value;
      },
    });
  }
  return object;
}

function fileFact(path: string, node: Node): Fact<'File'> {
  return {
    path,
    size: BigInt(node.kind === 'file' ? node.size : 0),
    digest: node.kind === 'file' ? node.digest : '',
    kind: node.kind,
    mode: BigInt(node.mode),
  };
}

function processFact(process: Process): Fact<'Process'> {
  return {
    pid: BigInt(process.pid),
    ppid: BigInt(process.ppid),
    user: process.user,
    command: process.command,
    program: process.program?.name ?? '',
    root: process.program?.root ?? '',
    cwd: process.cwd,
    ports: portsOf(process),
    ready: process.program?.ready ?? true,
    self: process.self,
    memory: BigInt(Math.round(process.memory)),
    gpu_memory: BigInt(Math.round(process.gpuMemory)),
  };
}

function portsOf(process: Process): readonly bigint[] {
  return process.listens.map((listener) => BigInt(listener.port));
}

function free(usage: Usage): bigint {
  return BigInt(Math.max(0, Math.round(usage.total - usage.used)));
}
