import type { Node, Process, Service, World, WorldPatch } from './world.ts';

/** Thrown when a patch that is not the first of its trial is applied to nothing. */
export class MissingHostError extends Error {
  override readonly name = 'MissingHostError';
}

/**
 * The world after a patch. The first patch of a trial is applied to undefined.
 *
 * The maps of the world before it are copied, so both worlds stay usable; to fold many patches use `foldPatches`.
 * @throws MissingHostError when the first patch does not describe the host.
 */
export function applyPatch(world: World | undefined, patch: WorldPatch): World {
  return foldPatches(world, [patch]);
}

/**
 * The world after a sequence of patches: each file and process is touched once a patch, and the maps are copied once.
 * @throws MissingHostError when the first patch does not describe the host.
 */
export function foldPatches(world: World | undefined, patches: Iterable<WorldPatch>): World {
  let clock = world?.clock ?? 0;
  let host = world?.host;
  const files = new Map<string, Node>(world?.files);
  const processes = new Map<number, Process>(world?.processes);
  const services = new Map<string, Service>(world?.services);
  let power = world?.power ?? 'on';
  for (const patch of patches) {
    clock = patch.clock ?? clock;
    host = patch.host ?? host;
    power = patch.power ?? power;
    for (const [path, node] of Object.entries(patch.files ?? {})) {
      if (node === null) files.delete(path);
      else files.set(path, node);
    }
    for (const [pid, process] of Object.entries(patch.processes ?? {})) {
      if (process === null) processes.delete(Number(pid));
      else processes.set(Number(pid), process);
    }
    for (const [name, service] of Object.entries(patch.services ?? {})) {
      if (service === null) services.delete(name);
      else services.set(name, service);
    }
  }
  if (host === undefined) throw new MissingHostError('The first patch of a trial has to describe the host.');
  return {
    clock,
    host,
    files,
    processes,
    ...(services.size > 0 ? { services } : {}),
    ...(power === 'off' ? { power } : {}),
  };
}
