import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCount, parseDuration, parseGpus, parseSize } from '../../../src/core/scenario/units.ts';

const DURATION_PARTS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

describe('quantities with units', () => {
  it('read a size as its number times its unit', () => {
    const units = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.constantFrom(...Object.entries(units)),
        fc.constantFrom('', ' '),
        (n, [unit, factor], space) => {
          assert.equal(parseSize(`${n}${space}${unit}`), n * factor);
        },
      ),
    );
    assert.equal(parseSize('1.5GiB'), 1.5 * 2 ** 30);
    assert.equal(parseSize(512), 512);
  });

  it('read a duration as the sum of its parts', () => {
    const parts = fc.tuple(...DURATION_PARTS.map(() => fc.option(fc.nat(500), { nil: undefined })));
    fc.assert(
      fc.property(parts, (amounts) => {
        const written = DURATION_PARTS.map(([unit], i) =>
          amounts[i] === undefined ? '' : `${amounts[i]}${unit}`,
        ).join('');
        const sum = DURATION_PARTS.reduce((total, [, factor], i) => total + (amounts[i] ?? 0) * factor, 0);
        assert.equal(parseDuration(written), written === '' ? undefined : sum);
      }),
    );
  });

  it('read a count as its number times a thousand or a million', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.constantFrom(['', 1], ['k', 1e3], ['M', 1e6] as const), (n, [unit, factor]) => {
        assert.equal(parseCount(`${n}${unit}`), n * Number(factor));
      }),
    );
  });

  it('read GPUs, whose GB are GiB', () => {
    assert.deepEqual(parseGpus('4 x A100-80GB'), { count: 4, model: 'A100', memory: 80 * 2 ** 30 });
    assert.deepEqual(parseGpus('1x RTX 4090-24GB'), { count: 1, model: 'RTX 4090', memory: 24 * 2 ** 30 });
  });

  it('give nothing, and do not throw, for any other text', () => {
    for (const text of ['', '12', '12 gigs', '-1GiB', '1 GiB extra', 'GiB', '1e3MB'])
      assert.equal(parseSize(text), undefined, text);
    for (const text of ['', '90', 's', '1.h', '-5s', '5 s 3']) assert.equal(parseDuration(text), undefined, text);
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const read of [parseSize, parseDuration, parseCount]) {
          const value = read(text);
          assert.ok(value === undefined || (Number.isFinite(value) && value >= 0));
        }
        parseGpus(text);
      }),
    );
  });
});
