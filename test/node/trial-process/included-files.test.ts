import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { mockedRig } from '../../../src/core/trial/mocked-rig.ts';
import { RequestError } from '../../../src/node/trial-process/request-scenario.ts';
import { runRequest } from '../../../src/node/trial-process/run-request.ts';
import { verifyText } from '../../../src/node/trial-process/verify-text.ts';
import type { ExperimentRequest } from '../../../src/protocol/trial-process.ts';
import { requestOf } from './sample-request.ts';

const BASE = `scenario: base
abstract: true
agent: { goal: { from: ./goal.md }, limits: { steps: 3 } }
machine: { files: { /root/plan.md: { from: ./plan.md } } }
`;
const OWN = `scenario: own
extends: ./base.scenario.yaml
success: files.exists(f, f.path == "/root/done")
variants:
  user:
    root: {}
    service: { machine.user: svc, agent.goal: { from: ./other.md } }
`;
const FIXTURES = {
  './base.scenario.yaml': BASE,
  './goal.md': 'Find the plan on {{machine.hostname}}.\n',
  './other.md': 'Find it as {{machine.user}}.\n',
  './plan.md': 'Do it.',
};

describe('a scenario of several files', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-included-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (part: Partial<ExperimentRequest>) =>
    runRequest(
      requestOf(folder, {
        scenario: { source: OWN, fixtures: FIXTURES, file: 'own.scenario.yaml' },
        trials: 1,
        ...part,
      }),
      {
        rig: mockedRig,
        send: () => undefined,
        signal: new AbortController().signal,
        now: () => '2026-01-01T00:00:00.000Z',
      },
    );

  it('is run under each variant, and its transcripts hold all that it takes to run them again', async () => {
    await run({ variants: ['user=root', 'user=service'] });
    const record = JSON.parse(readFileSync(join(folder, 'experiment.json'), 'utf8')) as {
      scenario: { fixtures: object };
    };
    assert.deepEqual(Object.keys(record.scenario.fixtures).sort(), Object.keys(FIXTURES).sort());
    const goals: string[] = [];
    for (const name of transcriptsIn(folder)) {
      const text = readFileSync(join(folder, name), 'utf8');
      const start = readTranscript(text).events.find(({ type }) => type === 'agent.started');
      goals.push(start?.type === 'agent.started' ? start.goal : '');
      const verification = await verifyText(text, mockedRig);
      assert.deepEqual([verification.same, verification.differences, verification.problems], [true, [], []]);
    }
    assert.deepEqual(goals.sort(), ['Find it as svc.', 'Find the plan on host-01.']);
  });

  it('is refused where a file is missing, and where it is only there for others', async () => {
    const { './plan.md': _, ...others } = FIXTURES;
    const refused = async (scenario: ExperimentRequest['scenario'], reason: RegExp) =>
      assert.rejects(run({ scenario }), (error) => error instanceof RequestError && reason.test(error.message));
    await refused({ source: OWN, fixtures: others, file: 'own' }, /^own cannot be run: .*plan\.md cannot be read/);
    await refused(
      { source: OWN, fixtures: {}, file: 'own' },
      /^own cannot be run: .*base\.scenario\.yaml cannot be read/,
    );
    await refused(
      { source: BASE, fixtures: FIXTURES, file: 'base' },
      /^base cannot be run: it is only there for others/,
    );
    const done = `${OWN.replace('service: {', 'service: { \'machine.files["/root/done"]\': x,')}`;
    await assert.rejects(
      run({ scenario: { source: done, fixtures: FIXTURES, file: 'own' }, variants: ['root', 'service'] }),
      /^RequestError: own with user=service cannot be run: Success holds before/,
    );
  });
});

const transcriptsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.transcript.jsonl'));
