import assert from 'node:assert/strict';
import { LIMIT_NAMES } from '../../../src/core/transcript/events.ts';
import { agentLimit, describeLimit, totalLimit, totalSteps, trialLimit } from '../../../src/core/trial/limits.ts';
import { scenarioOf } from './sample-trial.ts';

const limits = { steps: 10, tokens: 1_000, time: 60_000 };
const spent = { steps: 0, tokens: 0, time: 0, idleTurns: 0 };

describe('limits', () => {
  it('stop an agent that has used up what it has', () => {
    const hit = (part: Partial<typeof spent>) => agentLimit(limits, 5, { ...spent, ...part })?.limit;
    assert.deepEqual(
      [
        hit({}),
        hit({ steps: 9 }),
        hit({ steps: 10 }),
        hit({ tokens: 1_000 }),
        hit({ time: 60_000 }),
        hit({ idleTurns: 5 }),
      ],
      [undefined, undefined, 'steps', 'tokens', 'time', 'malformed'],
    );
  });

  it('stop the trial on time and tokens, and on the steps of all agents together', () => {
    assert.equal(trialLimit(limits, { tokens: 999, time: 59_999 }), undefined);
    assert.deepEqual(trialLimit(limits, { tokens: 1_500, time: 0 }), { limit: 'tokens', value: 1_500, maximum: 1_000 });
    assert.equal(trialLimit({ ...limits, time: undefined }, { tokens: 0, time: 1e12 }), undefined);
    assert.deepEqual([totalLimit(40, 39), totalLimit(40, 40)?.limit], [undefined, 'total-steps']);
  });

  it('of all agents together are what each may take', () => {
    const { agent } = scenarioOf({ agent: { limits } });
    const further = { ...agent, name: 'b', endpoint: undefined, host: undefined, starts: undefined };
    const replicas = { act: true, reads: [], goal: '', population: 3, generations: 4, steps: 5 };
    assert.equal(totalSteps(scenarioOf({ agent, agents: [], replicas: { ...replicas, act: false } })), 10);
    assert.equal(totalSteps(scenarioOf({ agent, agents: [further], replicas })), 10 + 10 + 2 * 4 * 5);
  });

  it('are told in a sentence each', () => {
    const told = LIMIT_NAMES.map((limit) => describeLimit({ limit, value: 7_000, maximum: 5_000 }));
    assert.equal(new Set(told).size, LIMIT_NAMES.length);
    for (const sentence of told) assert.match(sentence, /^The [^.]+\.$/);
  });
});
