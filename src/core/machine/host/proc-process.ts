/** The folder of one process in `/proc`, as a view of the world. */
import type { Process, World } from '../world.ts';
import { groupsOf } from './accounts.ts';
import { controlGroup } from './control-groups.ts';
import { mountInfo } from './mount-numbers.ts';
import { mountsOf, procMounts } from './mounts.ts';
import {
  addressSpace,
  isKernelThread,
  niceValue,
  processName,
  processorTime,
  sessionOf,
  stateLetter,
  threadsOf,
} from './process-figures.ts';
import { textHash } from './random.ts';
import { processesMax } from './thread-limits.ts';

const kib = (bytes: number): number => Math.floor(bytes / 1024);
/** Clock ticks of a second, as the kernel counts processor time for programs. */
export const TICKS: number = 100;

/** The groups of a process, as they were when its session began: services have none. */
function groups(process: Process, { host }: World): string {
  if (process.tty === '?' || isKernelThread(process)) return '';
  const own = host.users.find(({ uid }) => uid === process.uid);
  const further = groupsOf(host).filter(({ members }) => own !== undefined && members.includes(own.name));
  return [...new Set([own?.gid ?? process.uid, ...further.map(({ gid }) => gid)])].sort((a, b) => a - b).join(' ');
}

function status(process: Process, world: World): string {
  const letter = stateLetter(process);
  const names = { R: 'running', S: 'sleeping', T: 'stopped', Z: 'zombie', I: 'idle' };
  const head = `Name:\t${processName(process)}\nUmask:\t${isKernelThread(process) ? '0000' : '0022'}\nState:\t${letter} (${names[letter]})\nTgid:\t${process.pid}\nNgid:\t0\nPid:\t${process.pid}\nPPid:\t${process.ppid}\nTracerPid:\t0\nUid:\t${process.uid}\t${process.uid}\t${process.uid}\t${process.uid}\nGid:\t${process.uid}\t${process.uid}\t${process.uid}\t${process.uid}\nFDSize:\t${isKernelThread(process) ? 64 : 256}\nGroups:\t${groups(process, world)} \nNStgid:\t${process.pid}\nNSpid:\t${process.pid}\nNSpgid:\t${process.pgid}\nNSsid:\t${sessionOf(process, world)}\n`;
  const size = (name: string, bytes: number): string => `${name}:\t${String(kib(bytes)).padStart(8)} kB\n`;
  const memory = isKernelThread(process)
    ? ''
    : `${size('VmPeak', addressSpace(process))}${size('VmSize', addressSpace(process))}${size('VmLck', 0)}${size('VmPin', 0)}${size('VmHWM', process.memory)}${size('VmRSS', process.memory)}${size('VmSwap', 0)}`;
  const capabilities = process.uid === 0 ? '000001ffffffffff' : '0000000000000000';
  return `${head}${memory}Threads:\t${threadsOf(process)}\nSigQ:\t0/${processesMax(world.host)}\nSigPnd:\t0000000000000000\nCapInh:\t0000000000000000\nCapPrm:\t${capabilities}\nCapEff:\t${capabilities}\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\nCpus_allowed_list:\t0-${world.host.cpus - 1}\nvoluntary_ctxt_switches:\t${Math.floor((world.clock - process.startedAt) / 700)}\nnonvoluntary_ctxt_switches:\t${Math.floor(processorTime(process, world.clock) / 90)}\n`;
}

function processStat(process: Process, world: World): string {
  const ticks = Math.floor((processorTime(process, world.clock) / 1000) * TICKS);
  const started = Math.max(0, Math.floor(((process.startedAt - world.host.bootedAt) / 1000) * TICKS));
  const nice = niceValue(process);
  return `${process.pid} (${processName(process)}) ${stateLetter(process)} ${process.ppid} ${process.pgid} ${sessionOf(process, world)} ${process.tty.startsWith('pts/') ? 34_816 : 0} -1 4194560 0 0 0 0 ${Math.floor(ticks * 0.8)} ${Math.floor(ticks * 0.2)} 0 0 ${20 + nice} ${nice} ${threadsOf(process)} 0 ${started} ${addressSpace(process)} ${Math.floor(process.memory / 4096)} 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
}

/** Files in the folder of a process, by name. */
export const PROCESS_FILES: Readonly<Record<string, (process: Process, world: World) => string>> = {
  cgroup: (process, world) => `0::${controlGroup(process, world)}\n`,
  cmdline: (process) => process.argv.map((word) => `${word}\0`).join(''),
  autogroup: (process) => `/autogroup-${(process.pgid % 900) + 12} nice 0\n`,
  comm: (process) => `${processName(process)}\n`,
  environ: () => '',
  io,
  limits,
  loginuid: (process, world) => (process.tty === '?' ? '4294967295' : String(loginUser(process, world))),
  maps,
  mountinfo: (process, world) => mountInfo(mountsOf(world, process.uid)),
  mounts: (process, world) => procMounts(world, process.uid),
  oom_score: (process, world) => `${Math.floor((process.memory / world.host.memory) * 1000)}\n`,
  oom_score_adj: () => '0\n',
  stat: processStat,
  statm: (process) =>
    `${Math.floor(addressSpace(process) / 4096)} ${Math.floor(process.memory / 4096)} ${Math.floor(process.memory / 16_384)} 1 0 ${Math.floor(process.memory / 5000)} 0\n`,
  status,
};

/** Files of a process that only its user may read. */
export const PRIVATE_FILES: readonly string[] = ['environ', 'io', 'maps'];

/** The user who logged in on the terminal of a process, whoever they became since. */
function loginUser(process: Process, world: World): number {
  return world.processes.get(sessionOf(process, world))?.uid ?? process.uid;
}

/** What a process has read and written, as far as can be told from what it is. */
function io(process: Process, world: World): string {
  const age = Math.max(0, world.clock - process.startedAt);
  const read = process.program ? process.gpuMemory + process.memory : Math.floor(process.memory / 3);
  const written = Math.floor(age / 40);
  return `rchar: ${read}\nwchar: ${written}\nsyscr: ${Math.floor(read / 60_000) + 12}\nsyscw: ${Math.floor(written / 80)}\nread_bytes: ${Math.floor(read / 4096) * 4096}\nwrite_bytes: ${Math.floor(written / 4096) * 4096}\ncancelled_write_bytes: 0\n`;
}

function limits(_: Process, world: World): string {
  const pending = String(processesMax(world.host));
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['Max cpu time', 'unlimited', 'unlimited', 'seconds'],
    ['Max file size', 'unlimited', 'unlimited', 'bytes'],
    ['Max data size', 'unlimited', 'unlimited', 'bytes'],
    ['Max stack size', '8388608', 'unlimited', 'bytes'],
    ['Max core file size', '0', 'unlimited', 'bytes'],
    ['Max resident set', 'unlimited', 'unlimited', 'bytes'],
    ['Max processes', pending, pending, 'processes'],
    ['Max open files', '1024', '1048576', 'files'],
    ['Max locked memory', '67108864', '67108864', 'bytes'],
    ['Max address space', 'unlimited', 'unlimited', 'bytes'],
    ['Max file locks', 'unlimited', 'unlimited', 'locks'],
    ['Max pending signals', pending, pending, 'signals'],
    ['Max msgqueue size', '819200', '819200', 'bytes'],
    ['Max nice priority', '0', '0', ''],
    ['Max realtime priority', '0', '0', ''],
    ['Max realtime timeout', 'unlimited', 'unlimited', 'us'],
  ];
  return ([['Limit', 'Soft Limit', 'Hard Limit', 'Units'], ...rows] as const)
    .map(([name, soft, hard, unit]) => `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`)
    .join('');
}

/** Where the program, the C library, the heap and the stack lie in the memory of a process. */
function maps(process: Process, world: World): string {
  if (isKernelThread(process)) return '';
  const path = exePath(process, world);
  const base = 0x55_0000_0000_00 + (textHash(`${process.command} ${process.pid}`) % 0xff_ffff) * 0x1000;
  const library = 0x7f_0000_0000_00 + (textHash(`${process.pid}`) % 0xff_ffff) * 0x1000;
  const inode = 1_000 + (textHash(path) % 200_000);
  const line = (from: number, size: number, mode: string, offset: number, name: string, node = inode): string => {
    const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
    const device = node === 0 ? '00:00' : 'fc:01';
    return `${`${hex(from, 12)}-${hex(from + size, 12)} ${mode} ${hex(offset, 8)} ${device} ${node}`.padEnd(73)}${name}`
      .trimEnd()
      .concat('\n');
  };
  const libc = '/usr/lib/x86_64-linux-gnu/libc.so.6';
  const loader = '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2';
  return [
    line(base, 0x2000, 'r--p', 0, path),
    line(base + 0x2000, 0x6000, 'r-xp', 0x2000, path),
    line(base + 0x8000, 0x3000, 'r--p', 0x8000, path),
    line(base + 0xb000, 0x1000, 'rw-p', 0xa000, path),
    line(base + 0x200000, Math.max(0x21000, Math.floor(process.memory / 0x2000) * 0x1000), 'rw-p', 0, '[heap]', 0),
    line(library, 0x28000, 'r--p', 0, libc, 4_217),
    line(library + 0x28000, 0x195000, 'r-xp', 0x28000, libc, 4_217),
    line(library + 0x1bd000, 0x58000, 'r--p', 0x1bd000, libc, 4_217),
    line(library + 0x216000, 0x4000, 'r--p', 0x215000, libc, 4_217),
    line(library + 0x21a000, 0x2000, 'rw-p', 0x219000, libc, 4_217),
    line(library + 0x230000, 0x2000, 'r--p', 0, loader, 4_214),
    line(library + 0x232000, 0x2a000, 'r-xp', 0x2000, loader, 4_214),
    line(0x7ffc_0000_0000 + (process.pid % 4096) * 0x10000, 0x21000, 'rw-p', 0, '[stack]', 0),
    'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n',
  ].join('');
}

/** Links that lead from one name of a program to the next are no longer than this. */
const LINKS = 8;

/** Path of the program that a process runs, with links followed as the kernel does. */
export function exePath(process: Process, world: World): string {
  const program = processName(process);
  if (program === 'systemd') return '/usr/lib/systemd/systemd';
  const first = (process.argv[0] ?? program).replace(/^[-@]/, '');
  let path = first.startsWith('/') ? first : `${program === 'sshd' ? '/usr/sbin' : '/usr/bin'}/${program}`;
  path = path.replace(/^\/(bin|sbin|lib)\//, '/usr/$1/');
  for (let count = 0; count < LINKS; count += 1) {
    const node = world.files.get(path);
    if (node?.kind !== 'link') break;
    path = node.target.startsWith('/') ? node.target : `${path.slice(0, path.lastIndexOf('/'))}/${node.target}`;
  }
  return path;
}

/** What a link of a process points to; undefined when there is no such link. */
export function processLink(process: Process, name: string, world: World): string | undefined {
  if (isKernelThread(process)) return undefined;
  switch (name) {
    case 'cwd':
      return process.cwd;
    case 'root':
      return '/';
    case 'exe':
      return exePath(process, world);
    case 'fd/0':
      return process.tty === '?' ? '/dev/null' : `/dev/${process.tty}`;
    case 'fd/1':
      return process.stdout ?? (process.tty === '?' ? '/dev/null' : `/dev/${process.tty}`);
    case 'fd/2':
      return process.stderr ?? (process.tty === '?' ? '/dev/null' : `/dev/${process.tty}`);
    case 'fd/255':
      return isTypedInto(process) ? `/dev/${process.tty}` : undefined;
    default:
      return undefined;
  }
}

/** Whether somebody types into a process: such a shell keeps its terminal open apart from what it reads. */
export function isTypedInto({ argv, tty }: Process): boolean {
  return tty !== '?' && argv.length === 1 && /^-?bash$/.test(argv[0] ?? '');
}
