/** The listings of `nvidia-smi` that go on: `dmon` of the devices, `pmon` of the processes; and `topo`, how they are connected. */
import { processName } from '../../host/process-figures.ts';
import type { World } from '../../world.ts';
import { getopt, optionValue } from '../getopt.ts';
import { type GpuFigures, gpuFigures } from './gpu-figures.ts';

/** How often a listing is repeated where nobody says: until somebody ends it, which is after the first here. */
const USUAL_COUNT = 1;
const MOST_COUNT = 1_000;

const row = (cells: readonly (string | number)[], widths: readonly number[]): string =>
  `${cells.map((cell, index) => String(cell).padStart(widths[index] ?? 0)).join(' ')} \n`;

const DEVICE_WIDTHS = [5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6];

function deviceRows(figures: readonly GpuFigures[]): string {
  return figures
    .map(({ index, power, temperature, utilization, memoryUtilization, processes }) => {
      const clocks = processes.length > 0 ? [1593, 1410] : [1593, 210];
      const cells = [
        index,
        Math.round(power),
        temperature,
        temperature + 8,
        utilization,
        memoryUtilization,
        0,
        0,
        0,
        0,
      ];
      return row([...cells, ...clocks], DEVICE_WIDTHS);
    })
    .join('');
}

function processRows(figures: readonly GpuFigures[]): string {
  return figures
    .map(({ index, processes, utilization }) => {
      if (processes.length === 0) {
        return `${String(index).padStart(5)} ${'-'.padStart(10)} ${'-'.padStart(5)} ${'-      '.repeat(6).trimEnd().padStart(42)}    -              \n`;
      }
      return processes
        .map(({ process }) => {
          const share = utilization === 0 ? '-' : String(utilization);
          const cells = [share, share, '-', '-', '-', '-'].map((cell) => cell.padStart(6)).join(' ');
          return `${String(index).padStart(5)} ${String(process.pid).padStart(10)} ${'C'.padStart(5)} ${cells}    ${processName(process).padEnd(15)}\n`;
        })
        .join('');
    })
    .join('');
}

const DEVICE_HEAD =
  '# gpu    pwr  gtemp  mtemp     sm    mem    enc    dec    jpg    ofa   mclk   pclk \n# Idx      W      C      C      %      %      %      %      %      %    MHz    MHz \n';
const PROCESS_HEAD =
  '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command \n# Idx           #    C/G      %      %      %      %      %      %    name \n';

/** What a listing that goes on prints, as often as it is asked to; undefined when the words are not understood. */
export function monitor(kind: 'dmon' | 'pmon', words: readonly string[], world: World): string | undefined {
  const parsed = getopt('nvidia-smi', words, {
    short: 'c:d:i:s:o:f:h',
    long: { 'count=': 'c', 'delay=': 'd', 'id=': 'i' },
  });
  const count = Number(optionValue(parsed, 'c') ?? USUAL_COUNT);
  if (parsed.problem !== undefined || !Number.isInteger(count) || count < 1) return undefined;
  const id = optionValue(parsed, 'i');
  const figures = gpuFigures(world).filter(({ index }) => id === undefined || id.split(',').includes(String(index)));
  const rows = kind === 'dmon' ? deviceRows(figures) : processRows(figures);
  return (kind === 'dmon' ? DEVICE_HEAD : PROCESS_HEAD) + rows.repeat(Math.min(count, MOST_COUNT));
}

const LEGEND = `
Legend:

  X    = Self
  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes (e.g., QPI/UPI)
  NODE = Connection traversing PCIe as well as the interconnect between PCIe Host Bridges within a NUMA node
  PHB  = Connection traversing PCIe as well as a PCIe Host Bridge (typically the CPU)
  PXB  = Connection traversing multiple PCIe bridges (without traversing the PCIe Host Bridge)
  PIX  = Connection traversing at most a single PCIe bridge
  NV#  = Connection traversing a bonded set of # NVLinks
`;

/** How the GPUs are connected: cards that have such links by them, others over the bridge. */
export function topology(world: World): string {
  const { gpus, cpus } = world.host;
  const linked = gpus.some(({ model }) => /SXM/.test(model));
  const link = linked ? (gpus.some(({ model }) => /H100|H200/.test(model)) ? 'NV18' : 'NV12') : 'PHB';
  const head = `\t${gpus.map((_, index) => `GPU${index}`).join('\t')}\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\n`;
  const rows = gpus.map((_, own) => {
    const cells = gpus.map((__, other) => (own === other ? ' X ' : link)).join('\t');
    return `GPU${own}\t${cells}\t0-${cpus - 1}\t0\t\tN/A\n`;
  });
  return head + rows.join('') + LEGEND;
}
