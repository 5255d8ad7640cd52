/** HTML: a replay of each trial on a page of its own, and the report that links to them. */
import { reportOf } from '../experiment/report.ts';
import type { Exporter } from './exporter.ts';
import { trialFileNames } from './file-names.ts';
import { renderReport } from './html-report.ts';
import { renderTrial } from './html-trial.ts';

export const htmlExporter: Exporter<'html'> = {
  id: 'html',
  title: 'HTML',
  extension: 'html',
  about: 'A self-contained page for each trial, with its replay, and a report that links to them.',
  async *files(source) {
    const names = trialFileNames(source.experiments);
    const parts = await source.pageParts();
    for (const experiment of source.experiments) {
      for (const trial of experiment.trials) {
        const events = await source.events(experiment, trial);
        const notes = await source.notes(experiment, trial);
        yield {
          name: `${names.get(trial)}.html`,
          text: await renderTrial(`${trial.trial} · ${trial.title || trial.scenario}`, { events, notes }, parts),
        };
      }
    }
    yield {
      name: 'report.html',
      text: await renderReport(reportOf(source.experiments), (trial) => `${names.get(trial)}.html`),
    };
  },
};
