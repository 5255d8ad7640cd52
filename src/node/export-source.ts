/** What exporters are given when experiments lie on disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportSource, PageParts } from '../core/exporters/exporter.ts';
import { readNotesFile } from './notes-file.ts';
import { type ExperimentOnDisk, readTranscriptFile, transcriptPath } from './read-experiment.ts';

export interface ExportOptions {
  /** Folder of the built web views: `dist/webview`. */
  readonly webview: string;
  /** See `ExportSource.everyEvent`. */
  readonly everyEvent: boolean;
  /** Whether the notes of analysts go into the export. */
  readonly withNotes: boolean;
}

/** The source of an export of some experiments. Transcripts are read again, one at a time, as exporters ask for them. */
export function exportSource(found: readonly ExperimentOnDisk[], options: ExportOptions): ExportSource {
  const { webview, everyEvent, withNotes } = options;
  const folders = new Map(found.map((experiment) => [experiment.reported, experiment]));
  return {
    experiments: found.map(({ reported }) => reported),
    everyEvent,
    async events(experiment, trial) {
      const onDisk = folders.get(experiment);
      return onDisk === undefined ? [] : (await readTranscriptFile(transcriptPath(onDisk, trial))).events;
    },
    async notes(experiment, trial) {
      const onDisk = withNotes ? folders.get(experiment) : undefined;
      return onDisk === undefined ? [] : readNotesFile(transcriptPath(onDisk, trial));
    },
    pageParts: () => readPageParts(webview),
  };
}

/**
 * The built programmes and styles of pages, with the font of the icons inside its style sheet.
 * @throws when the web views were not built
 */
async function readPageParts(folder: string): Promise<PageParts> {
  const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [replay, style, host, icons, font] = await Promise.all([
    text('replay.js'),
    text('replay.css'),
    text('page.js'),
    text('codicon.css'),
    readFile(join(folder, 'codicon.ttf')),
  ]);
  const address = `url("data:font/ttf;base64,${font.toString('base64')}")`;
  return { replay, style, host, icons: icons.replace(/url\("\.\/codicon\.ttf[^"]*"\)/, () => address) };
}
