/** Transcripts that are read for something else than a replay on screen, kept open for a while. */
import type { Disposable } from 'vscode';
import type { IndexedTranscript } from '../../core/transcript/indexed/indexed-transcript.ts';
import type { IndexedTranscriptFile } from '../../node/indexed-transcript-file.ts';

/** Transcripts that are open at a time. */
const MOST_OPEN = 4;

export class Transcripts implements Disposable {
  /** By absolute path, the one that was asked for last at the end. */
  readonly #open = new Map<string, Promise<IndexedTranscriptFile>>();

  /**
   * A transcript, read as far as it is written.
   * @throws what the file system throws
   */
  async read(path: string): Promise<IndexedTranscript> {
    const known = this.#open.get(path);
    this.#open.delete(path);
    const opening = known ?? openFile(path);
    this.#open.set(path, opening);
    this.#closeOldest();
    try {
      const file = await opening;
      for await (const _part of file.more());
      return file.transcript;
    } catch (error) {
      this.#open.delete(path);
      void opening.then((file) => file.close()).catch(() => undefined);
      if (known === undefined) throw error;
      // It was written anew since it was opened.
      return this.read(path);
    }
  }

  dispose(): void {
    for (const path of [...this.#open.keys()]) this.#close(path);
  }

  #closeOldest(): void {
    for (const path of [...this.#open.keys()]) {
      if (this.#open.size <= MOST_OPEN) return;
      this.#close(path);
    }
  }

  #close(path: string): void {
    const opening = this.#open.get(path);
    this.#open.delete(path);
    void opening?.then((file) => file.close()).catch(() => undefined);
  }
}

async function openFile(path: string): Promise<IndexedTranscriptFile> {
  const { IndexedTranscriptFile: File } = await import('../../node/indexed-transcript-file.ts');
  return File.open(path);
}
