/** What a GPU measures of itself, derived from the state: how much of it is used decides how warm and how hungry it is. */
import { type GpuModel, gpuModelOf } from '../../host/hardware.ts';
import { textHash } from '../../host/random.ts';
import { gpuUsage } from '../../resources.ts';
import type { GpuFacts, Process, World } from '../../world.ts';

const MIB = 2 ** 20;

export interface GpuFigures {
  readonly index: number;
  readonly facts: GpuFacts;
  readonly model: GpuModel;
  /** MiB. */
  readonly memoryTotal: number;
  readonly memoryUsed: number;
  /** Per cent. */
  readonly utilization: number;
  readonly memoryUtilization: number;
  /** Degrees Celsius. */
  readonly temperature: number;
  /** Watts. */
  readonly power: number;
  readonly performance: string;
  readonly processes: readonly GpuProcess[];
}

export interface GpuProcess {
  readonly process: Process;
  /** MiB on this GPU. */
  readonly memory: number;
}

/** Processes that use a GPU, by pid. */
function processesOn(world: World, index: number): readonly GpuProcess[] {
  return [...world.processes.values()]
    .filter((process) => process.gpus.includes(index) && process.gpuMemory > 0)
    .sort((a, b) => a.pid - b.pid)
    .map((process) => ({ process, memory: Math.round(process.gpuMemory / process.gpus.length / MIB) }));
}

/** The figures of every GPU of the machine. */
export function gpuFigures(world: World): readonly GpuFigures[] {
  const minute = Math.floor(world.clock / 60_000);
  return world.host.gpus.map((facts, index) => {
    const model = gpuModelOf(facts);
    const noise = textHash(`${facts.uuid}:${minute}`) % 5;
    const place = textHash(facts.uuid) % 6;
    const processes = processesOn(world, index);
    // While a program loads its weights the GPU works; serving nobody it waits with its clocks up.
    const loading = processes.some(({ process }) => process.program && !process.program.ready);
    const busy = processes.length > 0;
    const utilization = loading ? 18 + (textHash(`${facts.uuid}:${world.clock}`) % 30) : 0;
    const power = model.idlePower + (busy ? model.powerCap * 0.05 : 0) + (utilization / 100) * model.powerCap * 0.4;
    return {
      index,
      facts,
      model,
      memoryTotal: Math.floor(facts.memory / MIB),
      memoryUsed: Math.round(gpuUsage(world, index).used / MIB),
      utilization,
      memoryUtilization: Math.floor(utilization * 0.6),
      temperature: 28 + place + (busy ? 4 : 0) + Math.floor(utilization / 5) + (noise > 2 ? 1 : 0),
      power: power + noise * 0.37,
      performance: model.fan && !busy ? 'P8' : 'P0',
      processes,
    };
  });
}
