/** Copies files from one host to another. They keep their size and digest, and take the time of their size. */
import { systemText } from '../files/file-error.ts';
import type { FileTree } from '../files/file-tree.ts';
import { joinPath } from '../files/paths.ts';
import { copySparse } from '../files/sparse-copy.ts';
import type { Kernel } from '../kernel.ts';
import type { Node } from '../world.ts';

/** Files of a host as somebody may use them. */
export interface Side {
  readonly kernel: Kernel;
  readonly tree: FileTree;
}

export interface Copying {
  readonly from: Side;
  readonly to: Side;
  /** Lets the time pass that so many bytes take; false when it was cut short. */
  pass(bytes: number): Promise<boolean>;
  /** Milliseconds that so many bytes take. */
  timeOf(bytes: number): number;
  /** Keeps times and modes. */
  readonly preserve: boolean;
  /** Something could not be copied. */
  failed(path: string, reason: string, side: 'from' | 'to'): void;
  /** A file or a folder arrived. */
  copied(from: string, to: string, node: Node): void;
  /** Whether a path is left out. */
  skips?(from: string, to: string): boolean;
}

/** Copies a file, or a folder with all it holds, to a path. */
export async function copyBetween(from: string, to: string, copying: Copying): Promise<void> {
  let node: Node;
  try {
    node = copying.from.tree.node(from, 'open', true);
  } catch (error) {
    copying.failed(from, systemText(error), 'from');
    return;
  }
  if (copying.skips?.(from, to)) return;
  if (node.kind === 'directory') await copyFolder(from, to, node, copying);
  else if (node.kind === 'file') await copyFile(from, to, copying);
}

async function copyFolder(from: string, to: string, node: Node, copying: Copying): Promise<void> {
  let names: readonly string[];
  try {
    names = copying.from.tree.list(from);
  } catch (error) {
    copying.failed(from, systemText(error), 'from');
    return;
  }
  try {
    copying.to.tree.makeFolder(to, true);
  } catch (error) {
    copying.failed(to, systemText(error), 'to');
    return;
  }
  copying.copied(from, to, node);
  for (const name of names) await copyBetween(joinPath(from, name), joinPath(to, name), copying);
  if (copying.preserve) keep(to, node, copying);
}

async function copyFile(from: string, to: string, copying: Copying): Promise<void> {
  const source = copying.from;
  const target = copying.to;
  let side: 'from' | 'to' = 'from';
  try {
    const node = source.tree.readable(from);
    const resolved = source.tree.resolve(from, 'open');
    source.kernel.events.fileRead(resolved);
    side = 'to';
    const isNew = target.tree.find(to) === undefined;
    target.tree.checkWritable(to);
    if (node.sparse) await copySparse(target.kernel.state, target.tree, to, node, copying);
    else {
      const content = source.tree.read(from).slice();
      target.tree.write(to, content);
      await copying.pass(content.length);
    }
    const written = target.tree.resolve(to, 'open');
    if (!target.tree.find(written)) return;
    if (isNew) target.tree.chmod(written, node.mode & 0o777 & ~target.tree.umask);
    if (copying.preserve) keep(written, node, copying);
    target.kernel.events.fileWritten(written);
    copying.copied(from, to, node);
  } catch (error) {
    copying.failed(side === 'from' ? from : to, systemText(error), side);
  }
}

function keep(path: string, node: Node, { to }: Copying): void {
  try {
    to.tree.chmod(path, node.mode & 0o7777);
    to.tree.setTime(path, node.mtime);
  } catch {
    return;
  }
}
