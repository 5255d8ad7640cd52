/** Exports a run, or one trial of it: asks for the format and the folder, writes the files, and offers to open them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commands, env, ProgressLocation, Uri, window, workspace } from 'vscode';
import { EXPORT_FORMATS, type Exporter, type ExportFormat } from '../../core/exporters/exporter.ts';
import { EXPORTERS } from '../../core/exporters/registry.ts';
import { exportSource } from '../../node/export-source.ts';
import { type ExperimentOnDisk, readExperiment, readLoneTranscript } from '../../node/read-experiment.ts';
import { TRANSCRIPT_SUFFIX } from '../../node/transcript-file.ts';
import { type Product, packagePath } from '../product.ts';
import { givenPath, pickRun } from '../runs/pick-run.ts';
import type { RunStore } from '../runs/run-store.ts';

/** Gives the files that were written; undefined when the person changed their mind. */
export async function exportRun(product: Product, store: RunStore, given: unknown): Promise<string[] | undefined> {
  const experiment = await experimentToExport(store, given);
  if (experiment === undefined) return undefined;
  const exporter = await pickFormat();
  if (exporter === undefined) return undefined;
  const withNotes = await pickNotes(experiment);
  if (withNotes === undefined) return undefined;
  const folder = await pickFolder(experiment);
  if (folder === undefined) return undefined;
  const target = join(folder, `${experiment.reported.experiment}-${exporter.id}`);
  try {
    const files = await write(product, experiment, exporter, { target, withNotes });
    product.log.info(`Exported ${files.length} files to ${target}`);
    void tellFiles(files, target, exporter);
    return files;
  } catch (error) {
    void window.showErrorMessage(`The export could not be written: ${String(error)}`);
    return undefined;
  }
}

/** The run that is meant, or the one transcript. */
async function experimentToExport(store: RunStore, given: unknown): Promise<ExperimentOnDisk | undefined> {
  const path = givenPath(given);
  if (path?.endsWith(TRANSCRIPT_SUFFIX) === true) return readLoneTranscript(path);
  const run = await pickRun(store, given, 'Run to export');
  return run === undefined ? undefined : readExperiment(run.folder);
}

async function pickFormat(): Promise<Exporter | undefined> {
  const items = EXPORT_FORMATS.map((format: ExportFormat) => {
    const exporter: Exporter = EXPORTERS[format];
    return { label: exporter.title, detail: exporter.about, exporter };
  });
  return (await window.showQuickPick(items, { title: 'Export', placeHolder: 'Format of the export' }))?.exporter;
}

/** Whether the notes of analysts go along; not asked where nobody wrote any. Undefined when the person changed their mind. */
async function pickNotes(experiment: ExperimentOnDisk): Promise<boolean | undefined> {
  const source = exportSource([experiment], { webview: '', everyEvent: false, withNotes: true });
  const { reported } = experiment;
  const notes = await Promise.all(reported.trials.map((trial) => source.notes(reported, trial)));
  if (notes.every((ofTrial) => ofTrial.length === 0)) return false;
  const items = [
    { label: 'Without Notes', withNotes: false },
    { label: 'With Notes', detail: 'The notes of analysts are part of the export.', withNotes: true },
  ];
  return (await window.showQuickPick(items, { title: 'Export', placeHolder: 'Notes on the trials' }))?.withNotes;
}

async function pickFolder({ folder }: ExperimentOnDisk): Promise<string | undefined> {
  const start = workspace.getWorkspaceFolder(Uri.file(folder))?.uri ?? Uri.file(dirname(folder));
  const picked = await window.showOpenDialog({
    title: 'Folder to Export To',
    openLabel: 'Export',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    defaultUri: start,
  });
  return picked?.[0]?.fsPath;
}

async function write(
  product: Product,
  experiment: ExperimentOnDisk,
  exporter: Exporter,
  { target, withNotes }: { readonly target: string; readonly withNotes: boolean },
): Promise<string[]> {
  const source = exportSource([experiment], {
    webview: packagePath(product, 'dist', 'webview'),
    everyEvent: true,
    withNotes,
  });
  return window.withProgress(
    { location: ProgressLocation.Notification, title: `Exporting ${exporter.title}`, cancellable: true },
    async (progress, token) => {
      const files: string[] = [];
      await mkdir(target, { recursive: true });
      for await (const { name, text } of exporter.files(source)) {
        if (token.isCancellationRequested) break;
        const file = join(target, name);
        await writeFile(file, text);
        files.push(file);
        progress.report({ message: name });
      }
      return files;
    },
  );
}

async function tellFiles(files: readonly string[], target: string, exporter: Exporter): Promise<void> {
  const open = 'Open';
  const openFolder = 'Open Folder';
  const many = files.length === 1 ? '1 file' : `${files.length} files`;
  const answer = await window.showInformationMessage(`${many} exported to ${target}.`, open, openFolder);
  const first = files.find((file) => file.endsWith(`report.${exporter.extension}`)) ?? files[0];
  if (answer === open && first !== undefined) {
    if (exporter.extension === 'html') await env.openExternal(Uri.file(first));
    else await commands.executeCommand('vscode.open', Uri.file(first));
  }
  if (answer === openFolder) {
    const folder = Uri.file(target);
    const inExplorer = workspace.getWorkspaceFolder(folder) !== undefined;
    await commands.executeCommand(inExplorer ? 'revealInExplorer' : 'revealFileInOS', folder);
  }
}
