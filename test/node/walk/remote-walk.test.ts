import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { RemoteWalk, WalkDiedError } from '../../../src/node/walk/remote-walk.ts';

const request = (source: string) => ({
  scenario: { source, fixtures: {}, file: 'small.scenario.yaml' },
  variant: undefined,
  seed: 1,
});
const SOURCE = 'scenario: small\nagent: { goal: Look around. }\nsuccess: files.exists(f, f.path == "/tmp/a")\n';

describe('a machine in a process of its own', function () {
  this.timeout(120_000);

  it('answers in order, and tells what the conditions give', async () => {
    const walk = await RemoteWalk.begin(resolve('src/node/trial-process/main.ts'), request(SOURCE));
    try {
      const type = (command: string) => walk.act({ kind: 'shell', command, timeoutMs: 10_000 }, 0);
      const answers = await Promise.all([type('echo 1'), type('echo 2; touch /tmp/a'), type('echo 3')]);
      assert.deepEqual(
        answers.map(({ stdout }) => stdout),
        ['1\n', '2\n', '3\n'],
      );
      assert.equal((await walk.end()).success, true);
    } finally {
      walk.close();
    }
    await assert.rejects(walk.end(), WalkDiedError);
  });

  it('begins on a runtime that knows the flags of the permission model and refuses them', async () => {
    const refusing = resolve('test/node/trial-process/entries/refuses-permissions.ts');
    const walk = await RemoteWalk.begin(refusing, request(SOURCE));
    assert.equal(walk.place.scenario, 'small');
    walk.close();
  });

  it('says why it cannot begin', async () => {
    const main = resolve('src/node/trial-process/main.ts');
    await assert.rejects(RemoteWalk.begin(main, request('scenario: small\n')), /small\.scenario\.yaml cannot be run/);
    await assert.rejects(RemoteWalk.begin(resolve('test/nowhere.ts'), request(SOURCE)), WalkDiedError);
  });
});
