/** The folder of one process in `/proc`, as a view of the world. */
import type { Process, World } from '../world.ts';
import { procMounts } from './mounts.ts';
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

const kib = (bytes: number): number => Math.floor(bytes / 1024);
/** Clock ticks of a second, as the kernel counts processor time for programs. */
export const TICKS: number = 100;

function status(process: Process, world: World): string {
  const letter = stateLetter(process);
  const names = { R: 'running', S: 'sleeping', T: 'stopped', Z: 'zombie', I: 'idle' };
  const head = `Name:\t${processName(process)}\nUmask:\t${isKernelThread(process) ? '0000' : '0022'}\nState:\t${letter} (${names[letter]})\nTgid:\t${process.pid}\nNgid:\t0\nPid:\t${process.pid}\nPPid:\t${process.ppid}\nTracerPid:\t0\nUid:\t${process.uid}\t${process.uid}\t${process.uid}\t${process.uid}\nGid:\t${process.uid}\t${process.uid}\t${process.uid}\t${process.uid}\nFDSize:\t${isKernelThread(process) ? 64 : 256}\nGroups:\t \nNStgid:\t${process.pid}\nNSpid:\t${process.pid}\nNSpgid:\t${process.pgid}\nNSsid:\t${sessionOf(process, world)}\n`;
  const size = (name: string, bytes: number): string => `${name}:\t${String(kib(bytes)).padStart(8)} kB\n`;
  const memory = isKernelThread(process)
    ? ''
    : `${size('VmPeak', addressSpace(process))}${size('VmSize', addressSpace(process))}${size('VmLck', 0)}${size('VmPin', 0)}${size('VmHWM', process.memory)}${size('VmRSS', process.memory)}${size('VmSwap', 0)}`;
  const capabilities = process.uid === 0 ? '000001ffffffffff' : '0000000000000000';
  return `${head}${memory}Threads:\t${threadsOf(process)}\nSigQ:\t0/${Math.floor(world.host.memory / 264_000)}\nSigPnd:\t0000000000000000\nCapInh:\t0000000000000000\nCapPrm:\t${capabilities}\nCapEff:\t${capabilities}\nCapBnd:\t000001ffffffffff\nNoNewPrivs:\t0\nSeccomp:\t0\nCpus_allowed_list:\t0-${world.host.cpus - 1}\nvoluntary_ctxt_switches:\t${Math.floor((world.clock - process.startedAt) / 700)}\nnonvoluntary_ctxt_switches:\t${Math.floor(processorTime(process, world.clock) / 90)}\n`;
}

function processStat(process: Process, world: World): string {
  const ticks = Math.floor((processorTime(process, world.clock) / 1000) * TICKS);
  const started = Math.max(0, Math.floor(((process.startedAt - world.host.bootedAt) / 1000) * TICKS));
  const nice = niceValue(process);
  return `${process.pid} (${processName(process)}) ${stateLetter(process)} ${process.ppid} ${process.pgid} ${sessionOf(process, world)} ${process.tty.startsWith('pts/') ? 34_816 : 0} -1 4194560 0 0 0 0 ${Math.floor(ticks * 0.8)} ${Math.floor(ticks * 0.2)} 0 0 ${20 + nice} ${nice} ${threadsOf(process)} 0 ${started} ${addressSpace(process)} ${Math.floor(process.memory / 4096)} 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`;
}

/** Files in the folder of a process, by name. */
export const PROCESS_FILES: Readonly<Record<string, (process: Process, world: World) => string>> = {
  cgroup: (process) =>
    process.tty.startsWith('pts/')
      ? `0::/user.slice/user-${process.uid}.slice/session-3.scope\n`
      : process.pid === 1
        ? '0::/init.scope\n'
        : isKernelThread(process)
          ? '0::/\n'
          : `0::/system.slice/${processName(process)}.service\n`,
  cmdline: (process) => process.argv.map((word) => `${word}\0`).join(''),
  comm: (process) => `${processName(process)}\n`,
  mounts: (process, world) => procMounts(world, process.uid),
  stat: processStat,
  statm: (process) =>
    `${Math.floor(addressSpace(process) / 4096)} ${Math.floor(process.memory / 4096)} ${Math.floor(process.memory / 16_384)} 1 0 ${Math.floor(process.memory / 5000)} 0\n`,
  status,
};

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
    default:
      return undefined;
  }
}
