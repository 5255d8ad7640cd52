/**
 * Scripts of the kinds that agents write, held against what the Python of Debian 12 prints for them: output, complaints and exit codes,
 * recorded with CPython 3.11.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { machineWithPython, type } from './python-fixture.ts';

interface Recorded {
  readonly name: string;
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const CORPUS: readonly Recorded[] = JSON.parse(readFileSync('test/fixtures/python/corpus.json', 'utf8'));

describe('scripts', function () {
  this.timeout(20_000);
  let machine: Machine;
  before(async () => {
    machine = await machineWithPython({ spec: { os: 'debian-12' } });
  });

  for (const { name, script, stdout, stderr, exitCode } of CORPUS) {
    it(`prints for ${name} what CPython prints`, async () => {
      await machine.perform({ kind: 'write_file', path: '/root/demo/script.py', content: script });
      const { observation } = await type(machine, 'cd /root/demo && python3 script.py');
      await type(machine, 'rm -r /root/demo; mkdir /root/demo');
      assert.deepEqual(
        { stdout: observation.stdout, stderr: observation.stderr, exitCode: observation.exitCode },
        { stdout, stderr, exitCode },
      );
    });
  }
});
