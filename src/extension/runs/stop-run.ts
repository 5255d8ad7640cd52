/** Stops a run that is under way. */
import { window } from 'vscode';
import { givenPath } from './pick-run.ts';
import { progressText } from './progress.ts';
import type { RunningExperiments } from './running.ts';

/** Stops the run that is given, the only one, or one that a person picks. */
export async function stopRun(running: RunningExperiments, given: unknown): Promise<void> {
  const { all } = running;
  const folder = givenPath(given);
  const [only] = all;
  if (only === undefined) {
    void window.showInformationMessage('No run is under way.');
    return;
  }
  const meant = folder === undefined ? (all.length === 1 ? only : await pick(running)) : running.get(folder);
  meant?.stop();
}

async function pick({ all }: RunningExperiments): Promise<(typeof all)[number] | undefined> {
  const items = all.map((experiment) => ({
    label: experiment.scenario,
    description: experiment.endpoint,
    detail: progressText(experiment.progress),
    experiment,
  }));
  return (await window.showQuickPick(items, { placeHolder: 'Run to stop' }))?.experiment;
}
