/** What an exporter is given and what it makes. Each format is one file; `registry.ts` lists them all. */
import type { ReportedExperiment, ReportedTrial } from '../experiment/report.ts';
import type { TranscriptEvent } from '../transcript/events.ts';
import type { Note } from '../transcript/notes.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv', 'html'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The programmes and styles that a page with a replay is made of: the texts of the built files. */
export interface PageParts {
  /** `dist/webview/replay.js`: the replay as in the editor. */
  readonly replay: string;
  /** `dist/webview/replay.css`: its style sheet. */
  readonly style: string;
  /** `dist/webview/page.js`: the host of the replay on a page. */
  readonly host: string;
  /** Styles of the icons, with the font inside as a `data:` address. */
  readonly icons: string;
}

export interface ExportSource {
  readonly experiments: readonly ReportedExperiment[];
  /** All events of a trial. Asked for one trial at a time, so that a large experiment does not have to fit in memory. */
  events(experiment: ReportedExperiment, trial: ReportedTrial): Promise<readonly TranscriptEvent[]>;
  /** Notes of analysts on a trial; none where they are to stay out of the export. */
  notes(experiment: ReportedExperiment, trial: ReportedTrial): Promise<readonly Note[]>;
  /** Asked for by formats that make pages. */
  pageParts(): Promise<PageParts>;
  /** Whether formats that can hold whole transcripts should: every event, not only what came of the trial. */
  readonly everyEvent: boolean;
}

export interface ExportedFile {
  /** Name without folders. */
  readonly name: string;
  readonly text: string;
}

export interface Exporter<Format extends ExportFormat = ExportFormat> {
  readonly id: Format;
  /** As people call the format. */
  readonly title: string;
  /** Of its files, without the dot. */
  readonly extension: string;
  /** What the export holds, in a sentence. */
  readonly about: string;
  /** The files of the export, each as soon as it is made. */
  files(source: ExportSource): AsyncIterable<ExportedFile>;
}
