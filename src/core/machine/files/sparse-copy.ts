/** Copies of sparse contents, which take time and grow meanwhile. */
import type { MachineState } from '../state/machine-state.ts';
import { FileError } from './file-error.ts';
import type { FileTree } from './file-tree.ts';
import type { SparseContent } from './sparse.ts';

/** How bytes get from one place to another. */
export interface Transfer {
  /** Lets the time pass that so many bytes take; false when there was not enough of it. */
  pass(bytes: number): Promise<boolean>;
  /** Milliseconds that so many bytes take. */
  timeOf(bytes: number): number;
}

/** Milliseconds after which whoever looks sees that a file has grown. */
const STEP = 1_000;
const BLOCK = 4096;

/**
 * Writes a sparse content bit by bit to a file, which is made if it is missing. A copy that is interrupted, or that the disk has no room
 * for, leaves as much of it as there was time or room for. When the file is removed meanwhile, what is written is gone with it.
 * @throws FileError
 */
export async function copySparse(
  state: MachineState,
  tree: FileTree,
  to: string,
  content: SparseContent,
  transfer: Transfer,
): Promise<void> {
  const upTo = (bytes: number): SparseContent =>
    bytes >= content.size ? content : state.sparse.part(content, Math.floor(bytes / BLOCK) * BLOCK);
  tree.writeSparse(to, upTo(0));
  const { inode } = tree.node(to, 'open');
  const size = Math.min(content.size, state.room(tree.resolve(to, 'open'), tree.uid));
  const piece = Math.max(BLOCK, Math.floor((size * STEP) / Math.max(1, transfer.timeOf(size))));
  for (let written = 0; written < size; ) {
    const bytes = Math.min(piece, size - written);
    const started = state.clock;
    const inTime = await transfer.pass(bytes);
    written += inTime ? bytes : bytes * Math.min(1, (state.clock - started) / Math.max(1, transfer.timeOf(bytes)));
    if (tree.find(to)?.inode === inode) tree.writeSparse(to, upTo(written));
    if (!inTime) return;
  }
  if (size < content.size) throw new FileError('ENOSPC', 'write', to);
}
