/** The files of the machine as one process of the interpreter opens them. */
import { allows, type Credentials } from '../files/credentials.ts';
import { isDevice, readDevice, writeDevice } from '../files/devices.ts';
import { FileError } from '../files/file-error.ts';
import type { FileTree } from '../files/file-tree.ts';
import { sizeOf } from '../files/node-size.ts';
import { joinPath } from '../files/paths.ts';
import type { Kernel } from '../kernel.ts';
import type { Node } from '../world.ts';
import { SystemError } from './errno.ts';
import { type FileStatus, KIND, OPEN, OpenFile } from './open-file.ts';

const DEVICES: Readonly<Record<string, number>> = {
  '/dev/null': 0x103,
  '/dev/zero': 0x105,
  '/dev/full': 0x107,
  '/dev/random': 0x108,
  '/dev/urandom': 0x109,
};

/** What a process has to do with files. */
export interface FileUser {
  readonly kernel: Kernel;
  readonly tree: FileTree;
  readonly who: Credentials;
  /** Lets the time pass that it takes to read or write so many bytes. */
  transfer(bytes: number): Promise<void>;
}

/** What `stat` tells of a node at a path whose links are resolved. */
export function statusOf(node: Node, path: string, user: FileUser): FileStatus {
  const base = { uid: node.uid, gid: node.gid, inode: node.inode, mtime: node.mtime, size: sizeOf(node) };
  const { tree } = user.kernel.state;
  if (node.kind === 'directory') {
    const folders = tree
      .names(path)
      .filter((name) => user.kernel.state.node(joinPath(path, name))?.kind === 'directory');
    return { ...base, mode: KIND.directory | node.mode, links: folders.length + 2 };
  }
  if (node.kind === 'link') return { ...base, mode: KIND.link | node.mode, links: 1 };
  if (isDevice(path)) {
    return { ...base, size: 0, mode: KIND.character | (node.mode & 0o7777), links: 1, device: DEVICES[path] ?? 0x500 };
  }
  return { ...base, mode: KIND.regular | node.mode, links: Math.max(1, tree.linkCount(node.inode)) };
}

/** A file of the disk. What others do to it meanwhile shows. */
export class RegularFile extends OpenFile {
  readonly path: string;
  readonly #user: FileUser;
  readonly #inode: number;
  /** The content of a file that has no name any more, and that of a view such as `/proc`. */
  #own: Uint8Array | undefined;
  #last: Node;
  #position = 0;
  #transferred = false;

  constructor(user: FileUser, path: string, node: Node, flags: number, view?: Uint8Array) {
    super(flags);
    this.path = path;
    this.#user = user;
    this.#inode = node.inode;
    this.#last = node;
    this.#own = view;
  }

  status(): FileStatus {
    const status = statusOf(this.#node() ?? this.#last, this.path, this.#user);
    return this.#node() || this.#own === undefined ? status : { ...status, links: 0, size: this.#own.length };
  }

  async #transfer(size: number): Promise<void> {
    this.#transferred = true;
    await this.#user.transfer(size);
  }

  read(length: number, at?: number): Uint8Array | Promise<Uint8Array> {
    if ((this.flags & OPEN.accessMode) === OPEN.writeOnly) throw new SystemError('EBADF');
    const node = this.#node();
    const from = at ?? this.#position;
    const part = this.#content().subarray(from, from + length);
    if (at === undefined) this.#position += part.length;
    if (node?.kind !== 'file' || !node.sparse || this.#transferred) return part;
    return this.#transfer(node.size).then(() => part);
  }

  /** Writes what another process printed: the time that it takes is that one's. */
  print(bytes: Uint8Array, at?: number): void {
    const content = this.#content();
    const from = (this.flags & OPEN.append) !== 0 ? content.length : (at ?? this.#position);
    if (at === undefined) this.#position = from + bytes.length;
    this.#put(content, from, bytes);
  }

  write(bytes: Uint8Array, at?: number): number | Promise<number> {
    if ((this.flags & OPEN.accessMode) === 0) throw new SystemError('EBADF');
    this.print(bytes, at);
    const sparse = this.#user.kernel.state.sparse.recognise(bytes);
    return sparse ? this.#user.transfer(sparse.size).then(() => bytes.length) : bytes.length;
  }

  #put(content: Uint8Array, from: number, bytes: Uint8Array): void {
    const { kernel, tree } = this.#user;
    const node = this.#node();
    if (node && from === content.length) {
      tree.append(this.path, bytes);
      kernel.events.fileWritten(this.path);
      return;
    }
    const after = new Uint8Array(Math.max(content.length, from + bytes.length));
    after.set(content);
    after.set(bytes, from);
    this.#replace(after);
  }

  #replace(content: Uint8Array): void {
    const { kernel, tree } = this.#user;
    if (!this.#node()) {
      this.#own = content;
      return;
    }
    tree.write(this.path, content);
    kernel.events.fileWritten(this.path);
  }

  override seek(offset: number, whence: number): number {
    const node = this.#node();
    const end = node?.kind === 'file' && node.sparse ? node.size : this.#content().length;
    const base = whence === 0 ? 0 : whence === 1 ? this.#position : end;
    if (base + offset < 0) throw new SystemError('EINVAL');
    this.#position = base + offset;
    return this.#position;
  }

  override truncate(size: number): void {
    const { kernel, tree } = this.#user;
    const content = this.#content();
    if (size <= content.length) this.#replace(content.slice(0, size));
    else if (size <= 2 ** 20) {
      const longer = new Uint8Array(size);
      longer.set(content);
      this.#replace(longer);
    } else if (this.#node()) {
      tree.writeSparse(this.path, kernel.state.sparse.zeros(content, size));
      kernel.events.fileWritten(this.path);
    }
  }

  /** The node under the name, if it is still this file. */
  #node(): Node | undefined {
    const node = this.#own ? undefined : this.#user.kernel.state.node(this.path);
    if (node?.inode !== this.#inode) return undefined;
    this.#last = node;
    return node;
  }

  #content(): Uint8Array {
    const node = this.#node();
    if (node?.kind === 'file') return this.#user.kernel.state.read(node);
    this.#own ??= this.#last.kind === 'file' ? this.#user.kernel.state.read(this.#last) : new Uint8Array();
    return this.#own;
  }
}

/** A folder that is read. */
export class Directory extends OpenFile {
  readonly path: string;
  /** Entries that were handed out already. */
  position = 0;
  readonly #user: FileUser;
  readonly #node: Node;

  constructor(user: FileUser, path: string, node: Node) {
    super(OPEN.directory);
    this.path = path;
    this.#user = user;
    this.#node = node;
  }

  status(): FileStatus {
    return statusOf(this.#user.kernel.state.node(this.path) ?? this.#node, this.path, this.#user);
  }

  read(): Uint8Array {
    throw new SystemError('EISDIR');
  }

  write(): number {
    throw new SystemError('EBADF');
  }

  override seek(offset: number): number {
    this.position = offset;
    return offset;
  }
}

/** A file in `/dev` that is none. */
export class DeviceFile extends OpenFile {
  readonly #user: FileUser;
  readonly #path: string;
  readonly #node: Node;

  constructor(user: FileUser, path: string, node: Node, flags: number) {
    super(flags);
    this.#user = user;
    this.#path = path;
    this.#node = node;
  }

  status(): FileStatus {
    return statusOf(this.#node, this.#path, this.#user);
  }

  read(length: number): Uint8Array {
    const parts = readDevice(this.#path, this.#user.kernel.draw);
    return parts.subarray(0, length);
  }

  write(bytes: Uint8Array): number {
    writeDevice(this.#path, bytes);
    return bytes.length;
  }

  override seek(): number {
    return 0;
  }
}

/**
 * Opens a path whose links are followed.
 * @throws FileError or SystemError when it cannot be opened in this way
 */
export function openPath(user: FileUser, path: string, flags: number, mode: number): OpenFile {
  const { tree, kernel } = user;
  const resolved = tree.resolve(path, 'open', (flags & OPEN.noFollow) === 0);
  const writes = (flags & OPEN.accessMode) !== 0;
  const found = tree.find(resolved, false);
  if (found?.kind === 'link') throw new SystemError('ELOOP');
  if (found && (flags & OPEN.create) !== 0 && (flags & OPEN.exclusive) !== 0) throw new SystemError('EEXIST');
  if (found?.kind === 'directory') {
    if (writes || (flags & OPEN.create) !== 0) throw new SystemError('EISDIR');
    if (!allows(found, user.who, 'read')) throw new SystemError('EACCES');
    return new Directory(user, resolved, found);
  }
  if (found && (flags & OPEN.directory) !== 0) throw new SystemError('ENOTDIR');
  if (!found && (flags & OPEN.create) === 0) throw new SystemError('ENOENT');
  if (isDevice(resolved) && found) return new DeviceFile(user, resolved, found, flags);
  if (!found) {
    tree.append(resolved, new Uint8Array());
    const wanted = mode & 0o777 & ~tree.umask;
    const made = tree.node(resolved, 'open');
    if (wanted !== made.mode) tree.chmod(resolved, wanted);
    kernel.events.fileWritten(resolved);
    return new RegularFile(user, resolved, tree.node(resolved, 'open'), flags);
  }
  if (!writes || (flags & OPEN.accessMode) === OPEN.readWrite) {
    tree.readable(resolved);
    if (!writes) kernel.events.fileRead(resolved);
  }
  if (writes) tree.checkWritable(resolved);
  if (writes && (flags & OPEN.truncate) !== 0) {
    tree.write(resolved, new Uint8Array());
    kernel.events.fileWritten(resolved);
  }
  const node = kernel.state.node(resolved);
  if (!node) return new RegularFile(user, resolved, found, flags, tree.read(resolved));
  return new RegularFile(user, resolved, node, flags);
}

/** Whether somebody may do something to what lies at a path. `access` is a sum of 4, 2 and 1. */
export function checkAccess(user: FileUser, path: string, access: number, followLast: boolean): void {
  const { tree } = user;
  const node = tree.node(path, 'access', followLast);
  const wants = [
    ['read', 4],
    ['write', 2],
    ['execute', 1],
  ] as const;
  for (const [name, bit] of wants) {
    if ((access & bit) !== 0 && !allows(node, user.who, name)) throw new FileError('EACCES', 'access', path);
  }
}
