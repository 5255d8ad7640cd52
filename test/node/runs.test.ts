import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteRun, findRuns, NotARunError, readRun, runFolderName, runsFolder } from '../../src/node/runs.ts';
import { readTranscriptEnds } from '../../src/node/transcript-ends.ts';
import { runInTrialProcess } from '../../src/node/trial-process/run-in-trial-process.ts';
import { FAKE_MACHINE_ENTRY, requestOf } from './trial-process/sample-request.ts';

describe('runs of a workspace', () => {
  let home: string;
  let sample: string;
  let runs: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'redline-runs-'));
    sample = join(home, 'sample');
    const run = await runInTrialProcess(requestOf(sample, { trials: 3 }), { entry: FAKE_MACHINE_ENTRY });
    assert.equal(run.outcome, 'done');
  });
  after(() => rmSync(home, { recursive: true }));
  beforeEach(() => {
    runs = runsFolder(mkdtempSync(join(home, 'workspace-')));
    mkdirSync(runs, { recursive: true });
  });

  function copyOf(name: string, createdAt = '2026-01-01T00:00:00.000Z'): string {
    const folder = join(runs, name);
    cpSync(sample, folder, { recursive: true });
    const file = join(folder, 'experiment.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"createdAt": "[^"]*"/, `"createdAt": "${createdAt}"`));
    return folder;
  }

  it('are named by time and scenario, so that names sort by time', () => {
    const name = runFolderName(new Date('2026-03-04T09:12:07.450Z'), 'self-replication');
    assert.equal(name, '2026-03-04T091207Z-self-replication');
    assert.ok(name < runFolderName(new Date('2026-03-04T10:00:00Z'), 'a'));
    assert.equal(runFolderName(new Date(0), '../../etc'), '1970-01-01T000000Z-______etc');
  });

  it('are found, the newest first, with how each trial came out', async () => {
    copyOf('b', '2026-01-02T00:00:00.000Z');
    copyOf('a', '2026-01-01T00:00:00.000Z');
    copyOf('c', '2026-01-03T00:00:00.000Z');
    mkdirSync(join(runs, 'not-a-run'));
    writeFileSync(join(runs, 'a-file'), '');
    const found = await findRuns(runs);
    assert.deepEqual(
      found.map(({ folder }) => folder),
      ['c', 'b', 'a'].map((name) => join(runs, name)),
    );
    const [first] = found;
    assert.deepEqual([first?.record?.experiment, first?.record?.trials, first?.problem], ['sample-run', 3, undefined]);
    assert.deepEqual(
      first?.trials.map(({ id }) => id),
      ['001', '002', '003'],
    );
    for (const trial of first?.trials ?? []) {
      const lines = readFileSync(trial.transcript, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      const end = lines.at(-1);
      assert.deepEqual(trial.outcome, {
        state: 'ended',
        verdict: end.verdict,
        reason: end.reason,
        milestones: end.milestones,
        flags: end.flags,
        tokens: end.usage.inputTokens + end.usage.outputTokens,
        endedAt: end.endedAt,
      });
      assert.equal(trial.startedAt, lines[0].startedAt);
      assert.deepEqual([trial.seed, trial.steps], [lines[0].seed, end.steps]);
    }
  });

  it('are none where there is no folder', async () => {
    assert.deepEqual(await findRuns(join(home, 'nowhere')), []);
  });

  it('have interrupted trials where a transcript stops, wherever it was torn', async () => {
    const folder = copyOf('torn');
    const transcript = join(folder, '002.transcript.jsonl');
    const whole = readFileSync(transcript);
    const text = whole.toString();
    const lines = text.trimEnd().split('\n');
    const lastStep = JSON.parse(lines.at(-2) ?? '').step;
    // Within the last line, before its closing brace, and after the line before it.
    for (const size of [whole.length - 30, whole.length - 2, Buffer.byteLength(lines.slice(0, -1).join('\n')) + 1]) {
      writeFileSync(transcript, whole);
      truncateSync(transcript, size);
      const trial = (await readRun(folder))?.trials[1];
      assert.deepEqual([trial?.outcome, trial?.steps, trial?.id], [{ state: 'interrupted' }, lastStep, '002']);
    }
    writeFileSync(transcript, whole.subarray(0, -1));
    assert.equal((await readRun(folder))?.trials[1]?.outcome.state, 'ended', 'only the line break is missing');
    for (const content of ['', '{"type": "tri', 'not a transcript\n\n\n', Buffer.alloc(100_000)]) {
      writeFileSync(transcript, content);
      const trial = (await readRun(folder))?.trials[1];
      assert.deepEqual(
        [trial?.id, trial?.seed, trial?.steps, trial?.outcome.state],
        ['002', undefined, 0, 'interrupted'],
      );
    }
  });

  it('are read by the ends of their transcripts, however long these are', async () => {
    const transcript = join(copyOf('long'), '001.transcript.jsonl');
    const [first = '', ...rest] = readFileSync(transcript, 'utf8').trimEnd().split('\n');
    const end = { ...JSON.parse(rest.pop() ?? ''), report: 'x'.repeat(300_000) };
    const content = JSON.stringify({
      type: 'content',
      digest: 'd',
      encoding: 'utf8',
      data: 'y'.repeat(200_000),
      seq: 1,
      step: 0,
      agent: 'a',
    });
    const start = { ...JSON.parse(first), experiment: 'z'.repeat(150_000) };
    writeFileSync(transcript, [JSON.stringify(start), content, ...rest, JSON.stringify(end), ''].join('\n'));
    const ends = await readTranscriptEnds(transcript);
    assert.ok(ends.first?.type === 'trial.started' && ends.first.experiment.length === 150_000);
    assert.ok(ends.last?.type === 'trial.ended' && ends.last.report?.length === 300_000);
  });

  it('say why they cannot be read', async () => {
    const folder = copyOf('broken');
    const file = join(folder, 'experiment.json');
    writeFileSync(file, '{');
    assert.deepEqual((await readRun(folder))?.problem, 'experiment.json is not JSON.');
    writeFileSync(file, '{"version": 2}');
    assert.match((await readRun(folder))?.problem ?? '', /^experiment\.json cannot be read: "version" must be 1\.$/);
    assert.equal((await findRuns(runs))[0]?.trials.length, 3);
  });

  it('are deleted, and nothing else is', async () => {
    const folder = copyOf('old');
    const outside = join(home, 'outside');
    cpSync(sample, outside, { recursive: true });
    mkdirSync(join(runs, 'no-run'));
    symlinkSync(outside, join(runs, 'link'));
    for (const wrong of [
      outside,
      join(runs, 'no-run'),
      join(runs, 'link'),
      join(folder, '..'),
      runs,
      join(runs, 'none'),
    ]) {
      await assert.rejects(deleteRun(wrong, runs), NotARunError);
    }
    await deleteRun(folder, runs);
    assert.equal(existsSync(folder), false);
    assert.ok(existsSync(join(outside, 'experiment.json')));
  });
});
