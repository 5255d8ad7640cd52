/** The file in which a shell keeps what was typed. */
import type { FileTree } from '../files/file-tree.ts';

const NAME = '.bash_history';
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** A shell begins with what was typed before. */
export function loadHistory(shell: { readonly tree: FileTree; readonly history: string[] }, home: string): void {
  try {
    const text = decoder.decode(shell.tree.read(`${home}/${NAME}`));
    shell.history.push(...text.split('\n').filter((line) => line !== ''));
  } catch {
    // Who has not typed anything has no such file.
  }
}

/** A shell that ends adds what was typed into it. */
export function saveHistory({ tree }: { readonly tree: FileTree }, home: string, typed: readonly string[]): void {
  if (typed.length === 0) return;
  const path = `${home}/${NAME}`;
  try {
    const isNew = !tree.find(path);
    tree.append(path, encoder.encode(`${typed.join('\n')}\n`));
    if (isNew) tree.chmod(path, 0o600);
  } catch {
    // The shell says nothing of a history that it cannot write.
  }
}
