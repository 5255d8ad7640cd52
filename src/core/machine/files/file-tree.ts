/** Changes to the file system of the machine as somebody may make them. */
import { isReadOnly, mountAt } from '../host/extra-mounts.ts';
import { kernelSettings, settingAt, takesValue, withSetting } from '../host/kernel-settings.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { DirectoryNode, FileNode, Node } from '../world.ts';
import { allows, mayReplaceEntry } from './credentials.ts';
import { digestOf } from './digest.ts';
import { FileError } from './file-error.ts';
import { FileLookup, type FileViewer } from './file-lookup.ts';
import { isWithin, joinPath, parentOf, resolvePath } from './paths.ts';
import { isProc } from './proc-files.ts';
import type { SparseContent } from './sparse.ts';

const EMPTY_DIGEST = digestOf('');

/** How much the file system of a machine holds before it is full, besides the size of the disk. */
export interface FileLimits {
  readonly files: number;
  /** Bytes of contents that are held in memory. */
  readonly contentBytes: number;
}

/** Who uses the file system. */
export interface FileTreeUser extends FileViewer {
  readonly limits: FileLimits;
  onLimit(limit: 'files' | 'file-bytes', detail: string): void;
}

export class FileTree extends FileLookup {
  readonly #limits: FileLimits;
  readonly #onLimit: FileTreeUser['onLimit'];
  umask = 0o022;

  constructor(state: MachineState, user: FileTreeUser) {
    super(state, user);
    this.#limits = user.limits;
    this.#onLimit = user.onLimit;
  }

  write(path: string, content: Uint8Array): void {
    if (this.#writeSetting(path, content)) return;
    const node = this.#opened(path);
    const size = this.state.sparse.recognise(content)?.size ?? content.length;
    this.#reserve(path, size - node.size, content.length);
    this.state.write(node, content, this.state.clock);
  }

  /** Writes what another file holds. */
  writeCopy(path: string, source: FileNode): void {
    const node = this.#opened(path);
    this.#reserve(path, source.size - node.size, 0);
    this.state.writeCopy(node, source, this.state.clock);
  }

  append(path: string, content: Uint8Array): void {
    if (this.#writeSetting(path, content)) return;
    const node = this.#opened(path);
    const size = this.state.sparse.recognise(content)?.size ?? content.length;
    this.#reserve(path, size, content.length);
    this.state.append(node, content, this.state.clock);
  }

  /** Writes a sparse content, or as much of it as the disk takes; then it throws. */
  writeSparse(path: string, content: SparseContent): void {
    const node = this.#opened(path);
    this.#reserve(path, content.size - node.size, 0);
    this.state.writeSparse(node, content, this.state.clock);
  }

  makeFolder(path: string, parents: boolean): void {
    const target = this.resolve(path, 'mkdir', false);
    const existing = this.at(target);
    if (existing) {
      const folder = existing.kind === 'link' ? this.find(path) : existing;
      if (parents && folder?.kind === 'directory') return;
      throw new FileError('EEXIST', 'mkdir', path);
    }
    this.#enter(target, this.#newFolder(0o777 & ~this.umask), 'mkdir');
  }

  /** Makes a folder and those above it that are missing. */
  makeFolders(path: string): void {
    const parts = resolvePath('/', path).slice(1).split('/').filter(Boolean);
    let at = '';
    for (const part of parts) {
      at = `${at}/${part}`;
      this.makeFolder(at, true);
    }
  }

  makeLink(target: string, path: string): void {
    const at = this.resolve(path, 'symlink', false);
    if (this.at(at)) throw new FileError('EEXIST', 'symlink', path);
    const link: Node = { kind: 'link', target, mode: 0o777, ...this.#owned() };
    this.#enter(at, link, 'symlink');
  }

  /** Gives a file a second name. */
  makeHardLink(existing: string, path: string): void {
    const from = this.resolve(existing, 'link', false);
    const node = this.state.node(from);
    if (!node) throw new FileError('ENOENT', 'link', existing);
    if (node.kind === 'directory') throw new FileError('EPERM', 'link', existing);
    const at = this.resolve(path, 'link', false);
    if (this.state.node(at)) throw new FileError('EEXIST', 'link', path);
    this.#enter(at, node, 'link');
  }

  /** Removes a file, a link or an empty folder; with `recursive` a folder with all it holds. Gives the files removed. */
  remove(path: string, recursive: boolean): readonly string[] {
    const at = this.resolve(path, 'rm', false);
    if (isProc(at)) throw new FileError(at === '/proc' ? 'EBUSY' : 'EPERM', 'rm', path);
    const node = this.state.node(at);
    if (!node) throw new FileError('ENOENT', 'rm', path);
    if (at === '/') throw new FileError('EBUSY', 'rm', path);
    const removed: string[] = [];
    if (node.kind === 'directory' && !this.state.tree.isEmpty(at)) {
      if (!recursive) throw new FileError('ENOTEMPTY', 'rm', path);
      for (const name of this.list(at)) removed.push(...this.remove(joinPath(at, name), true));
    }
    this.#leave(at, node, 'rm');
    return node.kind === 'directory' ? removed : [...removed, at];
  }

  /** Renames a file or folder; a file that is in the way is replaced, as is an empty folder. */
  rename(from: string, to: string): void {
    const source = this.resolve(from, 'mv', false);
    const target = this.resolve(to, 'mv', false);
    const node = this.state.node(source);
    if (!node) throw new FileError('ENOENT', 'mv', from);
    if (source === target) return;
    if (isWithin(target, source)) throw new FileError('EINVAL', 'mv', from);
    const inTheWay = this.state.node(target);
    if (inTheWay) {
      if (inTheWay.kind === 'directory' && node.kind !== 'directory') throw new FileError('EISDIR', 'mv', to);
      if (inTheWay.kind !== 'directory' && node.kind === 'directory') throw new FileError('ENOTDIR', 'mv', to);
      if (inTheWay.kind === 'directory' && !this.state.tree.isEmpty(target)) throw new FileError('ENOTEMPTY', 'mv', to);
      this.#leave(target, inTheWay, 'mv');
    }
    this.#checkLeave(source, node, 'mv');
    this.#enter(target, node, 'mv');
    if (node.kind === 'directory') this.#moveEntries(source, target);
    this.state.removeNode(source);
  }

  chmod(path: string, mode: number): void {
    this.#changeOwned(path, 'chmod', (node) => ({ ...node, mode: mode & 0o7777 }));
  }

  /** Only root gives files away. */
  chown(path: string, uid: number | undefined, gid: number | undefined, followLast = true): void {
    if (this.who.uid !== 0) throw new FileError('EPERM', 'chown', path);
    this.#changeOwned(path, 'chown', (node) => ({ ...node, uid: uid ?? node.uid, gid: gid ?? node.gid }), followLast);
  }

  setTime(path: string, mtime: number): void {
    this.#changeOwned(path, 'utimes', (node) => ({ ...node, mtime }));
  }

  #changeOwned(path: string, operation: string, change: (node: Node) => Node, followLast = true): void {
    const at = this.resolve(path, operation, followLast);
    const node = this.at(at);
    if (!node) throw new FileError('ENOENT', operation, path);
    if (isProc(at)) throw new FileError('EPERM', operation, path);
    if (isReadOnly(this.state.host, at)) throw new FileError('EROFS', operation, path);
    if (this.who.uid !== 0 && node.uid !== this.who.uid) throw new FileError('EPERM', operation, path);
    const after = change(node);
    for (const name of this.state.tree.pathsOf(node.inode)) this.state.setNode(name, after);
  }

  /** Changes a setting of the kernel; false when the path is no setting. */
  #writeSetting(path: string, content: Uint8Array): boolean {
    const name = settingAt(path);
    const before = name === undefined ? undefined : kernelSettings(this.state.host).get(name);
    if (name === undefined || before === undefined) return false;
    this.checkWritable(path);
    const value = new TextDecoder().decode(content).trim();
    if (content.length === 0) return true;
    if (!takesValue(before, value)) throw new FileError('EINVAL', 'write', path);
    this.state.host = withSetting(this.state.host, name, value);
    return true;
  }

  /** The file at a path, made if it is missing, which may be written. */
  #opened(path: string): FileNode {
    const at = this.resolve(path, 'open');
    if (isProc(at)) throw new FileError(this.at(at) ? 'EACCES' : 'ENOENT', 'open', path);
    if (isReadOnly(this.state.host, at)) throw new FileError('EROFS', 'open', path);
    const node = this.state.node(at);
    if (!node) {
      const file: FileNode = {
        kind: 'file',
        size: 0,
        digest: EMPTY_DIGEST,
        mode: 0o666 & ~this.umask,
        ...this.#owned(),
      };
      this.#enter(at, file, 'open');
      return file;
    }
    if (node.kind !== 'file') throw new FileError('EISDIR', 'open', path);
    if (!allows(node, this.who, 'write')) throw new FileError('EACCES', 'open', path);
    return node;
  }

  #moveEntries(source: string, target: string): void {
    for (const name of this.state.tree.names(source)) {
      const from = joinPath(source, name);
      const node = this.state.node(from);
      if (!node) continue;
      this.state.setNode(joinPath(target, name), node);
      if (node.kind === 'directory') this.#moveEntries(from, joinPath(target, name));
      this.state.removeNode(from);
    }
  }

  /** Puts a node into a folder that may be written. */
  #enter(path: string, node: Node, operation: string): void {
    if (isProc(path)) throw new FileError('ENOENT', operation, path);
    if (isReadOnly(this.state.host, path)) throw new FileError('EROFS', operation, path);
    const folder = this.state.node(parentOf(path));
    if (!folder) throw new FileError('ENOENT', operation, path);
    if (folder.kind !== 'directory') throw new FileError('ENOTDIR', operation, path);
    if (!allows(folder, this.who, 'write')) throw new FileError('EACCES', operation, path);
    if (this.state.fileCount >= this.#limits.files) {
      this.#onLimit('files', `${this.#limits.files} files`);
      throw new FileError('ENOSPC', operation, path);
    }
    this.#reserve(path, node.kind === 'directory' ? 4096 : 0, 0);
    this.state.setNode(path, node);
    this.#touch(parentOf(path));
  }

  #leave(path: string, node: Node, operation: string): void {
    this.#checkLeave(path, node, operation);
    this.state.removeNode(path);
    this.#touch(parentOf(path));
  }

  #checkLeave(path: string, node: Node, operation: string): void {
    if (isReadOnly(this.state.host, path)) throw new FileError('EROFS', operation, path);
    if (mountAt(this.state.host, path)) throw new FileError('EBUSY', operation, path);
    const folder = this.state.node(parentOf(path));
    if (folder && !mayReplaceEntry(folder, node, this.who)) {
      throw new FileError((folder.mode & 0o1000) === 0 ? 'EACCES' : 'EPERM', operation, path);
    }
  }

  /** A folder's time is that of the last change to its entries. */
  #touch(folder: string): void {
    const node = this.state.node(folder);
    if (node) this.state.setNode(folder, { ...node, mtime: this.state.clock });
  }

  /** Room on the disk and in memory for more bytes. */
  #reserve(path: string, diskBytes: number, contentBytes: number): void {
    if (diskBytes > 0 && diskBytes > this.state.room(path, this.who.uid)) {
      throw new FileError(diskBytes > this.state.quotaLeft(this.who.uid) ? 'EDQUOT' : 'ENOSPC', 'write', path);
    }
    if (contentBytes > 0 && this.state.contentBytes + contentBytes > this.#limits.contentBytes) {
      this.#onLimit('file-bytes', `${this.#limits.contentBytes} bytes of file contents`);
      throw new FileError('ENOSPC', 'write', path);
    }
  }

  #owned(): Pick<FileNode, 'uid' | 'gid' | 'mtime' | 'inode'> {
    return { uid: this.who.uid, gid: this.who.gid, mtime: this.state.clock, inode: this.state.newInode() };
  }

  #newFolder(mode: number): DirectoryNode {
    return { kind: 'directory', mode, ...this.#owned() };
  }
}
