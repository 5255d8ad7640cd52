/** Keeps what was done in a terminal as a scripted policy. */
import { basename } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { policyOfWalk } from '../../core/walk/policy-of-walk.ts';
import type { OpenTerminal } from './open-terminal.ts';

const SUFFIX = '.policy.yaml';
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Writes the policy and opens it. Gives the file; undefined when nothing was written, after the person was told why.
 * @param file asked for where it is left out
 */
export async function savePolicy({ walk, scenario }: OpenTerminal, file: Uri | undefined): Promise<Uri | undefined> {
  const { place, done } = walk;
  if (place === undefined || done.length === 0) {
    void window.showInformationMessage('Nothing was done in this terminal yet, so there is nothing to keep.');
    return undefined;
  }
  const target = file ?? (await askFile(Uri.joinPath(scenario, '..', 'policies', place.scenario, `walk${SUFFIX}`)));
  if (target === undefined) return undefined;
  const name = basename(target.path).slice(0, -SUFFIX.length);
  if (!target.path.endsWith(SUFFIX) || !NAME.test(name)) {
    void window.showErrorMessage(`A policy has to be called NAME${SUFFIX}, and a name has letters, digits, - and _.`);
    return undefined;
  }
  const text = policyOfWalk({ name, scenario: place.scenario, tools: place.tools, done });
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await window.showTextDocument(target);
  return target;
}

function askFile(defaultUri: Uri): Thenable<Uri | undefined> {
  return window.showSaveDialog({
    defaultUri,
    saveLabel: 'Save as Policy',
    title: 'Save What Was Done as a Scripted Policy',
    filters: { 'Scripted policies': ['policy.yaml'] },
  });
}
