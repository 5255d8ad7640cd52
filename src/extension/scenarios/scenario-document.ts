/** Finds the scenario that a command is meant for, and tells a person why it cannot be run. */
import { basename, dirname } from 'node:path';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Problem } from '../../core/scenario/problems.ts';
import { SCENARIO_LANGUAGE } from './language-id.ts';
import { type ReadyScenario, readyScenario } from './ready-scenario.ts';

export const SCENARIO_GLOB = '**/*.scenario.yaml';
/** Not searched for scenarios. */
export const NOT_SEARCHED = '**/{node_modules,.git,.redline}/**';

const SUFFIX = '.scenario.yaml';

/** The name of the file of a scenario without its ending. */
export function scenarioFileName(uri: Uri): string {
  return basename(uri.path).slice(0, -SUFFIX.length);
}

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
  const [only] = files;
  if (files.length === 1) return only;
  const items = files.map((file) => ({ label: workspace.asRelativePath(file), file }));
  return (await window.showQuickPick(items, { placeHolder: 'Scenario to run' }))?.file;
}

/** A scenario that can be run, from a saved file; undefined when it cannot, after saying why. */
export async function prepareScenario(uri: Uri): Promise<ReadyScenario | undefined> {
  const ready = await readyScenario(uri);
  if (!('why' in ready)) return ready;
  if (ready.why === 'wrong') await showProblems(ready.document, ready.errors, ready.message);
  else if (ready.why === 'outside') await offerFolder(uri, ready.message);
  else void window.showErrorMessage(ready.message);
  return undefined;
}

async function offerFolder(uri: Uri, message: string): Promise<void> {
  const open = 'Open Folder';
  const answer = await window.showErrorMessage(message, open);
  if (answer === open) await commands.executeCommand('vscode.openFolder', Uri.file(dirname(uri.fsPath)));
}

async function showProblems(document: TextDocument, errors: readonly Problem[], message: string): Promise<void> {
  const show = 'Show Problems';
  // Once the scenario is in an editor the language server underlines every problem.
  const editor = await window.showTextDocument(document);
  const [first] = errors;
  if (first !== undefined) editor.revealRange(editor.selection.with(document.positionAt(first.range.start)));
  void window.showErrorMessage(message, show).then(async (answer) => {
    if (answer === show) await commands.executeCommand('workbench.actions.view.problems');
  });
}
