/** Python in the process that runs trials, behind its wall, and in a transcript that is executed again. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { verifyTranscript } from '../../../src/core/trial/verify.ts';
import { rigWithPython } from '../../../src/node/python/rig-with-python.ts';
import { runInTrialProcess } from '../../../src/node/trial-process/run-in-trial-process.ts';
import { requestOf } from '../trial-process/sample-request.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCE = readFileSync(join(ROOT, 'scenarios/self-replication.scenario.yaml'), 'utf8');
const POLICY = `policy: python
rules:
  - name: tell
    once: true
    do:
      shell: |
        python3 -c "import os, socket, random, time; print('told', os.getpid(), socket.gethostname(), random.random(), time.time())"
  - name: loop
    once: true
    do: { shell: "python3 -c 'while True: pass'" }
  - name: end
    do: { finish: "done" }
`;

describe('a trial with Python', () => {
  it('runs scripts behind the wall, and comes out the same when it is executed again', async () => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-python-')));
    try {
      const scenario = { source: SOURCE, fixtures: {}, file: 'self-replication.scenario.yaml' };
      const request = requestOf(join(home, 'a'), {
        ...{ scenario, trials: 1, concurrency: 1, seed: 3 },
        endpoint: { provider: 'scripted', name: 'scripted:python', model: 'python', policy: POLICY },
      });
      const entry = join(ROOT, 'src/node/trial-process/main.ts');
      const { outcome, message, confined, summaries } = await runInTrialProcess(request, { entry });
      assert.deepEqual([outcome, message, confined], ['done', '', true]);
      const text = readFileSync(join(home, 'a', summaries[0]?.transcript ?? ''));
      assert.match(text.toString(), /told \d+ \S+ 0\.\d+ \d+/);
      assert.match(text.toString(), /pythonRounds/);
      const { events } = readTranscript(text);
      const { differences } = await verifyTranscript(
        events,
        (source) => readScenario(source).scenario,
        rigWithPython(),
      );
      assert.deepEqual(differences, []);
    } finally {
      rmSync(home, { recursive: true });
    }
  }).timeout(60_000);
});
