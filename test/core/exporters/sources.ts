/** What exporters are given in tests, and what they made of it. */
import type { ExportedFile, Exporter, ExportSource } from '../../../src/core/exporters/exporter.ts';
import { type SampleTrial, sampleExperiment } from '../experiment/sample-trials.ts';

/** A source of one experiment with such trials. The parts of pages are as small as can be. */
export function sampleSource(samples: readonly SampleTrial[], everyEvent = false): ExportSource {
  const { experiment, events } = sampleExperiment(samples);
  return {
    experiments: [experiment],
    everyEvent,
    notes: async () => [],
    events: async (_, trial) => events.get(trial) ?? [],
    pageParts: async () => ({ host: 'let host = 1;', replay: 'let replay = 2;', style: '', icons: '' }),
  };
}

/** The files of an export by name. */
export async function exported(exporter: Exporter, source: ExportSource): Promise<ReadonlyMap<string, string>> {
  const files: ExportedFile[] = [];
  for await (const file of exporter.files(source)) files.push(file);
  return new Map(files.map(({ name, text }) => [name, text]));
}
