/** Looks at the file system of the machine as somebody sees it: links are followed in every part of a path, permissions hold. */
import { isReadOnly } from '../host/extra-mounts.ts';
import { isSettable, settingAt } from '../host/kernel-settings.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { FileNode, Node } from '../world.ts';
import { allows, type Credentials } from './credentials.ts';
import { FileError } from './file-error.ts';
import { parentOf, resolvePath } from './paths.ts';
import { isProc, ProcFiles } from './proc-files.ts';

/** Links that are followed on the way to one file, as Linux counts them. */
const MOST_LINKS = 40;
const LONGEST_NAME = 255;
const encoder = new TextEncoder();

/** Who looks. */
export interface FileViewer {
  readonly who: Credentials;
  /** Pid of the process that looks: `/proc/self`. */
  self(): number;
}

export class FileLookup {
  protected readonly state: MachineState;
  protected readonly who: Credentials;
  readonly #proc: ProcFiles;

  constructor(state: MachineState, viewer: FileViewer) {
    this.state = state;
    this.who = viewer.who;
    this.#proc = new ProcFiles(state, viewer.self);
  }

  /**
   * The path without links that a path leads to. What it leads to need not exist; the folders on the way have to.
   * @throws FileError when a folder is missing, is none, or may not be searched.
   */
  resolve(path: string, operation: string, followLast = true): string {
    let whole = resolvePath('/', path);
    let at = '/';
    let folder = this.at(at);
    let links = 0;
    // `at` is always how `whole` begins, up to the name that is looked at.
    while (at.length < whole.length) {
      const start = at === '/' ? 1 : at.length + 1;
      const slash = whole.indexOf('/', start);
      const end = slash === -1 ? whole.length : slash;
      if (end - start > LONGEST_NAME) throw new FileError('ENAMETOOLONG', operation, path);
      if (!folder) throw new FileError('ENOENT', operation, path);
      if (folder.kind !== 'directory') throw new FileError('ENOTDIR', operation, path);
      if (!allows(folder, this.who, 'execute')) throw new FileError('EACCES', operation, path);
      const next = whole.slice(0, end);
      const node = this.at(next);
      if (node?.kind === 'link' && (end < whole.length || followLast)) {
        links += 1;
        if (links > MOST_LINKS) throw new FileError('ELOOP', operation, path);
        whole = resolvePath('/', `${resolvePath(at, node.target)}${whole.slice(end)}`);
        at = '/';
        folder = this.at(at);
      } else {
        at = next;
        folder = node;
      }
    }
    return at;
  }

  /** The node that a path leads to; undefined when there is none. */
  find(path: string, followLast = true): Node | undefined {
    try {
      return this.at(this.resolve(path, 'stat', followLast));
    } catch {
      return undefined;
    }
  }

  /** @throws FileError when there is nothing at the path. */
  node(path: string, operation: string, followLast = true): Node {
    const node = this.at(this.resolve(path, operation, followLast));
    if (!node) throw new FileError('ENOENT', operation, path);
    return node;
  }

  /** The user who looks. */
  get uid(): number {
    return this.who.uid;
  }

  /** Whether a folder may be made the current one. */
  mayEnter(folder: Node): boolean {
    return allows(folder, this.who, 'execute');
  }

  /** The file at a path, which may be read. */
  readable(path: string): FileNode {
    const node = this.node(path, 'open');
    if (node.kind !== 'file') throw new FileError('EISDIR', 'read', path);
    if (!allows(node, this.who, 'read')) throw new FileError('EACCES', 'open', path);
    return node;
  }

  read(path: string): Uint8Array {
    const node = this.readable(path);
    const resolved = this.resolve(path, 'open');
    return isProc(resolved) ? encoder.encode(this.#proc.read(resolved)) : this.state.read(node);
  }

  /** Names in a folder, sorted. */
  list(path: string): readonly string[] {
    const folder = this.resolve(path, 'scandir');
    const node = this.at(folder);
    if (!node) throw new FileError('ENOENT', 'scandir', path);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', 'scandir', path);
    if (!allows(node, this.who, 'read')) throw new FileError('EACCES', 'scandir', path);
    return isProc(folder) ? this.#proc.names(folder) : this.state.tree.names(folder);
  }

  /**
   * Whether a file can be opened for writing; a folder is left to the caller.
   * @throws FileError when it cannot.
   */
  checkWritable(path: string): void {
    const at = this.resolve(path, 'open');
    const node = this.at(at);
    const setting = settingAt(at);
    const isOpen = setting !== undefined && node?.kind === 'file' && this.uid === 0 && isSettable(setting);
    if (isProc(at) && !isOpen) throw new FileError(node ? 'EACCES' : 'ENOENT', 'open', path);
    if (isReadOnly(this.state.host, at)) throw new FileError('EROFS', 'open', path);
    if (node && node.kind !== 'file') return;
    const needed = node ?? this.at(parentOf(at));
    if (!needed) throw new FileError('ENOENT', 'open', path);
    if (!allows(needed, this.who, 'write')) throw new FileError('EACCES', 'open', path);
  }

  readLink(path: string): string {
    const node = this.node(path, 'readlink', false);
    if (node.kind !== 'link') throw new FileError('EINVAL', 'readlink', path);
    // What a process of somebody else runs, only root may see.
    const isOthers = /^\/proc\/\d+\//.test(path) && this.uid !== 0 && node.uid !== this.uid;
    if (isOthers) throw new FileError('EACCES', 'readlink', path);
    return node.target;
  }

  /** The node at a path whose links are resolved. */
  protected at(path: string): Node | undefined {
    return isProc(path) ? this.#proc.node(path) : this.state.node(path);
  }
}
