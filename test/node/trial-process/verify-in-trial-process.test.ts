import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Verifier, VerifierDiedError } from '../../../src/node/trial-process/verify-in-trial-process.ts';

const entry = (name: string): string => join(import.meta.dirname, 'entries', name);

describe('verifying in a process of its own', function () {
  this.timeout(30_000);

  it('answers for whatever text it is given, one after another', async () => {
    const verifier = new Verifier(entry('fake-machine.ts'));
    try {
      const nothing = await verifier.verify('');
      assert.deepEqual([nothing.same, nothing.steps], [false, 0]);
      assert.match(nothing.problems.join(' '), /does not begin with the event trial\.started/);
      const noise = await verifier.verify('{"type":"trial.started"}\nnoise\n');
      assert.equal(noise.same, false);
      assert.ok(noise.problems.length > 2);
    } finally {
      verifier.close();
    }
  });

  it('says so when the process ends instead of answering', async () => {
    const verifier = new Verifier(entry('dies.ts'));
    await assert.rejects(verifier.verify('{}'), (error: unknown) => {
      assert.ok(error instanceof VerifierDiedError);
      assert.match(error.message, /ended with code 7/);
      return true;
    });
    await assert.rejects(verifier.verify('{}'), VerifierDiedError);
  });
});
