/** Reads the file of a scenario as it is on disk, with all that it includes. */
import { dirname } from 'node:path';
import { type Uri, workspace } from 'vscode';
import type { ScenarioReading } from '../../core/scenario/read-scenario.ts';

export interface ScenarioFile {
  readonly text: string;
  readonly reading: ScenarioReading;
}

/** What is in the file. Throws only when the file itself cannot be read. */
export async function readScenarioFile(uri: Uri): Promise<ScenarioFile> {
  const [{ readScenario }, { readIncludedFiles }] = await Promise.all([
    import('../../core/scenario/read-scenario.ts'),
    import('../../node/fixtures.ts'),
  ]);
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  const within = workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? dirname(uri.fsPath);
  return {
    text,
    reading: readScenario(text, uri.scheme === 'file' ? await readIncludedFiles(text, uri.fsPath, within) : {}),
  };
}
