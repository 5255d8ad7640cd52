/** `nvidia-smi --query-gpu` and `--query-compute-apps`: chosen fields as lines with commas. */
import { hostDetails } from '../../host/host.ts';
import { strftime } from '../../host/strftime.ts';
import type { World } from '../../world.ts';
import type { GpuFigures, GpuProcess } from './gpu-figures.ts';

/** One field: its unit is written after each value and in the header. */
interface QueryField<T> {
  readonly unit?: string;
  /** Name in the header, when it is another than the one asked for. */
  readonly header?: string;
  value(subject: T): string | number;
}

interface GpuSubject {
  readonly gpu: GpuFigures;
  readonly world: World;
}
interface AppSubject extends GpuSubject {
  readonly app: GpuProcess;
}

const MIB = 'MiB';
const NOT_AVAILABLE = '[N/A]';
const stamp = (world: World): string => strftime('%Y/%m/%d %H:%M:%S.%3N', world.clock);

const plain = (value: (subject: GpuSubject) => string | number): QueryField<GpuSubject> => ({ value });
const measured = (unit: string, value: (subject: GpuSubject) => string | number): QueryField<GpuSubject> => ({
  unit,
  value,
});

const GPU_FIELDS: Readonly<Record<string, QueryField<GpuSubject>>> = {
  timestamp: plain(({ world }) => stamp(world)),
  driver_version: plain(({ world }) => hostDetails(world.host).driver),
  count: plain(({ world }) => world.host.gpus.length),
  name: plain(({ gpu }) => gpu.model.name),
  serial: plain(({ gpu }) =>
    `16520${Number.parseInt(gpu.facts.uuid.slice(4, 11), 16) % 10_000_000}`.padEnd(13, '7').slice(0, 13),
  ),
  uuid: plain(({ gpu }) => gpu.facts.uuid),
  index: plain(({ gpu }) => gpu.index),
  'pci.bus_id': plain(({ gpu }) => gpu.facts.busId),
  'pci.domain': plain(() => '0x0000'),
  'pci.bus': plain(({ gpu }) => `0x${gpu.facts.busId.slice(9, 11)}`),
  'pci.device': plain(({ gpu }) => `0x${gpu.facts.busId.slice(12, 14)}`),
  'pcie.link.gen.current': plain(() => 4),
  'pcie.link.gen.max': plain(() => 4),
  'pcie.link.width.current': plain(() => 16),
  'pcie.link.width.max': plain(() => 16),
  vbios_version: plain(() => '92.00.45.00.05'),
  display_mode: plain(() => 'Disabled'),
  display_active: plain(() => 'Disabled'),
  persistence_mode: plain(() => 'Enabled'),
  accounting_mode: plain(() => 'Disabled'),
  'mig.mode.current': plain(({ gpu }) => (gpu.model.mig ? 'Disabled' : NOT_AVAILABLE)),
  'mig.mode.pending': plain(({ gpu }) => (gpu.model.mig ? 'Disabled' : NOT_AVAILABLE)),
  compute_mode: plain(() => 'Default'),
  compute_cap: plain(({ gpu }) => gpu.model.computeCapability),
  pstate: plain(({ gpu }) => gpu.performance),
  'fan.speed': measured('%', ({ gpu }) => (gpu.model.fan ? 30 : NOT_AVAILABLE)),
  'memory.total': measured(MIB, ({ gpu }) => gpu.memoryTotal),
  'memory.reserved': measured(MIB, () => 0),
  'memory.used': measured(MIB, ({ gpu }) => gpu.memoryUsed),
  'memory.free': measured(MIB, ({ gpu }) => gpu.memoryTotal - gpu.memoryUsed),
  'utilization.gpu': measured('%', ({ gpu }) => gpu.utilization),
  'utilization.memory': measured('%', ({ gpu }) => gpu.memoryUtilization),
  'temperature.gpu': plain(({ gpu }) => gpu.temperature),
  'temperature.memory': plain(({ gpu }) => (gpu.model.ecc ? gpu.temperature + 6 : 'N/A')),
  'power.management': plain(() => 'Enabled'),
  'power.draw': measured('W', ({ gpu }) => gpu.power.toFixed(2)),
  'power.limit': measured('W', ({ gpu }) => gpu.model.powerCap.toFixed(2)),
  'power.default_limit': measured('W', ({ gpu }) => gpu.model.powerCap.toFixed(2)),
  'power.min_limit': measured('W', ({ gpu }) => (gpu.model.powerCap / 4).toFixed(2)),
  'power.max_limit': measured('W', ({ gpu }) => gpu.model.powerCap.toFixed(2)),
  'enforced.power.limit': measured('W', ({ gpu }) => gpu.model.powerCap.toFixed(2)),
  'clocks.current.graphics': measured('MHz', ({ gpu }) => (gpu.processes.length > 0 ? 1410 : 210)),
  'clocks.current.sm': measured('MHz', ({ gpu }) => (gpu.processes.length > 0 ? 1410 : 210)),
  'clocks.current.memory': measured('MHz', () => 1593),
  'clocks.max.graphics': measured('MHz', () => 1410),
  'clocks.max.sm': measured('MHz', () => 1410),
  'clocks.max.memory': measured('MHz', () => 1593),
  'ecc.mode.current': plain(({ gpu }) => (gpu.model.ecc ? 'Enabled' : 'Disabled')),
  'ecc.mode.pending': plain(({ gpu }) => (gpu.model.ecc ? 'Enabled' : 'Disabled')),
  'ecc.errors.uncorrected.volatile.total': plain(({ gpu }) => (gpu.model.ecc ? 0 : NOT_AVAILABLE)),
};

const GPU_SYNONYMS: Readonly<Record<string, string>> = {
  gpu_name: 'name',
  gpu_serial: 'serial',
  gpu_uuid: 'uuid',
  gpu_bus_id: 'pci.bus_id',
  'clocks.gr': 'clocks.current.graphics',
  'clocks.sm': 'clocks.current.sm',
  'clocks.mem': 'clocks.current.memory',
};

const appField = (header: string, value: (subject: AppSubject) => string | number): QueryField<AppSubject> => ({
  header,
  value,
});

const APP_FIELDS: Readonly<Record<string, QueryField<AppSubject>>> = {
  timestamp: appField('timestamp', ({ world }) => stamp(world)),
  gpu_name: appField('gpu_name', ({ gpu }) => gpu.model.name),
  gpu_bus_id: appField('gpu_bus_id', ({ gpu }) => gpu.facts.busId),
  gpu_uuid: appField('gpu_uuid', ({ gpu }) => gpu.facts.uuid),
  pid: appField('pid', ({ app }) => app.process.pid),
  process_name: appField('process_name', ({ app }) => app.process.argv[0] ?? app.process.command),
  name: appField('process_name', ({ app }) => app.process.argv[0] ?? app.process.command),
  used_gpu_memory: { unit: MIB, header: 'used_gpu_memory', value: ({ app }) => app.memory },
  used_memory: { unit: MIB, header: 'used_gpu_memory', value: ({ app }) => app.memory },
};

export interface QueryFormat {
  readonly header: boolean;
  readonly units: boolean;
}

/** The text of a query, or what is wrong with it. */
export type QueryAnswer = { readonly text: string } | { readonly problem: string };

function answer<T>(
  names: readonly string[],
  fields: (name: string) => QueryField<T> | undefined,
  subjects: readonly T[],
  format: QueryFormat,
): QueryAnswer {
  const chosen: { readonly name: string; readonly field: QueryField<T> }[] = [];
  for (const name of names) {
    const field = fields(name);
    if (!field) return { problem: `Field "${name}" is not a valid field to query.\n\n` };
    chosen.push({ name, field });
  }
  const header = chosen.map(
    ({ name, field }) => `${field.header ?? name}${field.unit === undefined ? '' : ` [${field.unit}]`}`,
  );
  const lines = subjects.map((subject) =>
    chosen
      .map(({ field }) => {
        const value = field.value(subject);
        const unit = format.units && field.unit !== undefined && value !== NOT_AVAILABLE ? ` ${field.unit}` : '';
        return `${value}${unit}`;
      })
      .join(', '),
  );
  return { text: [...(format.header ? [header.join(', ')] : []), ...lines].map((line) => `${line}\n`).join('') };
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Fields of GPUs. */
export function queryGpus(
  names: readonly string[],
  world: World,
  gpus: readonly GpuFigures[],
  format: QueryFormat,
): QueryAnswer {
  const subjects = gpus.map((gpu) => ({ gpu, world }));
  return answer(names, (name) => own(GPU_FIELDS, own(GPU_SYNONYMS, name) ?? name), subjects, format);
}

/** Fields of the processes that use GPUs, each once for every GPU that it uses. */
export function queryProcesses(
  names: readonly string[],
  world: World,
  gpus: readonly GpuFigures[],
  format: QueryFormat,
): QueryAnswer {
  const subjects = gpus.flatMap((gpu) => gpu.processes.map((app) => ({ gpu, world, app })));
  return answer(names, (name) => own(APP_FIELDS, name), subjects, format);
}
