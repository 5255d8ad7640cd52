/** The table that `nvidia-smi` prints without options, as the drivers 550 set it. */
import { hostDetails } from '../../host/host.ts';
import { strftime } from '../../host/strftime.ts';
import type { World } from '../../world.ts';
import type { GpuFigures } from './gpu-figures.ts';

const NAME_WIDTH = 27;
const PROCESS_WIDTH = 39;

const RULE = `+${'-'.repeat(89)}+\n`;

function heading(world: World): string {
  const { driver, cuda } = hostDetails(world.host);
  return `${strftime('%a %b %e %H:%M:%S %Y', world.clock)}       
${RULE}| NVIDIA-SMI ${driver.padEnd(23)}Driver Version: ${driver.padEnd(15)}CUDA Version: ${cuda.padEnd(9)}|
|-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
`;
}

function gpuRows(gpu: GpuFigures): string {
  const { model, facts } = gpu;
  const name = model.name.length > NAME_WIDTH ? `${model.name.slice(0, NAME_WIDTH - 3)}...` : model.name;
  const persistence = 'On';
  const fan = model.fan ? `${gpu.power > 100 ? 52 : 30}%` : 'N/A';
  const power = `${Math.round(gpu.power)}W`.padStart(16);
  const cap = `${model.powerCap}W`.padStart(5);
  const used = `${gpu.memoryUsed}MiB`.padStart(11);
  const total = `${gpu.memoryTotal}MiB`.padStart(9);
  const rows = [
    `| ${String(gpu.index).padStart(3)}  ${name.padEnd(31)}${persistence.padEnd(4)}|   ${facts.busId} Off |${(model.ecc ? '0' : 'Off').padStart(21)} |`,
    `| ${fan.padStart(3)}  ${String(gpu.temperature).padStart(3)}C    ${gpu.performance.padEnd(2)}${power} / ${cap} |${used} / ${total} |${String(gpu.utilization).padStart(7)}% ${'Default'.padStart(12)} |`,
    `|${' '.repeat(41)}|${' '.repeat(24)}|${(model.mig ? 'Disabled' : 'N/A').padStart(21)} |`,
    '+-----------------------------------------+------------------------+----------------------+',
  ];
  return rows.map((row) => `${row}\n`).join('');
}

/** Name of a process, its end when it is too long. */
function shortName(name: string): string {
  return name.length > PROCESS_WIDTH ? `...${name.slice(name.length - PROCESS_WIDTH + 3)}` : name;
}

function processRows(gpus: readonly GpuFigures[]): string {
  const rows = gpus.flatMap((gpu) =>
    gpu.processes.map(({ process, memory }) => {
      const name = shortName(process.argv[0] ?? process.command);
      return `|${String(gpu.index).padStart(5)}   N/A  N/A${String(process.pid).padStart(10)}      C   ${name.padEnd(41)}${`${memory}MiB`.padStart(11)} |\n`;
    }),
  );
  return rows.length > 0 ? rows.join('') : `|  No running processes found${' '.repeat(61)}|\n`;
}

/** The whole table for some of the GPUs. */
export function summaryTable(world: World, gpus: readonly GpuFigures[]): string {
  return `${heading(world)}${gpus.map(gpuRows).join('')}${' '.repeat(91 - 2)}
${RULE}| Processes:${' '.repeat(78)}|
|  GPU   GI   CI        PID   Type   Process name                              GPU Memory |
|        ID   ID                                                               Usage      |
|${'='.repeat(89)}|
${processRows(gpus)}${RULE}`;
}
