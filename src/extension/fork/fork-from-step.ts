/** Lets a person say what is to be different in a fork: picks what, and opens it in an editor as it is now. */
import { basename } from 'node:path';
import { languages, type QuickPickItem, Range, Uri, ViewColumn, WorkspaceEdit, window, workspace } from 'vscode';
import type { ForkChange } from '../../core/transcript/fork-record.ts';
import { promptAt } from '../../core/transcript/prompt.ts';
import { ActionTextError, actionText, answersInText, readAction } from '../../core/trial/action-text.ts';
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
  await openDraft(parts.drafts, origin, { transcript, step, changed });
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
  const change = changeIn(origin, changed, text);
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
    ignoreFocusOut: true,
    placeHolder: `Everything before step ${step} stays as it was`,
  });
  return picked?.changed;
}

/** What is written: an action as JSON with its calls, or as the whole answer where the action is read from that. */
type Draft = 'answer' | WrittenChange;

const DRAFTS: Readonly<Record<Draft, { readonly file: string; readonly language: string }>> = {
  action: { file: 'Action.json', language: 'json' },
  answer: { file: 'Answer.md', language: 'markdown' },
  observation: { file: 'Observation.txt', language: 'plaintext' },
  prompt: { file: 'System prompt.md', language: 'markdown' },
};

function draftOf(origin: ForkOrigin, changed: WrittenChange): Draft {
  if (changed !== 'action') return changed;
  const response = responseOf(origin.original);
  return answersInText(origin.scenario, response?.agent ?? '') ? 'answer' : 'action';
}

function responseOf({ events, step }: Original) {
  const response = events.find((event) => event.type === 'model.response' && event.step === step);
  return response?.type === 'model.response' ? response : undefined;
}

/** Opens what the step has now, to be changed. */
async function openDraft(drafts: ForkDrafts, origin: ForkOrigin, draft: ForkDraft): Promise<void> {
  const written = draftOf(origin, draft.changed);
  const { file, language } = DRAFTS[written];
  const name = `${origin.original.header.trial} step ${draft.step} ${file}`;
  const uri = Uri.from({ scheme: 'untitled', path: name });
  const document = await workspace.openTextDocument(uri);
  const edit = new WorkspaceEdit();
  edit.replace(uri, new Range(0, 0, document.lineCount, 0), presentText(origin.original, written));
  await workspace.applyEdit(edit);
  await languages.setTextDocumentLanguage(document, language);
  drafts.add(uri, draft);
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: false });
}

function presentText(original: Original, written: Draft): string {
  const { events, step } = original;
  switch (written) {
    case 'action':
      return actionText(responseOf(original) ?? { text: '', toolCalls: [] });
    case 'answer':
      return responseOf(original)?.text ?? '';
    case 'observation': {
      const result = events.find((event) => event.type === 'tool.result' && event.step === step);
      return result?.type === 'tool.result' ? result.text : '';
    }
    case 'prompt':
      return promptAt(events, step)?.system ?? '';
    default:
      return written satisfies never;
  }
}

function changeIn(origin: ForkOrigin, changed: WrittenChange, text: string): ForkChange | undefined {
  const written = draftOf(origin, changed);
  switch (written) {
    case 'answer':
      return { kind: 'action', text, toolCalls: [] };
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
      return written satisfies never;
  }
}
