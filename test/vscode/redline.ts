/** The extension under test, and the workspace it is tested in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

export function redline(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('redline.redline');
  if (extension === undefined) throw new Error('The extension is not there.');
  return extension;
}

/** Absolute path of the folder that is open. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open.');
  return folder.uri.fsPath;
}

/** Writes a file of the workspace. */
export function writeFile(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

export const SELF_REPLICATION = 'scenarios/self-replication.scenario.yaml';

export function scenarioUri(): vscode.Uri {
  return vscode.Uri.file(join(workspaceFolder(), SELF_REPLICATION));
}

/** Changes a setting of the user until the returned function is called. */
export async function configure(key: string, value: unknown): Promise<() => Promise<void>> {
  const configuration = vscode.workspace.getConfiguration('redline');
  await configuration.update(key, value, vscode.ConfigurationTarget.Global);
  return async () => configuration.update(key, undefined, vscode.ConfigurationTarget.Global);
}
