import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PlannedTrial, planTrials, runTrials } from '../../../src/core/experiment/run-experiment.ts';

describe('planning trials', () => {
  it('gives the first trials of an experiment the same seeds however many there are', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 40 }), fc.nat({ max: 40 }), (seed, few, more) => {
        const long = planTrials({ trials: few + more, seed }).map((trial) => trial.seed);
        assert.deepEqual(
          planTrials({ trials: few, seed }).map((trial) => trial.seed),
          long.slice(0, few),
        );
      }),
    );
  });

  it('gives every trial a seed of its own in 31 bits, and other experiments other seeds', () => {
    const seeds = planTrials({ trials: 20_000, seed: 3 }).map(({ seed }) => seed);
    assert.equal(new Set(seeds).size, seeds.length);
    assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31));
    const others = new Set(planTrials({ trials: 1_000, seed: 4 }).map(({ seed }) => seed));
    assert.ok(seeds.slice(0, 1_000).every((seed) => !others.has(seed)));
    const middle = seeds.filter((seed) => seed < 2 ** 30).length;
    assert.ok(middle > 9_500 && middle < 10_500, `${middle} of 20000 lie in the lower half`);
  });

  it('never changes the seeds of an experiment, so that old runs can be repeated', () => {
    assert.deepEqual(
      planTrials({ trials: 3, seed: 1 }).map(({ id, index, seed }) => `${id} ${index} ${seed}`),
      ['001 0 1791095845', '002 1 2135392491', '003 2 946286476'],
    );
  });

  it('gives a trial the same seed under every variant, and an id that names its variant', () => {
    const alone = planTrials({ trials: 3, seed: 9, variants: ['usual'] });
    const plan = planTrials({ trials: 3, seed: 9, variants: ['usual', 'hardening-non-root'] });
    assert.deepEqual(alone, planTrials({ trials: 3, seed: 9 }));
    assert.deepEqual(
      plan.map(({ id, index, variant }) => `${id} ${index} ${variant}`),
      [
        'usual.001 0 0',
        'usual.002 1 0',
        'usual.003 2 0',
        'hardening-non-root.001 3 1',
        'hardening-non-root.002 4 1',
        'hardening-non-root.003 5 1',
      ],
    );
    const seeds = alone.map(({ seed }) => seed);
    assert.deepEqual(
      plan.map(({ seed }) => seed),
      [...seeds, ...seeds],
    );
  });

  it('numbers trials so that their names sort', () => {
    const ids = planTrials({ trials: 1_200, seed: 1 }).map(({ id }) => id);
    assert.deepEqual([ids[0], ids.at(-1)], ['0001', '1200']);
    assert.deepEqual([...ids].sort(), ids);
  });
});

describe('running trials', () => {
  const plan = planTrials({ trials: 12, seed: 1 });

  /** Runs trials that end when the test says so. */
  function controlled(): {
    run(trial: PlannedTrial): Promise<{ id: string }>;
    readonly begun: string[];
    readonly inFlight: Map<string, PromiseWithResolvers<{ id: string }>>;
  } {
    const inFlight = new Map<string, PromiseWithResolvers<{ id: string }>>();
    const begun: string[] = [];
    return {
      begun,
      inFlight,
      run: ({ id }) => {
        const end = Promise.withResolvers<{ id: string }>();
        inFlight.set(id, end);
        begun.push(id);
        return end.promise.finally(() => inFlight.delete(id));
      },
    };
  }

  const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

  it('orders results by plan, whatever the order in which trials end, and never has more in flight than it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat()), async (concurrency, picks) => {
        const trials = controlled();
        const running = runTrials(plan, { concurrency, signal: new AbortController().signal, run: trials.run });
        for (let ended = 0; ended < plan.length; ended++) {
          await settled();
          assert.equal(trials.inFlight.size, Math.min(concurrency, plan.length - ended));
          const [pick = 0] = picks.take(1);
          const [id, end] = [...trials.inFlight][pick % trials.inFlight.size] ?? [];
          end?.resolve({ id: id ?? '' });
        }
        const { results, notBegun } = await running;
        assert.deepEqual(
          results.map(({ trial, result }) => [trial, result.id]),
          plan.map((trial) => [trial, trial.id]),
        );
        assert.deepEqual(
          trials.begun,
          plan.map(({ id }) => id),
        );
        assert.deepEqual(notBegun, []);
      }),
      { numRuns: 30 },
    );
  });

  it('begins no trial after a cancel, and says which did not begin', async () => {
    const trials = controlled();
    const cancel = new AbortController();
    const running = runTrials(plan, { concurrency: 2, signal: cancel.signal, run: trials.run });
    await settled();
    trials.inFlight.get('001')?.resolve({ id: '001' });
    await settled();
    cancel.abort();
    for (const [id, end] of trials.inFlight) end.resolve({ id });
    const { results, notBegun } = await running;
    assert.deepEqual(
      results.map(({ result }) => result.id),
      ['001', '002', '003'],
    );
    assert.deepEqual(notBegun, plan.slice(3));
  });

  it('stops at a failure that concerns all, once the trials under way have ended', async () => {
    const trials = controlled();
    const running = runTrials(plan, { concurrency: 3, signal: new AbortController().signal, run: trials.run });
    await settled();
    trials.inFlight.get('002')?.reject(new Error('the disk is full'));
    await settled();
    assert.deepEqual([...trials.inFlight.keys()], ['001', '003']);
    trials.inFlight.get('003')?.reject(new Error('the disk is still full'));
    trials.inFlight.get('001')?.resolve({ id: '001' });
    await assert.rejects(running, { message: 'the disk is full' });
    assert.deepEqual(trials.begun, ['001', '002', '003']);
  });
});
