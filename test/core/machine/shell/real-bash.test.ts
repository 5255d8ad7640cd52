/** The machine's shell and its tools against a real bash, where the outcome does not depend on the host. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine } from '../machine-fixture.ts';
import { allInRealBash, onTheMachine, type Ran, readCorpus } from './shell-corpus.ts';

/** Distinct scripts that the corpus has to hold. */
const FEWEST = 300;
const corpus = readCorpus();
const SCRIPTS = corpus.flatMap(({ scripts }) => scripts);
/** Scripts that the documentation says run otherwise. */
const DIFFERENT = [...readFileSync('docs/shell-differences.md', 'utf8').matchAll(/^```bash\n([\s\S]*?)\n```$/gm)].map(
  ([, script = '']) => script,
);

function title(script: string): string {
  return JSON.stringify(script).slice(0, 70);
}

describe('the shell of the machine', () => {
  let machine: Machine;
  let real: ReadonlyMap<string, Ran>;

  before(async function () {
    this.timeout(120_000);
    machine = await makeMachine({ spec: { files: [], processes: [], os: 'debian-12' } });
    real = await allInRealBash([...SCRIPTS, ...DIFFERENT]);
  });

  it('is held against the real bash on many scripts', () => {
    assert.ok(new Set(SCRIPTS).size >= FEWEST);
  });

  for (const { name, scripts } of corpus) {
    describe(`does what bash does: ${name}`, () => {
      for (const script of scripts) {
        it(title(script), async () => {
          assert.deepEqual(await onTheMachine(machine, script), real.get(script));
        });
      }
    });
  }

  describe('differs where docs/shell-differences.md says so, and only there', () => {
    for (const script of DIFFERENT) {
      it(title(script), async () => {
        const same = 'This script no longer differs: move it to the scripts in test/fixtures/shell.';
        assert.notDeepEqual(await onTheMachine(machine, script), real.get(script), same);
      });
    }
  });
});
