/** Forks are run by the process of trials like any experiment, on the endpoint that was chosen. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '../../../src/core/agent/scripted/read-policy.ts';
import { planTrials } from '../../../src/core/experiment/run-experiment.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import type { ForkChange } from '../../../src/core/transcript/fork-record.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { ForkError } from '../../../src/core/trial/fork.ts';
import { readExperimentFile } from '../../../src/node/experiment-file.ts';
import { forkRequest, groupOfForks, groupOfOriginal, readForkOrigin } from '../../../src/node/fork-request.ts';
import { servePolicies } from '../../../src/node/serve.ts';
import { runInTrialProcess } from '../../../src/node/trial-process/run-in-trial-process.ts';
import { Verifier } from '../../../src/node/trial-process/verify-in-trial-process.ts';
import { FAKE_MACHINE_ENTRY, httpAccess, POLICY, requestOf } from './sample-request.ts';

describe('forks in the process of trials', () => {
  const entry = FAKE_MACHINE_ENTRY;
  let home: string;
  let original: string;

  before(async () => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-fork-')));
    const run = await runInTrialProcess(requestOf(join(home, 'run')), { entry });
    const short = run.summaries.find(({ verdict }) => verdict === 'failure');
    assert.ok(short);
    original = join(home, 'run', short.transcript);
  });
  after(() => rmSync(home, { recursive: true }));

  const eventsOf = (...path: string[]) => readTranscript(readFileSync(join(...path))).events;
  const until = (events: readonly TranscriptEvent[], step: number) =>
    events.slice(1).filter((event) => event.step < step);
  const WRITE: ForkChange = {
    kind: 'action',
    text: '',
    toolCalls: [{ id: '', tool: 'write_file', arguments: JSON.stringify({ path: '/copy', content: 'a copy' }) }],
  };

  async function run(name: string, change: ForkChange, step: number, part: Parameters<typeof requestOf>[1] = {}) {
    const folder = join(home, name);
    const request = { ...requestOf(folder, part), ...forkRequest(await readForkOrigin(original, step), change) };
    return { folder, run: await runInTrialProcess(request, { entry }) };
  }

  it('differ from the original by what was changed and from each other by their seeds, and verify', async () => {
    const server = await servePolicies({ policies: new Map([['coin', parsePolicy(POLICY, 'coin')]]), port: 0 });
    try {
      const endpoint = httpAccess(server.baseUrl);
      const { folder, run: ran } = await run('served', WRITE, 2, { trials: 3, seed: 5, endpoint });
      assert.deepEqual([ran.outcome, ran.message], ['done', '']);
      assert.deepEqual(
        ran.summaries.map(({ verdict }) => verdict),
        ['success', 'success', 'success'],
      );
      const from = readTranscript(readFileSync(original)).events;
      const verifier = new Verifier(entry);
      for (const [index, { transcript }] of ran.summaries.entries()) {
        const events = eventsOf(folder, transcript);
        assert.deepEqual(until(events, 2), until(from, 2));
        const [header] = events;
        const [of] = from;
        assert.ok(header?.type === 'trial.started' && of?.type === 'trial.started');
        assert.equal(header.seed, of.seed);
        assert.equal(header.fork?.seed, planTrials({ trials: 3, seed: 5 })[index]?.seed);
        assert.equal(header.endpoint.name, 'served');
        const verified = await verifier.verify(readFileSync(join(folder, transcript), 'utf8'));
        assert.deepEqual([verified.same, verified.differences, verified.problems], [true, [], []]);
      }
      verifier.close();
      const { record } = readExperimentFile(readFileSync(join(folder, 'experiment.json'), 'utf8'));
      assert.deepEqual(
        [record?.fork?.of.experiment, record?.fork?.step, record?.fork?.change],
        ['sample-run', 2, WRITE],
      );
    } finally {
      await server.close();
    }
  });

  it('name the digest of the lines of the original before the step', async () => {
    const { original: from } = await readForkOrigin(original, 3);
    const lines = readFileSync(original, 'utf8').split('\n');
    const first = lines.findIndex((line) => JSON.parse(line).step >= 3);
    const prefix = lines.slice(0, first).map((line) => `${line}\n`);
    assert.equal(from.prefix, `sha256:${createHash('sha256').update(prefix.join('')).digest('hex')}`);
  });

  it('have a rate of their own, beside that of the original', async () => {
    const { folder } = await run('rated', WRITE, 1, { trials: 4 });
    const forks = await groupOfForks(folder);
    const others = await groupOfOriginal(original);
    assert.deepEqual([forks?.successes, forks?.n, others?.n], [4, 4, 6]);
    assert.match(forks?.variantName ?? '', /^fork of 00\d at step 1, action changed$/);
  });

  it('are not run where they cannot be', async () => {
    const request = { ...requestOf(join(home, 'other')), ...forkRequest(await readForkOrigin(original, 1), WRITE) };
    const other = { ...request, scenario: { ...request.scenario, source: `${request.scenario.source}# changed\n` } };
    const ran = await runInTrialProcess(other, { entry });
    assert.equal(ran.outcome, 'failed');
    assert.match(ran.message, /not the scenario of the trial/);
    await assert.rejects(readForkOrigin(original, 400), ForkError);
    const last = eventsOf(original).at(-1)?.step ?? 0;
    const end = await readForkOrigin(original, last);
    assert.throws(() => forkRequest(end, { kind: 'observation', text: 'x' }), ForkError);
    const broken = join(home, 'broken.transcript.jsonl');
    writeFileSync(broken, 'no transcript');
    await assert.rejects(readForkOrigin(broken, 1), ForkError);
  });
}).timeout(60_000);
