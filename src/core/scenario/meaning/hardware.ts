import { DEFAULTS } from '../defaults.ts';
import { type ProblemCode, problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, type SourceNode, textOf, valueAt } from '../source.ts';
import { parseGpus, parseSize } from '../units.ts';
import type { Declared, DeclaredProcess } from './declared.ts';

/** Memory and disk that the scenario needs at its beginning and the machine does not have. */
export function checkHardware(declared: Declared): Problem[] {
  const hardware = valueAt(declared.root, ['machine', 'hardware']);
  const gpus = textOf(entryOf(hardware, 'gpus')?.value);
  const gpu = gpus === undefined ? undefined : parseGpus(gpus);
  const gpuMemory = gpu ? gpu.count * gpu.memory : gpus === undefined ? 0 : undefined;
  const running = [...declared.services.values()].filter(({ runs }) => runs);
  const needs = (key: string) => [...declared.processes, ...running].map((process) => useOf(process, key));
  const disks = fileSystems(declared);
  return [
    ...checkSum('RL3109', 'GPU memory', 'gpus', needs('gpu_memory'), gpuMemory, hardware),
    ...checkSum('RL3110', 'memory', 'memory', needs('memory'), sizeOf(hardware, 'memory', DEFAULTS.memory), hardware),
    ...checkSum('RL3208', 'disk', 'disk', disks.root, sizeOf(hardware, 'disk', DEFAULTS.disk), hardware),
    ...disks.mounted.flatMap(checkMounted),
  ];
}

/** A file system that the scenario gives a size, with the files on it. */
interface MountedFiles {
  readonly path: string;
  readonly size: Need;
  readonly files: readonly Need[];
}

/** The files that have a size, by the file system that they lie on. */
function fileSystems({ root, files }: Declared): {
  readonly root: readonly Need[];
  readonly mounted: readonly MountedFiles[];
} {
  const mounts = entriesOf(valueAt(root, ['machine', 'mounts'])).map(({ name, value }) => ({
    path: name,
    size: sizeNode(entryOf(value, 'size')?.value),
  }));
  const sizes = files.flatMap(({ name, value }) => {
    const size = sizeNode(entryOf(value, 'size')?.value);
    return size ? [{ name, size }] : [];
  });
  const innermost = mounts.toSorted((a, b) => b.path.length - a.path.length);
  const mountOf = (name: string) => innermost.find(({ path }) => name.startsWith(`${path}/`));
  const on = Map.groupBy(sizes, ({ name }) => mountOf(name));
  const needsOn = (mount: ReturnType<typeof mountOf>) => (on.get(mount) ?? []).map(({ size }) => size);
  return {
    root: needsOn(undefined),
    mounted: mounts.flatMap((mount) => {
      return mount.size ? [{ path: mount.path, size: mount.size, files: needsOn(mount) }] : [];
    }),
  };
}

function checkMounted({ path, size, files }: MountedFiles): Problem[] {
  const sum = files.reduce((total, file) => total + file.size, 0);
  if (sum <= size.size) return [];
  const message = `The files below ${path} need ${inGiB(sum)}, and its file system has ${inGiB(size.size)}.`;
  return [problem('RL3208', size.node.range, message)];
}

interface Need {
  readonly node: SourceNode;
  /** Bytes. */
  readonly size: number;
}

function useOf(process: DeclaredProcess, key: string): Need | undefined {
  return sizeNode(valueAt(process.program?.node, ['uses', key]));
}

function sizeNode(node: SourceNode | undefined): Need | undefined {
  if (node?.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number')) return undefined;
  const size = parseSize(node.value);
  return size === undefined ? undefined : { node, size };
}

/** Bytes of a kind that the hardware has; undefined when what is written is no size. */
function sizeOf(hardware: SourceNode | undefined, key: string, otherwise: number): number | undefined {
  const node = entryOf(hardware, key)?.value;
  return node ? sizeNode(node)?.size : otherwise;
}

/** Shown where the hardware is given; where it is not, at the need that is too much. */
function checkSum(
  code: ProblemCode,
  what: string,
  key: string,
  needs: readonly (Need | undefined)[],
  available: number | undefined,
  hardware: SourceNode | undefined,
): Problem[] {
  if (available === undefined) return [];
  let sum = 0;
  let over: Need | undefined;
  for (const need of needs) {
    sum += need?.size ?? 0;
    if (sum > available) over ??= need;
  }
  if (!over) return [];
  const given = entryOf(hardware, key)?.value;
  const who = code === 'RL3208' ? 'The files' : 'The processes that run at the start';
  const message = `${who} need ${inGiB(sum)} of ${what}, and the machine has ${inGiB(available)}.${given ? '' : ` Say more under machine.hardware.${key}.`}`;
  return [problem(code, (given ?? over.node).range, message)];
}

function inGiB(bytes: number): string {
  return bytes === 0 ? 'none' : `${Math.ceil((bytes / 2 ** 30) * 10) / 10}GiB`;
}
