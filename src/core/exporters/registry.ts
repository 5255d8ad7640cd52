/** All exporters. A new format is one file and one line here; the type makes sure that none is forgotten. */
import { csvExporter } from './csv.ts';
import type { Exporter, ExportFormat } from './exporter.ts';
import { htmlExporter } from './html.ts';
import { jsonlExporter } from './jsonl.ts';

export const EXPORTERS: { readonly [Format in ExportFormat]: Exporter<Format> } = {
  jsonl: jsonlExporter,
  csv: csvExporter,
  html: htmlExporter,
};
