import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { GrowingTranscript, RewrittenError } from '../../../src/extension/replay/growing-transcript.ts';

const line = (seq: number): string =>
  `${JSON.stringify({ type: 'milestone.reached', name: `m${seq}`, condition: 'true', seq, step: 1, agent: 'a' })}\n`;

async function rest(transcript: GrowingTranscript): Promise<TranscriptEvent[]> {
  const events: TranscriptEvent[] = [];
  for await (const piece of transcript.more()) events.push(...piece);
  return events;
}

describe('a transcript that grows', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-growing-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives each event once, and a line only when it is whole', async () => {
    const file = join(folder, 'a.transcript.jsonl');
    writeFileSync(file, line(0) + line(1).slice(0, 20));
    const transcript = new GrowingTranscript(file);
    assert.deepEqual(
      (await rest(transcript)).map(({ seq }) => seq),
      [0],
    );
    assert.deepEqual(await rest(transcript), []);
    appendFileSync(file, line(1).slice(20) + line(2));
    assert.deepEqual(
      (await rest(transcript)).map(({ seq }) => seq),
      [1, 2],
    );
    assert.deepEqual(transcript.problems, []);
  });

  it('reads files that are larger than one piece', async () => {
    const file = join(folder, 'large.transcript.jsonl');
    const count = 20_000;
    writeFileSync(file, Array.from({ length: count }, (_, seq) => line(seq)).join(''));
    const transcript = new GrowingTranscript(file);
    assert.equal((await rest(transcript)).length, count);
    assert.ok(transcript.size > 1024 * 1024);
  });

  it('says so when the file was written anew, or is not there', async () => {
    const file = join(folder, 'b.transcript.jsonl');
    writeFileSync(file, line(0) + line(1));
    const transcript = new GrowingTranscript(file);
    await rest(transcript);
    writeFileSync(file, line(0));
    await assert.rejects(rest(transcript), RewrittenError);
    await assert.rejects(rest(new GrowingTranscript(join(folder, 'none'))), { code: 'ENOENT' });
  });
});
