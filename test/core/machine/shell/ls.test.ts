import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMachine } from '../../../../src/core/machine/create-machine.ts';
import { readScenario } from '../../../../src/core/scenario/read-scenario.ts';

/** Makes the same small tree in the machine and on the host of the test. */
const TREE = `
mkdir -p box/inner/deep box/.hidden && cd box
printf 12345 > five; printf 1234567890 > ten; printf x > run.sh; : > empty
seq 1 14000 > large
chmod 755 run.sh; chmod 600 five; chmod 1777 inner; ln -s ten link; ln -s nowhere broken; ln ten twin
touch -d '2024-05-06 07:08:09' five; touch -d '2024-05-06 07:08:10' ten; touch -d '2023-01-02 03:04:05' run.sh large empty .hidden inner
`;

const CALLS = [
  'ls',
  'ls -a',
  'ls -A',
  'ls -l five ten run.sh large empty',
  'ls -lh large run.sh',
  'ls -ln five ten twin',
  'ls -ld inner .hidden',
  'ls -1S five ten large empty',
  'ls -1t five ten run.sh',
  'ls -tr five ten run.sh',
  'ls -F',
  'ls -p',
  'ls -m',
  'ls -R inner',
  'ls -lgo five',
  'ls -l --time-style=long-iso five',
  'ls -d . ..',
  'ls nowhere five',
  'ls link broken',
  'ls --group-directories-first',
  'ls -s five large',
  'ls --nope',
  'ls -y',
];

describe('ls', () => {
  it('prints what the real one prints', async () => {
    const { scenario } = readScenario('scenario: files\nagent: { goal: Look., cwd: /tmp }\nsuccess: step > 1000\n');
    assert.ok(scenario);
    const machine = await createMachine(scenario.machine, { seed: 1, agent: scenario.agent });
    const folder = mkdtempSync(join(tmpdir(), 'ls-'));
    try {
      const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
      const host = (script: string, cwd: string) => {
        const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', `umask 022; ${script}`], {
          cwd,
          env,
          encoding: 'utf8',
        });
        return { stdout, stderr, exitCode: status };
      };
      const mocked = async (command: string) => {
        const { observation } = await machine.perform({ kind: 'shell', command, timeoutMs: 60_000 });
        return { stdout: observation.stdout, stderr: observation.stderr, exitCode: observation.exitCode };
      };
      assert.deepEqual(await mocked(TREE), host(TREE, folder));
      for (const call of CALLS) {
        assert.deepEqual(withoutYears(await mocked(call)), withoutYears(host(call, join(folder, 'box'))), call);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The machine's clock and the host's are years apart: a year and a time of day become one. */
function withoutYears<T extends { stdout: string }>(result: T): T {
  return { ...result, stdout: result.stdout.replaceAll(/([A-Z][a-z]{2} [ \d]\d) ( \d{4}|\d\d:\d\d)/g, '$1 WHEN') };
}
