/** Which GPUs a program gets. */
import { gpuUsage } from '../resources.ts';
import type { World } from '../world.ts';

/**
 * The fewest GPUs that have room when each takes an equal part, the first ones first; undefined when there is no room. `visible`
 * is what `CUDA_VISIBLE_DEVICES` leaves.
 */
export function chooseGpus(world: World, bytes: number, visible: string | undefined): readonly number[] | undefined {
  if (bytes === 0) return [];
  const allowed = visibleGpus(world, visible);
  const free = allowed.map((gpu) => {
    const { used, total } = gpuUsage(world, gpu);
    return { gpu, free: total - used };
  });
  for (let count = 1; count <= free.length; count += 1) {
    const fitting = free.filter((entry) => entry.free >= bytes / count);
    if (fitting.length >= count) return fitting.slice(0, count).map((entry) => entry.gpu);
  }
  return undefined;
}

/** Indexes of the GPUs that a process sees. */
export function visibleGpus(world: World, visible: string | undefined): readonly number[] {
  const all = world.host.gpus.map((_, index) => index);
  if (visible === undefined) return all;
  const chosen: number[] = [];
  for (const word of visible.split(',')) {
    const index = Number(word.trim());
    if (word.trim() === '' || !all.includes(index)) break;
    chosen.push(index);
  }
  return chosen;
}
