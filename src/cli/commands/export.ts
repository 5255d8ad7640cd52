/** `redline export`: experiments and transcripts in formats for other programs and other people. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat } from '../../core/exporters/exporter.ts';
import { EXPORTERS } from '../../core/exporters/registry.ts';
import { exportSource } from '../../node/export-source.ts';
import { CliError, EXIT, type ExitCode, fileErrorText, usageError } from '../exit.ts';
import { findExperiments } from '../find-experiments.ts';
import { makeFolder } from '../out-folder.ts';
import type { PackageFiles } from '../package-files.ts';
import type { Terminal } from '../terminal.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly out: string;
  readonly events?: boolean;
  readonly notes?: boolean;
  readonly json?: boolean;
}

/** The command. `end` takes its exit code. */
export function exportCommand(terminal: Terminal, files: PackageFiles, end: (exit: ExitCode) => void): Command {
  const formats = EXPORT_FORMATS.map((format) => `${format}: ${EXPORTERS[format].about}`).join('\n');
  return new Command('export')
    .summary(`Export experiments or transcripts as ${EXPORT_FORMATS.join(', ')}.`)
    .description(`Export experiments or transcripts.\n\n${formats}`)
    .argument('<path...>', 'folders of experiments, or transcripts')
    .addOption(new Option('--format <format>', 'what to make').choices(EXPORT_FORMATS).makeOptionMandatory())
    .requiredOption('--out <folder>', 'where the files go; files of the same names are replaced')
    .option('--events', 'with every event, where the format can hold them (jsonl)')
    .option('--notes', 'with the notes of analysts, where the format can hold them (jsonl, html)')
    .option('--json', 'print the files that were written as JSON')
    .action(async (paths: string[], { format, out, events = false, notes = false, json = false }: ExportOptions) => {
      const found = await findExperiments(paths);
      if (format === 'html' && !existsSync(join(files.webview, 'replay.js'))) {
        throw new CliError(
          EXIT.infrastructure,
          'The replay is not built, so no pages can be made.',
          'Run npm run build first.',
        );
      }
      makeFolder(out);
      const written: string[] = [];
      for await (const { name, text } of EXPORTERS[format].files(
        exportSource(found, { webview: files.webview, everyEvent: events, withNotes: notes }),
      )) {
        const file = join(out, name);
        try {
          writeFileSync(file, text);
        } catch (error) {
          throw usageError(`Cannot write ${file}: ${fileErrorText(error)}.`, 'Choose another folder with --out.');
        }
        written.push(file);
        if (!json) terminal.out.write(`${file}\n`);
      }
      if (json) terminal.out.write(`${JSON.stringify({ format, files: written }, null, 2)}\n`);
      end(EXIT.ok);
    });
}
