/** Shows the report of a run. */
import { basename } from 'node:path';
import { Uri, ViewColumn, window } from 'vscode';
import { reportOf } from '../../core/experiment/report.ts';
import { renderReport } from '../../core/exporters/html-report.ts';
import { readExperiment, transcriptPath } from '../../node/read-experiment.ts';
import { pickRun } from './pick-run.ts';
import type { RunStore } from './run-store.ts';

/** The report in a panel of its own. Its only powers are its links: each opens the replay of a trial. */
export async function openReport(store: RunStore, given: unknown): Promise<void> {
  const run = await pickRun(store, given, 'Run to report on');
  if (run === undefined) return;
  const experiment = await readExperiment(run.folder);
  if (experiment === undefined) {
    void window.showErrorMessage('This run cannot be read any more.');
    return;
  }
  const title = `Report: ${run.record?.scenario.name ?? basename(run.folder)}`;
  const panel = window.createWebviewPanel('redline.report', title, ViewColumn.Active, {
    enableScripts: false,
    enableCommandUris: ['redline.openTranscript'],
    localResourceRoots: [],
  });
  panel.webview.html = await renderReport(reportOf([experiment.reported]), (trial) => {
    const argument = JSON.stringify([transcriptPath(experiment, trial)]);
    return Uri.from({ scheme: 'command', path: 'redline.openTranscript', query: argument }).toString();
  });
}
