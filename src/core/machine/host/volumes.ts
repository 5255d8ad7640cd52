/** File systems that have room of their own: the root disk, the one in memory, and those that a scenario declares with a size. */
import type { HostFacts } from '../world.ts';
import { rootCapacity } from './partitions.ts';

/** Where the file system in memory is mounted that programs share. */
export const SHARED_MEMORY = '/dev/shm';

/** Bytes of half of the main memory, in whole pages: what may lie in `/dev/shm`. */
export function sharedMemorySize(host: HostFacts): number {
  return Math.floor(host.memory / 8192) * 4096;
}

/** Paths of the volumes besides the root disk, the deepest first. */
export function volumesOf(mounts: HostDetailsMounts | undefined): readonly string[] {
  const declared = (mounts ?? []).filter(({ size }) => size !== undefined).map(({ path }) => path);
  return [...new Set([SHARED_MEMORY, ...declared])].sort((a, b) => b.length - a.length);
}

/** Bytes that files on a volume can take; the root disk is the empty path. */
export function sizeOfVolume(host: HostFacts, volume: string): number {
  if (volume === '') return rootCapacity(host.disk);
  const declared = host.details?.mounts?.find(({ path }) => path === volume)?.size;
  return declared ?? (volume === SHARED_MEMORY ? sharedMemorySize(host) : 0);
}

/** The volume that a path lies on, of those that `volumesOf` gave. */
export function volumeAt(path: string, volumes: readonly string[]): string {
  return volumes.find((volume) => path.startsWith(`${volume}/`)) ?? '';
}

type HostDetailsMounts = readonly { readonly path: string; readonly size?: number | undefined }[];
