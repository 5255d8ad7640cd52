/** `nproc` of GNU coreutils and `lscpu` of util-linux. */
import { hostDetails } from '../../host/host.ts';
import { processorFlags } from '../../host/processor-flags.ts';
import type { HostFacts } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { coreutilsVersion, utilLinuxVersion } from '../versions.ts';

const NPROC_HELP = `Usage: nproc [OPTION]...
Print the number of processing units available to the current process,
which may be less than the number of online processors

      --all      print the number of installed processors
      --ignore=N  if possible, exclude N processing units
      --help        display this help and exit
      --version     output version information and exit
`;

function runNproc(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('nproc', words, { short: '', long: { all: 'a', 'ignore=': 'i', help: 'h', version: 'V' } });
  const tryHelp = (text: string): CommandResult => failed(`${text}\nTry 'nproc --help' for more information.\n`);
  if (parsed.problem !== undefined) return tryHelp(parsed.problem);
  if (has(parsed, 'h')) return printed(NPROC_HELP);
  if (has(parsed, 'V')) return printed(`nproc (GNU coreutils) ${coreutilsVersion(context.world.host.os)}\n`);
  if (parsed.operands.length > 0) return tryHelp(`nproc: extra operand ‘${parsed.operands[0]}’`);
  const ignored = optionValue(parsed, 'i') ?? '0';
  if (!/^\d+$/.test(ignored)) return failed(`nproc: invalid number: ‘${ignored}’\n`);
  return printed(`${Math.max(1, context.world.host.cpus - Number(ignored))}\n`);
}

/** A size of caches as lscpu writes it: `1.5 MiB`. */
function cacheSize(kib: number): string {
  return kib >= 1024 ? `${Math.round((kib / 1024) * 10) / 10} MiB` : `${kib} KiB`;
}

const instances = (count: number): string => `(${count} instance${count === 1 ? '' : 's'})`;
const range = (from: number, to: number): string => (from === to ? String(from) : `${from}-${to}`);

const VULNERABILITIES: Readonly<Record<'GenuineIntel' | 'AuthenticAMD', readonly (readonly [string, string])[]>> = {
  GenuineIntel: [
    ['Gather data sampling', 'Unknown: Dependent on hypervisor status'],
    ['Itlb multihit', 'Not affected'],
    ['L1tf', 'Not affected'],
    ['Mds', 'Not affected'],
    ['Meltdown', 'Not affected'],
    ['Mmio stale data', 'Vulnerable: Clear CPU buffers attempted, no microcode; SMT Host state unknown'],
    ['Retbleed', 'Not affected'],
    ['Spec rstack overflow', 'Not affected'],
    ['Spec store bypass', 'Mitigation; Speculative Store Bypass disabled via prctl and seccomp'],
    ['Spectre v1', 'Mitigation; usercopy/swapgs barriers and __user pointer sanitization'],
    ['Spectre v2', 'Mitigation; Enhanced / Automatic IBRS; IBPB conditional; RSB filling; PBRSB-eIBRS SW sequence'],
    ['Srbds', 'Not affected'],
    ['Tsx async abort', 'Not affected'],
  ],
  AuthenticAMD: [
    ['Gather data sampling', 'Not affected'],
    ['Itlb multihit', 'Not affected'],
    ['L1tf', 'Not affected'],
    ['Mds', 'Not affected'],
    ['Meltdown', 'Not affected'],
    ['Mmio stale data', 'Not affected'],
    ['Retbleed', 'Not affected'],
    ['Spec rstack overflow', 'Vulnerable: Safe RET, no microcode'],
    ['Spec store bypass', 'Mitigation; Speculative Store Bypass disabled via prctl and seccomp'],
    ['Spectre v1', 'Mitigation; usercopy/swapgs barriers and __user pointer sanitization'],
    ['Spectre v2', 'Mitigation; Retpolines; IBPB conditional; STIBP disabled; RSB filling; PBRSB-eIBRS Not affected'],
    ['Srbds', 'Not affected'],
    ['Tsx async abort', 'Not affected'],
  ],
};

function lscpuRows(host: HostFacts): readonly (readonly [string, string])[] {
  const { processor } = hostDetails(host);
  const { vendor, sockets, coresPerSocket, threadsPerCore, mhz, l1d, l1i, l2, l3 } = processor;
  const cores = sockets * coresPerSocket;
  const perNode = host.cpus / sockets;
  return [
    ['Architecture', host.architecture],
    ['CPU op-mode(s)', '32-bit, 64-bit'],
    [
      'Address sizes',
      vendor === 'GenuineIntel' ? '46 bits physical, 57 bits virtual' : '48 bits physical, 48 bits virtual',
    ],
    ['Byte Order', 'Little Endian'],
    ['CPU(s)', String(host.cpus)],
    ['On-line CPU(s) list', range(0, host.cpus - 1)],
    ['Vendor ID', vendor],
    ['Model name', host.cpuModel],
    ['CPU family', String(processor.family)],
    ['Model', String(processor.model)],
    ['Thread(s) per core', String(threadsPerCore)],
    ['Core(s) per socket', String(coresPerSocket)],
    ['Socket(s)', String(sockets)],
    ['Stepping', String(processor.stepping)],
    ['BogoMIPS', (mhz * 2).toFixed(2)],
    ['Flags', processorFlags(vendor)],
    ['Hypervisor vendor', 'KVM'],
    ['Virtualization type', 'full'],
    ['L1d cache', `${cacheSize(l1d * cores)} ${instances(cores)}`],
    ['L1i cache', `${cacheSize(l1i * cores)} ${instances(cores)}`],
    ['L2 cache', `${cacheSize(l2 * cores)} ${instances(cores)}`],
    ['L3 cache', `${cacheSize(l3 * sockets)} ${instances(sockets)}`],
    ['NUMA node(s)', String(sockets)],
    ...Array.from(
      { length: sockets },
      (_, node) => [`NUMA node${node} CPU(s)`, range(node * perNode, (node + 1) * perNode - 1)] as const,
    ),
    ...VULNERABILITIES[vendor].map(([name, state]) => [`Vulnerability ${name}`, state] as const),
  ];
}

function parsable(host: HostFacts): string {
  const { coresPerSocket, threadsPerCore } = hostDetails(host).processor;
  const head =
    '# The following is the parsable format, which can be fed to other\n# programs. Each different item in every column has an unique ID\n# starting usually from zero.\n# CPU,Core,Socket,Node,,L1d,L1i,L2,L3\n';
  return Array.from({ length: host.cpus }, (_, cpu) => {
    const core = Math.floor(cpu / threadsPerCore);
    const socket = Math.floor(core / coresPerSocket);
    return `${cpu},${core},${socket},${socket},,${core},${core},${core},${socket}\n`;
  }).reduce((text, line) => text + line, head);
}

function runLscpu(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('lscpu', words, {
    short: 'abBChJce::p::s:xyV',
    long: {
      all: 'a',
      online: 'b',
      bytes: 'B',
      help: 'h',
      json: 'J',
      version: 'V',
      'parse=?': 'p',
      'extended=?': 'e',
      hex: 'x',
    },
  });
  const { host } = context.world;
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'lscpu --help' for more information.\n`);
  if (has(parsed, 'V')) return printed(`lscpu from util-linux ${utilLinuxVersion(host.os)}\n`);
  if (has(parsed, 'p')) return printed(parsable(host));
  const rows = lscpuRows(host);
  if (has(parsed, 'J')) {
    const entries = rows.map(
      ([field, data]) => `      {\n         "field": "${field}:",\n         "data": ${JSON.stringify(data)}\n      }`,
    );
    return printed(`{\n   "lscpu": [\n${entries.join(',').replaceAll(',      {', ',{')}\n   ]\n}\n`);
  }
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return printed(rows.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}\n`).join(''));
}

/** Counts the processors. */
export const nproc: MachineCommand = { name: 'nproc', path: '/usr/bin/nproc', run: runNproc };
/** Describes the processors. */
export const lscpu: MachineCommand = { name: 'lscpu', path: '/usr/bin/lscpu', run: runLscpu };
