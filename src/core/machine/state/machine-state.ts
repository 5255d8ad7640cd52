/** The one state of a machine while it runs: everything that commands show is read from here, everything they do ends up here. */
import { GrowingBytes } from '../files/bytes.ts';
import { SparseBlocks, type SparseContent } from '../files/sparse.ts';
import { sizeOfVolume } from '../host/volumes.ts';
import type { Clock } from '../time/clock.ts';
import type {
  FileNode,
  HostFacts,
  HostWorld,
  NetworkState,
  Node,
  Process,
  Service,
  ToldContent,
  ToldContents,
  World,
  WorldPatch,
} from '../world.ts';
import { Contents } from './contents.ts';
import { JournaledMap } from './journal.ts';
import { Tree } from './tree.ts';

const EMPTY = new Uint8Array();
/** Digest of a file whose content was written and not yet sealed. It never leaves this file. */
const UNSEALED = '';

/** What the hosts of a trial have in common: their time, and the contents that files have. */
export interface SharedState {
  readonly clock: Clock;
  readonly contents: Contents;
  readonly sparse: SparseBlocks;
}

export class MachineState {
  readonly sparse: SparseBlocks;
  readonly tree: Tree = new Tree();
  /** The variables that processes were started with, by pid, as far as anybody set them. */
  readonly environments: Map<number, Readonly<Record<string, string>>> = new Map();
  /** Bytes that the files of a user may take; undefined is no limit. */
  quota: { readonly uid: number; readonly bytes: number } | undefined;
  readonly #files = new JournaledMap<string, Node>();
  readonly #processes = new JournaledMap<number, Process>();
  readonly #services = new JournaledMap<string, Service>();
  #host: HostFacts;
  #power: 'on' | 'off' = 'on';
  #patchedHost: HostFacts | undefined;
  #patchedPower: 'on' | 'off' = 'on';
  readonly #contents: Contents;
  /** Contents that are being written, by inode: their digest is worked out when somebody asks. */
  readonly #written = new Map<number, GrowingBytes>();
  /** Bytes of the contents that are being written. */
  #writtenBytes = 0;
  /** Contents that were appended to, by inode, with the digest that they had last: the next append goes on there. */
  readonly #grown = new Map<number, { readonly bytes: GrowingBytes; readonly digest: string }>();
  #nextInode = 2;
  #patchedClock: number | undefined;
  readonly #watches: { readonly prefix: string; readonly changed: () => void }[] = [];
  #snapshot: World | undefined;
  #revision = 0;
  readonly #clock: Clock;
  #network: NetworkState | undefined;
  #patchedNetwork: NetworkState | undefined;
  /** Other hosts of the network, by name. */
  readonly #others = new Map<string, MachineState>();

  /** @param shared is given for a host that is not the first of its trial */
  constructor(host: HostFacts, clock: number, seed: number, shared?: SharedState) {
    this.#host = host;
    this.#clock = shared?.clock ?? { now: clock };
    this.sparse = shared?.sparse ?? new SparseBlocks(seed);
    this.#contents = shared?.contents ?? new Contents();
  }

  /** Milliseconds since 1970. */
  get clock(): number {
    return this.#clock.now;
  }

  set clock(time: number) {
    this.#clock.now = time;
  }

  /** What a further host of the trial shares with this one. */
  get shared(): SharedState {
    return { clock: this.#clock, contents: this.#contents, sparse: this.sparse };
  }

  /** Adds another host: its world is part of this one, and what changes on it part of the patches. */
  addHost(name: string, state: MachineState): void {
    this.#others.set(name, state);
    this.#changed();
  }

  /** How the network of the host is set up; undefined while nobody has changed anything and the scenario said nothing. */
  get network(): NetworkState | undefined {
    return this.#network;
  }

  setNetwork(network: NetworkState): void {
    this.#network = network;
    this.#changed();
  }

  /** Bytes that all contents of files take in memory. */
  get contentBytes(): number {
    return this.#contents.bytes + this.#writtenBytes;
  }

  node(path: string): Node | undefined {
    return this.#files.get(path);
  }

  /** Grows with every change of a file or a process. */
  get revision(): number {
    return this.#revision;
  }

  get fileCount(): number {
    return this.#files.entries.size;
  }

  get processes(): ReadonlyMap<number, Process> {
    return this.#processes.entries;
  }

  newInode(): number {
    this.#nextInode += 1;
    return this.#nextInode;
  }

  /** What is known of the host. It changes when the machine starts anew, and with its accounts. */
  get host(): HostFacts {
    return this.#host;
  }

  set host(host: HostFacts) {
    this.#host = host;
    this.#changed();
  }

  /** Bytes that a user can still write to the volume of a path. */
  room(path: string, uid: number): number {
    const volume = this.tree.volumeOf(path);
    const size = sizeOfVolume(this.#host, volume);
    return Math.max(0, Math.min(size - this.tree.usedOn(volume), this.quotaLeft(uid)));
  }

  /** Bytes that a user can still write before the quota is used up. */
  quotaLeft(uid: number): number {
    return this.quota?.uid === uid ? this.quota.bytes - this.tree.usedBy(uid) : Number.POSITIVE_INFINITY;
  }

  get power(): 'on' | 'off' {
    return this.#power;
  }

  set power(power: 'on' | 'off') {
    this.#power = power;
    this.#changed();
  }

  get services(): ReadonlyMap<string, Service> {
    return this.#services.entries;
  }

  setService(service: Service): void {
    this.#services.set(service.name, service);
    this.#changed();
  }

  removeService(name: string): void {
    this.#services.delete(name);
    this.#changed();
  }

  setNode(path: string, node: Node): void {
    const before = this.#files.get(path);
    this.tree.change(path, before, node);
    this.#files.set(path, node);
    this.#hold(before, node);
    this.#changed();
    if (!isSealing(before, node)) this.#notice(path);
  }

  /** Calls back whenever something below a folder, or a file whose path begins so, is written, made or removed. */
  watch(prefix: string, changed: () => void): void {
    this.#watches.push({ prefix, changed });
  }

  #notice(path: string): void {
    for (const { prefix, changed } of this.#watches) if (path.startsWith(prefix)) changed();
  }

  #hold(before: Node | undefined, after: Node | undefined): void {
    const [from, to] = [before?.kind === 'file' ? before.digest : '', after?.kind === 'file' ? after.digest : ''];
    if (from === to) return;
    if (to !== UNSEALED) this.#contents.hold(to);
    if (from !== UNSEALED) this.#contents.release(from);
  }

  removeNode(path: string): void {
    const node = this.#files.get(path);
    if (!node) return;
    if (node.kind === 'file' && node.digest === UNSEALED) this.#seal(node.inode);
    const last = this.#files.get(path);
    this.tree.change(path, last, undefined);
    this.#files.delete(path);
    this.#hold(last, undefined);
    if (this.tree.linkCount(node.inode) === 0) this.#grown.delete(node.inode);
    this.#changed();
    this.#notice(path);
  }

  setProcess(process: Process): void {
    this.#processes.set(process.pid, process);
    this.#changed();
  }

  removeProcess(pid: number): void {
    this.#processes.delete(pid);
    this.environments.delete(pid);
    this.#changed();
  }

  /** What a file holds; for a sparse one the block that stands for it. */
  read(node: FileNode): Uint8Array {
    if (node.digest === UNSEALED) return this.#written.get(node.inode)?.bytes() ?? EMPTY;
    if (node.sparse) return this.sparse.read(node);
    return this.#contents.get(node.digest) ?? EMPTY;
  }

  /** Replaces what a file holds, under all its names. A content that stands for sparse ones makes the file sparse. */
  write(node: FileNode, content: Uint8Array, mtime: number): void {
    this.#drop(node.inode);
    this.#begin(node.inode, new GrowingBytes(content));
    this.#rename(node, { ...this.#measured(content), mtime });
  }

  /** Adds to what a file holds. */
  append(node: FileNode, content: Uint8Array, mtime: number): void {
    let written = this.#written.get(node.inode);
    if (!written || node.digest !== UNSEALED) {
      const grown = this.#grown.get(node.inode);
      written = grown?.digest === node.digest ? grown.bytes : new GrowingBytes(this.read(node), node.digest);
      this.#drop(node.inode);
      this.#begin(node.inode, written);
    }
    written.append(content);
    this.#writtenBytes += content.length;
    const known = node.sparse || this.sparse.recognise(content) !== undefined;
    const measured = known ? this.#measured(written.bytes()) : { size: written.length };
    this.#rename(node, { ...measured, mtime });
  }

  /** Gives a file the content of another; both share it from then on. */
  writeCopy(node: FileNode, source: FileNode, mtime: number): void {
    if (source.digest === UNSEALED) {
      this.write(node, this.read(source).slice(), mtime);
      return;
    }
    this.#drop(node.inode);
    const { kind, mode, uid, gid, inode } = node;
    const after: FileNode = { kind, mode, uid, gid, inode, mtime, digest: source.digest, size: source.size };
    for (const path of this.tree.pathsOf(inode)) this.setNode(path, after);
  }

  /** Makes a file sparse. */
  writeSparse(node: FileNode, content: SparseContent, mtime: number): void {
    this.#drop(node.inode);
    const { kind, mode, uid, gid, inode } = node;
    const { digest, size } = content;
    const after: FileNode = { kind, mode, uid, gid, inode, mtime, digest, size, sparse: true };
    for (const path of this.tree.pathsOf(node.inode)) this.setNode(path, after);
  }

  content(digest: string): Uint8Array | undefined {
    return this.#contents.get(digest);
  }

  /** The digest of a file, worked out if need be. */
  digestOf(path: string): string | undefined {
    const node = this.#files.get(path);
    if (node?.kind !== 'file') return undefined;
    if (node.digest === UNSEALED) this.#seal(node.inode);
    const sealed = this.#files.get(path);
    return sealed?.kind === 'file' ? sealed.digest : undefined;
  }

  /** The world as it is now. It does not change when the machine goes on. */
  get world(): World {
    this.#sealAll();
    if (!this.#snapshot || this.#snapshot.clock !== this.clock) {
      const files = this.#snapshot?.files ?? new Map(this.#files.entries);
      const processes = this.#snapshot?.processes ?? new Map(this.#processes.entries);
      const services = this.#snapshot?.services ?? new Map(this.#services.entries);
      this.#snapshot = { clock: this.clock, host: this.#host, files, processes, ...this.#more(services) };
    }
    if (this.#others.size === 0) return this.#snapshot;
    const hosts = new Map<string, HostWorld>();
    for (const [name, other] of this.#others) {
      const { clock: _, power: __, ...world } = other.world;
      hosts.set(name, world);
    }
    return { ...this.#snapshot, hosts };
  }

  /** The world for those who look at it at once: its maps change when the machine goes on. */
  get view(): World {
    this.#sealAll();
    const { entries: files } = this.#files;
    return {
      clock: this.clock,
      host: this.#host,
      files,
      processes: this.#processes.entries,
      ...this.#more(this.#services.entries),
    };
  }

  /** The parts of a world that are left out while there is nothing to tell. */
  #more(services: ReadonlyMap<string, Service>): Pick<World, 'services' | 'power' | 'network'> {
    return {
      ...(services.size > 0 ? { services } : {}),
      ...(this.#power === 'off' ? { power: 'off' } : {}),
      ...(this.#network ? { network: this.#network } : {}),
    };
  }

  /** What changed since this was last called, and the contents that it names for the first time. */
  takePatch(): { readonly patch: WorldPatch; readonly contents: ToldContents } {
    this.#sealAll();
    const contents = new Map<string, ToldContent>();
    const files = this.#files.takeChanges((now, before) => {
      if (now.kind !== 'file' || now.sparse) return;
      this.#contents.tell(now.digest, before?.kind === 'file' ? before.digest : undefined, contents);
    });
    const processes = this.#processes.takeChanges();
    const services = this.#services.takeChanges();
    const others: (readonly [string, ReturnType<MachineState['takePatch']>])[] = [];
    for (const [name, other] of this.#others) others.push([name, other.takePatch()]);
    const hosts = others.flatMap(([name, { patch }]) => {
      const { clock: _, power: __, ...changes } = patch;
      return Object.keys(changes).length > 0 ? [[name, changes] as const] : [];
    });
    const patch: { -readonly [K in keyof WorldPatch]: WorldPatch[K] } = {};
    if (this.#patchedClock !== this.clock) patch.clock = this.clock;
    if (this.#patchedHost !== this.#host) patch.host = this.#host;
    if (files.size > 0) patch.files = Object.fromEntries(files);
    if (processes.size > 0) patch.processes = Object.fromEntries(processes);
    if (services.size > 0) patch.services = Object.fromEntries(services);
    if (this.#patchedPower !== this.#power) patch.power = this.#power;
    if (this.#network && this.#network !== this.#patchedNetwork) patch.network = this.#network;
    if (hosts.length > 0) patch.hosts = Object.fromEntries(hosts);
    this.#patchedNetwork = this.#network;
    this.#patchedClock = this.clock;
    this.#patchedHost = this.#host;
    this.#patchedPower = this.#power;
    for (const [, other] of others) for (const [digest, content] of other.contents) contents.set(digest, content);
    this.#contents.forgetLoose();
    return { patch, contents };
  }

  #changed(): void {
    this.#snapshot = undefined;
    this.#revision += 1;
  }

  #measured(content: Uint8Array): SparseContent | { readonly size: number } {
    return this.sparse.recognise(content) ?? { size: content.length };
  }

  /** Gives a file another content under all its names. */
  #rename(node: FileNode, content: Partial<SparseContent> & { readonly size: number; readonly mtime: number }): void {
    const { kind, mode, uid, gid, inode } = node;
    const base = { kind, mode, uid, gid, inode, size: content.size, mtime: content.mtime };
    const after: FileNode =
      content.digest === undefined ? { ...base, digest: UNSEALED } : { ...base, digest: content.digest, sparse: true };
    if (after.sparse) this.#drop(inode);
    for (const path of this.tree.pathsOf(inode)) this.setNode(path, after);
  }

  #seal(inode: number): void {
    const written = this.#written.get(inode);
    if (!written) return;
    this.#drop(inode);
    const digest = this.#kept(inode, written);
    for (const path of this.tree.pathsOf(inode)) {
      const node = this.#files.get(path);
      if (node?.kind === 'file') this.setNode(path, { ...node, digest });
    }
  }

  /** Keeps a content that was written; one that was appended to is kept where it grows. */
  #kept(inode: number, written: GrowingBytes): string {
    if (!written.grown) return this.#contents.addCopy(written.bytes());
    const digest = written.digest();
    this.#contents.add(digest, written.bytes(), written);
    this.#grown.set(inode, { bytes: written, digest });
    return digest;
  }

  #begin(inode: number, content: GrowingBytes): void {
    this.#written.set(inode, content);
    this.#writtenBytes += content.length;
  }

  #drop(inode: number): void {
    this.#writtenBytes -= this.#written.get(inode)?.length ?? 0;
    this.#written.delete(inode);
  }

  #sealAll(): void {
    if (this.#written.size > 0) for (const inode of [...this.#written.keys()]) this.#seal(inode);
  }
}

/** Whether a file only gets the digest of what was written to it before. */
function isSealing(before: Node | undefined, after: Node): boolean {
  return before?.kind === 'file' && after.kind === 'file' && before.digest === UNSEALED && after.digest !== UNSEALED;
}
