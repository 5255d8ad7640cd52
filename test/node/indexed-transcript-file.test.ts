import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TranscriptEvent } from '../../src/core/transcript/events.ts';
import { TranscriptWriter, transcriptLine } from '../../src/core/transcript/writer.ts';
import { IndexedTranscriptFile, indexPath, RewrittenError } from '../../src/node/indexed-transcript-file.ts';
import { fileNode, HOST, START, trialStarted } from '../core/transcript/sample-world.ts';

/** Lines of a trial whose every step prints so many characters. */
function trial(steps: number, characters: number, ended: boolean): string {
  const lines: string[] = [];
  const writer = new TranscriptWriter('agent', (event: TranscriptEvent) => lines.push(transcriptLine(event)));
  writer.write(trialStarted());
  writer.write({ type: 'machine.started', patch: { clock: START, host: HOST, files: {}, processes: {} } });
  for (let step = 1; step <= steps; step++) {
    writer.beginStep(step);
    writer.write({ type: 'tool.call', callId: 'c', tool: 'shell', arguments: { command: `echo ${step}` } });
    writer.write({
      type: 'world.patch',
      patch: { clock: START + step, files: { [`/tmp/${step % 9}`]: fileNode({ size: step }) } },
    });
    const stdout = 'x'.repeat(characters);
    writer.write({
      type: 'tool.result',
      callId: 'c',
      status: 'done',
      stdout,
      stderr: '',
      exitCode: 0,
      text: '',
      clock: START,
    });
  }
  if (ended) {
    writer.write({
      type: 'trial.ended',
      verdict: 'failure',
      reason: 'Done.',
      steps,
      usage: { inputTokens: 1, outputTokens: 1 },
      milestones: [],
      flags: {},
      endedAt: '2026-01-01T00:00:01Z',
    });
  }
  return lines.join('');
}

async function readOn(file: IndexedTranscriptFile): Promise<number[]> {
  const parts: number[] = [];
  for await (const part of file.more()) parts.push(part);
  return parts;
}

describe('a transcript file with an index', () => {
  let folder = '';
  let open: IndexedTranscriptFile[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-indexed-'));
    open = [];
  });
  afterEach(async () => {
    for (const file of open) await file.close();
    rmSync(folder, { recursive: true });
  });
  const openFile = async (path: string) => {
    const file = await IndexedTranscriptFile.open(path);
    open.push(file);
    return file;
  };

  it('follows a short one without a file of its own', async () => {
    const path = join(folder, 'a.transcript.jsonl');
    const text = trial(30, 10, true);
    writeFileSync(path, text.slice(0, 3_000));
    const file = await openFile(path);
    await readOn(file);
    const before = file.transcript.steps;
    assert.ok(before > 0 && before < 30);
    appendFileSync(path, text.slice(3_000));
    await readOn(file);
    assert.equal(file.transcript.steps, 30);
    assert.equal(file.transcript.state.state, 'ended');
    assert.deepEqual(readdirSync(folder), ['a.transcript.jsonl']);
  });

  it('keeps the index of a long one beside it, and reads it the next time', async () => {
    const path = join(folder, 'b.transcript.jsonl');
    writeFileSync(path, trial(3_000, 3_000, true));
    const first = await openFile(path);
    const parts = await readOn(first);
    assert.ok(parts.length > 2 && parts.at(-1) === 1);
    assert.deepEqual(readdirSync(folder).sort(), ['b.transcript.index', 'b.transcript.jsonl']);
    const again = await openFile(path);
    assert.equal(again.transcript.steps, 3_000);
    assert.deepEqual(await readOn(again), []);
    assert.deepEqual(await again.transcript.worldAt(2_345), await first.transcript.worldAt(2_345));
    assert.deepEqual(await again.transcript.lines(2_990, 3_001), await first.transcript.lines(2_990, 3_001));
    assert.deepEqual(await again.transcript.step(1_500), await first.transcript.step(1_500));
  });

  it('makes a stale or damaged index anew', async () => {
    const path = join(folder, 'c.transcript.jsonl');
    writeFileSync(path, trial(3_000, 3_000, true));
    await readOn(await openFile(path));
    writeFileSync(path, trial(2_900, 3_200, true));
    const file = await openFile(path);
    await readOn(file);
    assert.equal(file.transcript.steps, 2_900);
    writeFileSync(indexPath(path), 'not an index');
    const third = await openFile(path);
    await readOn(third);
    assert.equal(third.transcript.steps, 2_900);
  });

  it('throws away the index of a trial that did not end', async () => {
    const path = join(folder, 'd.transcript.jsonl');
    writeFileSync(path, trial(3_000, 3_000, false));
    const file = await IndexedTranscriptFile.open(path);
    await readOn(file);
    assert.equal(file.transcript.steps, 3_000);
    await file.close();
    assert.equal(existsSync(indexPath(path)), false);
    assert.deepEqual(readdirSync(folder), ['d.transcript.jsonl']);
  });

  it('says so when the file was written anew or replaced', async () => {
    const path = join(folder, 'e.transcript.jsonl');
    writeFileSync(path, trial(20, 10, false));
    const file = await openFile(path);
    await readOn(file);
    writeFileSync(path, trial(2, 10, false));
    await assert.rejects(readOn(file), RewrittenError);
    const second = await openFile(path);
    await readOn(second);
    writeFileSync(`${path}.new`, trial(50, 10, false));
    renameSync(`${path}.new`, path);
    await assert.rejects(readOn(second), RewrittenError);
    await assert.rejects(IndexedTranscriptFile.open(join(folder, 'none')), { code: 'ENOENT' });
  });
});
