import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInspectLog } from '../../src/node/inspect-log.ts';
import { zipOf } from '../foreign/zip.ts';

const HEADER = JSON.stringify({
  version: 2,
  status: 'success',
  eval: { task: 'replicate', model: 'openai/gpt-x', task_id: 'a' },
  plan: { name: 'plan', steps: [{ solver: 'react', params: {} }] },
});
const sample = (id: number, epoch: number, score: string) =>
  `{"id":${id},"epoch":${epoch},"input":"Do it","messages":[],"scores":{"match":{"value":"${score}"}},"model_usage":{"x":NaN}}`;
const FILES = {
  '_journal/start.json': HEADER,
  'samples/2_epoch_1.json': sample(2, 1, 'I'),
  'samples/10_epoch_1.json': sample(10, 1, 'C'),
  'samples/2_epoch_2.json': sample(2, 2, 'C'),
};
const SUMMARIES = JSON.stringify([
  { id: 2, epoch: 1, scores: { match: { value: 'I' } }, message_count: 7 },
  { id: 2, epoch: 2, scores: { match: { value: 'C' } } },
  { id: 10, epoch: 1, scores: { match: { value: 'C' } } },
]);

describe('a log of Inspect', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-inspect-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: Buffer | string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  for (const method of ['stored', 'deflate', 'zstd'] as const) {
    it(`is read from an archive whose files are ${method}`, async () => {
      const path = file('a.eval', zipOf({ ...FILES, 'header.json': HEADER, 'summaries.json': SUMMARIES }, method));
      const log = await openInspectLog(path);
      assert.deepEqual(log.header, { task: 'replicate', model: 'openai/gpt-x', solver: 'react' });
      assert.deepEqual(
        log.samples.map(({ id, epoch, verdict, messages }) => [id, epoch, verdict, messages]),
        [
          ['2', 1, 'failure', 7],
          ['2', 2, 'success', undefined],
          ['10', 1, 'success', undefined],
        ],
      );
      const read = (await log.sample(2)) as { id: number; model_usage: { x: unknown } };
      assert.deepEqual([read.id, read.model_usage.x], [10, null]);
      log.close();
    });
  }

  it('is read while its run goes on, when there is only the journal', async () => {
    const path = file('b.eval', zipOf({ ...FILES, '_journal/summaries/1.json': SUMMARIES }, 'deflate'));
    const log = await openInspectLog(path);
    assert.equal(log.header.task, 'replicate');
    assert.deepEqual(log.samples[0]?.scores, { match: 'I' });
    log.close();
  });

  it('is read from JSON with the bare numbers of Python', async () => {
    const path = file('c.json', `${HEADER.slice(0, -1)},"samples":[${sample(1, 1, 'C')},${sample(2, 1, 'I')}]}`);
    const log = await openInspectLog(path);
    assert.deepEqual(
      log.samples.map(({ id, verdict }) => [id, verdict]),
      [
        ['1', 'success'],
        ['2', 'failure'],
      ],
    );
  });

  it('is told from other files, with a sentence', async () => {
    await assert.rejects(openInspectLog(file('d.json', '{"hello":1}')), /not a log of Inspect/);
    await assert.rejects(openInspectLog(file('e.json', 'NaN nothing')), /not JSON/);
    await assert.rejects(openInspectLog(file('f.eval', 'PK no')), /not a log of Inspect/);
    await assert.rejects(openInspectLog(file('g.eval', zipOf({ 'x.txt': 'x' }, 'stored'))), /has no “eval”/);
    await assert.rejects(openInspectLog(join(folder, 'none.json')), { code: 'ENOENT' });
  });
});
