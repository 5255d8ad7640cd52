/** Notes at steps: threads of comments beside the replay, and commands to write and change them. */
import { type CommentReply, commands, Disposable, ViewColumn, window, workspace } from 'vscode';
import type { ReplayInFront } from '../machine/register.ts';
import type { Transcripts } from '../machine/transcripts.ts';
import type { NoteThreads } from './note-threads.ts';
import { STEP_SCHEME, type StepPlace, stepPlace, stepUri } from './step-uri.ts';

export interface Notes extends Disposable {
  /** Threads of comments, made when they are first asked for. */
  threads(): Promise<NoteThreads>;
  /** Lets a person write a note on a step. */
  write(place: StepPlace): Promise<void>;
}

/**
 * @param goTo shows a step in its replay
 * @param changed takes a transcript whose notes changed
 */
export function registerNotes(
  inFront: ReplayInFront,
  transcripts: Transcripts,
  goTo: (place: StepPlace) => Promise<void>,
  changed: (transcript: string) => void,
): Notes {
  let threads: Promise<NoteThreads> | undefined;
  const load = (): Promise<NoteThreads> => {
    threads ??= import('./note-threads.ts').then(({ NoteThreads: Threads }) => {
      const made = new Threads();
      made.onDidChange(changed);
      return made;
    });
    return threads;
  };
  const write = async (place: StepPlace): Promise<void> => {
    await window.showTextDocument(stepUri(place), { viewColumn: ViewColumn.Beside, preview: true });
    await (await load()).begin(place);
  };
  const all = Disposable.from(
    workspace.registerTextDocumentContentProvider(STEP_SCHEME, {
      provideTextDocumentContent: async (uri) => {
        const { StepDocuments } = await import('./step-documents.ts');
        return new StepDocuments(transcripts).provideTextDocumentContent(uri);
      },
    }),
    workspace.onDidCloseTextDocument(async ({ uri }) => {
      const place = uri.scheme === STEP_SCHEME ? stepPlace(uri) : undefined;
      if (place !== undefined && threads !== undefined) (await threads).forgetEmpty(place);
    }),
    commands.registerCommand('redline.replay.addNote', async () => {
      const replay = inFront();
      if (replay !== undefined) await write(replay);
    }),
    commands.registerCommand('redline.notes.add', async (reply: CommentReply) => (await load()).reply(reply)),
    commands.registerCommand('redline.notes.edit', async (comment: unknown) => (await load()).edit(comment)),
    commands.registerCommand('redline.notes.save', async (comment: unknown) => (await load()).save(comment)),
    commands.registerCommand('redline.notes.cancel', async (comment: unknown) => (await load()).cancel(comment)),
    commands.registerCommand('redline.notes.delete', async (comment: unknown) => (await load()).remove(comment)),
    commands.registerCommand('redline.notes.showStep', async () => {
      const uri = window.activeTextEditor?.document.uri;
      const place = uri === undefined ? undefined : stepPlace(uri);
      if (place !== undefined) await goTo(place);
    }),
    new Disposable(() => void threads?.then((made) => made.dispose())),
  );
  return { threads: load, write, dispose: () => all.dispose() };
}
