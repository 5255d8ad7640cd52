/** Notes of analysts on disk, beside the transcript that they are about. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Note, notesText, readNotes } from '../core/transcript/notes.ts';
import { TRANSCRIPT_SUFFIX } from './transcript-file.ts';

/** Where the notes on a transcript lie: `NAME.notes.json` beside `NAME.transcript.jsonl`. */
export function notesPath(transcript: string): string {
  const stem = transcript.endsWith(TRANSCRIPT_SUFFIX) ? transcript.slice(0, -TRANSCRIPT_SUFFIX.length) : transcript;
  return `${stem}.notes.json`;
}

/**
 * The notes on a transcript; none when nobody wrote any.
 * @throws when there is a file that cannot be read
 */
export async function readNotesFile(transcript: string): Promise<readonly Note[]> {
  let text: string;
  try {
    text = await readFile(notesPath(transcript), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return readNotes(text);
}

/**
 * Writes all notes on a transcript, so that a reader finds either the old ones or the new ones. Without notes the file goes.
 * @throws when it cannot be written
 */
export async function writeNotesFile(transcript: string, notes: readonly Note[]): Promise<void> {
  const path = notesPath(transcript);
  if (notes.length === 0) {
    await rm(path, { force: true });
    return;
  }
  const fresh = `${path}.${randomUUID()}.partial`;
  await writeFile(fresh, notesText(notes));
  await rename(fresh, path);
}
