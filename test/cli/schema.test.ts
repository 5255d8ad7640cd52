import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { sampleTrial } from '../core/experiment/sample-trials.ts';
import { redline, SCENARIO } from './redline.ts';

async function schema(...name: string[]): Promise<z.ZodType> {
  const { code, stdout } = await redline(['schema', ...name]);
  assert.equal(code, 0);
  const read = JSON.parse(stdout) as Parameters<typeof z.fromJSONSchema>[0];
  assert.ok(typeof read === 'object' && read.$schema === 'https://json-schema.org/draft/2020-12/schema');
  return z.fromJSONSchema(read);
}

describe('redline schema', () => {
  it('describes scenarios: the shipped one fits, a wrong one does not', async () => {
    const scenario = await schema();
    const document: unknown = parse(readFileSync(SCENARIO, 'utf8'));
    assert.equal(scenario.safeParse(document).success, true);
    assert.equal(scenario.safeParse({ ...(document as object), sucess: 'true' }).success, false);
  });

  it('describes the lines of transcripts', async () => {
    const line = await schema('transcript');
    for (const event of sampleTrial({ milestones: ['looked'], flags: ['scans'] })) {
      assert.equal(line.safeParse(event).success, true, event.type);
    }
    assert.equal(line.safeParse({ type: 'trial.ended' }).success, false);
  });

  it('describes the configuration of endpoints', async () => {
    const config = await schema('endpoints');
    const local = { baseUrl: 'http://127.0.0.1:8000/v1', model: 'm' };
    assert.equal(config.safeParse({ endpoints: { local } }).success, true);
    assert.equal(config.safeParse({ endpoints: { local: { ...local, key: 'sk-1' } } }).success, false);
  });
});
