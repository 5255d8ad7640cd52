/** Files that differ from step 0, as the tree that VS Code's explorer would show: folders first, chains of lone folders in one row. */
import type { MachineFile } from '../../src/protocol/replay.ts';

/** One row of the tree. */
export interface FileRow {
  /** What the row shows: a name, or a chain of folders. */
  readonly label: string;
  readonly path: string;
  readonly depth: number;
  readonly kind: MachineFile['kind'];
  /** The changed file or folder itself; undefined for a folder that is only on the way to one. */
  readonly file: MachineFile | undefined;
}

interface Branch {
  file: MachineFile | undefined;
  readonly children: Map<string, Branch>;
}

/** The rows in the order in which they are shown. */
export function fileRows(files: readonly MachineFile[]): readonly FileRow[] {
  const root: Branch = { file: undefined, children: new Map() };
  for (const file of files) {
    let branch = root;
    for (const name of file.path.split('/').filter((part) => part !== '')) {
      const child = branch.children.get(name) ?? { file: undefined, children: new Map() };
      branch.children.set(name, child);
      branch = child;
    }
    branch.file = file;
  }
  const rows: FileRow[] = [];
  collect(root, '', 0, rows);
  return rows;
}

function collect(branch: Branch, path: string, depth: number, rows: FileRow[]): void {
  const entries = [...branch.children].sort(
    ([nameA, a], [nameB, b]) => Number(isFolder(b)) - Number(isFolder(a)) || (nameA < nameB ? -1 : 1),
  );
  for (const [name, child] of entries) {
    let label = depth === 0 ? `/${name}` : name;
    let at = `${path}/${name}`;
    let end = child;
    for (let only = loneFolder(end); only !== undefined; only = loneFolder(end)) {
      label = `${label}/${only[0]}`;
      at = `${at}/${only[0]}`;
      end = only[1];
    }
    rows.push({ label, path: at, depth, kind: end.file?.kind ?? 'directory', file: end.file });
    collect(end, at, depth + 1, rows);
  }
}

const isFolder = (branch: Branch) => branch.children.size > 0 || branch.file?.kind === 'directory';

/** The one child of a folder that is not itself changed, when that child is a folder too. */
function loneFolder(branch: Branch): readonly [string, Branch] | undefined {
  if (branch.file !== undefined || branch.children.size !== 1) return undefined;
  const [only] = branch.children;
  return only !== undefined && isFolder(only[1]) ? only : undefined;
}
