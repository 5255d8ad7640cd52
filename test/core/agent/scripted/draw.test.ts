import assert from 'node:assert/strict';
import fc from 'fast-check';
import { drawFraction, pickByWeight } from '../../../../src/core/agent/scripted/draw.ts';

describe('draws', () => {
  it('depend on the seed and the names alone, and on each of them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.nat(), (seed, name, turn) => {
        const drawn = drawFraction(seed, name, turn);
        assert.ok(drawn >= 0 && drawn < 1);
        assert.equal(drawFraction(seed, name, turn), drawn);
        const others = [
          drawFraction(seed + 1, name, turn),
          drawFraction(seed, `${name}x`, turn),
          drawFraction(seed, name, turn + 1),
        ];
        assert.ok(others.every((other) => other !== drawn));
      }),
    );
    assert.notEqual(drawFraction(1, 'ab', 'c'), drawFraction(1, 'a', 'bc'));
  });

  it('never change, so that a trial of today can be played again', () => {
    assert.equal(drawFraction(1, 'weak', 'draw', 'way').toFixed(12), '0.854994899926');
  });

  it('are even', () => {
    const buckets = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 10_000; seed++) {
      const bucket = Math.floor(drawFraction(seed, 'x') * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) assert.ok(count > 850 && count < 1_150, buckets.join(' '));
  });

  it('pick options by weight: each has its share of the line from 0 to 1', () => {
    const options = [
      { value: 'none', weight: 0 },
      { value: 'a', weight: 1 },
      { value: 'b', weight: 3 },
    ];
    const picked = [0, 0.2499, 0.25, 0.9999].map((fraction) => pickByWeight(options, fraction));
    assert.deepEqual(picked, ['a', 'a', 'b', 'b']);
    assert.equal(pickByWeight([{ value: 'none', weight: 0 }], 0.5), undefined);
    assert.equal(pickByWeight([], 0), undefined);
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.nat(), weight: fc.double({ min: 0, max: 1e6, noNaN: true }) }), {
          minLength: 1,
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (weighted, fraction) => {
          const possible = weighted.filter(({ weight }) => weight > 0).map(({ value }) => value);
          const pick = pickByWeight(weighted, fraction);
          assert.ok(possible.length === 0 ? pick === undefined : possible.includes(pick ?? -1));
        },
      ),
    );
  });
});
