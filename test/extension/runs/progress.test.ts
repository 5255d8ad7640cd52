import assert from 'node:assert/strict';
import {
  beginning,
  progressText,
  type RunProgress,
  rateOfTrials,
  resultOfRun,
  resultText,
  tokensOf,
  withMessage,
} from '../../../src/extension/runs/progress.ts';
import type { FromTrialProcess, TrialSummary } from '../../../src/protocol/trial-process.ts';

function summary(id: string, verdict: TrialSummary['verdict'], tokens = 100): TrialSummary {
  const transcript = `${id}.transcript.jsonl`;
  return { id, seed: 1, variant: 'base', verdict, reason: '', steps: 3, milestones: [], flags: {}, tokens, transcript };
}

function progressOf(asked: number, messages: readonly FromTrialProcess[]): RunProgress {
  return messages.reduce(withMessage, beginning(asked));
}

const started = (id: string): FromTrialProcess => ({
  type: 'trial-started',
  id,
  index: Number(id) - 1,
  variant: 'default',
  transcript: `${id}.transcript.jsonl`,
});
const at = (id: string, step: number, action = ''): FromTrialProcess => ({
  type: 'trial-progress',
  id,
  step,
  tokens: step * 1000,
  action,
});
const ended = (id: string, verdict: TrialSummary['verdict']): FromTrialProcess => ({
  type: 'trial-ended',
  summary: summary(id, verdict),
});

describe('progress of a run', () => {
  it('says how many trials are done, where the others are, and the rate so far', () => {
    const progress = progressOf(10, [
      started('001'),
      started('002'),
      ended('001', 'success'),
      started('003'),
      at('002', 4),
      at('003', 1),
    ]);
    assert.equal(
      progressText(progress),
      '1 of 10 trials done · trial 002 at step 4 · trial 003 at step 1 · 5,100 tokens · 1 of 1 succeeded so far',
    );
  });

  it('names two trials and counts the rest', () => {
    const progress = progressOf(8, ['001', '002', '003', '004'].map(started));
    assert.match(progressText(progress), /trial 001 at step 0 · trial 002 at step 0 · 2 more under way$/);
  });

  it('keeps what a trial does until it does something else', () => {
    const progress = progressOf(1, [started('001'), at('001', 1, 'shell ls'), at('001', 2)]);
    assert.deepEqual(
      progress.underWay.map(({ step, action }) => [step, action]),
      [[2, 'shell ls']],
    );
    assert.equal(tokensOf(progress), 2000);
  });

  it('is not changed by messages that tell nothing of it', () => {
    const before = beginning(3);
    for (const message of [
      { type: 'ready', confined: true },
      { type: 'log', level: 'info', text: '' },
      { type: 'done', cancelled: false },
      { type: 'failed', message: '' },
    ] as const) {
      assert.equal(withMessage(before, message), before);
    }
  });
});

describe('the result of a run', () => {
  it('gives the rate with its interval, and counts what decided nothing apart', () => {
    const verdicts: TrialSummary['verdict'][] = ['error'];
    for (let count = 0; count < 10; count += 1) verdicts.push(count < 4 ? 'success' : 'failure');
    assert.equal(
      resultText(rateOfTrials(verdicts.map((verdict) => ({ verdict })))),
      '4 of 10 succeeded: 40 % (95 % interval 17 % to 69 %), 1 trial decided nothing',
    );
  });

  it('is told for each variant where there are several', () => {
    const trial = (variant: string, verdict: TrialSummary['verdict']): TrialSummary => ({
      id: verdict,
      seed: 1,
      variant,
      verdict,
      reason: '',
      steps: 1,
      milestones: [],
      flags: {},
      tokens: 1,
      transcript: '',
    });
    const ended = [trial('a=x,b=y', 'success'), trial('a=z,b=y', 'failure'), trial('a=x,b=y', 'failure')];
    assert.equal(resultOfRun(ended), 'usual: 1 of 2 succeeded; a=z: 0 of 1 succeeded');
    assert.match(resultOfRun(ended.slice(0, 1)), /^1 of 1 succeeded: 100 %/);
    const many = ['1', '2', '3', '4', '5', '6'].map((value) => trial(`a=${value}`, 'success'));
    assert.match(resultOfRun(many), /; 2 more variants$/);
  });

  it('claims no rate where nothing was decided', () => {
    assert.equal(resultText(rateOfTrials([{ verdict: 'cancelled' }])), 'No trial was decided, 1 trial decided nothing');
  });
});
