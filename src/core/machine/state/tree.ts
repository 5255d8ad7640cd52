/** Which entries each folder has and which paths share an inode: kept beside the files, so that no listing walks the world. */
import { nameOf, parentOf } from '../files/paths.ts';
import { volumeAt } from '../host/volumes.ts';
import type { Node } from '../world.ts';

const BLOCK = 4096;

function blocksOf(node: Node): number {
  if (node.kind === 'directory') return BLOCK;
  return node.kind === 'file' ? Math.ceil(node.size / BLOCK) * BLOCK : 0;
}

interface Inode {
  readonly paths: Set<string>;
  blocks: number;
  uid: number;
  volume: string;
}

export class Tree {
  readonly #names = new Map<string, Set<string>>();
  /** How many of the entries of each folder are folders. */
  readonly #folders = new Map<string, number>();
  readonly #inodes = new Map<number, Inode>();
  /** Bytes by the path of the volume; the root disk is the empty path. */
  readonly #used = new Map<string, number>();
  readonly #owned = new Map<number, number>();
  #volumes: readonly string[] = [];

  /** Bytes on the root disk, in whole blocks, every inode once. */
  get used(): number {
    return this.usedOn('');
  }

  /** Bytes on a volume, given by the path at which it is mounted; the root disk is the empty path. */
  usedOn(volume: string): number {
    return this.#used.get(volume) ?? 0;
  }

  /** Bytes that files and folders of a user take. */
  usedBy(uid: number): number {
    return this.#owned.get(uid) ?? 0;
  }

  /** Says where volumes are mounted that have room of their own. What lies there already is counted anew. */
  mountVolumes(paths: readonly string[]): void {
    this.#volumes = [...paths].sort((a, b) => b.length - a.length);
    for (const inode of this.#inodes.values()) {
      const [path = '/'] = inode.paths;
      this.#count(inode, -inode.blocks);
      inode.volume = this.volumeOf(path);
      this.#count(inode, inode.blocks);
    }
  }

  /** The volume that a path lies on. */
  volumeOf(path: string): string {
    return volumeAt(path, this.#volumes);
  }

  /** Names in a folder, sorted by their code units. */
  names(folder: string): readonly string[] {
    return [...(this.#names.get(folder) ?? [])].sort();
  }

  isEmpty(folder: string): boolean {
    return (this.#names.get(folder)?.size ?? 0) === 0;
  }

  folderCount(folder: string): number {
    return this.#folders.get(folder) ?? 0;
  }

  /** Paths that share an inode: hard links of each other. */
  pathsOf(inode: number): readonly string[] {
    return [...(this.#inodes.get(inode)?.paths ?? [])];
  }

  linkCount(inode: number): number {
    return this.#inodes.get(inode)?.paths.size ?? 0;
  }

  /** Notes that the node at a path is another now. */
  change(path: string, before: Node | undefined, after: Node | undefined): void {
    if (before) this.#drop(path, before);
    if (after) this.#add(path, after);
    if (path === '/') return;
    const folder = parentOf(path);
    const folders = Number(after?.kind === 'directory') - Number(before?.kind === 'directory');
    if (folders !== 0) this.#folders.set(folder, this.folderCount(folder) + folders);
    if (after && !before) {
      const names = this.#names.get(folder);
      if (names) names.add(nameOf(path));
      else this.#names.set(folder, new Set([nameOf(path)]));
    } else if (before && !after) {
      this.#names.get(folder)?.delete(nameOf(path));
    }
  }

  #add(path: string, node: Node): void {
    const known = this.#inodes.get(node.inode);
    const volume = this.#volumes.length === 0 ? '' : this.volumeOf(path);
    const inode = known ?? { paths: new Set<string>(), blocks: 0, uid: node.uid, volume };
    if (known) this.#count(inode, -inode.blocks);
    else this.#inodes.set(node.inode, inode);
    inode.paths.add(path);
    inode.blocks = blocksOf(node);
    inode.uid = node.uid;
    inode.volume = volume;
    this.#count(inode, inode.blocks);
  }

  #drop(path: string, node: Node): void {
    const inode = this.#inodes.get(node.inode);
    inode?.paths.delete(path);
    if (inode?.paths.size === 0) {
      this.#inodes.delete(node.inode);
      this.#count(inode, -inode.blocks);
    }
  }

  #count({ volume, uid }: Inode, blocks: number): void {
    if (blocks === 0) return;
    this.#used.set(volume, (this.#used.get(volume) ?? 0) + blocks);
    this.#owned.set(uid, (this.#owned.get(uid) ?? 0) + blocks);
  }
}
