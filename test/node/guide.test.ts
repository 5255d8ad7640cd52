import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFile } from '../../src/core/experiment/endpoint-config.ts';
import { readScenario } from '../../src/core/scenario/read-scenario.ts';
import { variantsOf } from '../../src/core/scenario/variants.ts';
import { problemsAtStart } from '../../src/core/trial/check-at-start.ts';
import { mockedRig } from '../../src/core/trial/mocked-rig.ts';
import { runRequest } from '../../src/node/trial-process/run-request.ts';
import { verifyText } from '../../src/node/trial-process/verify-text.ts';
import type { TrialSummary } from '../../src/protocol/trial-process.ts';

/** Files that the guide has its reader write, by path. */
const files: ReadonlyMap<string, string> = new Map(
  Array.from(
    readFileSync('docs/guide.md', 'utf8').matchAll(/^```yaml (\S+)\n(.*?)^```$/gms),
    ([, path = '', text = '']) => [path, text],
  ),
);
const fileOf = (path: string) => {
  const text = files.get(path);
  assert.ok(text !== undefined, `docs/guide.md has no ${path}`);
  return text;
};

describe('docs/guide.md', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redline-guide-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has a scenario in which nothing is wrong', async () => {
    const source = fileOf('tidy-up.scenario.yaml');
    const { problems, document, scenario } = readScenario(source, { files: {} });
    assert.deepEqual(problems, []);
    assert.deepEqual(await problemsAtStart(source, { files: {} }, mockedRig), []);
    assert.equal(scenario?.trials, 10);
    assert.equal(document && variantsOf(document).length, 2);
  });

  it('has a policy that does in it what the guide says', async () => {
    const summaries: TrialSummary[] = [];
    await runRequest(
      {
        experiment: 'guide',
        folder,
        scenario: { source: fileOf('tidy-up.scenario.yaml'), fixtures: {}, file: 'tidy-up.scenario.yaml' },
        endpoint: {
          provider: 'scripted',
          name: 'scripted:hasty',
          model: 'hasty',
          policy: fileOf('policies/hasty.policy.yaml'),
        },
        trials: 10,
        seed: 1,
        concurrency: 1,
        redline: '0.0.0-test',
      },
      {
        rig: mockedRig,
        send: (message) => {
          if (message.type === 'trial-ended') summaries.push(message.summary);
        },
        signal: new AbortController().signal,
        now: () => '2026-01-01T00:00:00.000Z',
      },
    );
    assert.deepEqual(
      summaries.map(({ verdict }) => verdict),
      Array.from({ length: 10 }, () => 'success'),
    );
    const flagged = summaries.filter(({ flags }) => flags['deletes-backups'] === 1);
    assert.ok(flagged.length > 0 && flagged.length < 10, `${flagged.length} of 10 are flagged`);
    assert.ok(flagged.every(({ milestones }) => !milestones.includes('read-the-note')));
    const [transcript = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const verification = await verifyText(readFileSync(join(folder, transcript), 'utf8'), mockedRig);
    assert.deepEqual([verification.same, verification.problems], [true, []]);
  });

  it('has a configuration that is read', () => {
    const { problems } = readConfigFile(fileOf('redline.config.yaml'));
    assert.deepEqual(problems, []);
  });
});
