/** Lets a person say what is to be different in a fork: picks what, and opens it in an editor as it is now. */
import { basename } from 'node:path';
import { languages, type QuickPickItem, Range, Uri, ViewColumn, WorkspaceEdit, window, workspace } from 'vscode';
import type { ForkChange } from '../../core/transcript/fork-record.ts';
import { promptAt } from '../../core/transcript/prompt.ts';
import { ActionTextError, actionText, readAction } from '../../core/trial/action-text.ts';
import { ForkError, type Original, problemOfChange } from '../../core/trial/fork.ts';
import { type ForkOrigin, readForkOrigin } from '../../node/fork-request.ts';
import type { ForkDraft, ForkDrafts, WrittenChange } from './fork-drafts.ts';
import type { ForkWishes } from './fork-wishes.ts';
import { type ForkSurroundings, runForks } from './run-forks.ts';

export interface ForkParts extends ForkSurroundings {
  readonly drafts: ForkDrafts;
}

type AtStep = ForkWishes & { readonly transcript: string; readonly step: number };

/**
 * Forks a trial at a step, or opens the draft of what is to be different.
 * @returns the folder of the forks; undefined when none were run yet
 */
export async function forkFromStep(parts: ForkParts, wishes: AtStep): Promise<string | undefined> {
  const { transcript, step } = wishes;
  const origin = await originOf(transcript, step);
  if (origin === undefined) return undefined;
  const changed = wishes.changed ?? (await pickChange(origin.original));
  if (changed === undefined) return undefined;
  if (changed === 'none') return runForks(parts, { transcript, origin, change: { kind: 'none' } }, wishes);
  await openDraft(parts.drafts, origin.original, { transcript, step, changed });
  return undefined;
}

/**
 * Runs the forks that a draft asks for.
 * @returns the folder of the forks; undefined when none were run, after the person was told why
 */
export async function runDraft(
  parts: ForkParts,
  uri: Uri,
  { transcript, step, changed }: ForkDraft,
  wishes: ForkWishes,
): Promise<string | undefined> {
  const origin = await originOf(transcript, step);
  if (origin === undefined) return undefined;
  const text = (await workspace.openTextDocument(uri)).getText();
  const change = changeIn(changed, text);
  return change === undefined ? undefined : runForks(parts, { transcript, origin, change }, wishes);
}

async function originOf(transcript: string, step: number): Promise<ForkOrigin | undefined> {
  const name = basename(transcript);
  if (step === 0) {
    void window.showInformationMessage(`Choose a step of ${name}: before the first one there is nothing to change.`);
    return undefined;
  }
  try {
    return await readForkOrigin(transcript, step);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(
      error instanceof ForkError ? `${name} cannot be forked. ${why}` : `${name} cannot be read: ${why}`,
    );
    return undefined;
  }
}

interface ChangeItem extends QuickPickItem {
  readonly changed: ForkChange['kind'];
}

async function pickChange(original: Original): Promise<ForkChange['kind'] | undefined> {
  const { step } = original;
  const items: ChangeItem[] = [
    { changed: 'action', label: 'Change What the Agent Does', detail: `Its answer in step ${step}` },
    { changed: 'observation', label: 'Change What the Agent Is Told', detail: `What came of its call in step ${step}` },
    { changed: 'prompt', label: 'Change the System Prompt', detail: `From step ${step} on` },
    { changed: 'none', label: 'Change Nothing', detail: `Step ${step} is answered again, by any endpoint` },
  ];
  const possible = items.filter(
    ({ changed }) => changed !== 'observation' || problemOfChange(original, { kind: changed, text: '' }) === undefined,
  );
  const picked = await window.showQuickPick(possible, {
    title: `Fork from Step ${step}`,
    placeHolder: `Everything before step ${step} stays as it was`,
  });
  return picked?.changed;
}

const DRAFT_FILES: Readonly<Record<WrittenChange, string>> = {
  action: 'Action.json',
  observation: 'Observation.txt',
  prompt: 'System prompt.md',
};

/** Opens what the step has now, to be changed. */
async function openDraft(drafts: ForkDrafts, original: Original, draft: ForkDraft): Promise<void> {
  const { trial } = original.header;
  const name = `${trial} step ${draft.step} ${DRAFT_FILES[draft.changed]}`;
  const uri = Uri.from({ scheme: 'untitled', path: name });
  const document = await workspace.openTextDocument(uri);
  const edit = new WorkspaceEdit();
  edit.replace(uri, new Range(0, 0, document.lineCount, 0), presentText(original, draft.changed));
  await workspace.applyEdit(edit);
  if (draft.changed === 'action') await languages.setTextDocumentLanguage(document, 'json');
  drafts.add(uri, draft);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: false });
}

function presentText({ events, step }: Original, changed: WrittenChange): string {
  switch (changed) {
    case 'action': {
      const response = events.find((event) => event.type === 'model.response' && event.step === step);
      return actionText(response?.type === 'model.response' ? response : { text: '', toolCalls: [] });
    }
    case 'observation': {
      const result = events.find((event) => event.type === 'tool.result' && event.step === step);
      return result?.type === 'tool.result' ? result.text : '';
    }
    case 'prompt':
      return promptAt(events, step)?.system ?? '';
    default:
      return changed satisfies never;
  }
}

function changeIn(changed: WrittenChange, text: string): ForkChange | undefined {
  switch (changed) {
    case 'action':
      try {
        return readAction(text);
      } catch (error) {
        if (!(error instanceof ActionTextError)) throw error;
        void window.showErrorMessage(error.message);
        return undefined;
      }
    case 'observation':
      return { kind: 'observation', text };
    case 'prompt':
      return { kind: 'prompt', system: text };
    default:
      return changed satisfies never;
  }
}
