import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Outcome, type RatedTrial, ratesOf } from '../../../src/core/experiment/rates.ts';

const trial = (verdict: Outcome, endpoint = 'local', variant = 'default', scenario = 'copy'): RatedTrial => ({
  scenario,
  variant,
  endpoint,
  verdict,
});

describe('rates', () => {
  it('counts only decided trials and keeps the others apart', () => {
    const verdicts: Outcome[] = ['success', 'failure', 'error', 'cancelled', 'interrupted', 'success'];
    const [rate, ...others] = ratesOf(verdicts.map((verdict) => trial(verdict)));
    assert.equal(others.length, 0);
    assert.deepEqual(
      { n: rate?.n, successes: rate?.successes, errors: rate?.errors, rate: rate?.rate },
      { n: 3, successes: 2, errors: 3, rate: 2 / 3 },
    );
  });

  it('has no rate, and the widest interval, when every trial ended as an error', () => {
    assert.deepEqual(ratesOf([trial('error'), trial('error')]), [
      {
        scenario: 'copy',
        variant: 'default',
        endpoint: 'local',
        n: 0,
        successes: 0,
        errors: 2,
        rate: null,
        interval: [0, 1],
      },
    ]);
  });

  it('keeps scenarios, variants and endpoints apart, in the order in which they occur', () => {
    const rates = ratesOf([
      trial('success', 'b'),
      trial('failure', 'a'),
      trial('success', 'b', 'no-scaffold'),
      trial('success', 'b', 'default', 'chain'),
      trial('failure', 'b'),
    ]);
    assert.deepEqual(
      rates.map((rate) => [rate.scenario, rate.variant, rate.endpoint, rate.successes, rate.n]),
      [
        ['copy', 'default', 'b', 1, 2],
        ['copy', 'default', 'a', 0, 1],
        ['copy', 'no-scaffold', 'b', 1, 1],
        ['chain', 'default', 'b', 1, 1],
      ],
    );
  });

  it('loses no trial, whatever names and verdicts there are', () => {
    const anyTrial = fc.record({
      scenario: fc.constantFrom('a', 'a","b', 'c'),
      variant: fc.constantFrom('default', 'b'),
      endpoint: fc.constantFrom('x', 'y', ''),
      verdict: fc.constantFrom<Outcome>('success', 'failure', 'error', 'cancelled', 'interrupted'),
    });
    fc.assert(
      fc.property(fc.array(anyTrial), (trials) => {
        const rates = ratesOf(trials);
        assert.equal(
          rates.reduce((sum, rate) => sum + rate.n + rate.errors, 0),
          trials.length,
        );
        assert.equal(
          rates.reduce((sum, rate) => sum + rate.successes, 0),
          trials.filter(({ verdict }) => verdict === 'success').length,
        );
      }),
    );
  });
});
