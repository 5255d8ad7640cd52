/** What is used and what is free, derived from the one state so that no two views can disagree. All sizes are bytes. */
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

/** The root disk: the files, each inode counted once, in blocks of 4 KiB. */
export function diskUsage(world: World): Usage {
  return { used: usedBelow(world, undefined), total: world.host.disk };
}

/** A file system of its own that is mounted at a path. */
export function volumeUsage(world: World, path: string): Usage {
  const mount = world.host.details?.mounts?.find((entry) => entry.path === path);
  return { used: usedBelow(world, path), total: mount?.size ?? world.host.disk };
}

/** Bytes of the files on one volume; undefined is the root disk. */
function usedBelow(world: World, volume: string | undefined): number {
  const volumes = (world.host.details?.mounts ?? []).filter(({ size }) => size !== undefined);
  const seen = new Set<number>();
  let used = 0;
  for (const [path, node] of world.files) {
    if (volumes.length > 0) {
      const own = volumes
        .filter((entry) => path.startsWith(`${entry.path}/`))
        .sort((a, b) => b.path.length - a.path.length)[0];
      if (own?.path !== volume) continue;
    }
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
