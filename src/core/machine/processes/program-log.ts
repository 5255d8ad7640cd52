/** The file that a declared program writes its output to. */
import type { FileTree } from '../files/file-tree.ts';
import type { Kernel } from '../kernel.ts';

const encoder = new TextEncoder();

/** Appends what a program prints to its log; a log that cannot be written, on a full disk for instance, loses it. */
export function appendToLog(
  path: string,
  text: string,
  { kernel, tree }: { readonly kernel: Kernel; readonly tree: FileTree },
): void {
  try {
    tree.append(path, encoder.encode(text));
    kernel.events.fileWritten(tree.resolve(path, 'open'));
  } catch {
    // The program of the scenario does not mind: nothing that it does depends on its log.
  }
}
