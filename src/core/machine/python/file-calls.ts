/** The calls of the system that name files by their paths. */
import { resolvePath } from '../files/paths.ts';
import { mountAbove, mountsOf, statusOf as statusOfSystem } from '../host/mounts.ts';
import { SystemError } from './errno.ts';
import { checkAccess, openPath, statusOf } from './files-of-process.ts';
import type { Guest } from './guest.ts';
import { LibraryFile, LibraryFolder, libraryEntry } from './library-files.ts';
import type { FileStatus, OpenFile } from './open-file.ts';

const AT_REMOVEDIR = 0x200;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_EMPTY_PATH = 0x1000;
const UTIME_NOW = 0x3fffffff;
const UTIME_OMIT = 0x3ffffffe;
const BLOCK = 4096;

/** Writes a `struct stat`. */
export function writeStatus(guest: Guest, at: number, status: FileStatus): number {
  const { memory } = guest;
  memory.bytes.fill(0, at, at + 96);
  memory.setU32(at, 65_025);
  memory.setU32(at + 4, status.mode);
  memory.setU32(at + 8, status.links);
  memory.setU32(at + 12, status.uid);
  memory.setU32(at + 16, status.gid);
  memory.setU32(at + 20, status.device ?? 0);
  memory.setU64(at + 24, status.size);
  memory.setU32(at + 32, BLOCK);
  memory.setU32(at + 36, Math.ceil(status.size / BLOCK) * 8);
  for (const offset of [40, 56, 72]) {
    memory.setU64(at + offset, Math.floor(status.mtime / 1000));
    memory.setU32(at + offset + 8, (status.mtime % 1000) * 1_000_000);
  }
  memory.setU64(at + 88, status.inode);
  return 0;
}

function statusAt(guest: Guest, path: string, followLast: boolean): FileStatus {
  const entry = libraryEntry(guest, path);
  if (entry) return entry.status();
  const descriptor = ownDescriptor(guest, path);
  if (descriptor) return descriptor.status();
  const { tree } = guest;
  const resolved = tree.resolve(path, 'stat', followLast);
  return statusOf(tree.node(resolved, 'stat', false), resolved, guest);
}

/** `/dev/stdin` and its like, `/dev/fd/3`, `/proc/self/fd/3`: what the process has open. */
function ownDescriptor(guest: Guest, path: string): OpenFile | undefined {
  const names = ['/dev/stdin', '/dev/stdout', '/dev/stderr'];
  const [, digits] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path) ?? [];
  const descriptor = digits === undefined ? names.indexOf(path) : Number(digits);
  return descriptor < 0 ? undefined : guest.descriptors.find(descriptor);
}

function open(guest: Guest, folder: number, at: number, flags: number, varargs: number): number {
  const { memory, descriptors } = guest;
  const path = guest.path(folder, memory.text(at));
  const mode = varargs === 0 ? 0 : memory.u32(varargs);
  const entry = libraryEntry(guest, path);
  if (entry instanceof LibraryFile || entry instanceof LibraryFolder) return descriptors.add(entry);
  const own = ownDescriptor(guest, path);
  return descriptors.add(own ?? openPath(guest, path, flags, mode));
}

function remove(guest: Guest, path: string, folder: boolean): number {
  const { tree, kernel } = guest;
  const resolved = tree.resolve(path, 'unlink', false);
  const node = tree.node(resolved, 'unlink', false);
  if (folder && node.kind !== 'directory') throw new SystemError('ENOTDIR');
  if (!folder && node.kind === 'directory') throw new SystemError('EISDIR');
  const digest = kernel.state.digestOf(resolved);
  for (const removed of tree.remove(resolved, false)) kernel.events.fileRemoved(removed, digest);
  return 0;
}

function filesWithin(guest: Guest, path: string): readonly string[] {
  const { state } = guest.kernel;
  const node = state.node(path);
  if (node?.kind !== 'directory') return node ? [path] : [];
  return state.tree.names(path).flatMap((name) => filesWithin(guest, resolvePath(path, name)));
}

function rename(guest: Guest, from: string, to: string): number {
  const { tree, kernel } = guest;
  const source = tree.resolve(from, 'rename', false);
  const files = filesWithin(guest, source);
  const digests = new Map(files.map((file) => [file, kernel.state.digestOf(file)]));
  tree.rename(from, to);
  const target = tree.resolve(to, 'rename', false);
  for (const file of source === target ? [] : files) {
    kernel.events.fileRemoved(file, digests.get(file));
    kernel.events.fileWritten(target + file.slice(source.length));
  }
  return 0;
}

function truncate(guest: Guest, path: string, size: number): number {
  openPath(guest, path, 2, 0).truncate(size);
  return 0;
}

function setTime(guest: Guest, folder: number, at: number, times: number, flags: number): number {
  const { memory, tree, kernel } = guest;
  const path = at === 0 ? openedPath(guest, folder) : guest.path(folder, memory.text(at));
  const nanoseconds = times === 0 ? UTIME_NOW : memory.u32(times + 16 + 8);
  if (nanoseconds === UTIME_OMIT) return 0;
  const seconds = times === 0 ? 0 : Number(memory.view.getBigInt64(times + 16, true));
  const time = nanoseconds === UTIME_NOW ? kernel.schedule.now : seconds * 1000 + Math.floor(nanoseconds / 1_000_000);
  tree.setTime(tree.resolve(path, 'utimes', (flags & AT_SYMLINK_NOFOLLOW) === 0), time);
  return 0;
}

/** Path of a file or folder that is open. */
export function openedPath(guest: Guest, descriptor: number): string {
  const file = guest.descriptors.get(descriptor);
  if (!('path' in file) || typeof file.path !== 'string') throw new SystemError('EINVAL');
  return file.path;
}

function changeFolder(guest: Guest, path: string): number {
  const { tree } = guest;
  const resolved = tree.resolve(path, 'chdir');
  const node = tree.node(resolved, 'chdir');
  if (node.kind !== 'directory') throw new SystemError('ENOTDIR');
  if (!tree.mayEnter(node)) throw new SystemError('EACCES');
  guest.cwd = resolved;
  guest.kernel.processes.change(guest.pid, { cwd: resolved });
  return 0;
}

function chown(guest: Guest, path: string, uid: number, gid: number, followLast = true): number {
  guest.tree.chown(path, uid === -1 ? undefined : uid, gid === -1 ? undefined : gid, followLast);
  return 0;
}

function writeDiskStatus(guest: Guest, path: string, at: number): number {
  const { memory, kernel } = guest;
  const mount = mountAbove(path, mountsOf(kernel.state.view, guest.tree.uid));
  const status = mount ? statusOfSystem(mount) : undefined;
  memory.bytes.fill(0, at, at + 88);
  memory.setU32(at + 4, BLOCK);
  memory.setU32(at + 60, BLOCK);
  memory.setU64(at + 8, status?.blocks ?? 0);
  memory.setU64(at + 16, status?.free ?? 0);
  memory.setU64(at + 24, status?.available ?? 0);
  memory.setU64(at + 32, status?.inodes ?? 0);
  memory.setU64(at + 40, status?.inodesFree ?? 0);
  memory.setU32(at + 56, 255);
  return 0;
}

type SystemCalls = Readonly<Record<string, (...given: never[]) => number | Promise<number>>>;

/** The calls by name; each throws when it fails. */
export function fileCalls(guest: Guest): SystemCalls {
  const at = (pointer: number, folder = -100): string => guest.path(folder, guest.memory.text(pointer));
  const { tree } = guest;
  return {
    __syscall_openat: (folder: number, path: number, flags: number, varargs: number) =>
      open(guest, folder, path, flags, varargs),
    __syscall_stat64: (path: number, buffer: number) => writeStatus(guest, buffer, statusAt(guest, at(path), true)),
    __syscall_lstat64: (path: number, buffer: number) => writeStatus(guest, buffer, statusAt(guest, at(path), false)),
    __syscall_newfstatat: (folder: number, path: number, buffer: number, flags: number) => {
      if ((flags & AT_EMPTY_PATH) !== 0 && guest.memory.text(path) === '') {
        return writeStatus(guest, buffer, guest.descriptors.get(folder).status());
      }
      return writeStatus(guest, buffer, statusAt(guest, at(path, folder), (flags & AT_SYMLINK_NOFOLLOW) === 0));
    },
    __syscall_faccessat: (folder: number, path: number, access: number, flags: number) => {
      const target = at(path, folder);
      if (!libraryEntry(guest, target)) checkAccess(guest, target, access, (flags & AT_SYMLINK_NOFOLLOW) === 0);
      return 0;
    },
    __syscall_chdir: (path: number) => changeFolder(guest, at(path)),
    __syscall_fchdir: (descriptor: number) => changeFolder(guest, openedPath(guest, descriptor)),
    __syscall_getcwd: (buffer: number, size: number) => {
      const length = new TextEncoder().encode(guest.cwd).length + 1;
      if (size < length) throw new SystemError('EINVAL');
      return guest.memory.setText(buffer, guest.cwd);
    },
    __syscall_chmod: (path: number, mode: number) => {
      tree.chmod(at(path), mode);
      return 0;
    },
    __syscall_fchmod: (descriptor: number, mode: number) => {
      tree.chmod(openedPath(guest, descriptor), mode);
      return 0;
    },
    __syscall_fchmodat2: (folder: number, path: number, mode: number) => {
      tree.chmod(at(path, folder), mode);
      return 0;
    },
    __syscall_fchownat: (folder: number, path: number, uid: number, gid: number, flags: number) =>
      chown(guest, at(path, folder), uid, gid, (flags & AT_SYMLINK_NOFOLLOW) === 0),
    __syscall_fchown32: (descriptor: number, uid: number, gid: number) =>
      chown(guest, openedPath(guest, descriptor), uid, gid),
    __syscall_mkdirat: (folder: number, path: number, mode: number) => {
      const target = at(path, folder);
      tree.makeFolder(target, false);
      const wanted = mode & 0o777 & ~tree.umask;
      if (wanted !== (0o777 & ~tree.umask)) tree.chmod(target, wanted);
      return 0;
    },
    __syscall_rmdir: (path: number) => remove(guest, at(path), true),
    __syscall_unlinkat: (folder: number, path: number, flags: number) =>
      remove(guest, at(path, folder), (flags & AT_REMOVEDIR) !== 0),
    __syscall_renameat: (folder: number, from: number, other: number, to: number) =>
      rename(guest, at(from, folder), at(to, other)),
    __syscall_symlinkat: (target: number, folder: number, path: number) => {
      tree.makeLink(guest.memory.text(target), at(path, folder));
      return 0;
    },
    __syscall_readlinkat: (folder: number, path: number, buffer: number, size: number) => {
      const target = new TextEncoder().encode(tree.readLink(at(path, folder))).subarray(0, size);
      guest.memory.write(buffer, target);
      return target.length;
    },
    __syscall_truncate64: (path: number, size: bigint) => truncate(guest, at(path), Number(size)),
    __syscall_utimensat: (folder: number, path: number, times: number, flags: number) =>
      setTime(guest, folder, path, times, flags),
    __syscall_statfs64: (path: number, _size: number, buffer: number) => {
      const seen = at(path);
      tree.node(seen, 'statfs');
      return writeDiskStatus(guest, seen, buffer);
    },
    __syscall_fstatfs64: (descriptor: number, _size: number, buffer: number) => {
      guest.descriptors.get(descriptor);
      return writeDiskStatus(guest, '/', buffer);
    },
  };
}
