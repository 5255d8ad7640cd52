/** The files of a machine when a trial begins: those of the host, of its commands, and of the scenario. */
import type { FileSpec, MachineSpec } from '../../scenario/model.ts';
import { digestOf } from '../files/digest.ts';
import { joinPath, nameOf, parentOf, resolvePath } from '../files/paths.ts';
import { sparseDigest } from '../files/sparse.ts';
import { groupsOf } from '../host/accounts.ts';
import { type BaseFile, baseFiles, executables } from '../host/base-files.ts';
import { drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { FileNode, HostFacts } from '../world.ts';

const EMPTY = digestOf('');
const encoder = new TextEncoder();

/** A file before it is in the world. */
type Planned =
  | { readonly kind: 'text'; readonly content: string }
  | { readonly kind: 'sparse'; readonly size: number }
  | { readonly kind: 'directory' }
  | { readonly kind: 'link'; readonly target: string };

interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
}

/** Puts every file in its place. `commands` are the paths of the programs that the machine plays. */
export function buildFiles(kernel: Kernel, spec: MachineSpec, seed: number, commands: readonly string[]): void {
  const { host } = kernel.state;
  const site: Site = { kernel, owners: new Owners(host), folders: new Map() };
  const base = baseFiles(host, spec, seed);
  const known = new Set(base.map((file) => file.path));
  for (const file of base) placeBase(site, file);
  for (const file of executables(commands, host)) if (!known.has(file.path)) placeBase(site, file);
  const draw = drawFrom(seed, 'files');
  const [owner] = site.owners.ids(spec.user);
  for (const file of spec.files) {
    // Work on the machine goes back some weeks; folders are as old as what was put into them.
    const mtime = kernel.startedAt - draw.int(3600, 40 * 86_400) * 1000;
    const [uid, gid] = site.owners.ids(file.owner ?? spec.user);
    const planned = plannedOf(file);
    const attributes = { mode: file.mode ?? usualMode(planned, file.path), uid, gid, mtime };
    place(site, file.path, planned, attributes, { mode: 0o755, uid: owner, gid: owner, mtime });
  }
}

/** Puts the files of the distribution that lie below some folders in place again. */
export function restoreBase(kernel: Kernel, seed: number, folders: readonly string[]): void {
  const { host } = kernel.state;
  const site: Site = { kernel, owners: new Owners(host), folders: new Map() };
  for (const file of baseFiles(host, kernel.spec, seed)) {
    if (folders.some((folder) => file.path.startsWith(`${folder}/`))) placeBase(site, file);
  }
}

/** Where files are put. */
interface Site {
  readonly kernel: Kernel;
  readonly owners: Owners;
  /** Folders that are there, without links, by the path that leads to them. */
  readonly folders: Map<string, string>;
}

function placeBase(site: Site, file: BaseFile): void {
  const [uid, gid] = site.owners.ids(file.owner ?? 'root:root');
  const planned: Planned =
    file.kind === 'directory'
      ? { kind: 'directory' }
      : file.kind === 'link'
        ? { kind: 'link', target: file.target ?? '' }
        : file.content === undefined
          ? { kind: 'sparse', size: file.size ?? 0 }
          : { kind: 'text', content: file.content };
  const { mode, mtime } = file;
  place(site, file.path, planned, { mode, uid, gid, mtime }, { mode: 0o755, uid: 0, gid: 0, mtime });
}

function plannedOf(file: FileSpec): Planned {
  switch (file.kind) {
    case 'fixture':
      throw new TypeError(`The content of ${file.path} was not loaded from ${file.from}. Load the fixtures first.`);
    case 'text':
    case 'sparse':
    case 'directory':
    case 'link':
      return file;
    default:
      return file satisfies never;
  }
}

/** Scripts that say how they are run may be run. */
function usualMode(planned: Planned, path: string): number {
  if (planned.kind === 'directory') return 0o755;
  if (planned.kind === 'link') return 0o777;
  // As ssh-keygen leaves them: ssh takes no private key that others may read.
  if (/\/\.ssh\/[^/]+$/.test(path) && !path.endsWith('.pub')) return 0o600;
  const runs = planned.kind === 'text' && (planned.content.startsWith('#!') || nameOf(path).endsWith('.sh'));
  return runs ? 0o755 : 0o644;
}

/** Puts one file in its place; folders above it that are missing are made with attributes of their own. */
function place(site: Site, path: string, planned: Planned, attributes: Attributes, above: Attributes): void {
  const { state } = site.kernel;
  const at = path === '/' ? '/' : joinPath(folderAt(site, parentOf(path), above), nameOf(path));
  const before = state.node(at);
  const inode = before?.inode ?? state.newInode();
  switch (planned.kind) {
    case 'directory':
      state.setNode(at, { kind: 'directory', inode, ...attributes });
      return;
    case 'link':
      site.folders.clear();
      state.setNode(at, { kind: 'link', inode, target: planned.target, ...attributes });
      return;
    case 'sparse': {
      const content = { digest: sparseDigest(at, planned.size), size: planned.size };
      state.sparse.declare(content, nameOf(at), (attributes.mode & 0o111) !== 0);
      state.setNode(at, { kind: 'file', inode, ...content, sparse: true, ...attributes });
      return;
    }
    case 'text': {
      const file: FileNode = { kind: 'file', inode, size: 0, digest: EMPTY, ...attributes };
      state.setNode(at, file);
      if (planned.content !== '') state.write(file, encoder.encode(planned.content), attributes.mtime);
      return;
    }
    default:
      planned satisfies never;
  }
}

/** The path without links of a folder, which is made if it is missing. */
function folderAt(site: Site, path: string, attributes: Attributes): string {
  if (path === '/') return '/';
  const known = site.folders.get(path);
  if (known !== undefined) return known;
  const { state } = site.kernel;
  const above = folderAt(site, parentOf(path), attributes);
  const at = joinPath(above, nameOf(path));
  const node = state.node(at);
  const folder = node?.kind === 'link' ? folderAt(site, resolvePath(above, node.target), attributes) : at;
  if (!state.node(folder)) {
    state.setNode(folder, { kind: 'directory', inode: state.newInode(), ...attributes });
  }
  site.folders.set(path, folder);
  return folder;
}

type Ids = readonly [uid: number, gid: number];

/** Numbers of users and groups by their names. */
class Owners {
  readonly #host: HostFacts;
  readonly #groups: ReadonlyMap<string, number>;
  readonly #known = new Map<string, Ids>();

  constructor(host: HostFacts) {
    this.#host = host;
    this.#groups = new Map(groupsOf(host).map(({ name, gid }) => [name, gid]));
  }

  /** Ids of `user` or `user:group`. */
  ids(owner: string): Ids {
    const known = this.#known.get(owner);
    if (known) return known;
    const [name = 'root', group] = owner.split(':');
    const user = this.#host.users.find((entry) => entry.name === name);
    const uid = user?.uid ?? numeric(name) ?? 0;
    const gid = group ? (this.#groups.get(group) ?? numeric(group) ?? 0) : (user?.gid ?? uid);
    this.#known.set(owner, [uid, gid]);
    return [uid, gid];
  }
}

function numeric(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
