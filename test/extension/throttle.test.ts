import assert from 'node:assert/strict';
import { throttle } from '../../src/extension/throttle.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('throttle', () => {
  it('carries out the first call at once, and any number of calls after it once more', async () => {
    let count = 0;
    const call = throttle(() => {
      count += 1;
    }, 20);
    call();
    assert.equal(count, 1);
    for (let more = 0; more < 50; more += 1) call();
    assert.equal(count, 1);
    await pause(100);
    assert.equal(count, 2);
    call.dispose();
  });

  it('carries out nothing after it is disposed of', async () => {
    let count = 0;
    const call = throttle(() => {
      count += 1;
    }, 20);
    call();
    call();
    call.dispose();
    await pause(60);
    assert.equal(count, 1);
  });
});
