/** What `stat(2)` tells of a node: file systems that the kernel makes up count otherwise than a disk. */
import type { MachineState } from '../state/machine-state.ts';
import type { Node } from '../world.ts';
import { sizeOf } from './node-size.ts';

export interface FileStatus {
  readonly inode: number;
  readonly links: number;
  /** Bytes. */
  readonly size: number;
  /** Of 512 bytes. */
  readonly blocks: number;
  /** Bytes of a transfer that suits the file system. */
  readonly blockSize: number;
  /** The file system keeps when a file was made. */
  readonly born: boolean;
}

const BLOCK = 4096;
/** Inode numbers of roots: of ext4, and of every other file system. */
const DISK_ROOT = 2;
const OTHER_ROOT = 1;
/** Bytes that a name takes in a folder of a file system in memory. */
const NAME_SIZE = 20;
/** Folders and files in `/proc` besides those of processes that count as links of it. */
const FIXED_FOLDERS = 11;
/** Links of the folder of a process: what lies in it does not show in the number of its folders here. */
const PROCESS_FOLDERS = 9;
/** Size of a link in the folder of open files of a process. */
const OPEN_FILE_SIZE = 64;
/** Where the file systems are mounted that the kernel makes up and those in memory, besides those of users in `/run/user`. */
const ROOTS: ReadonlySet<string> = new Set(
  '/proc /sys /dev /run /dev/pts /dev/shm /dev/hugepages /dev/mqueue /run/lock /boot/efi /sys/kernel/security /sys/fs/cgroup /sys/fs/pstore /sys/fs/bpf /sys/kernel/debug /sys/kernel/tracing /sys/kernel/config /sys/fs/fuse/connections'.split(
    ' ',
  ),
);

function isRoot(path: string): boolean {
  return ROOTS.has(path) || /^\/run\/user\/\d+$/.test(path);
}

/** The status of a node at a path whose links are resolved. */
export function statusAt(path: string, node: Node, state: MachineState): FileStatus {
  const root = path === '/' ? DISK_ROOT : isRoot(path) ? OTHER_ROOT : undefined;
  const inode = root ?? node.inode;
  const links = linksOf(path, node, state);
  const [, system] = /^\/(proc|sys|dev|run)(?:\/|$)/.exec(path) ?? [];
  if (system === 'proc') {
    const size = /\/fd\/\d+$/.test(path) ? OPEN_FILE_SIZE : 0;
    return { inode, links, size, blocks: 0, blockSize: 1024, born: false };
  }
  if (system === 'sys') {
    const size = node.kind === 'file' ? BLOCK : 0;
    return { inode, links, size, blocks: 0, blockSize: BLOCK, born: false };
  }
  if (system !== undefined && node.kind === 'directory') {
    const size = path === '/dev/pts' ? 0 : (state.tree.names(path).length + 2) * NAME_SIZE;
    return { inode, links, size, blocks: 0, blockSize: BLOCK, born: false };
  }
  const size = sizeOf(node);
  // Short links lie in the inode itself.
  const blocks = node.kind === 'link' ? 0 : Math.ceil(size / BLOCK) * (BLOCK / 512);
  return { inode, links, size, blocks, blockSize: BLOCK, born: system === undefined };
}

function linksOf(path: string, node: Node, { tree, processes }: MachineState): number {
  if (node.kind !== 'directory') return Math.max(1, tree.linkCount(node.inode));
  if (path === '/proc') return processes.size + FIXED_FOLDERS;
  if (/^\/proc\/\d+$/.test(path)) return PROCESS_FOLDERS;
  return tree.folderCount(path) + 2;
}
