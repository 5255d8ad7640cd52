import assert from 'node:assert/strict';
import { type Note, notesText, readNotes, withNote } from '../../../src/core/transcript/notes.ts';

const note = (id: string, step: number, text = id, at = '2026-01-01T00:00:00Z'): Note => ({
  id,
  step,
  author: 'Ada',
  at,
  text,
});

describe('notes', () => {
  it('come back from their file by step and time', () => {
    const later = note('b', 3, 'later', '2026-01-02T00:00:00Z');
    const text = notesText([later, note('z', 9), note('a', 3, 'first')]);
    assert.deepEqual(
      readNotes(text).map(({ id }) => id),
      ['a', 'b', 'z'],
    );
  });

  it('are added, changed and taken away', () => {
    const notes = withNote([note('a', 3)], note('b', 1));
    assert.deepEqual(
      notes.map(({ id }) => id),
      ['b', 'a'],
    );
    const changed = withNote(notes, note('a', 3, 'other words'));
    assert.equal(changed.find(({ id }) => id === 'a')?.text, 'other words');
    assert.deepEqual(
      withNote(changed, note('a', 3, '  \n')).map(({ id }) => id),
      ['b'],
    );
  });

  it('are refused with a sentence when the file is damaged', () => {
    assert.throws(() => readNotes('{'), /not JSON/);
    assert.throws(() => readNotes('{"version":2,"notes":[]}'), /does not have the form/);
    assert.throws(() => readNotes('{"version":1,"notes":[{"id":""}]}'), /does not have the form/);
  });
});
