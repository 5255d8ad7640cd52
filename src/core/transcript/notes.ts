/**
 * Notes of analysts at the steps of a trial. They lie in a file beside the transcript, so that the evidence itself is never edited.
 */
import { z } from 'zod';

const note = z.object({
  id: z.string().min(1),
  step: z.int().nonnegative(),
  author: z.string(),
  /** Real time, ISO 8601. */
  at: z.string(),
  text: z.string(),
});

const notesFile = z.object({ version: z.literal(1), notes: z.array(note) });

export type Note = z.infer<typeof note>;

/**
 * The notes in the text of a notes file, by step and then by time.
 * @throws Error with a sentence for people when the text is no notes file
 */
export function readNotes(text: string): readonly Note[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('The file of notes is not JSON.');
  }
  const read = notesFile.safeParse(value);
  if (!read.success) throw new Error('The file of notes does not have the form that this version of Redline writes.');
  return inOrder(read.data.notes);
}

/** The text of a notes file. */
export function notesText(notes: readonly Note[]): string {
  return `${JSON.stringify({ version: 1, notes: inOrder(notes) }, null, 2)}\n`;
}

/** The notes with one more, or with one changed when its `id` is known. A note without text is taken away. */
export function withNote(notes: readonly Note[], changed: Note): readonly Note[] {
  const others = notes.filter(({ id }) => id !== changed.id);
  return inOrder(changed.text.trim() === '' ? others : [...others, changed]);
}

function inOrder(notes: readonly Note[]): readonly Note[] {
  return [...notes].sort((a, b) => a.step - b.step || compare(a.at, b.at) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
