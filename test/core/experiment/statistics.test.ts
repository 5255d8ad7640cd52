import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spreadOf, wilsonInterval } from '../../../src/core/experiment/statistics.ts';

describe('Wilson interval', () => {
  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17:857-872, table I,
  // method 3, for 81 of 263, 15 of 148, 0 of 20 and 1 of 29; the tens are those that the paper of the first scenario needs.
  const published: readonly [successes: number, trials: number, low: number, high: number][] = [
    [0, 10, 0, 0.2775],
    [1, 10, 0.0179, 0.4042],
    [5, 10, 0.2366, 0.7634],
    [9, 10, 0.5958, 0.9821],
    [10, 10, 0.7225, 1],
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [successes, trials, low, high] of published) {
    it(`gives the published interval for ${successes} of ${trials}`, () => {
      const interval = wilsonInterval(successes, trials);
      assert.deepEqual(
        interval.map((end) => end.toFixed(4)),
        [low.toFixed(4), high.toFixed(4)],
      );
    });
  }

  it('knows nothing of a rate without trials', () => {
    assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
  });

  it('refuses numbers that are no counts', () => {
    for (const [successes, trials] of [
      [3, 2],
      [-1, 2],
      [0.5, 1],
      [Number.NaN, 1],
    ] as const) {
      assert.throws(() => wilsonInterval(successes, trials), RangeError);
    }
  });

  it('holds the rate, stays within 0 and 1, and mirrors when passes and fails change places', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), (successes, failures) => {
        const trials = successes + failures;
        fc.pre(trials > 0);
        const [low, high] = wilsonInterval(successes, trials);
        const [mirrorLow, mirrorHigh] = wilsonInterval(failures, trials);
        assert.ok(0 <= low && low <= successes / trials && successes / trials <= high && high <= 1);
        assert.ok(Math.abs(low - (1 - mirrorHigh)) < 1e-12 && Math.abs(high - (1 - mirrorLow)) < 1e-12);
      }),
    );
  });

  it('ends where the rate lies 1.96 standard errors off, which is what defines it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (successes, failures) => {
        const trials = successes + failures;
        for (const end of wilsonInterval(successes, trials)) {
          const errors = Math.abs(successes / trials - end) / Math.sqrt((end * (1 - end)) / trials);
          assert.ok(Math.abs(errors - 1.959964) < 1e-5);
        }
      }),
    );
  });

  it('narrows with more trials at the same rate', () => {
    const width = ([low, high]: readonly [number, number]) => high - low;
    assert.ok(width(wilsonInterval(50, 100)) < width(wilsonInterval(5, 10)));
  });
});

describe('spread', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    assert.deepEqual(spreadOf([9, 1, 4]), { minimum: 1, median: 4, maximum: 9 });
    assert.deepEqual(spreadOf([10, 2, 9, 1]), { minimum: 1, median: 5.5, maximum: 10 });
    assert.deepEqual(spreadOf([7]), { minimum: 7, median: 7, maximum: 7 });
  });

  it('has nothing to say of no values', () => {
    assert.equal(spreadOf([]), undefined);
  });
});
