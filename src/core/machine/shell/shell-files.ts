/** The files of the machine as the shell and its tools ask for them. */
import type { ByteString, CpOptions, FileContent, FsStat, IFileSystem, MkdirOptions, RmOptions } from 'just-bash';
import { unsafeBytesFromLatin1 } from 'just-bash';
import { isDevice, readDevice, writeDevice } from '../files/devices.ts';
import { FileError } from '../files/file-error.ts';
import type { FileTree } from '../files/file-tree.ts';
import { sizeOf } from '../files/node-size.ts';
import { joinPath, resolvePath } from '../files/paths.ts';
import type { Kernel } from '../kernel.ts';
import type { DevTcp } from '../network/dev-tcp.ts';
import type { Node } from '../world.ts';
import { copyInto } from './copy.ts';
import { bytesOf, type Encoding, encodingOf, latin1 } from './encoding.ts';
import { HIDDEN_MARK, SOCKETS } from './hidden-name.ts';

/** What the file system has to know of the shell that uses it. */
export interface FileUser {
  /** The interpreter itself asks, not a command that it runs. */
  readonly interpreting: boolean;
  /** The interpreter is about to look whether it can open a file for a redirection. */
  readonly opening: boolean;
  /** The interpreter opened a file for a redirection. */
  opened(path: string): void;
  /** A redirection could not be carried out. */
  refused(error: unknown): void;
  /** The interpreter is about to change to another folder. */
  readonly changingFolder: boolean;
  /** The command at hand takes contents that are only described. */
  readonly knowsDescribed: boolean;
  /** A folder may not be entered. */
  denied(): void;
  /** What the shell itself prints, with its complaints as bash words them. */
  worded(content: Uint8Array): Uint8Array;
  /** Output for a sink; false when the path is not that of one. */
  collect(path: string, content: Uint8Array): boolean;
  /** Text that stands behind a hidden path. */
  hiddenText(path: string): string | undefined;
  /** What runs instead of an executable file. */
  scriptFor(path: string): string;
  /** Lets the time pass that it takes to read or write so many bytes; false when there was not enough of it. */
  transfer(bytes: number): Promise<boolean>;
  /** Connections that redirections open. */
  readonly connections: DevTcp;
}

type Dirent = Awaited<ReturnType<NonNullable<IFileSystem['readdirWithFileTypes']>>>[number];

/** How a complaint of the interpreter begins, and bytes that one has at most. */
const COMPLAINT = new TextEncoder().encode('bash: ');
const LONGEST_COMPLAINT = 4096;

function startsWith(bytes: Uint8Array, part: Uint8Array): boolean {
  return part.every((byte, at) => bytes[at] === byte);
}

export class ShellFiles implements IFileSystem {
  readonly #kernel: Kernel;
  readonly #tree: FileTree;
  readonly #user: FileUser;
  /** Contents behind `/dev/fd`, which belong to one run of the shell. */
  readonly #descriptors = new Map<string, Uint8Array>();

  constructor(kernel: Kernel, tree: FileTree, user: FileUser) {
    this.#kernel = kernel;
    this.#tree = tree;
    this.#user = user;
  }

  async readFile(path: string, options?: Encoding): Promise<string> {
    if (path.includes(HIDDEN_MARK) && !path.startsWith(SOCKETS)) return this.#user.hiddenText(path) ?? '';
    if (this.#user.interpreting && options === undefined) {
      const node = this.#tree.readable(path);
      if ((node.mode & 0o111) !== 0) return this.#user.scriptFor(path);
    }
    const bytes = await this.readFileBuffer(path);
    const encoding = encodingOf(options);
    return encoding === 'utf8' || encoding === 'utf-8' ? new TextDecoder().decode(bytes) : latin1(bytes);
  }

  async readFileBytes(path: string): Promise<ByteString> {
    return unsafeBytesFromLatin1(latin1(await this.readFileBuffer(path)));
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    if (path.startsWith(SOCKETS)) {
      const problem = await this.#user.connections.connect(path);
      if (problem !== undefined) throw new FileError('ENOENT', 'open', path);
      return new TextEncoder().encode(this.#user.connections.read(path));
    }
    const descriptor = this.#descriptors.get(path);
    if (descriptor) return descriptor;
    const resolved = this.#tree.resolve(path, 'open');
    if (isDevice(resolved)) {
      const bytes = readDevice(resolved, this.#kernel.draw);
      // What a redirection opens, the command reads as far as it cares to.
      if (!this.#user.interpreting || bytes.length === 0 || !this.#user.knowsDescribed) return bytes;
      const { sparse } = this.#kernel.state;
      const pattern = bytes.every((byte) => byte === 0) ? bytes.slice(0, 1) : bytes;
      return sparse.read(sparse.repeated(pattern, Number.POSITIVE_INFINITY));
    }
    const node = this.#tree.readable(resolved);
    this.#kernel.events.fileRead(resolved);
    if (node.sparse) await this.#user.transfer(node.size);
    return this.#tree.read(resolved);
  }

  async writeFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    const bytes = this.#worded(bytesOf(content, options));
    if (this.#user.collect(path, bytes) || this.#writeDescriptor(path, bytes) || (await this.#send(path, bytes)))
      return;
    await this.#redirected(() => this.#put(path, bytes, 'write'));
  }

  async appendFile(path: string, content: FileContent, options?: Encoding): Promise<void> {
    const bytes = this.#worded(bytesOf(content, options));
    if (this.#user.collect(path, bytes) || (await this.#send(path, bytes))) return;
    await this.#redirected(() => this.#put(path, bytes, 'append'));
  }

  /** Only the shell itself complains as `bash: …`, and only that is looked at. */
  #worded(bytes: Uint8Array): Uint8Array {
    const complains = this.#user.interpreting && bytes.length < LONGEST_COMPLAINT && startsWith(bytes, COMPLAINT);
    return complains ? this.#user.worded(bytes) : bytes;
  }

  /** Sends what is written to a connection; the first write opens it. True for every path that stands for one. */
  async #send(path: string, bytes: Uint8Array): Promise<boolean> {
    if (!path.startsWith(SOCKETS)) return false;
    if (bytes.length > 0) this.#user.connections.send(path, new TextDecoder().decode(bytes));
    else if (!this.#user.opening) {
      const problem = await this.#user.connections.connect(path);
      if (problem !== undefined) this.#user.refused(new Error(problem));
    }
    return true;
  }

  async #put(path: string, bytes: Uint8Array, how: 'write' | 'append'): Promise<void> {
    // The streams that the shell has open go on when somebody removes their names.
    const resolved = isDevice(path) ? path : this.#tree.resolve(path, 'open');
    if (this.#user.interpreting && bytes.length === 0) this.#user.opened(resolved);
    if (isDevice(resolved)) {
      writeDevice(resolved, bytes);
      return;
    }
    await this.#transferWrite(bytes);
    this.#tree[how](resolved, bytes);
    this.#kernel.events.fileWritten(resolved);
  }

  /** The interpreter does not expect a redirection to fail once it has begun; what fails is told of afterwards. */
  async #redirected(write: () => Promise<void>): Promise<void> {
    if (!this.#user.interpreting) return write();
    try {
      await write();
    } catch (error) {
      this.#user.refused(error);
    }
  }

  async exists(path: string): Promise<boolean> {
    if (path.startsWith(SOCKETS)) {
      const problem = await this.#user.connections.connect(path);
      if (problem === undefined) {
        // It is open now, and no file: what the interpreter looks for next is something else.
        if (this.#user.opening) this.#user.opened('/dev/null');
        return true;
      }
      // The interpreter looks twice; what fails is told of once.
      if (this.#user.opening) this.#user.refused(new Error(problem));
      throw new Error(problem);
    }
    if (this.#user.interpreting && this.#user.opening && !path.includes(HIDDEN_MARK) && !path.startsWith('/dev/')) {
      try {
        this.#tree.checkWritable(path);
      } catch (error) {
        this.#user.refused(error);
        throw error;
      }
    }
    return path.includes(HIDDEN_MARK) || this.#descriptors.has(path) || this.#tree.find(path) !== undefined;
  }

  async stat(path: string): Promise<FsStat> {
    const special = this.#specialStat(path);
    if (special) return special;
    const node = this.#tree.node(path, 'stat');
    if (this.#user.changingFolder && node.kind === 'directory' && !this.#tree.mayEnter(node)) {
      this.#user.denied();
      throw new FileError('EACCES', 'chdir', path);
    }
    return this.#statOf(node);
  }

  async lstat(path: string): Promise<FsStat> {
    const special = this.#specialStat(path);
    return special ?? this.#statOf(this.#tree.node(path, 'lstat', false));
  }

  async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    if (options?.recursive) this.#tree.makeFolders(path);
    else this.#tree.makeFolder(path, false);
  }

  async readdir(path: string): Promise<string[]> {
    return [...this.#tree.list(path)];
  }

  async readdirWithFileTypes(path: string): Promise<Dirent[]> {
    return this.#tree.list(path).map((name) => {
      const node = this.#tree.find(joinPath(path, name), false);
      return {
        name,
        isFile: node?.kind === 'file',
        isDirectory: node?.kind === 'directory',
        isSymbolicLink: node?.kind === 'link',
      };
    });
  }

  async rm(path: string, options?: RmOptions): Promise<void> {
    if (this.#descriptors.delete(path)) return;
    const node = this.#tree.find(path, false);
    if (!node && options?.force) return;
    const within = this.#filesWithin(path);
    const digests = new Map(within.map((file) => [file, this.#kernel.state.digestOf(file)]));
    for (const removed of this.#tree.remove(path, options?.recursive ?? false)) {
      this.#kernel.events.fileRemoved(removed, digests.get(removed));
    }
  }

  async cp(from: string, to: string, options?: CpOptions): Promise<void> {
    await copyInto(
      this.#kernel,
      this.#tree,
      (bytes) => this.#user.transfer(bytes),
      from,
      to,
      options?.recursive ?? false,
    );
  }

  async mv(from: string, to: string): Promise<void> {
    const source = this.#tree.resolve(from, 'mv', false);
    const files = this.#filesWithin(source);
    const digests = new Map(files.map((file) => [file, this.#kernel.state.digestOf(file)]));
    this.#tree.rename(from, to);
    const target = this.#tree.resolve(to, 'mv', false);
    for (const file of files) {
      this.#kernel.events.fileRemoved(file, digests.get(file));
      this.#kernel.events.fileWritten(target + file.slice(source.length));
    }
  }

  resolvePath(base: string, path: string): string {
    return resolvePath(base, path);
  }

  getAllPaths(): string[] {
    return [...this.#kernel.state.view.files.keys()];
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.#tree.chmod(path, mode);
  }

  async symlink(target: string, path: string): Promise<void> {
    this.#tree.makeLink(target, path);
  }

  async link(existing: string, path: string): Promise<void> {
    this.#tree.makeHardLink(existing, path);
    this.#kernel.events.fileWritten(this.#tree.resolve(path, 'link', false));
  }

  async readlink(path: string): Promise<string> {
    return this.#tree.readLink(path);
  }

  async realpath(path: string): Promise<string> {
    const resolved = this.#tree.resolve(path, 'realpath');
    this.#tree.node(resolved, 'realpath');
    return resolved;
  }

  async utimes(path: string, _accessed: Date, modified: Date): Promise<void> {
    this.#tree.setTime(path, modified.getTime());
  }

  #writeDescriptor(path: string, bytes: Uint8Array): boolean {
    if (!path.startsWith('/dev/fd/')) return false;
    this.#descriptors.set(path, bytes.slice());
    return true;
  }

  async #transferWrite(bytes: Uint8Array): Promise<void> {
    const sparse = this.#kernel.state.sparse.recognise(bytes);
    if (sparse) await this.#user.transfer(sparse.size);
  }

  #filesWithin(path: string): string[] {
    let resolved: string;
    try {
      resolved = this.#tree.resolve(path, 'stat', false);
    } catch {
      return [];
    }
    const node = this.#kernel.state.node(resolved);
    if (node?.kind !== 'directory') return node ? [resolved] : [];
    return this.#kernel.state.tree.names(resolved).flatMap((name) => this.#filesWithin(joinPath(resolved, name)));
  }

  /** What the interpreter sees of hidden commands and of descriptors. */
  #specialStat(path: string): FsStat | undefined {
    const descriptor = this.#descriptors.get(path);
    if (!descriptor && !path.includes(HIDDEN_MARK)) return undefined;
    return {
      isFile: true,
      isDirectory: false,
      isSymbolicLink: false,
      mode: 0o755,
      size: descriptor?.length ?? 0,
      mtime: new Date(this.#kernel.state.clock),
    };
  }

  #statOf(node: Node): FsStat {
    return {
      isFile: node.kind === 'file',
      isDirectory: node.kind === 'directory',
      isSymbolicLink: node.kind === 'link',
      mode: node.mode,
      size: sizeOf(node),
      mtime: new Date(node.mtime),
      dev: 65_025,
      ino: node.inode,
      identity: `inode:${node.inode}`,
    };
  }
}
