/** `nvidia-smi -q`: everything of each GPU, one to a line. */
import { hostDetails } from '../../host/host.ts';
import { strftime } from '../../host/strftime.ts';
import type { World } from '../../world.ts';
import type { GpuFigures } from './gpu-figures.ts';

type Entry = readonly [name: string, value: string | readonly Entry[]];

function lines(entries: readonly Entry[], indent: string): string {
  return entries
    .map(([name, value]) =>
      typeof value === 'string'
        ? `${`${indent}${name}`.padEnd(50)}: ${value}\n`
        : `${indent}${name}\n${lines(value, `${indent}    `)}`,
    )
    .join('');
}

/** Sections by the names that `-d` knows. */
function sections(gpu: GpuFigures): Readonly<Record<string, readonly Entry[]>> {
  const { model } = gpu;
  const mib = (value: number): string => `${value} MiB`;
  const watts = (value: number): string => `${value.toFixed(2)} W`;
  return {
    MEMORY: [
      [
        'FB Memory Usage',
        [
          ['Total', mib(gpu.memoryTotal)],
          ['Reserved', mib(0)],
          ['Used', mib(gpu.memoryUsed)],
          ['Free', mib(gpu.memoryTotal - gpu.memoryUsed)],
        ],
      ],
      [
        'BAR1 Memory Usage',
        [
          ['Total', mib(131_072)],
          ['Used', mib(1)],
          ['Free', mib(131_071)],
        ],
      ],
    ],
    UTILIZATION: [
      [
        'Utilization',
        [
          ['Gpu', `${gpu.utilization} %`],
          ['Memory', `${gpu.memoryUtilization} %`],
          ['Encoder', '0 %'],
          ['Decoder', '0 %'],
        ],
      ],
    ],
    ECC: [
      [
        'ECC Mode',
        [
          ['Current', model.ecc ? 'Enabled' : 'Disabled'],
          ['Pending', model.ecc ? 'Enabled' : 'Disabled'],
        ],
      ],
    ],
    TEMPERATURE: [
      [
        'Temperature',
        [
          ['GPU Current Temp', `${gpu.temperature} C`],
          ['GPU Shutdown Temp', '92 C'],
          ['GPU Slowdown Temp', '89 C'],
          ['GPU Max Operating Temp', '85 C'],
        ],
      ],
    ],
    POWER: [
      [
        'GPU Power Readings',
        [
          ['Power Draw', watts(gpu.power)],
          ['Current Power Limit', watts(model.powerCap)],
          ['Default Power Limit', watts(model.powerCap)],
          ['Max Power Limit', watts(model.powerCap)],
        ],
      ],
    ],
    COMPUTE: [['Compute Mode', 'Default']],
    PIDS: [
      [
        'Processes',
        gpu.processes.length === 0
          ? 'None'
          : gpu.processes.flatMap(({ process, memory }): readonly Entry[] => [
              ['GPU instance ID', 'N/A'],
              ['Compute instance ID', 'N/A'],
              ['Process ID', String(process.pid)],
              ['    Type', 'C'],
              ['    Name', process.argv[0] ?? process.command],
              ['    Used GPU Memory', mib(memory)],
            ]),
      ],
    ],
  };
}

/** The listing; `display` names sections as `-d` does, separated by commas. Undefined when one of them does not exist. */
export function longListing(
  world: World,
  gpus: readonly GpuFigures[],
  display: string | undefined,
): string | undefined {
  const { driver, cuda } = hostDetails(world.host);
  const head: readonly Entry[] = [
    ['Timestamp', strftime('%a %b %e %H:%M:%S %Y', world.clock)],
    ['Driver Version', driver],
    ['CUDA Version', cuda],
  ];
  let text = `\n==============NVSMI LOG==============\n\n${lines(head, '')}\n${lines([['Attached GPUs', String(world.host.gpus.length)]], '')}`;
  const wanted = display?.toUpperCase().split(',');
  for (const gpu of gpus) {
    const all = sections(gpu);
    if (wanted?.some((name) => !Object.hasOwn(all, name))) return undefined;
    const identity: readonly Entry[] = [
      ['Product Name', gpu.model.name],
      ['Product Brand', 'NVIDIA'],
      ['Persistence Mode', 'Enabled'],
      [
        'MIG Mode',
        [
          ['Current', gpu.model.mig ? 'Disabled' : 'N/A'],
          ['Pending', gpu.model.mig ? 'Disabled' : 'N/A'],
        ],
      ],
      ['GPU UUID', gpu.facts.uuid],
      ['Minor Number', String(gpu.index)],
      ['Bus Id', gpu.facts.busId],
      ['Performance State', gpu.performance],
    ];
    const shown = wanted ? wanted.flatMap((name) => all[name] ?? []) : [...identity, ...Object.values(all).flat()];
    text += `GPU ${gpu.facts.busId}\n${lines(shown, '    ')}\n`;
  }
  return text;
}
