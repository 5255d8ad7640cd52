/** Deletes a run after asking. */
import { dirname } from 'node:path';
import { window } from 'vscode';
import { deleteRun, NotARunError } from '../../node/runs.ts';
import { pickRun } from './pick-run.ts';
import type { RunStore } from './run-store.ts';
import type { RunningExperiments } from './running.ts';
import { runsFolders } from './runs-folder.ts';

export async function deleteRunOf(store: RunStore, running: RunningExperiments, given: unknown): Promise<void> {
  const run = await pickRun(store, given, 'Run to delete');
  if (run === undefined) return;
  if (running.get(run.folder) !== undefined) {
    void window.showErrorMessage('This run is under way. Stop it first.');
    return;
  }
  const name = run.record?.scenario.name ?? run.folder;
  const many = `${run.trials.length} ${run.trials.length === 1 ? 'transcript' : 'transcripts'}`;
  const remove = 'Delete';
  const answer = await window.showWarningMessage(
    `Delete this run of ${name}?`,
    { modal: true, detail: `${many} in ${run.folder} will be deleted. This cannot be undone.` },
    remove,
  );
  if (answer !== remove) return;
  const runs = runsFolders().find(({ path }) => path === dirname(run.folder))?.path ?? '';
  try {
    await deleteRun(run.folder, runs);
  } catch (error) {
    const why = error instanceof NotARunError ? error.message : `The run could not be deleted: ${String(error)}`;
    void window.showErrorMessage(why);
  }
  store.touch(run.folder);
}
