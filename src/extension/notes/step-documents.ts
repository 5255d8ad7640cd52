/** Steps and outlines of trials as documents: what a note is about, and what is compared. */
import type { TextDocumentContentProvider, Uri } from 'vscode';
import { outlineOf } from '../../core/transcript/compare-transcripts.ts';
import { stepMarkdown } from '../../core/transcript/step-markdown.ts';
import type { Transcripts } from '../machine/transcripts.ts';
import { outlinedTranscript, stepPlace } from './step-uri.ts';

export class StepDocuments implements TextDocumentContentProvider {
  readonly #transcripts: Transcripts;

  constructor(transcripts: Transcripts) {
    this.#transcripts = transcripts;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const outlined = outlinedTranscript(uri);
    if (outlined !== undefined) return outlineOf(await this.#transcripts.read(outlined));
    const place = stepPlace(uri);
    if (place === undefined) return 'This is not the address of a step.';
    const transcript = await this.#transcripts.read(place.transcript);
    return stepMarkdown(transcript.header, await transcript.step(place.step));
  }
}
