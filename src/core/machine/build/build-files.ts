/** The files of a machine when a trial begins: those of the host, of its commands, and of the scenario. */
import type { FileSpec, MachineSpec } from '../../scenario/model.ts';
import { digestOf } from '../files/digest.ts';
import { joinPath, nameOf, parentOf, resolvePath } from '../files/paths.ts';
import { sparseDigest } from '../files/sparse.ts';
import { groupsOf } from '../host/accounts.ts';
import { type BaseFile, baseFiles, executables } from '../host/base-files.ts';
import { drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { DirectoryNode, FileNode, HostFacts, Node } from '../world.ts';

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
  const base = baseFiles(host, spec, seed);
  const known = new Set(base.map((file) => file.path));
  for (const file of base) placeBase(kernel, file);
  for (const file of executables(commands, host)) if (!known.has(file.path)) placeBase(kernel, file);
  const draw = drawFrom(seed, 'files');
  const [owner] = ownerIds(host, spec.user);
  for (const file of spec.files) {
    // Work on the machine goes back some weeks; folders are as old as what was put into them.
    const mtime = kernel.startedAt - draw.int(3600, 40 * 86_400) * 1000;
    const [uid, gid] = file.owner === undefined ? ownerIds(host, spec.user) : ownerIds(host, file.owner);
    makeParents(kernel, file.path, { mode: 0o755, uid: owner, gid: owner, mtime });
    const planned = plannedOf(file);
    place(kernel, file.path, planned, { mode: file.mode ?? usualMode(planned, file.path), uid, gid, mtime });
  }
}

function placeBase(kernel: Kernel, file: BaseFile): void {
  const [uid, gid] = ownerIds(kernel.state.host, file.owner ?? 'root:root');
  const planned: Planned =
    file.kind === 'directory'
      ? { kind: 'directory' }
      : file.kind === 'link'
        ? { kind: 'link', target: file.target ?? '' }
        : file.content === undefined
          ? { kind: 'sparse', size: file.size ?? 0 }
          : { kind: 'text', content: file.content };
  makeParents(kernel, file.path, { mode: 0o755, uid: 0, gid: 0, mtime: file.mtime });
  place(kernel, file.path, planned, { mode: file.mode, uid, gid, mtime: file.mtime });
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
  const runs = planned.kind === 'text' && (planned.content.startsWith('#!') || nameOf(path).endsWith('.sh'));
  return runs ? 0o755 : 0o644;
}

function place(kernel: Kernel, path: string, planned: Planned, attributes: Attributes): void {
  const { state } = kernel;
  const at = resolveFolders(kernel, path);
  const before = state.node(at);
  const inode = before?.inode ?? state.newInode();
  switch (planned.kind) {
    case 'directory':
      state.setNode(at, { kind: 'directory', inode, ...attributes });
      return;
    case 'link':
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

/** The path with links in its folders followed; folders that are missing are taken as written. */
function resolveFolders(kernel: Kernel, path: string): string {
  let at = '/';
  const parts = resolvePath('/', path).slice(1).split('/');
  for (const [index, part] of parts.entries()) {
    const next = joinPath(at, part);
    const node = kernel.state.node(next);
    at = node?.kind === 'link' && index < parts.length - 1 ? resolvePath(at, node.target) : next;
  }
  return path === '/' ? '/' : at;
}

function makeParents(kernel: Kernel, path: string, attributes: Attributes): void {
  if (path === '/') return;
  const folder = resolveFolders(kernel, parentOf(path));
  const node: Node | undefined = kernel.state.node(folder);
  if (node) return;
  makeParents(kernel, folder, attributes);
  const made: DirectoryNode = { kind: 'directory', inode: kernel.state.newInode(), ...attributes };
  kernel.state.setNode(folder, made);
}

/** Ids of `user` or `user:group`. */
function ownerIds(host: HostFacts, owner: string): readonly [uid: number, gid: number] {
  const [name = 'root', group] = owner.split(':');
  const user = host.users.find((entry) => entry.name === name);
  const uid = user?.uid ?? (/^\d+$/.test(name) ? Number(name) : 0);
  if (group === undefined || group === '') return [uid, user?.gid ?? uid];
  const gid = groupsOf(host).find((entry) => entry.name === group)?.gid ?? (/^\d+$/.test(group) ? Number(group) : 0);
  return [uid, gid];
}
