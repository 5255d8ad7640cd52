/** Load and memory as the kernel averages and splits them: derived from the one state. */
import { diskUsage, KERNEL_MEMORY_SHARE, memoryUsage } from '../resources.ts';
import type { World } from '../world.ts';
import { hostDetails } from './host.ts';
import { textHash } from './random.ts';

const MINUTE = 60_000;

/** Load of the last 1, 5 and 15 minutes: each process adds its share of a processor from its start on, exponentially damped. */
export function loadAverages(world: World): readonly [number, number, number] {
  const minute = Math.floor(world.clock / MINUTE);
  const noise = (textHash(`${hostDetails(world.host).machineId}:${minute}`) % 9) / 100;
  const over = (window: number): number => {
    let load = noise / Math.sqrt(window);
    for (const process of world.processes.values()) {
      const age = Math.max(0, world.clock - process.startedAt);
      load += (process.cpu / 100) * (1 - Math.exp(-age / (window * MINUTE)));
    }
    return Math.round(load * 100) / 100;
  };
  return [over(1), over(5), over(15)];
}

/** Share of all processors that is busy, from 0 to 1. */
export function processorUse(world: World): number {
  let use = 0;
  for (const process of world.processes.values()) use += process.cpu / 100;
  return Math.min(1, use / Math.max(1, world.host.cpus));
}

/** Main memory in bytes, without what the kernel keeps for itself: `used + free + buffers + cached = total`. */
export interface MemoryFigures {
  readonly total: number;
  readonly used: number;
  readonly free: number;
  /** Buffers and page cache, which give way when memory is asked for. */
  readonly buffers: number;
  readonly cached: number;
  readonly shared: number;
  readonly available: number;
}

/** How main memory is split: the files that lie on the disk fill the page cache, up to a share of what processes leave. */
export function memoryFigures(world: World): MemoryFigures {
  const pages = (bytes: number): number => Math.floor(bytes / 4096) * 4096;
  const usage = memoryUsage(world);
  const kernel = Math.round(usage.total * KERNEL_MEMORY_SHARE);
  const total = pages(usage.total - kernel);
  const used = pages(Math.max(0, usage.used - kernel));
  const left = total - used;
  const cached = pages(Math.min(left * 0.4, diskUsage(world).used * 0.9));
  const buffers = pages(cached * 0.02);
  const shared = pages(Math.min(left * 0.05, 4_460_000 + total / 40_000));
  return { total, used, free: left - cached - buffers, buffers, cached, shared, available: left };
}
