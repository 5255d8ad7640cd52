import assert from 'node:assert/strict';
import { metered } from '../../../../../src/core/machine/python/wasm/metered.ts';

const METERING = { onEmpty: { module: 'env', name: 'empty' }, exported: 'left' };

/** `(func (export "f") (param i32) (loop … local.get 0; i32.const 1; i32.sub; local.tee 0; br_if 0 end))`, counting down to nothing. */
const BINARY = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 9, 2, 0x60, 1, 0x7f, 0, 0x60, 0, 1, 0x7f],
  ...[2, 13, 1, 3, 0x65, 0x6e, 0x76, 5, 0x65, 0x6d, 0x70, 0x74, 0x79, 0, 1],
  ...[3, 2, 1, 0],
  ...[6, 6, 1, 0x7f, 1, 0x41, 0, 0x0b],
  ...[7, 5, 1, 1, 0x66, 0, 1],
  ...[10, 16, 1, 14, 0, 3, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x0b],
);

async function counted(turns: number, empty: (left: { value: number }) => number): Promise<number> {
  const module = await WebAssembly.compile(Uint8Array.from(metered(BINARY, METERING)));
  const instance = await WebAssembly.instantiate(module, { env: { empty: () => empty(left()) } });
  const left = (): { value: number } => instance.exports['left'] as { value: number };
  const f = instance.exports['f'] as (turns: number) => void;
  left().value = 100;
  f(turns);
  return left().value;
}

describe('a metered module', () => {
  it('counts every turn of a loop', async () => {
    assert.equal(await counted(30, () => assert.fail('not empty yet')), 70);
  });

  it('calls when the count is used up, and goes on when it is filled', async () => {
    let calls = 0;
    const left = await counted(250, (count) => {
      calls += 1;
      count.value = 100;
      return 0;
    });
    assert.deepEqual([calls, left], [2, 52]);
  });

  it('ends with what the call throws', async () => {
    await assert.rejects(
      counted(1_000_000_000, () => {
        throw new RangeError('enough');
      }),
      RangeError,
    );
  });

  it('refuses what is no module, and one that does not import the call', () => {
    assert.throws(() => metered(BINARY.subarray(0, 30), METERING), RangeError);
    assert.throws(() => metered(BINARY, { ...METERING, onEmpty: { module: 'env', name: 'other' } }), RangeError);
  });
});
