/** Finds the run or the trial that a command is meant for. */
import { basename, dirname } from 'node:path';
import { Uri, window } from 'vscode';
import type { FoundRun } from '../../node/runs.ts';
import { figuresOf } from './run-figures.ts';
import type { RunStore } from './run-store.ts';

/** The path that a command was given: as text, as an address, or as an item of the view. */
export function givenPath(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (given instanceof Uri) return given.fsPath;
  if (typeof given !== 'object' || given === null || !('kind' in given)) return undefined;
  if (given.kind === 'run' && 'run' in given) return folderOf(given.run);
  if (given.kind === 'trial' && 'trial' in given) return transcriptOf(given.trial);
  return undefined;
}

function folderOf(run: unknown): string | undefined {
  return typeof run === 'object' && run !== null && 'folder' in run ? String(run.folder) : undefined;
}

function transcriptOf(trial: unknown): string | undefined {
  return typeof trial === 'object' && trial !== null && 'transcript' in trial ? String(trial.transcript) : undefined;
}

/** The run that is given, or one that a person picks. */
export async function pickRun(store: RunStore, given: unknown, placeHolder: string): Promise<FoundRun | undefined> {
  const path = givenPath(given);
  const { readRun } = await import('../../node/runs.ts');
  if (path !== undefined) return (await readRun(path)) ?? (await readRun(dirname(path)));
  const runs = await store.all();
  if (runs.length === 0) {
    void window.showInformationMessage('There are no runs in this workspace yet. Run a scenario first.');
    return undefined;
  }
  const items = runs.map((run) => ({
    label: run.record?.scenario.name ?? basename(run.folder),
    description: run.record?.endpoint.name ?? '',
    detail: figuresOf(run).join(' · '),
    run,
  }));
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.run;
}
