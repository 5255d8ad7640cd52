/** Reads a scenario with all that it includes, and says whether it can be run. */
import { type TextDocument, type Uri, type WorkspaceFolder, workspace } from 'vscode';
import type { Scenario } from '../../core/scenario/model.ts';
import type { Problem } from '../../core/scenario/problems.ts';
import type { ScenarioReading } from '../../core/scenario/read-scenario.ts';
import type { ScenarioDocument } from '../../core/scenario/schema.ts';

export interface ReadyScenario {
  readonly document: TextDocument;
  readonly folder: WorkspaceFolder;
  readonly source: string;
  /** The usual variant. */
  readonly scenario: Scenario;
  /** As it was written, with all that it extends. */
  readonly declared: ScenarioDocument;
  readonly reading: ScenarioReading;
  readonly fixtures: Readonly<Record<string, string>>;
}

/** Why a scenario cannot be run. */
export type NotReady =
  | { readonly why: 'unsaved' | 'outside' | 'abstract'; readonly document: TextDocument; readonly message: string }
  | {
      readonly why: 'wrong';
      readonly document: TextDocument;
      readonly message: string;
      readonly errors: readonly Problem[];
    };

/** How often saving is tried, and how long the word of the editor that it saved is waited for each time. */
const SAVE_TRIES = 3;
const SAVE_WORD_MS = 1000;

/**
 * Saves a document that has changes; whether it is saved then. `save` also says no while the editor saves by itself, and the
 * document has its changes until the editor's word of that arrives, so a no is not believed at once.
 */
async function isSaved(document: TextDocument): Promise<boolean> {
  for (let tries = 0; document.isDirty && tries < SAVE_TRIES; tries += 1) {
    if (await document.save()) return true;
    if (!document.isDirty) break;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        listener.dispose();
        resolve();
      };
      const timer = setTimeout(done, SAVE_WORD_MS);
      const listener = workspace.onDidSaveTextDocument((saved) => {
        if (saved === document) done();
      });
    });
  }
  return !document.isUntitled && !document.isDirty;
}

/** The scenario in a file, which is saved first, as a run needs it; or why nothing can be run. Nobody is told. */
export async function readyScenario(uri: Uri): Promise<ReadyScenario | NotReady> {
  const document = await workspace.openTextDocument(uri);
  if (!(await isSaved(document))) {
    return { why: 'unsaved', document, message: 'The scenario has to be saved before it can run.' };
  }
  const folder = workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined || folder.uri.scheme !== 'file') {
    const message = 'The scenario lies outside of the folders that are open, so there is no place to keep its runs.';
    return { why: 'outside', document, message };
  }
  const [{ readScenario }, { readIncludedFiles }] = await Promise.all([
    import('../../core/scenario/read-scenario.ts'),
    import('../../node/fixtures.ts'),
  ]);
  const source = document.getText();
  const included = await readIncludedFiles(source, document.uri.fsPath, folder.uri.fsPath);
  const reading = readScenario(source, included);
  const { scenario, document: declared, problems } = reading;
  if (scenario !== undefined && declared !== undefined) {
    return { document, folder, source, scenario, declared, reading, fixtures: included.files };
  }
  const name = workspace.asRelativePath(uri);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { why: 'abstract', document, message: `${name} is only there for others to extend.` };
  const many = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  return { why: 'wrong', document, message: `${name} has ${many}, so nothing was run.`, errors };
}
