import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notesPath, readNotesFile, writeNotesFile } from '../../src/node/notes-file.ts';

describe('a file of notes', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-notes-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lies beside the transcript while there are notes', async () => {
    const transcript = join(folder, 'a.transcript.jsonl');
    assert.deepEqual(await readNotesFile(transcript), []);
    const notes = [{ id: '1', step: 2, author: 'Ada', at: '2026-01-01T00:00:00Z', text: 'Look.' }];
    await writeNotesFile(transcript, notes);
    assert.deepEqual(readdirSync(folder), ['a.notes.json']);
    assert.deepEqual(await readNotesFile(transcript), notes);
    await writeNotesFile(transcript, []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is never taken for empty when it is damaged', async () => {
    const transcript = join(folder, 'b.transcript.jsonl');
    writeFileSync(notesPath(transcript), '{"version":1,"notes":[{');
    await assert.rejects(readNotesFile(transcript), /not JSON/);
  });
});
