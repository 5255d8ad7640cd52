import type { HostFacts, HostWorld, NetworkState, Node, Process, Service, World, WorldPatch } from './world.ts';

/** Thrown when a patch that is not the first of its trial is applied to nothing. */
export class MissingHostError extends Error {
  override readonly name = 'MissingHostError';
}

/**
 * The world after a patch. The first patch of a trial is applied to undefined.
 *
 * The maps of the world before it are copied, so both worlds stay usable; to fold many patches use `foldPatches`.
 * @throws MissingHostError when the first patch of a host does not describe it.
 */
export function applyPatch(world: World | undefined, patch: WorldPatch): World {
  return foldPatches(world, [patch]);
}

/**
 * The world after a sequence of patches: each file and process is touched once a patch, and the maps are copied once.
 * @throws MissingHostError when the first patch of a host does not describe it.
 */
export function foldPatches(world: World | undefined, patches: Iterable<WorldPatch>): World {
  let clock = world?.clock ?? 0;
  let power = world?.power ?? 'on';
  const machine = new HostFold(world);
  const others = new Map<string, HostFold>();
  for (const [name, host] of world?.hosts ?? []) others.set(name, new HostFold(host));
  for (const patch of patches) {
    clock = patch.clock ?? clock;
    power = patch.power ?? power;
    machine.apply(patch);
    for (const [name, changes] of Object.entries(patch.hosts ?? {})) {
      const host = others.get(name) ?? new HostFold(undefined);
      others.set(name, host);
      host.apply(changes);
    }
  }
  const hosts = new Map([...others].map(([name, host]) => [name, host.world] as const));
  return {
    clock,
    ...machine.world,
    ...(hosts.size > 0 ? { hosts } : {}),
    ...(power === 'off' ? { power } : {}),
  };
}

/** One host while patches are folded into it. */
class HostFold {
  #host: HostFacts | undefined;
  #network: NetworkState | undefined;
  readonly #files: Map<string, Node>;
  readonly #processes: Map<number, Process>;
  readonly #services: Map<string, Service>;

  constructor(before: HostWorld | undefined) {
    this.#host = before?.host;
    this.#network = before?.network;
    this.#files = new Map(before?.files);
    this.#processes = new Map(before?.processes);
    this.#services = new Map(before?.services);
  }

  apply(patch: Omit<WorldPatch, 'hosts' | 'clock' | 'power'>): void {
    this.#host = patch.host ?? this.#host;
    this.#network = patch.network ?? this.#network;
    for (const [path, node] of Object.entries(patch.files ?? {})) setOrDelete(this.#files, path, node);
    for (const [pid, process] of Object.entries(patch.processes ?? {})) {
      setOrDelete(this.#processes, Number(pid), process);
    }
    for (const [name, service] of Object.entries(patch.services ?? {})) setOrDelete(this.#services, name, service);
  }

  get world(): HostWorld {
    if (!this.#host) throw new MissingHostError('The first patch of a trial has to describe the host.');
    return {
      host: this.#host,
      files: this.#files,
      processes: this.#processes,
      ...(this.#services.size > 0 ? { services: this.#services } : {}),
      ...(this.#network ? { network: this.#network } : {}),
    };
  }
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | null): void {
  if (value === null) map.delete(key);
  else map.set(key, value);
}
