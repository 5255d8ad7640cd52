/** Notes as the comments of the editor: a thread a step, on the document of the step. */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import {
  type Comment,
  type CommentController,
  CommentMode,
  type CommentReply,
  type CommentThread,
  CommentThreadCollapsibleState,
  comments,
  type Disposable,
  EventEmitter,
  MarkdownString,
  Range,
  window,
  workspace,
} from 'vscode';
import { type Note, withNote } from '../../core/transcript/notes.ts';
import { readNotesFile, writeNotesFile } from '../../node/notes-file.ts';
import { STEP_SCHEME, type StepPlace, stepPlace, stepUri } from './step-uri.ts';

/** A comment that stands for a note. */
class NoteComment implements Comment {
  readonly note: Note;
  readonly thread: CommentThread;
  readonly author: { readonly name: string };
  readonly timestamp: Date;
  readonly contextValue = 'note';
  body: string | MarkdownString;
  mode = CommentMode.Preview;

  constructor(note: Note, thread: CommentThread) {
    this.note = note;
    this.thread = thread;
    this.author = { name: note.author };
    this.timestamp = new Date(note.at);
    this.body = shown(note.text);
  }
}

/** What a person wrote, with line breaks and nothing else of Markdown. */
function shown(text: string): MarkdownString {
  const markdown = new MarkdownString();
  markdown.supportHtml = false;
  markdown.isTrusted = false;
  return markdown.appendText(text);
}

export class NoteThreads implements Disposable {
  readonly #controller: CommentController;
  /** Threads by transcript, then by step. */
  readonly #threads = new Map<string, Map<number, CommentThread>>();
  readonly #changed = new EventEmitter<string>();
  /** Tells the transcript whose notes changed. */
  readonly onDidChange = this.#changed.event;
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#controller = comments.createCommentController('redline.notes', 'Redline Notes');
    this.#controller.options = { prompt: 'Write a note on this step', placeHolder: 'What you saw, and why it matters' };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) => (document.uri.scheme === STEP_SCHEME ? [new Range(0, 0, 0, 0)] : []),
    };
  }

  /** Reads the notes on a transcript and shows them as threads. */
  async show(transcript: string): Promise<readonly Note[]> {
    const notes = await readNotesFile(transcript);
    const threads = this.#threads.get(transcript) ?? new Map<number, CommentThread>();
    this.#threads.set(transcript, threads);
    const bySteps = Map.groupBy(notes, (note) => note.step);
    for (const [step, thread] of threads) {
      // One without comments is being written in.
      if (bySteps.has(step) || thread.comments.length === 0) continue;
      thread.dispose();
      threads.delete(step);
    }
    for (const [step, here] of bySteps) {
      const thread = threads.get(step) ?? this.#newThread(transcript, step);
      threads.set(step, thread);
      thread.comments = here.map((note) => new NoteComment(note, thread));
    }
    return notes;
  }

  /** Opens the thread of a step, so that a note can be written in it. */
  async begin({ transcript, step }: StepPlace): Promise<void> {
    await this.show(transcript);
    const threads = this.#threads.get(transcript);
    const thread = threads?.get(step) ?? this.#newThread(transcript, step);
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    threads?.set(step, thread);
  }

  /** Takes back threads that were opened on a step in vain. */
  forgetEmpty({ transcript, step }: StepPlace): void {
    const threads = this.#threads.get(transcript);
    const thread = threads?.get(step);
    if (thread === undefined || thread.comments.length > 0) return;
    thread.dispose();
    threads?.delete(step);
  }

  /** Adds what was typed into a thread. */
  async reply({ thread, text }: CommentReply): Promise<void> {
    const place = stepPlace(thread.uri);
    if (place === undefined) return;
    const note = { id: randomUUID(), step: place.step, author: author(), at: new Date().toISOString(), text };
    const known = this.#threads.get(place.transcript)?.get(place.step);
    await this.#change(place.transcript, note);
    // The editor made a thread of its own for what was typed where there was none.
    if (known !== thread) thread.dispose();
  }

  /** Lets the text of a note be changed. */
  edit(comment: unknown): void {
    if (!(comment instanceof NoteComment)) return;
    comment.body = comment.note.text;
    comment.mode = CommentMode.Editing;
    refresh(comment);
  }

  /** Takes the text of a note as it was typed. */
  async save(comment: unknown): Promise<void> {
    if (!(comment instanceof NoteComment)) return;
    const text = typeof comment.body === 'string' ? comment.body : comment.body.value;
    await this.#changeOf(comment, { ...comment.note, text });
  }

  /** Leaves a note as it was. */
  cancel(comment: unknown): void {
    if (!(comment instanceof NoteComment)) return;
    comment.body = shown(comment.note.text);
    comment.mode = CommentMode.Preview;
    refresh(comment);
  }

  async remove(comment: unknown): Promise<void> {
    if (comment instanceof NoteComment) await this.#changeOf(comment, { ...comment.note, text: '' });
  }

  dispose(): void {
    this.#controller.dispose();
    this.#changed.dispose();
  }

  async #changeOf(comment: NoteComment, note: Note): Promise<void> {
    const place = stepPlace(comment.thread.uri);
    if (place !== undefined) await this.#change(place.transcript, note);
  }

  /** Changes the file, one change after another. */
  async #change(transcript: string, note: Note): Promise<void> {
    const change = this.#last.then(async () => {
      await writeNotesFile(transcript, withNote(await readNotesFile(transcript), note));
      await this.show(transcript);
    });
    this.#last = change.catch(() => undefined);
    try {
      await change;
      this.#changed.fire(transcript);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void window.showErrorMessage(`The note could not be written: ${why}`);
    }
  }

  #newThread(transcript: string, step: number): CommentThread {
    const thread = this.#controller.createCommentThread(stepUri({ transcript, step }), new Range(0, 0, 0, 0), []);
    thread.label = `Step ${step}`;
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    return thread;
  }
}

function refresh({ thread }: NoteComment): void {
  thread.comments = [...thread.comments];
}

/** Who writes: what the settings say, else the user of the system. */
function author(): string {
  const named = workspace.getConfiguration('redline').get<string>('notes.author', '').trim();
  return named === '' ? userInfo().username : named;
}
