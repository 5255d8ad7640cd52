/** Rows of `ps` in the order of descent, with what is drawn before the command. */
import type { PsRow } from './row.ts';

/** Pid of the parent of the kernel's threads. */
const KTHREADD = 2;

/** Children of the first process, and those whose parent is not listed, stand at the margin. */
export function asTree(rows: readonly PsRow[], kind: 'branches' | 'indented'): readonly PsRow[] {
  const listed = new Set(rows.map((row) => row.process.pid));
  const children = new Map<number, PsRow[]>();
  const roots: PsRow[] = [];
  for (const row of rows) {
    const { pid, ppid } = row.process;
    const isRoot = ppid === 0 || ppid === pid || !listed.has(ppid) || (ppid === 1 && kind === 'branches');
    if (isRoot) roots.push(row);
    else children.set(ppid, [...(children.get(ppid) ?? []), row]);
  }
  const ordered: PsRow[] = [];
  const seen = new Set<PsRow>();
  const visit = (row: PsRow, before: string, indent: string): void => {
    if (seen.has(row)) return;
    seen.add(row);
    ordered.push({ ...row, indent });
    const below = children.get(row.process.pid) ?? [];
    below.forEach((child, index) => {
      const more = index < below.length - 1;
      if (kind === 'indented') visit(child, '', `${indent}  `);
      else visit(child, `${before}${more ? ' |  ' : '    '}`, `${before} \\_ `);
    });
  };
  // The kernel's threads come first, as procps orders those without a parent.
  roots.sort((a, b) => Number(b.process.pid === KTHREADD) - Number(a.process.pid === KTHREADD));
  for (const root of roots) visit(root, '', '');
  for (const row of rows) if (!seen.has(row)) ordered.push(row);
  return ordered;
}
