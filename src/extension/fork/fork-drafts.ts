/** Documents in which a person writes what is to be different in a fork. */
import { type Disposable, type Uri, workspace } from 'vscode';
import type { ForkChange } from '../../core/transcript/fork-record.ts';
import { setForkDrafts } from '../context-keys.ts';

/** What can be written: everything but nothing. */
export type WrittenChange = Exclude<ForkChange['kind'], 'none'>;

export interface ForkDraft {
  /** Absolute path of the transcript that is to be forked. */
  readonly transcript: string;
  readonly step: number;
  readonly changed: WrittenChange;
}

/** Knows which documents are drafts, and tells the editor, so that it shows their button. */
export class ForkDrafts implements Disposable {
  readonly #drafts = new Map<string, ForkDraft>();
  readonly #closing = workspace.onDidCloseTextDocument(({ uri }) => {
    if (this.#drafts.delete(uri.toString())) this.#tell();
  });

  add(uri: Uri, draft: ForkDraft): void {
    this.#drafts.set(uri.toString(), draft);
    this.#tell();
  }

  of(uri: Uri): ForkDraft | undefined {
    return this.#drafts.get(uri.toString());
  }

  dispose(): void {
    this.#closing.dispose();
    this.#drafts.clear();
    this.#tell();
  }

  #tell(): void {
    setForkDrafts([...this.#drafts.keys()]);
  }
}
