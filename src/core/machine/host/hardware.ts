/** Processors and GPUs that hosts are made of, as their tools describe them. */
import type { HostFacts, ProcessorFacts } from '../world.ts';

export interface ProcessorModel extends Omit<ProcessorFacts, 'sockets' | 'coresPerSocket' | 'threadsPerCore'> {
  readonly name: string;
}

/** Processors as guests of a cloud see them. */
export const PROCESSORS: readonly [ProcessorModel, ...ProcessorModel[]] = [
  {
    name: 'Intel(R) Xeon(R) Platinum 8358 CPU @ 2.60GHz',
    vendor: 'GenuineIntel',
    family: 6,
    model: 106,
    stepping: 6,
    mhz: 2593.906,
    l1d: 48,
    l1i: 32,
    l2: 1280,
    l3: 49_152,
  },
  {
    name: 'Intel(R) Xeon(R) Platinum 8480+',
    vendor: 'GenuineIntel',
    family: 6,
    model: 143,
    stepping: 8,
    mhz: 1999.998,
    l1d: 48,
    l1i: 32,
    l2: 2048,
    l3: 107_520,
  },
  {
    name: 'AMD EPYC 7763 64-Core Processor',
    vendor: 'AuthenticAMD',
    family: 25,
    model: 1,
    stepping: 1,
    mhz: 2445.404,
    l1d: 32,
    l1i: 32,
    l2: 512,
    l3: 32_768,
  },
  {
    name: 'AMD EPYC 7J13 64-Core Processor',
    vendor: 'AuthenticAMD',
    family: 25,
    model: 1,
    stepping: 1,
    mhz: 2449.998,
    l1d: 32,
    l1i: 32,
    l2: 512,
    l3: 32_768,
  },
];

/** How a number of processors is laid out: two threads a core where that is even, and two sockets when there are many. */
export function topology(cpus: number): Pick<ProcessorFacts, 'sockets' | 'coresPerSocket' | 'threadsPerCore'> {
  const threadsPerCore = cpus % 2 === 0 ? 2 : 1;
  const cores = cpus / threadsPerCore;
  const sockets = cores > 16 && cores % 2 === 0 ? 2 : 1;
  return { sockets, coresPerSocket: cores / sockets, threadsPerCore };
}

export interface GpuModel {
  /** Name as `nvidia-smi` prints it. */
  readonly name: string;
  /** Watts: the most it takes, and what it takes when it does nothing. */
  readonly powerCap: number;
  readonly idlePower: number;
  /** Has a fan of its own; servers' GPUs do not. */
  readonly fan: boolean;
  /** Counts memory errors. */
  readonly ecc: boolean;
  /** Can be split into instances. */
  readonly mig: boolean;
  readonly computeCapability: string;
}

const server = { fan: false, ecc: true, mig: false };
const workstation = { fan: true, ecc: false, mig: false };

/** By the short name that scenarios use and, where it matters, the memory in GiB. */
const GPU_MODELS: Readonly<Record<string, GpuModel>> = {
  'A100-80': {
    name: 'NVIDIA A100-SXM4-80GB',
    powerCap: 400,
    idlePower: 60,
    ...server,
    mig: true,
    computeCapability: '8.0',
  },
  'A100-40': {
    name: 'NVIDIA A100-SXM4-40GB',
    powerCap: 400,
    idlePower: 52,
    ...server,
    mig: true,
    computeCapability: '8.0',
  },
  H100: { name: 'NVIDIA H100 80GB HBM3', powerCap: 700, idlePower: 70, ...server, mig: true, computeCapability: '9.0' },
  H200: { name: 'NVIDIA H200', powerCap: 700, idlePower: 76, ...server, mig: true, computeCapability: '9.0' },
  'V100-32': { name: 'Tesla V100-SXM2-32GB', powerCap: 300, idlePower: 42, ...server, computeCapability: '7.0' },
  'V100-16': { name: 'Tesla V100-SXM2-16GB', powerCap: 300, idlePower: 41, ...server, computeCapability: '7.0' },
  T4: { name: 'Tesla T4', powerCap: 70, idlePower: 9, ...server, computeCapability: '7.5' },
  A10: { name: 'NVIDIA A10', powerCap: 150, idlePower: 16, ...server, computeCapability: '8.6' },
  A10G: { name: 'NVIDIA A10G', powerCap: 300, idlePower: 16, ...server, computeCapability: '8.6' },
  A30: { name: 'NVIDIA A30', powerCap: 165, idlePower: 28, ...server, mig: true, computeCapability: '8.0' },
  A40: { name: 'NVIDIA A40', powerCap: 300, idlePower: 29, ...server, computeCapability: '8.6' },
  L4: { name: 'NVIDIA L4', powerCap: 72, idlePower: 12, ...server, computeCapability: '8.9' },
  L40: { name: 'NVIDIA L40', powerCap: 300, idlePower: 34, ...server, computeCapability: '8.9' },
  L40S: { name: 'NVIDIA L40S', powerCap: 350, idlePower: 33, ...server, computeCapability: '8.9' },
  A6000: { name: 'NVIDIA RTX A6000', powerCap: 300, idlePower: 23, ...workstation, computeCapability: '8.6' },
  'RTX 3090': {
    name: 'NVIDIA GeForce RTX 3090',
    powerCap: 350,
    idlePower: 21,
    ...workstation,
    computeCapability: '8.6',
  },
  'RTX 4090': {
    name: 'NVIDIA GeForce RTX 4090',
    powerCap: 450,
    idlePower: 22,
    ...workstation,
    computeCapability: '8.9',
  },
};

const otherGpu = (name: string): GpuModel => ({
  name,
  powerCap: 300,
  idlePower: 30,
  ...server,
  computeCapability: '8.0',
});

/** The GPU that a scenario names: `A100` with 80 GiB is an `NVIDIA A100-SXM4-80GB`. */
export function gpuModel(shortName: string, memory: number): GpuModel {
  const gibibytes = Math.round(memory / 2 ** 30);
  const name = shortName.trim().replace(/^RTX ?(?=\d)/i, 'RTX ');
  return GPU_MODELS[`${name}-${gibibytes}`] ?? GPU_MODELS[name] ?? otherGpu(`NVIDIA ${name}`);
}

/** What is known of a GPU of a host, by the name that its tools print. */
export function gpuModelOf(gpu: HostFacts['gpus'][number]): GpuModel {
  return Object.values(GPU_MODELS).find((model) => model.name === gpu.model) ?? otherGpu(gpu.model);
}
