/** Deletes runs after asking. */
import { dirname } from 'node:path';
import { window } from 'vscode';
import { deleteRun, type FoundRun, NotARunError, readRun } from '../../node/runs.ts';
import { givenPath, pickRun } from './pick-run.ts';
import { counted } from './run-figures.ts';
import type { RunStore } from './run-store.ts';
import type { RunningExperiments } from './running.ts';
import { runsFolders } from './runs-folder.ts';

/** Asks a person whether something that cannot be undone is to be done. */
export type Confirm = (question: string, detail: string) => Promise<boolean>;

/**
 * Deletes the run that is given, or one that a person picks.
 * @param chosen everything that is selected in the view; a scenario stands for all its runs
 */
export async function deleteRuns(
  store: RunStore,
  running: RunningExperiments,
  given: unknown,
  chosen?: unknown,
  confirm: Confirm = askToDelete,
): Promise<void> {
  const meant = await runsMeant(store, given, chosen);
  const runs = meant.filter(({ folder }) => running.get(folder) === undefined);
  const [first] = runs;
  if (first === undefined) {
    if (meant.length > 0) void window.showErrorMessage('This run is under way. Stop it first.');
    return;
  }
  const transcripts = counted(
    runs.reduce((sum, { trials }) => sum + trials.length, 0),
    'transcript',
  );
  const left = meant.length - runs.length;
  const stays = left === 0 ? '' : ` ${counted(left, 'run')} under way ${left === 1 ? 'stays' : 'stay'}.`;
  const only = runs.length === 1;
  const question = only
    ? `Delete this run of ${first.record?.scenario.name ?? first.folder}?`
    : `Delete ${runs.length} runs?`;
  const where = only ? ` in ${first.folder}` : '';
  if (!(await confirm(question, `${transcripts}${where} will be deleted.${stays} This cannot be undone.`))) return;
  for (const run of runs) await deleteOne(store, run);
}

async function askToDelete(question: string, detail: string): Promise<boolean> {
  const remove = 'Delete';
  return (await window.showWarningMessage(question, { modal: true, detail }, remove)) === remove;
}

async function deleteOne(store: RunStore, run: FoundRun): Promise<void> {
  const runs = runsFolders().find(({ path }) => path === dirname(run.folder))?.path ?? '';
  try {
    await deleteRun(run.folder, runs);
  } catch (error) {
    const why = error instanceof NotARunError ? error.message : `The run could not be deleted: ${String(error)}`;
    void window.showErrorMessage(why);
  }
  store.touch(run.folder);
}

async function runsMeant(store: RunStore, given: unknown, chosen: unknown): Promise<FoundRun[]> {
  const nodes: readonly unknown[] = Array.isArray(chosen) && chosen.length > 0 ? chosen : [given];
  const folders = new Set(nodes.flatMap(foldersOf));
  if (folders.size === 0 && given === undefined) {
    const picked = await pickRun(store, undefined, 'Run to delete');
    return picked === undefined ? [] : [picked];
  }
  const runs = await Promise.all([...folders].map((folder) => readRun(folder)));
  return runs.filter((run) => run !== undefined);
}

/** Folders of the runs that something of the view stands for. A trial is no run. */
function foldersOf(node: unknown): string[] {
  if (typeof node === 'object' && node !== null && 'runs' in node && Array.isArray(node.runs)) {
    return node.runs.flatMap(foldersOf);
  }
  if (typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'trial') return [];
  const path = givenPath(node);
  return path === undefined ? [] : [path];
}
