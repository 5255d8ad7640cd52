/** Writing transcripts so that what happened is on disk as soon as it happened. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { TranscriptEvent } from '../core/transcript/events.ts';
import { transcriptLine } from '../core/transcript/writer.ts';

/** Ending of the file name of a transcript. */
export const TRANSCRIPT_SUFFIX = '.transcript.jsonl';

export interface TranscriptFile {
  /**
   * Appends an event. When it returns, the whole line was handed to the operating system, so it outlives this process.
   * @throws when the disk is full or the file cannot be written
   */
  append(event: TranscriptEvent): void;
  close(): void;
}

/**
 * Begins a transcript; the file must not be there yet, since evidence is never overwritten.
 * @throws when it is there or cannot be made
 */
export function createTranscriptFile(path: string): TranscriptFile {
  const file = openSync(path, 'wx', 0o644);
  return {
    append(event) {
      const line = Buffer.from(transcriptLine(event));
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
    },
    close: () => closeSync(file),
  };
}
