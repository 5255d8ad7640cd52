/** File systems besides those that every host has. */
import type { ExtraMount, HostFacts } from '../world.ts';

/** The file system that is mounted at a path; undefined when none of the scenario's is. */
export function mountAt(host: HostFacts, path: string): ExtraMount | undefined {
  return host.details?.mounts?.find((mount) => mount.path === path);
}

/** The file system of the scenario that a path lies in; undefined for the root disk. */
export function mountOf(host: HostFacts, path: string): ExtraMount | undefined {
  let best: ExtraMount | undefined;
  for (const mount of host.details?.mounts ?? []) {
    const isInside = path === mount.path || path.startsWith(`${mount.path}/`);
    if (isInside && mount.path.length > (best?.path.length ?? 0)) best = mount;
  }
  return best;
}

/** Whether nothing can be changed at a path, whoever wants to. */
export function isReadOnly(host: HostFacts, path: string): boolean {
  return host.details?.mounts !== undefined && mountOf(host, path)?.readOnly === true;
}
