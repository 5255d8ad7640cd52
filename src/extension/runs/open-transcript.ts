/** Opens the replay of a trial. */
import { commands, Uri, window } from 'vscode';
import type { FoundRun } from '../../node/runs.ts';
import { TRANSCRIPT_SUFFIX } from '../../node/transcript-file.ts';
import { REPLAY_EDITOR } from '../replay/names.ts';
import { givenPath, pickRun } from './pick-run.ts';
import { trialSummary } from './run-figures.ts';
import type { RunStore } from './run-store.ts';

/** Opens the transcript that is given, one of the run that is given, or one that a person picks. */
export async function openTranscript(store: RunStore, given: unknown): Promise<void> {
  const path = givenPath(given);
  const transcript = path?.endsWith(TRANSCRIPT_SUFFIX) === true ? path : await pickTranscript(store, given);
  if (transcript === undefined) return;
  await commands.executeCommand('vscode.openWith', Uri.file(transcript), REPLAY_EDITOR);
}

async function pickTranscript(store: RunStore, given: unknown): Promise<string | undefined> {
  const run = await pickRun(store, given, 'Run to open a trial of');
  if (run === undefined) return undefined;
  const [only] = run.trials;
  if (only === undefined) {
    void window.showInformationMessage('This run has no transcripts.');
    return undefined;
  }
  return run.trials.length === 1 ? only.transcript : pickTrial(run);
}

async function pickTrial({ trials }: FoundRun): Promise<string | undefined> {
  const items = trials.map((trial) => ({
    label: `Trial ${trial.id}`,
    description: trialSummary(trial),
    transcript: trial.transcript,
  }));
  return (await window.showQuickPick(items, { placeHolder: 'Trial to open', matchOnDescription: true }))?.transcript;
}
