/** What processes have open: their folder, their program, their standard streams and their sockets. */

import { exePath, isTypedInto } from '../../host/proc-process.ts';
import { isKernelThread, processName } from '../../host/process-figures.ts';
import { textHash } from '../../host/random.ts';
import type { Process, World } from '../../world.ts';
import type { CommandContext } from '../command.ts';
import { mayInspect } from '../own-process.ts';
import { type Socket, socketsOf } from './sockets.ts';

export interface OpenFile {
  readonly process: Process;
  /** `cwd`, `txt`, `mem`, or the number of a descriptor. */
  readonly descriptor: string;
  /** `r`, `w`, `u` or a space. */
  readonly access: string;
  readonly type: string;
  readonly device: string;
  readonly size: string;
  readonly node: string;
  /** The path; of a socket it depends on the options how it is written. */
  readonly name: string;
  readonly socket: Socket | undefined;
}

const DISK = '252,1';

function fileNode(
  path: string,
  world: World,
  isFolder = false,
): Pick<OpenFile, 'device' | 'size' | 'node'> & { readonly type: string } {
  const node = world.files.get(path);
  const inode = String(node?.inode ?? 1000 + (textHash(path) % 60_000));
  if (node?.kind === 'directory' || isFolder) return { type: 'DIR', device: DISK, size: '4096', node: inode };
  const size = node?.kind === 'file' ? node.size : 100_000 + (textHash(path) % 900_000);
  return { type: 'REG', device: DISK, size: String(size), node: inode };
}

function stream(process: Process, descriptor: string, path: string | undefined, world: World): OpenFile {
  const to = path ?? (process.tty === '?' ? '/dev/null' : `/dev/${process.tty}`);
  const base = { process, descriptor, name: to, socket: undefined };
  if (to === '/dev/null') {
    return { ...base, access: descriptor === '0' ? 'r' : 'w', type: 'CHR', device: '1,3', size: '0t0', node: '5' };
  }
  if (to.startsWith('/dev/')) {
    return { ...base, access: 'u', type: 'CHR', device: '136,0', size: '0t0', node: '3' };
  }
  return { ...base, access: 'w', ...fileNode(to, world) };
}

function socketFile(socket: Socket): OpenFile {
  return {
    process: socket.process,
    descriptor: String(socket.descriptor),
    access: 'u',
    type: socket.family === 6 ? 'IPv6' : 'IPv4',
    device: String(socket.inode),
    size: '0t0',
    node: socket.protocol.toUpperCase(),
    name: '',
    socket,
  };
}

function plain(process: Process, descriptor: string, path: string, world: World): OpenFile {
  const isFolder = descriptor === 'cwd' || descriptor === 'rtd';
  return { process, descriptor, access: ' ', ...fileNode(path, world, isFolder), name: path, socket: undefined };
}

function hidden(process: Process, descriptor: string, type: string, name: string): OpenFile {
  return { process, descriptor, access: ' ', type, device: '', size: '', node: '', name, socket: undefined };
}

/** Everything that the shell's user can see processes to have open, in the order of the pids. */
export function openFiles(context: CommandContext): readonly OpenFile[] {
  const { world } = context;
  const sockets = socketsOf(world);
  const files: OpenFile[] = [];
  for (const process of [...world.processes.values()].sort((a, b) => a.pid - b.pid)) {
    const { pid } = process;
    if (!mayInspect(context, process)) {
      for (const [descriptor, link] of [
        ['cwd', 'cwd'],
        ['rtd', 'root'],
        ['txt', 'exe'],
      ] as const) {
        files.push(hidden(process, descriptor, 'unknown', `/proc/${pid}/${link} (readlink: Permission denied)`));
      }
      files.push(hidden(process, 'NOFD', '', `/proc/${pid}/fd (opendir: Permission denied)`));
      continue;
    }
    files.push(plain(process, 'cwd', process.cwd, world), plain(process, 'rtd', '/', world));
    if (isKernelThread(process)) {
      files.push(hidden(process, 'txt', 'unknown', `/proc/${pid}/exe`));
      continue;
    }
    files.push(plain(process, 'txt', exePath(process, world), world));
    files.push(plain(process, 'mem', '/usr/lib/x86_64-linux-gnu/libc.so.6', world));
    files.push(stream(process, '0', undefined, world));
    files.push(stream(process, '1', process.stdout, world), stream(process, '2', process.stderr, world));
    if (isTypedInto(process)) files.push(stream(process, '255', undefined, world));
    files.push(...sockets.filter((socket) => socket.process === process).map(socketFile));
    if (process.gpus.length > 0) {
      for (const gpu of process.gpus) {
        files.push({
          process,
          descriptor: String(30 + gpu),
          access: 'u',
          type: 'CHR',
          device: `195,${gpu}`,
          size: '0t0',
          node: String(600 + gpu),
          name: `/dev/nvidia${gpu}`,
          socket: undefined,
        });
      }
    }
  }
  return files;
}

/** Name of the program as `lsof` shows it: nine characters unless told otherwise. */
export function shownCommand(process: Process, width: number): string {
  return width === 0 ? processName(process) : processName(process).slice(0, width);
}
