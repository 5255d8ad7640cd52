import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyPatch } from '../../../src/core/machine/fold.ts';
import type { World, WorldPatch } from '../../../src/core/machine/world.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { WorldHistory } from '../../../src/core/transcript/world-history.ts';
import { fileNode, HOST, patches, START } from './sample-world.ts';

const event = (step: number, patch: WorldPatch): TranscriptEvent =>
  step === 0
    ? { type: 'machine.started', seq: 0, step, agent: 'a', patch }
    : { type: 'world.patch', seq: step, step, agent: 'a', patch };

describe('world history', () => {
  it('gives the world of every step, whatever happened', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(patches, steps, (made, advances) => {
        const history = new WorldHistory();
        const first: WorldPatch = { clock: START, host: HOST, files: { '/': fileNode() } };
        history.push(event(0, first));
        const worlds = new Map<number, World>([[0, applyPatch(undefined, first)]]);
        let step = 1;
        let world = applyPatch(undefined, first);
        for (const [index, patch] of made.entries()) {
          const next = step + (advances[index] ?? 0);
          for (; step < next; step++) worlds.set(step, world);
          history.push(event(step, patch));
          world = applyPatch(world, patch);
          worlds.set(step, world);
        }
        for (const [at, expected] of worlds) assert.deepEqual(history.at(at), expected);
        assert.deepEqual(history.at(step + 100), world);
      }),
    );
  });

  it('makes snapshots on a long way and stays right', () => {
    const history = new WorldHistory();
    history.push(event(0, { clock: START, host: HOST }));
    for (let step = 1; step <= 3_000; step++) {
      history.push(event(step, { clock: START + step, files: { [`/f${step % 700}`]: fileNode({ size: step }) } }));
    }
    for (const step of [0, 1, 699, 700, 701, 1_500, 2_999, 3_000]) {
      const world = history.at(step);
      assert.equal(world?.clock, START + step);
      assert.equal(world?.files.size, Math.min(step, 700));
      if (step > 0) assert.deepEqual(world?.files.get(`/f${step % 700}`), fileNode({ size: step }));
    }
  });

  it('has no world where the transcript tells of none', () => {
    const history = new WorldHistory();
    assert.equal(history.at(0), undefined);
    history.push(event(1, { clock: START }));
    assert.equal(history.at(1), undefined);
  });
});
