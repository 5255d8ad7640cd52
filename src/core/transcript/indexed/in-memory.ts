/** A whole transcript that is in memory already, as the page of an HTML export has it. */
import { MemoryBytes } from './byte-store.ts';
import { IndexedTranscript } from './indexed-transcript.ts';
import { TranscriptIndex } from './transcript-index.ts';

/**
 * The replay of the bytes of a transcript. Nothing is appended to it.
 * @param abandoned why a transcript without an end has none, for people
 */
export async function transcriptInMemory(bytes: Uint8Array, abandoned?: string): Promise<IndexedTranscript> {
  const index = new TranscriptIndex(new MemoryBytes());
  await index.push(bytes);
  await index.seal();
  if (abandoned !== undefined) index.outline.abandon(abandoned);
  return new IndexedTranscript(new MemoryBytes(bytes), index);
}
