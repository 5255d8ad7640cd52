/** Shows the folder of a run in the explorer, or in the file manager where the explorer does not have it. */
import { commands, Uri, workspace } from 'vscode';
import { pickRun } from './pick-run.ts';
import type { RunStore } from './run-store.ts';

export async function revealRun(store: RunStore, given: unknown): Promise<void> {
  const run = await pickRun(store, given, 'Run to show the folder of');
  if (run === undefined) return;
  const folder = Uri.file(run.folder);
  const inExplorer = workspace.getWorkspaceFolder(folder) !== undefined;
  await commands.executeCommand(inExplorer ? 'revealInExplorer' : 'revealFileInOS', folder);
}
