/** JSON lines: what came of each trial and, on demand, every event of every trial. */
import type { Exporter } from './exporter.ts';

const line = (value: object): string => `${JSON.stringify(value)}\n`;

export const jsonlExporter: Exporter<'jsonl'> = {
  id: 'jsonl',
  title: 'JSON lines',
  extension: 'jsonl',
  about: 'One line for each trial; with every event, one more file with one line for each event.',
  async *files(source) {
    const trials = source.experiments.flatMap((experiment) =>
      experiment.trials.map((trial) => ({ experiment, trial })),
    );
    const summaries: string[] = [];
    for (const { experiment, trial } of trials) {
      const notes = await source.notes(experiment, trial);
      summaries.push(line(notes.length === 0 ? trial : { ...trial, notes }));
    }
    yield { name: 'trials.jsonl', text: summaries.join('') };
    if (!source.everyEvent) return;
    const lines: string[] = [];
    for (const { experiment, trial } of trials) {
      for (const event of await source.events(experiment, trial)) {
        lines.push(line({ experiment: trial.experiment, trial: trial.trial, ...event }));
      }
    }
    yield { name: 'events.jsonl', text: lines.join('') };
  },
};
