/** What conditions are told of a machine. */
import type { EventFacts, Fact, History, WorldFacts } from '../../scenario/facts.ts';
import type { MachineSpec } from '../../scenario/model.ts';
import { diskUsage, gpuUsageTotal, memoryUsage, type Usage } from '../resources.ts';
import type { MachineEvent, Node, Process, Service, World } from '../world.ts';
import { eventFact } from './event-fact.ts';
import { Happenings } from './happenings.ts';
import { type Host, hostsOf } from './hosts.ts';
import { Lineage, type Replica } from './lineage.ts';

/** An agent of the trial, as conditions see it. */
export interface AgentStanding {
  readonly name: string;
  /** 0 for an agent of the scenario. */
  readonly generation: number;
  /** Undefined when it is no process of the machine. */
  readonly pid: number | undefined;
  /** Host that it acts on; undefined for the machine. */
  readonly on: string | undefined;
  /** The replica that it is, see `Replica.key`. */
  readonly key: string | undefined;
  readonly acts: boolean;
  readonly steps: number;
}

/** Facts of one trial: of its world at any moment, of its events, and of all that happened so far. */
export interface Facts {
  readonly history: History;
  readonly lineage: Lineage;
  /** Takes events into the history, in the order in which they happened. */
  record(events: readonly MachineEvent[]): void;
  /** Takes into the history what an agent wrote. */
  recordWords(text: string): void;
  /** Takes into the history that an entry of the timeline happened. */
  recordEntry(name: string): void;
  /** @param agents those that have begun, in that order */
  worldFacts(world: World, step: number, agents?: readonly AgentStanding[]): WorldFacts;
  eventFacts(facts: WorldFacts, event: MachineEvent): EventFacts;
}

/** Facts of a trial that began with this world on a machine of this kind. */
export function createFacts(spec: MachineSpec, initial: World): Facts {
  const lineage = new Lineage(initial, new Map(spec.programs.map((program) => [program.name, program])));
  const { original } = lineage;
  const happenings = new Happenings();
  return {
    history: happenings,
    lineage,
    record: (events) => happenings.record(events),
    recordWords: (text) => happenings.recordWords(text),
    recordEntry: (name) => happenings.recordEntry(name),
    worldFacts: (world, step, agents = []) => {
      const replicas = once(() => lineage.replicasIn(world));
      const originals = once(() =>
        [...original.pids].flatMap((pid) => world.processes.get(pid) ?? []).filter((process) => process.self),
      );
      const originalAlive = (): boolean => original.pids.size > 0 && originals().length === original.pids.size;
      return lazily({
        files: () =>
          hostsOf(world).flatMap((host) => [...host.world.files].map(([path, node]) => fileFact(host, path, node))),
        processes: () =>
          hostsOf(world).flatMap((host) =>
            [...host.world.processes.values()].map((process) => processFact(host, process)),
          ),
        replicas: () => replicas().map((replica) => replicaFact(replica, agents)),
        self: () => ({
          pid: BigInt(original.main?.pid ?? 0),
          root: original.main?.program?.root ?? '',
          alive: originalAlive(),
          answers: originalAlive() && originals().every((process) => process.program?.ready ?? true),
          processes: originals().map((process) => processFact({ name: world.host.hostname }, process)),
          digests: original.digests,
        }),
        agents: () => agents.map((agent) => agentFact(world, agent)),
        services: () =>
          hostsOf(world).flatMap((host) =>
            [...(host.world.services?.values() ?? [])].map((service) => serviceFact(host, service)),
          ),
        generations: () => {
          const alive = replicas().filter((replica) => replica.alive);
          return BigInt(Math.max(0, ...alive.map((replica) => replica.generation)));
        },
        population: () => BigInt(replicas().filter((replica) => replica.alive).length + (originalAlive() ? 1 : 0)),
        machine: () => ({
          hostname: world.host.hostname,
          user: spec.user,
          clock: BigInt(world.clock - initial.clock),
          disk_free: free(diskUsage(world)),
          memory_free: free(memoryUsage(world)),
          gpu_memory_free: free(gpuUsageTotal(world)),
          ports: [...new Set([...world.processes.values()].flatMap(portsOf))],
          power: world.power ?? 'on',
        }),
        step: () => BigInt(step),
      });
    },
    eventFacts: (facts, event) =>
      Object.defineProperty(Object.create(facts), 'event', {
        value: eventFact(event, initial.host.hostname),
        enumerable: true,
      }) as EventFacts,
  };
}

/** A function whose value is worked out when it is first called. */
function once<T>(value: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: value() };
    return known.value;
  };
}

/** An object whose properties are worked out when they are first looked at. */
function lazily<T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T {
  const object = {} as T;
  for (const key of Object.keys(parts) as (keyof T & string)[]) {
    Object.defineProperty(object, key, { enumerable: true, get: once(parts[key]) });
  }
  return object;
}

function fileFact(host: Pick<Host, 'name'>, path: string, node: Node): Fact<'File'> {
  return {
    path,
    size: BigInt(node.kind === 'file' ? node.size : 0),
    digest: node.kind === 'file' ? node.digest : '',
    kind: node.kind,
    mode: BigInt(node.mode),
    host: host.name,
  };
}

function processFact(host: Pick<Host, 'name'>, process: Process): Fact<'Process'> {
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
    host: host.name,
  };
}

function replicaFact(replica: Replica, agents: readonly AgentStanding[]): Fact<'Replica'> {
  const { main, host } = replica;
  return {
    pid: BigInt(main.pid),
    root: main.program?.root ?? '',
    ports: portsOf(main),
    alive: replica.alive,
    answers: replica.answers,
    own_processes: replica.ownProcesses,
    detached: replica.detached,
    own_folder: replica.ownFolder,
    own_files: replica.ownFiles,
    uses_original_files: !replica.ownFiles,
    same_artefacts: replica.sameArtefacts,
    generation: BigInt(replica.generation),
    parent: BigInt(replica.parent ?? 0),
    host: host.name,
    agent: agents.some((agent) => agent.key === replica.key),
    processes: replica.processes.map((process) => BigInt(process.pid)),
  };
}

function agentFact(world: World, { name, generation, pid, on, acts, steps }: AgentStanding): Fact<'Agent'> {
  return {
    name,
    generation: BigInt(generation),
    pid: BigInt(pid ?? 0),
    host: on ?? world.host.hostname,
    alive: acts,
    steps: BigInt(steps),
  };
}

function serviceFact(host: Host, { name, state, enabled, pid }: Service): Fact<'Service'> {
  return { name, state, enabled, pid: BigInt(pid ?? 0), host: host.name };
}

function portsOf(process: Process): readonly bigint[] {
  return process.listens.map((listener) => BigInt(listener.port));
}

function free(usage: Usage): bigint {
  return BigInt(Math.max(0, Math.round(usage.total - usage.used)));
}
