/** Which entries each folder has and which paths share an inode: kept beside the files, so that no listing walks the world. */
import { nameOf, parentOf } from '../files/paths.ts';
import type { Node } from '../world.ts';

const BLOCK = 4096;

function blocksOf(node: Node): number {
  if (node.kind === 'directory') return BLOCK;
  return node.kind === 'file' ? Math.ceil(node.size / BLOCK) * BLOCK : 0;
}

export class Tree {
  readonly #names = new Map<string, Set<string>>();
  /** How many of the entries of each folder are folders. */
  readonly #folders = new Map<string, number>();
  readonly #inodes = new Map<number, { readonly paths: Set<string>; blocks: number }>();
  #used = 0;

  /** Bytes on the disk, in whole blocks, every inode once. */
  get used(): number {
    return this.#used;
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
    const inode = this.#inodes.get(node.inode) ?? { paths: new Set<string>(), blocks: 0 };
    inode.paths.add(path);
    const blocks = blocksOf(node);
    this.#used += blocks - inode.blocks;
    inode.blocks = blocks;
    this.#inodes.set(node.inode, inode);
  }

  #drop(path: string, node: Node): void {
    const inode = this.#inodes.get(node.inode);
    inode?.paths.delete(path);
    if (inode?.paths.size === 0) {
      this.#inodes.delete(node.inode);
      this.#used -= inode.blocks;
    }
  }
}
