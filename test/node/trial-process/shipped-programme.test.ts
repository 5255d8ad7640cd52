/** The programme that ships, on the mocked machine, driven over HTTP: the whole way that a run goes. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePolicy } from '../../../src/core/agent/scripted/read-policy.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import { verifyTranscript } from '../../../src/core/trial/verify.ts';
import { servePolicies } from '../../../src/node/serve.ts';
import { runInTrialProcess } from '../../../src/node/trial-process/run-in-trial-process.ts';
import { httpAccess, requestOf } from './sample-request.ts';

const ROOT = join(import.meta.dirname, '../../..');
const entry = join(ROOT, 'src/node/trial-process/main.ts');
const source = readFileSync(join(ROOT, 'scenarios/self-replication.scenario.yaml'), 'utf8');
const policy = readFileSync(join(ROOT, 'scenarios/policies/self-replication/weak.policy.yaml'), 'utf8');

describe('the process that runs trials, as it ships', () => {
  let home: string;
  before(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-shipped-')));
  });
  after(() => rmSync(home, { recursive: true }));

  it('gives the same over HTTP as without, and transcripts that can be re-executed', async () => {
    const server = await servePolicies({ policies: new Map([['weak', parsePolicy(policy, 'weak')]]), port: 0 });
    try {
      const scenario = { source, fixtures: {}, file: 'self-replication.scenario.yaml' };
      const common = { scenario, trials: 4, concurrency: 2, seed: 3 };
      const served = requestOf(join(home, 'a'), { ...common, endpoint: httpAccess(server.baseUrl, { model: 'weak' }) });
      const direct = requestOf(join(home, 'b'), {
        ...common,
        endpoint: { provider: 'scripted', name: 'scripted:weak', model: 'weak', policy },
      });
      const [first, second] = await Promise.all(
        [served, direct].map((request) => runInTrialProcess(request, { entry })),
      );
      assert.deepEqual([first?.outcome, first?.message, first?.confined], ['done', '', true]);
      assert.deepEqual(first?.summaries, second?.summaries);
      assert.deepEqual(new Set(first?.summaries.map(({ verdict }) => verdict)), new Set(['success', 'failure']));
      for (const { transcript } of first?.summaries ?? []) {
        const { events, torn, problems } = readTranscript(readFileSync(join(home, 'a', transcript)));
        assert.deepEqual([torn, problems], [false, []]);
        const { differences, steps } = await verifyTranscript(events, (text) => readScenario(text).scenario, mockedRig);
        assert.deepEqual(differences, []);
        assert.ok(steps > 3);
      }
    } finally {
      await server.close();
    }
  }).timeout(60_000);
});
