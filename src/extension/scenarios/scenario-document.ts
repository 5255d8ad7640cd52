/** Finds the scenario that a command is meant for, and reads it with all that it includes. */
import { dirname } from 'node:path';
import { commands, type TextDocument, Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import type { Scenario } from '../../core/scenario/model.ts';
import type { Problem } from '../../core/scenario/problems.ts';
import type { ScenarioDocument } from '../../core/scenario/schema.ts';
import { SCENARIO_LANGUAGE } from './language-id.ts';

export const SCENARIO_GLOB = '**/*.scenario.yaml';
/** Not searched for scenarios. */
export const NOT_SEARCHED = '**/{node_modules,.git,.redline}/**';

/** The file that a command was given by a code lens (a string), a menu (an address) or a view (an item with an address). */
export function uriOf(given: unknown): Uri | undefined {
  if (typeof given === 'string') return Uri.parse(given, true);
  if (given instanceof Uri) return given;
  if (typeof given === 'object' && given !== null && 'uri' in given) return uriOf(given.uri);
  return undefined;
}

/** The scenario that is meant: the one that is given, the one in front, or one that is picked. */
export async function findScenario(given: unknown): Promise<Uri | undefined> {
  const uri = uriOf(given);
  if (uri !== undefined) return uri;
  const inFront = window.activeTextEditor?.document;
  if (inFront?.languageId === SCENARIO_LANGUAGE) return inFront.uri;
  const files = (await workspace.findFiles(SCENARIO_GLOB, NOT_SEARCHED)).sort((a, b) => a.path.localeCompare(b.path));
  if (files.length === 0) {
    const create = 'New Scenario';
    const answer = await window.showInformationMessage('There is no scenario in this folder yet.', create);
    if (answer === create) await commands.executeCommand('redline.newScenario');
    return undefined;
  }
  const items = files.map((file) => ({ label: workspace.asRelativePath(file), file }));
  return (await window.showQuickPick(items, { placeHolder: 'Scenario to run' }))?.file;
}

export interface ReadyScenario {
  readonly document: TextDocument;
  readonly folder: WorkspaceFolder;
  readonly source: string;
  /** The usual variant. */
  readonly scenario: Scenario;
  /** As it was written, with all that it extends. */
  readonly declared: ScenarioDocument;
  readonly fixtures: Readonly<Record<string, string>>;
}

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

/** A scenario that can be run, from a saved file; undefined when it cannot, after saying why. */
export async function prepareScenario(uri: Uri): Promise<ReadyScenario | undefined> {
  const document = await workspace.openTextDocument(uri);
  if (!(await isSaved(document))) {
    void window.showErrorMessage('The scenario has to be saved before it can run.');
    return undefined;
  }
  const folder = workspace.getWorkspaceFolder(document.uri);
  if (folder === undefined || folder.uri.scheme !== 'file') {
    const open = 'Open Folder';
    const answer = await window.showErrorMessage(
      'The scenario lies outside of the folders that are open, so there is no place to keep its runs.',
      open,
    );
    if (answer === open) await commands.executeCommand('vscode.openFolder', Uri.file(dirname(uri.fsPath)));
    return undefined;
  }
  const [{ readScenario }, { readIncludedFiles }] = await Promise.all([
    import('../../core/scenario/read-scenario.ts'),
    import('../../node/fixtures.ts'),
  ]);
  const source = document.getText();
  const included = await readIncludedFiles(source, document.uri.fsPath, folder.uri.fsPath);
  const { scenario, document: declared, problems, whole } = readScenario(source, included);
  if (scenario === undefined || declared === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) await showProblems(document, errors);
    else if (whole?.abstract) {
      void window.showErrorMessage(`${workspace.asRelativePath(uri)} is only there for others to extend.`);
    }
    return undefined;
  }
  return { document, folder, source, scenario, declared, fixtures: included.files };
}

async function showProblems(document: TextDocument, errors: readonly Problem[]): Promise<void> {
  const show = 'Show Problems';
  const name = workspace.asRelativePath(document.uri);
  const many = errors.length === 1 ? 'a problem' : `${errors.length} problems`;
  // Once the scenario is in an editor the language server underlines every problem.
  const editor = await window.showTextDocument(document);
  const [first] = errors;
  if (first !== undefined) editor.revealRange(editor.selection.with(document.positionAt(first.range.start)));
  void window.showErrorMessage(`${name} has ${many}, so nothing was run.`, show).then(async (answer) => {
    if (answer === show) await commands.executeCommand('workbench.actions.view.problems');
  });
}
