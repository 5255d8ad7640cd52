/** Where the runs of a workspace are kept. */
import { join } from 'node:path';
import { type WorkspaceFolder, workspace } from 'vscode';
import { staysInside } from '../../core/scenario/source-files.ts';

const DEFAULT_FOLDER = '.redline/runs';

/** The folder of the runs, relative to a folder of the workspace. A setting that would leave the folder is not followed. */
function relativeRunsFolder(folder: WorkspaceFolder): string {
  const configured = workspace
    .getConfiguration('redline', folder.uri)
    .get<string>('runs.folder', DEFAULT_FOLDER)
    .trim();
  return staysInside(configured) ? configured.replace(/^(\.[/\\])+/, '').replace(/[/\\]+$/, '') : DEFAULT_FOLDER;
}

export interface RunsFolder {
  readonly workspace: WorkspaceFolder;
  /** Relative to the workspace folder, with `/`. */
  readonly relative: string;
  /** Absolute path. */
  readonly path: string;
}

/** Where the runs of a folder of the workspace are. */
export function runsFolderOf(folder: WorkspaceFolder): RunsFolder {
  const relative = relativeRunsFolder(folder).replaceAll('\\', '/');
  return { workspace: folder, relative, path: join(folder.uri.fsPath, relative) };
}

/** Where runs are kept in this window; only folders on disk can keep any. */
export function runsFolders(): RunsFolder[] {
  const folders = workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(runsFolderOf);
}
