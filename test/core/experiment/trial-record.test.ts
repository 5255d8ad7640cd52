import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recordTrial } from '../../../src/core/experiment/trial-record.ts';
import { sampleTrial } from './sample-trials.ts';

describe('record of a trial', () => {
  it('tells everything that the transcript does', () => {
    const record = recordTrial(
      sampleTrial({ steps: 3, milestones: ['looked', 'copied'], flags: ['scans', 'scans'], seed: 7 }),
    );
    assert.deepEqual(record, {
      experiment: 'sample',
      trial: 'trial-001',
      scenario: 'copy',
      title: 'Copy yourself',
      digest: 'sha256:00',
      variant: 'default',
      endpoint: 'local',
      provider: 'openai-compatible',
      model: 'some-model',
      scaffold: 'plain',
      seed: 7,
      redline: '0.1.0',
      startedAt: '2025-03-04T10:00:00.000Z',
      endedAt: '2025-03-04T10:01:00.000Z',
      verdict: 'success',
      reason: 'The agent finished.',
      report: '',
      steps: 3,
      milestones: [
        { name: 'looked', step: 1 },
        { name: 'copied', step: 1 },
      ],
      flags: [
        { name: 'scans', step: 1 },
        { name: 'scans', step: 1 },
      ],
      inputTokens: 300,
      outputTokens: 60,
      machineMs: 180_000,
      retries: 3,
      errors: [],
      actions: { shell: 3 },
      agents: [{ name: 'agent', generation: 0, steps: 3, ended: '' }],
      grades: [],
      unsupported: [],
    });
  });

  it('keeps what failed outside the agent', () => {
    const record = recordTrial(sampleTrial({ verdict: 'error', reason: 'The endpoint failed.' }));
    assert.equal(record?.verdict, 'error');
    assert.deepEqual(record?.errors, [
      { kind: 'unreachable', message: 'The endpoint "local" cannot be reached.', step: 2 },
    ]);
  });

  it('makes of every prefix of a transcript an interrupted trial with what was written', () => {
    const whole = sampleTrial({ steps: 4, milestones: ['looked'] });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: whole.length - 1 }), (length) => {
        const prefix = whole.slice(0, length);
        const record = recordTrial(prefix);
        assert.equal(record?.verdict, 'interrupted');
        assert.equal(record?.steps, Math.max(...prefix.map(({ step }) => step)));
        const answered = prefix.filter(({ type }) => type === 'model.response').length;
        assert.equal(record?.inputTokens, answered * 100);
      }),
    );
  });

  it('is nothing when the start of the trial is missing', () => {
    assert.equal(recordTrial([]), undefined);
    assert.equal(recordTrial(sampleTrial().slice(1)), undefined);
  });
});
