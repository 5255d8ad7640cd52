/** What a shell knows goes on from one action to the next, as it does from one line to the next in a real bash. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, type } from '../machine-fixture.ts';
import { allInRealBash, FILES } from './shell-corpus.ts';

/** Sessions, each of lines that are typed one after another; `%%` stands between two. */
const SESSIONS = readFileSync(new URL('../../../fixtures/shell-sessions.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n%%\n')
  .map((session) => session.split('\n'));

describe('the shell of the machine from one action to the next', () => {
  for (const lines of SESSIONS) {
    it(`goes on as bash does: ${lines.join(' ⏎ ').slice(0, 80)}`, async () => {
      const whole = lines.join('\n');
      const real = (await allInRealBash([whole])).get(whole);
      const machine = await inFolder();
      let stdout = '';
      for (const line of lines) stdout += (await type(machine, line)).observation.stdout;
      assert.equal(stdout, real?.stdout);
    });
  }
});

/** A machine whose shell stands where the scripts of the corpus do. */
async function inFolder(): Promise<Machine> {
  const machine = await makeMachine({ spec: { files: [], processes: [], os: 'debian-12' } });
  await type(machine, `mkdir /work; cd /work; ${FILES}`);
  return machine;
}
