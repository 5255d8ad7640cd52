/** `/proc` as a view of the world: nothing of it is stored. */
import { neighbourMac } from '../network/network-map.ts';
import type { Listener, Process, World } from '../world.ts';
import { kernelCommandLine, kernelVersion } from './boot-messages.ts';
import { hostDetails } from './host.ts';
import { type Counter, interfaces, trafficOf } from './interfaces.ts';
import { modulesText } from './kernel-modules.ts';
import { isSettable, kernelSettings, settingAt, settingPath } from './kernel-settings.ts';
import { loadAverages, memoryFigures, processorUse } from './load.ts';
import { BIOS_PARTITION_SIZE, EFI_PARTITION_SIZE, rootPartitionSize } from './partitions.ts';
import { PRIVATE_FILES, PROCESS_FILES, processLink, TICKS } from './proc-process.ts';
import { threadsOf } from './process-figures.ts';
import { processorFlags } from './processor-flags.ts';
import { textHash } from './random.ts';

export interface ProcEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Of a link. */
  readonly target?: string;
  readonly mode: number;
  readonly uid: number;
}

const kib = (bytes: number): number => Math.floor(bytes / 1024);

function cpuinfo(world: World): string {
  const { cpuModel, cpus } = world.host;
  const { vendor, family, model, stepping, mhz, coresPerSocket, threadsPerCore, l2, l3 } = hostDetails(
    world.host,
  ).processor;
  const siblings = coresPerSocket * threadsPerCore;
  const blocks: string[] = [];
  for (let cpu = 0; cpu < cpus; cpu += 1) {
    const lines: readonly (readonly [string, string | number])[] = [
      ['processor\t', cpu],
      ['vendor_id\t', vendor],
      ['cpu family\t', family],
      ['model\t\t', model],
      ['model name\t', cpuModel],
      ['stepping\t', stepping],
      ['microcode\t', vendor === 'GenuineIntel' ? '0x1' : '0x1000065'],
      ['cpu MHz\t\t', mhz.toFixed(3)],
      ['cache size\t', `${vendor === 'GenuineIntel' ? l3 : l2} KB`],
      ['physical id\t', Math.floor(cpu / siblings)],
      ['siblings\t', siblings],
      ['core id\t\t', Math.floor((cpu % siblings) / threadsPerCore)],
      ['cpu cores\t', coresPerSocket],
      ['apicid\t\t', cpu],
      ['initial apicid\t', cpu],
      ['fpu\t\t', 'yes'],
      ['fpu_exception\t', 'yes'],
      ['cpuid level\t', vendor === 'GenuineIntel' ? 27 : 13],
      ['wp\t\t', 'yes'],
      ['flags\t\t', processorFlags(vendor)],
      [
        'bugs\t\t',
        vendor === 'GenuineIntel'
          ? 'spectre_v1 spectre_v2 spec_store_bypass swapgs mmio_stale_data'
          : 'sysret_ss_attrs null_seg spectre_v1 spectre_v2 spec_store_bypass srso',
      ],
      ['bogomips\t', (mhz * 2).toFixed(2)],
      ...(vendor === 'AuthenticAMD' ? ([['TLB size\t', '1024 4K pages']] as const) : []),
      ['clflush size\t', 64],
      ['cache_alignment\t', 64],
      [
        'address sizes\t',
        vendor === 'GenuineIntel' ? '46 bits physical, 57 bits virtual' : '48 bits physical, 48 bits virtual',
      ],
      ['power management', ''],
    ];
    blocks.push(lines.map(([name, value]) => `${name}: ${value}`.replace(/: $/, ':')).join('\n'));
  }
  return `${blocks.join('\n\n')}\n\n`;
}

function meminfo(world: World): string {
  const figures = memoryFigures(world);
  const anonymous = figures.used;
  const lines: readonly (readonly [string, number])[] = [
    ['MemTotal', figures.total],
    ['MemFree', figures.free],
    ['MemAvailable', figures.available],
    ['Buffers', figures.buffers],
    ['Cached', figures.cached],
    ['SwapCached', 0],
    ['Active', figures.cached * 0.4 + anonymous * 0.1],
    ['Inactive', figures.cached * 0.6 + anonymous * 0.9],
    ['Unevictable', 27_652 * 1024],
    ['Mlocked', 27_652 * 1024],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 148 * 1024],
    ['Writeback', 0],
    ['AnonPages', anonymous],
    ['Mapped', anonymous * 0.2 + 131_072 * 1024],
    ['Shmem', figures.shared],
    ['KReclaimable', figures.total * 0.002],
    ['Slab', figures.total * 0.003],
    ['SReclaimable', figures.total * 0.002],
    ['SUnreclaim', figures.total * 0.001],
    ['KernelStack', 12_480 * 1024],
    ['PageTables', 31_220 * 1024],
    ['NFS_Unstable', 0],
    ['Bounce', 0],
    ['WritebackTmp', 0],
    ['CommitLimit', figures.total / 2],
    ['Committed_AS', anonymous * 1.3 + 911_000 * 1024],
    ['VmallocTotal', 34_359_738_367 * 1024],
    ['VmallocUsed', 94_212 * 1024],
    ['VmallocChunk', 0],
    ['AnonHugePages', 0],
  ];
  const sizes = lines.map(([name, bytes]) => `${`${name}:`.padEnd(16)}${String(kib(bytes)).padStart(8)} kB\n`).join('');
  return `${sizes}HugePages_Total:       0\nHugePages_Free:        0\nHugePages_Rsvd:        0\nHugePages_Surp:        0\nHugepagesize:       2048 kB\nHugetlb:               0 kB\n`;
}

function loadavg(world: World): string {
  const processes = [...world.processes.values()];
  const running = Math.max(1, processes.filter((process) => process.state === 'running').length);
  const threads = processes.reduce((sum, process) => sum + threadsOf(process), 0);
  const newest = Math.max(1, ...world.processes.keys());
  return `${loadAverages(world)
    .map((load) => load.toFixed(2))
    .join(' ')} ${running}/${threads} ${newest}\n`;
}

function uptime(world: World): string {
  const seconds = (world.clock - world.host.bootedAt) / 1000;
  const idle = seconds * world.host.cpus * (1 - processorUse(world) * 0.8 - 0.004);
  return `${seconds.toFixed(2)} ${idle.toFixed(2)}\n`;
}

function stat(world: World): string {
  const ticks = Math.floor(((world.clock - world.host.bootedAt) / 1000) * TICKS);
  const busy = Math.floor(ticks * processorUse(world));
  const line = (name: string, count: number): string =>
    `${name} ${busy * count} ${Math.floor(ticks / 900) * count} ${Math.floor(ticks / 310) * count} ${(ticks - busy) * count} ${Math.floor(ticks / 4000) * count} 0 ${Math.floor(ticks / 9000) * count} ${Math.floor(ticks / 7000) * count} 0 0\n`;
  const each = Array.from({ length: world.host.cpus }, (_, cpu) => line(`cpu${cpu}`, 1)).join('');
  return `${line('cpu ', world.host.cpus)}${each}ctxt ${ticks * 61}\nbtime ${Math.floor(world.host.bootedAt / 1000)}\nprocesses ${Math.max(...world.processes.keys(), 1)}\nprocs_running 1\nprocs_blocked 0\n`;
}

function networkDevices(world: World): string {
  const head =
    'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
  return interfaces(world.host).reduce((text, entry) => {
    const { received, sent } = trafficOf(world, entry);
    const counted = ({ bytes, packets }: Counter): string =>
      `${String(bytes).padStart(7)} ${String(packets).padStart(7)}`;
    return `${text}${entry.name.padStart(6)}: ${counted(received)}    0    0    0     0          0         0 ${counted(sent).padStart(16)}    0    0    0     0       0          0\n`;
  }, head);
}

/** An address and port as `/proc/net/tcp` writes them. */
function socketAddress(address: string, port: number): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function sockets(world: World, protocol: 'tcp' | 'udp'): string {
  const header = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode`;
  const rows = [...world.processes.values()].flatMap((process) =>
    process.listens
      .filter((listener) => listener.protocol === protocol && !listener.address.includes(':'))
      .map((listener) => ({ process, listener })),
  );
  const lines = rows.map(
    ({ process, listener }, index) =>
      `${String(index).padStart(4)}: ${socketAddress(listener.address, listener.port)} 00000000:0000 ${protocol === 'tcp' ? '0A' : '07'} 00000000:00000000 00:00000000 00000000 ${String(process.uid).padStart(5)}        0 ${socketInode(process, listener)} 1 0000000000000000 100 0 0 10 0`,
  );
  const open = protocol === 'udp' ? [] : [...world.processes.values()].flatMap((process) => openRows(process, world));
  const numbered = open.map((row, index) => `${String(lines.length + index).padStart(4)}: ${row}`);
  return `${[header, ...lines, ...numbered].map((line) => line.padEnd(149)).join('\n')}\n`;
}

/** The connections that a process holds open, without their numbers. */
function openRows(process: Process, world: World): readonly string[] {
  return (process.connections ?? []).map(({ port, peer }) => {
    const own = peer.address.startsWith('127.') ? '127.0.0.1' : world.host.addresses.ipv4;
    const inode = socketInode(process, { protocol: 'tcp', address: peer.address, port });
    return `${socketAddress(own, port)} ${socketAddress(peer.address, peer.port)} 01 00000000:00000000 02:000A7B1C 00000000 ${String(process.uid).padStart(5)}        0 ${inode} 2 0000000000000000 20 4 30 10 -1`;
  });
}

/** Inode of a socket of a process: the same wherever it shows. */
export function socketInode(process: Process, socket: Pick<Listener, 'protocol' | 'address' | 'port'>): number {
  const { protocol, address, port } = socket;
  return 18_000 + ((process.pid * 131 + port * 17 + textHash(`${protocol} ${address}`)) % 240_000);
}

/** An address as the tables of the network write it, its last byte first. */
function hexAddress(address: string): string {
  return socketAddress(address, 0).replace(/:.*/, '');
}

function routes({ host, network }: World): string {
  const { interface: name, ipv4 } = host.addresses;
  const { gateway, prefix } = hostDetails(host);
  const mask = (0xffffffff << (32 - prefix)) >>> 0;
  const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
  const number = ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const net = dotted((number & mask) >>> 0);
  const rows = network?.down.includes(name)
    ? []
    : [
        ['0.0.0.0', gateway, '0003', '0.0.0.0'],
        [net, '0.0.0.0', '0001', dotted(mask)],
        [gateway, '0.0.0.0', '0005', '255.255.255.255'],
      ];
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const lines = rows.map(([to = '', via = '', flags, wide = '']) =>
    [name, hexAddress(to), hexAddress(via), flags, 0, 0, 100, hexAddress(wide), 0, 0, 0].join('\t'),
  );
  return [head, ...lines].map((line) => `${line.padEnd(127)}\n`).join('');
}

function arpTable({ host, network }: World): string {
  const { interface: name } = host.addresses;
  const { gateway, login } = hostDetails(host);
  const known = network?.down.includes(name) ? [] : [gateway, login.from];
  const rows = known.map(
    (address) => `${address.padEnd(16)} 0x1         0x2         ${neighbourMac(address)}     *        ${name}\n`,
  );
  return `IP address       HW type     Flags       HW address            Mask     Device\n${rows.join('')}`;
}

const CGROUPS = 'cpuset cpu cpuacct blkio memory devices freezer net_cls perf_event net_prio hugetlb pids rdma misc';

const HOST_FILES: Readonly<Record<string, (world: World) => string>> = {
  '/proc/cmdline': ({ host }) => `${kernelCommandLine(host)}\n`,
  '/proc/cpuinfo': cpuinfo,
  '/proc/filesystems': () =>
    'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tdevtmpfs\nnodev\tdebugfs\nnodev\tsecurityfs\nnodev\tdevpts\n\text4\n\tvfat\nnodev\toverlay\n',
  '/proc/cgroups': () =>
    `#subsys_name\thierarchy\tnum_cgroups\tenabled\n${CGROUPS.split(' ')
      .map((name) => `${name}\t0\t112\t1\n`)
      .join('')}`,
  '/proc/loadavg': loadavg,
  '/proc/mdstat': () => 'Personalities : [raid6] [raid5] [raid4] \nunused devices: <none>\n',
  '/proc/meminfo': meminfo,
  '/proc/modules': ({ host }) => modulesText(host),
  '/proc/net/arp': arpTable,
  '/proc/net/dev': networkDevices,
  '/proc/net/route': routes,
  '/proc/net/tcp': (world) => sockets(world, 'tcp'),
  '/proc/net/udp': (world) => sockets(world, 'udp'),
  '/proc/partitions': ({ host }) =>
    `major minor  #blocks  name\n\n 252        0 ${String(kib(host.disk)).padStart(10)} vda\n 252        1 ${String(kib(rootPartitionSize(host.disk))).padStart(10)} vda1\n 252       14 ${String(kib(BIOS_PARTITION_SIZE)).padStart(10)} vda14\n 252       15 ${String(kib(EFI_PARTITION_SIZE)).padStart(10)} vda15\n`,
  '/proc/stat': stat,
  '/proc/swaps': () => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n',
  '/proc/uptime': uptime,
  '/proc/version': ({ host }) => `${kernelVersion(host)}\n`,
};

const GPU_FILES: Readonly<Record<string, (world: World) => string>> = {
  '/proc/driver/nvidia/version': ({ host }) =>
    `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${hostDetails(host).driver}  Wed Oct  9 19:24:52 UTC 2024\nGCC version:  gcc version 11.4.0 (Ubuntu 11.4.0-1ubuntu1~22.04) \n`,
};

/**
 * What a file of `/proc` holds; undefined when there is no such file. `self` is the pid behind `/proc/self`.
 */
export function procFile(path: string, world: World, self?: number): string | undefined {
  const redirected = path
    .replace(/^\/proc\/mounts$/, `/proc/${self ?? 1}/mounts`)
    .replace(/^\/proc\/(self|thread-self)(?=\/)/, `/proc/${self ?? 0}`);
  const host = HOST_FILES[redirected] ?? (world.host.gpus.length > 0 ? GPU_FILES[redirected] : undefined);
  if (host) return host(world);
  const setting = settingAt(redirected);
  if (setting !== undefined) {
    const value = kernelSettings(world.host).get(setting);
    return value === undefined ? undefined : `${value}\n`;
  }
  const match = /^\/proc\/(\d+)\/([a-z_]+)$/.exec(redirected);
  const process = world.processes.get(Number(match?.[1]));
  const name = match?.[2] ?? '';
  return process && Object.hasOwn(PROCESS_FILES, name) ? PROCESS_FILES[name]?.(process, world) : undefined;
}

/** Every entry of `/proc`, folders before what lies in them. `self` is the pid behind `/proc/self`. */
export function procEntries(world: World, self?: number): readonly ProcEntry[] {
  const entries: ProcEntry[] = [];
  const folders = new Set<string>();
  const folder = (path: string, uid = 0, mode = 0o555): void => {
    if (path === '' || folders.has(path)) return;
    folder(path.slice(0, path.lastIndexOf('/')));
    folders.add(path);
    entries.push({ path, kind: 'directory', mode, uid });
  };
  const link = (path: string, target: string, uid = 0): void => {
    entries.push({ path, kind: 'link', target, mode: 0o777, uid });
  };
  const files = [...Object.keys(HOST_FILES), ...(world.host.gpus.length > 0 ? Object.keys(GPU_FILES) : [])].sort();
  folder('/proc');
  for (const path of files) {
    folder(path.slice(0, path.lastIndexOf('/')));
    entries.push({ path, kind: 'file', mode: 0o444, uid: 0 });
  }
  for (const name of kernelSettings(world.host).keys()) {
    const path = settingPath(name);
    folder(path.slice(0, path.lastIndexOf('/')));
    entries.push({ path, kind: 'file', mode: isSettable(name) ? 0o644 : 0o444, uid: 0 });
  }
  link('/proc/mounts', 'self/mounts');
  if (self !== undefined && world.processes.has(self)) link('/proc/self', String(self));
  for (const process of world.processes.values()) {
    const { pid, uid } = process;
    folder(`/proc/${pid}`, uid);
    for (const name of Object.keys(PROCESS_FILES)) {
      entries.push({
        path: `/proc/${pid}/${name}`,
        kind: 'file',
        mode: PRIVATE_FILES.includes(name) ? 0o400 : 0o444,
        uid,
      });
    }
    folder(`/proc/${pid}/fd`, uid, 0o500);
    for (const name of ['cwd', 'exe', 'root', 'fd/0', 'fd/1', 'fd/2', 'fd/255']) {
      const target = processLink(process, name, world);
      if (target !== undefined) link(`/proc/${pid}/${name}`, target, uid);
    }
  }
  return entries;
}
