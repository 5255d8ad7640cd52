/** Copies of files, which take the time of their size. */
import { FileError } from '../files/file-error.ts';
import type { FileTree } from '../files/file-tree.ts';
import { isWithin, joinPath } from '../files/paths.ts';
import { isProc } from '../files/proc-files.ts';
import { copySparse } from '../files/sparse-copy.ts';
import type { Kernel } from '../kernel.ts';
import type { FileNode } from '../world.ts';

/** Lets the time pass that it takes to read or write so many bytes; false when there was not enough of it. */
export type Transfer = (bytes: number) => Promise<boolean>;

/**
 * Copies a file, or a folder with all it holds. A sparse file takes the time of its size; a copy that is interrupted, or that the
 * disk has no room for, leaves as much of it as there was time or room for.
 * @throws FileError
 */
export async function copyInto(
  kernel: Kernel,
  tree: FileTree,
  transfer: Transfer,
  from: string,
  to: string,
  recursive: boolean,
): Promise<void> {
  const node = tree.node(from, 'cp', !recursive);
  if (node.kind === 'directory') {
    if (!recursive) throw new FileError('EISDIR', 'cp', from);
    const source = tree.resolve(from, 'cp');
    if (isWithin(tree.resolve(to, 'cp'), source)) throw new FileError('EINVAL', 'cp', from);
    tree.makeFolder(to, true);
    for (const name of tree.list(from)) {
      await copyInto(kernel, tree, transfer, joinPath(from, name), joinPath(to, name), true);
    }
    return;
  }
  if (node.kind === 'link') {
    if (tree.find(to, false)) tree.remove(to, false);
    tree.makeLink(node.target, to);
    return;
  }
  await copyFile(kernel, tree, transfer, tree.readable(from), from, to);
}

/** Copies one file; see `copyInto`. */
export async function copyFile(
  kernel: Kernel,
  tree: FileTree,
  transfer: Transfer,
  node: FileNode,
  from: string,
  to: string,
): Promise<void> {
  const isNew = tree.find(to) === undefined;
  const source = tree.resolve(from, 'cp');
  kernel.events.fileRead(source);
  if (node.sparse) {
    // Each byte is read and written.
    await copySparse(kernel.state, tree, to, node, {
      pass: (bytes) => transfer(2 * bytes),
      timeOf: (bytes) => kernel.transferTime(2 * bytes),
    });
  } else {
    // What `/proc` shows has no content of its own.
    if (isProc(source)) tree.write(to, tree.read(source));
    else tree.writeCopy(to, node);
  }
  const target = tree.resolve(to, 'cp');
  if (!tree.find(target)) return;
  if (isNew) tree.chmod(target, node.mode & ~tree.umask & 0o777);
  kernel.events.fileWritten(target);
}
