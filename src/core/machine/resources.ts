/** What is used and what is free, derived from the one state so that no two views can disagree. All sizes are bytes. */
import { sizeOfVolume, volumeAt, volumesOf } from './host/volumes.ts';
import type { World } from './world.ts';

export interface Usage {
  readonly used: number;
  readonly total: number;
}

/** Share of the main memory that a running system takes for itself, besides its processes. */
export const KERNEL_MEMORY_SHARE: number = 0.012;

/** Main memory: what the processes take and what the kernel keeps. */
export function memoryUsage(world: World): Usage {
  let used = Math.round(world.host.memory * KERNEL_MEMORY_SHARE);
  for (const process of world.processes.values()) used += process.memory;
  return { used: Math.min(used, world.host.memory), total: world.host.memory };
}

/** The root disk: the files, each inode counted once, in blocks of 4 KiB, and what they can take at most. */
export function diskUsage(world: World): Usage {
  return volumeUsage(world, '');
}

/** A file system that is mounted at a path and has room of its own; the root disk is the empty path. */
export function volumeUsage(world: World, path: string): Usage {
  return { used: usedOn(world, path), total: sizeOfVolume(world.host, path) };
}

/** Bytes of the files on one volume. */
function usedOn(world: World, volume: string): number {
  const volumes = volumesOf(world.host.details?.mounts);
  const seen = new Set<number>();
  let used = 0;
  for (const [path, node] of world.files) {
    if (volumeAt(path, volumes) !== volume) continue;
    if (node.kind === 'file') {
      if (seen.has(node.inode)) continue;
      seen.add(node.inode);
      used += Math.ceil(node.size / 4096) * 4096;
    } else if (node.kind === 'directory') {
      used += 4096;
    }
  }
  return used;
}

/** Memory of one GPU: a process that uses several GPUs takes an equal part of each. */
export function gpuUsage(world: World, gpu: number): Usage {
  let used = 0;
  for (const process of world.processes.values()) {
    if (process.gpus.includes(gpu)) used += process.gpuMemory / process.gpus.length;
  }
  return { used: Math.round(used), total: world.host.gpus[gpu]?.memory ?? 0 };
}

/** Memory of all GPUs together. */
export function gpuUsageTotal(world: World): Usage {
  let used = 0;
  let total = 0;
  world.host.gpus.forEach((_, gpu) => {
    const usage = gpuUsage(world, gpu);
    used += usage.used;
    total += usage.total;
  });
  return { used, total };
}
