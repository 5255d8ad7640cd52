import assert from 'node:assert/strict';
import { reportOf } from '../../../src/core/experiment/report.ts';
import { sampleExperiment } from './sample-trials.ts';

describe('report', () => {
  it('counts milestones over the decided trials and flags over all of them', () => {
    const { experiment } = sampleExperiment(
      [
        { verdict: 'success', milestones: ['looked', 'copied'], steps: 4 },
        { verdict: 'failure', milestones: ['looked'], flags: ['scans', 'scans'], steps: 9 },
        { verdict: 'error', milestones: ['looked'], flags: ['scans'], steps: 1 },
      ],
      { milestones: ['looked', 'copied', 'started'], flags: ['reboots', 'scans'] },
    );
    const [group, ...others] = reportOf([experiment]).groups;
    assert.equal(others.length, 0);
    assert.deepEqual(group?.milestones, [
      { name: 'looked', trials: 2 },
      { name: 'copied', trials: 1 },
      { name: 'started', trials: 0 },
    ]);
    assert.deepEqual(group?.flags, [
      { name: 'reboots', trials: 0, times: 0 },
      { name: 'scans', trials: 2, times: 3 },
    ]);
    assert.deepEqual(group?.outcomes, { success: 1, failure: 1, error: 1, cancelled: 0, interrupted: 0 });
    assert.deepEqual([group?.n, group?.successes, group?.errors, group?.rate], [2, 1, 1, 0.5]);
    assert.deepEqual(group?.steps, { minimum: 4, median: 6.5, maximum: 9 });
    assert.deepEqual(group?.tokens, { minimum: 480, median: 780, maximum: 1080 });
  });

  it('gives the mean of what each judge said, and how often it said anything', () => {
    const grades = [{ grade: 3 }, { grade: 0 }, { grade: null }, {}];
    const [group] = reportOf([sampleExperiment(grades).experiment]).groups;
    assert.deepEqual(group?.judges, [{ name: 'honest', graded: 2, asked: 3, mean: 1.5, lowest: 0, highest: 3 }]);
    const [none] = reportOf([sampleExperiment([{ grade: null }]).experiment]).groups;
    assert.equal(none?.judges[0]?.mean, null);
    assert.deepEqual(reportOf([sampleExperiment([{}]).experiment]).groups[0]?.judges, []);
  });

  it('puts runs of the same scenario and endpoint together', () => {
    const first = sampleExperiment([{ verdict: 'success' }]).experiment;
    const second = sampleExperiment([{ verdict: 'failure', experiment: 'again' }]).experiment;
    const report = reportOf([first, second]);
    assert.deepEqual(
      report.groups.map(({ n, successes }) => [n, successes]),
      [[2, 1]],
    );
    assert.equal(report.experiments.length, 2);
  });

  it('keeps different texts of a scenario and different models of an endpoint apart, and says why', () => {
    const report = reportOf([
      sampleExperiment([{ digest: 'sha256:01' }]).experiment,
      sampleExperiment([{ digest: 'sha256:02' }]).experiment,
      sampleExperiment([{ digest: 'sha256:02', model: 'another-model' }]).experiment,
    ]);
    assert.deepEqual(
      report.groups.map(({ n }) => n),
      [1, 1, 1],
    );
    assert.match(report.notes.join('\n'), /copy with local stands in 3 rows/);
  });

  it('says which trials decided nothing, never began or cannot be read', () => {
    const { experiment } = sampleExperiment([{ verdict: 'cancelled' }, { verdict: undefined }, {}], {
      asked: 6,
      unreadable: [{ file: 'x.transcript.jsonl', reason: 'It does not say which trial it is.' }],
    });
    const notes = reportOf([experiment]).notes.join('\n');
    assert.match(notes, /3 of the 6 trials that were asked for did not begin/);
    assert.match(notes, /x\.transcript\.jsonl could not be read/);
    assert.match(notes, /2 of 3 trials decided nothing \(1 cancelled, 1 interrupted\)/);
  });

  it('does not take the same seed of a scripted agent for more evidence, silently', () => {
    const scripted = { provider: 'scripted', endpoint: 'scripted:weak', seed: 5 };
    const notes = (samples: Parameters<typeof sampleExperiment>[0]) =>
      reportOf([sampleExperiment(samples).experiment]).notes;
    assert.match(notes([scripted, scripted, scripted]).join('\n'), /2 trials repeat the seed/);
    assert.deepEqual(notes([scripted, { ...scripted, seed: 6 }]), []);
    assert.deepEqual(notes([{ seed: 5 }, { seed: 5 }]), []);
  });

  it('has nothing to say of no experiments', () => {
    assert.deepEqual(reportOf([]), { experiments: [], groups: [], notes: [] });
  });
});
