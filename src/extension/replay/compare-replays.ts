/** Compares two trials: says where they part, shows them side by side there, and both outlines in the editor's own comparison. */
import { basename, dirname } from 'node:path';
import { commands, ProgressLocation, type TextDocumentShowOptions, Uri, ViewColumn, window } from 'vscode';
import { type DifferenceKind, type Divergence, firstDivergence } from '../../core/transcript/compare-transcripts.ts';
import type { Transcripts } from '../machine/transcripts.ts';
import { outlineUri } from '../notes/step-uri.ts';

const WORDS: Readonly<Record<DifferenceKind, string>> = {
  prompt: 'what the agent was told',
  thought: 'what it thought',
  action: 'what it did',
  observation: 'what it saw',
  machine: 'what became of the machine',
  length: 'one of them ends before it',
};

/** Shows a step of a transcript in a replay. */
export type ShowStep = (transcript: Uri, step: number, column: ViewColumn) => Promise<void>;

/** Compares two transcripts, given by their absolute paths. */
export async function compareReplays(
  transcripts: Transcripts,
  [left, right]: readonly [string, string],
  show: ShowStep,
): Promise<void> {
  const divergence = await window.withProgress(
    { location: ProgressLocation.Notification, title: 'Comparing two trials' },
    async () => firstDivergence(await transcripts.read(left), await transcripts.read(right)),
  );
  const line = divergence?.step ?? 0;
  const sameRun = dirname(left) === dirname(right);
  const title = sameRun ? `Trials ${trialOf(left)} ↔ ${trialOf(right)}` : `${nameOf(left)} ↔ ${nameOf(right)}`;
  const options: TextDocumentShowOptions = { preview: true };
  await commands.executeCommand('vscode.diff', outlineUri(left), outlineUri(right), title, options);
  await commands.executeCommand('revealLine', { lineNumber: line, at: 'center' });
  const open = 'Show Both Replays There';
  const answer = await window.showInformationMessage(sentence(divergence), ...(divergence === undefined ? [] : [open]));
  if (answer !== open) return;
  await show(Uri.file(left), line, ViewColumn.One);
  await show(Uri.file(right), line, ViewColumn.Two);
}

function sentence(divergence: Divergence | undefined): string {
  if (divergence === undefined) return 'The two trials are the same from their first step to their last.';
  const { step, kind } = divergence;
  if (kind === 'length') return `The two trials are the same up to step ${step - 1}, where one of them ends.`;
  return step === 1
    ? `The two trials part at their first step, in ${WORDS[kind]}.`
    : `The two trials are the same up to step ${step - 1}. At step ${step} they part, in ${WORDS[kind]}.`;
}

function nameOf(transcript: string): string {
  return `${basename(dirname(transcript))}/${trialOf(transcript)}`;
}

function trialOf(transcript: string): string {
  return basename(transcript).split('.')[0] ?? '';
}
