/** The calls of the system that name files by their descriptors. */
import { joinPath } from '../files/paths.ts';
import { SystemError } from './errno.ts';
import { writeStatus } from './file-calls.ts';
import { Directory } from './files-of-process.ts';
import type { Guest } from './guest.ts';
import { LibraryFolder } from './library-files.ts';
import { OPEN, POLL } from './open-file.ts';
import { Channel, PipeEnd } from './pipe.ts';
import type { Changes } from './waiting.ts';

const FCNTL = {
  dup: 0,
  getDescriptorFlags: 1,
  setDescriptorFlags: 2,
  getFlags: 3,
  setFlags: 4,
  dupCloseOnExec: 1030,
} as const;
/** `DT_DIR` and its like. */
const ENTRY_KIND = { directory: 4, file: 8, link: 10 } as const;
const ENTRY_SIZE = 280;
/** Types of descriptors in WASI. */
const WASI_FILE = { character: 2, directory: 3, regular: 4 } as const;

function after<T>(value: T | Promise<T>, then: (value: T) => number): number | Promise<number> {
  return value instanceof Promise ? value.then(then) : then(value);
}

function entriesOf(
  guest: Guest,
  folder: Directory | LibraryFolder,
): readonly { name: string; kind: number; inode: number }[] {
  if (folder instanceof LibraryFolder) return folder.names.map((name) => ({ name, kind: 0, inode: 1 }));
  const dots = ['.', '..'].map((name) => ({ name, kind: ENTRY_KIND.directory, inode: 1 }));
  const names = guest.tree.list(folder.path).map((name) => {
    const node = guest.tree.find(joinPath(folder.path, name), false);
    return { name, kind: node ? ENTRY_KIND[node.kind] : 0, inode: node?.inode ?? 1 };
  });
  return [...dots, ...names];
}

function readEntries(guest: Guest, descriptor: number, buffer: number, size: number): number {
  const folder = guest.descriptors.get(descriptor);
  if (!(folder instanceof Directory || folder instanceof LibraryFolder)) throw new SystemError('ENOTDIR');
  const { memory } = guest;
  const entries = entriesOf(guest, folder);
  let at = buffer;
  while (folder.position < entries.length && at + ENTRY_SIZE <= buffer + size) {
    const entry = entries[folder.position];
    if (!entry) break;
    folder.position += 1;
    memory.setU64(at, entry.inode);
    memory.setU64(at + 8, folder.position);
    memory.setU16(at + 16, ENTRY_SIZE);
    memory.bytes[at + 18] = entry.kind;
    memory.setText(at + 19, entry.name);
    at += ENTRY_SIZE;
  }
  return at - buffer;
}

function control(guest: Guest, descriptor: number, command: number, varargs: number): number {
  const { descriptors, memory } = guest;
  const file = descriptors.get(descriptor);
  switch (command) {
    case FCNTL.dup:
    case FCNTL.dupCloseOnExec:
      return descriptors.add(file, memory.i32(varargs));
    case FCNTL.getFlags:
      return file.flags;
    case FCNTL.setFlags:
      file.flags = (file.flags & ~OPEN.nonBlocking) | (memory.i32(varargs) & OPEN.nonBlocking);
      return 0;
    default:
      return 0;
  }
}

/** Looks what is true of the descriptors in a vector of `struct pollfd`; gives how many have something. */
function look(guest: Guest, vector: number, count: number): number {
  const { memory, descriptors } = guest;
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    const at = vector + index * 8;
    const file = descriptors.find(memory.i32(at));
    const wanted = memory.view.getInt16(at + 4, true);
    const now = file ? file.poll() & (wanted | POLL.error | POLL.hangUp) : POLL.invalid;
    memory.view.setInt16(at + 6, now, true);
    if (now !== 0) found += 1;
  }
  return found;
}

async function poll(guest: Guest, vector: number, count: number, timeout: number): Promise<number> {
  let found = look(guest, vector, count);
  if (found > 0 || timeout === 0) return found;
  const watched: Changes[] = [];
  for (let index = 0; index < count; index += 1) {
    const file = guest.descriptors.find(guest.memory.i32(vector + index * 8));
    if (file?.changes) watched.push(file.changes);
  }
  const ready = (): boolean => {
    found = look(guest, vector, count);
    return found > 0;
  };
  await guest.waitFor(ready, watched, timeout < 0 ? undefined : timeout);
  return found;
}

type SystemCalls = Readonly<Record<string, (...given: never[]) => number | Promise<number>>>;

/** The calls by name; each throws when it fails. */
export function descriptorCalls(guest: Guest): SystemCalls {
  const { descriptors } = guest;
  const read = (descriptor: number, vector: number, count: number, place: number | undefined, result: number) => {
    const { memory } = guest;
    return after(descriptors.get(descriptor).read(memory.room(vector, count), place), (content) => {
      memory.scatter(vector, count, content);
      memory.setU32(result, content.length);
      return 0;
    });
  };
  const write = (descriptor: number, vector: number, count: number, place: number | undefined, result: number) => {
    const { memory } = guest;
    return after(descriptors.get(descriptor).write(memory.gather(vector, count), place), (length) => {
      memory.setU32(result, length);
      return 0;
    });
  };
  return {
    fd_read: (descriptor: number, vector: number, count: number, result: number) =>
      read(descriptor, vector, count, undefined, result),
    fd_pread: (descriptor: number, vector: number, count: number, place: bigint, result: number) =>
      read(descriptor, vector, count, Number(place), result),
    fd_write: (descriptor: number, vector: number, count: number, result: number) =>
      write(descriptor, vector, count, undefined, result),
    fd_pwrite: (descriptor: number, vector: number, count: number, place: bigint, result: number) =>
      write(descriptor, vector, count, Number(place), result),
    fd_close: (descriptor: number) => {
      descriptors.close(descriptor);
      return 0;
    },
    fd_sync: (descriptor: number) => {
      descriptors.get(descriptor);
      return 0;
    },
    __syscall_fdatasync: (descriptor: number) => {
      descriptors.get(descriptor);
      return 0;
    },
    fd_seek: (descriptor: number, offset: bigint, whence: number, result: number) => {
      guest.memory.setU64(result, descriptors.get(descriptor).seek(Number(offset), whence));
      return 0;
    },
    fd_fdstat_get: (descriptor: number, buffer: number) => {
      const file = descriptors.get(descriptor);
      const kind = file.isTerminal
        ? WASI_FILE.character
        : file instanceof Directory
          ? WASI_FILE.directory
          : WASI_FILE.regular;
      guest.memory.bytes.fill(0, buffer, buffer + 24);
      guest.memory.bytes[buffer] = kind;
      return 0;
    },
    __syscall_fcntl64: (descriptor: number, command: number, varargs: number) =>
      control(guest, descriptor, command, varargs),
    __syscall_ioctl: (descriptor: number) => {
      descriptors.get(descriptor);
      throw new SystemError('ENOTTY');
    },
    __syscall_fstat64: (descriptor: number, buffer: number) =>
      writeStatus(guest, buffer, descriptors.get(descriptor).status()),
    __syscall_ftruncate64: (descriptor: number, size: bigint) => {
      descriptors.get(descriptor).truncate(Number(size));
      return 0;
    },
    __syscall_dup3: (descriptor: number, other: number) => {
      descriptors.put(other, descriptors.get(descriptor));
      return other;
    },
    __syscall_getdents64: (descriptor: number, buffer: number, size: number) =>
      readEntries(guest, descriptor, buffer, size),
    __syscall_fadvise64: () => 0,
    __syscall_pipe: (pair: number) => {
      const channel = new Channel();
      const inode = guest.draw.int(20_000, 90_000);
      guest.memory.setU32(pair, descriptors.add(new PipeEnd(channel, 'readers', guest, inode)));
      guest.memory.setU32(pair + 4, descriptors.add(new PipeEnd(channel, 'writers', guest, inode)));
      return 0;
    },
    __syscall_poll: (vector: number, count: number, timeout: number) => poll(guest, vector, count, timeout),
  };
}
