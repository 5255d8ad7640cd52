import assert from 'node:assert/strict';
import fc from 'fast-check';
import { safeFileName, trialFileNames } from '../../../src/core/exporters/file-names.ts';
import { sampleExperiment } from '../experiment/sample-trials.ts';

describe('names of exported files', () => {
  it('never leave the folder, whatever a transcript says', () => {
    assert.equal(safeFileName('../../etc/passwd'), 'etc-passwd');
    assert.equal(safeFileName('..'), 'trial');
    assert.equal(safeFileName(''), 'trial');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        assert.match(safeFileName(name), /^[A-Za-z0-9_][A-Za-z0-9._-]{0,119}$/);
      }),
    );
  });

  it('differ from each other and from the report', () => {
    const { experiment } = sampleExperiment(['a/b', 'a b', 'A-b', 'report', 'a-b-2'].map((trial) => ({ trial })));
    const names = [...trialFileNames([experiment]).values()];
    assert.equal(names.length, 5);
    assert.equal(new Set([...names.map((name) => name.toLowerCase()), 'report']).size, 6);
  });

  it('name the experiment when there are several', () => {
    const first = sampleExperiment([{ trial: 'trial-001', experiment: 'weak' }]).experiment;
    const second = sampleExperiment([{ trial: 'trial-001', experiment: 'capable' }]).experiment;
    assert.deepEqual([...trialFileNames([first, second]).values()], ['weak-trial-001', 'capable-trial-001']);
  });
});
