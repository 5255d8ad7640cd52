/** A person at the terminal of a machine, played by a stream of keys. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { InteractiveWalk } from '../../../src/node/walk/interactive-walk.ts';
import { RemoteWalk } from '../../../src/node/walk/remote-walk.ts';

const SOURCE = `scenario: small
agent: { goal: Look around., cwd: /srv/app }
machine:
  hostname: gpu-07
  history: [make, ls -la]
  files: { /srv/app/app.py: print("app") }
success: files.exists(f, f.path == "/tmp/done")
`;

interface Sitting {
  /** Presses keys, and waits until the prompt, or what is expected, shows after what they brought about. */
  press(keys: string, expected?: RegExp): Promise<string>;
  readonly ended: Promise<void>;
  readonly walking: InteractiveWalk;
}

const PROMPT = /root@gpu-07:\S+# $/;

async function sit(test: (sitting: Sitting, walk: RemoteWalk) => Promise<void>): Promise<void> {
  const request = {
    scenario: { source: SOURCE, fixtures: {}, file: 'small.scenario.yaml' },
    variant: undefined,
    seed: 1,
  };
  const walk = await RemoteWalk.begin(resolve('src/node/trial-process/main.ts'), request);
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  let look: () => void = () => undefined;
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    look();
  });
  const walking = new InteractiveWalk(walk, { input, output });
  const ended = walking.run();
  const press = async (keys: string, expected = PROMPT): Promise<string> => {
    input.write(keys);
    for (;;) {
      const text = stripVTControlCharacters(shown).replaceAll('\r', '');
      if (expected.test(text)) {
        shown = '';
        return text;
      }
      const { promise, resolve: woken } = Promise.withResolvers<void>();
      look = woken;
      await promise;
    }
  };
  try {
    await press('', PROMPT);
    await test({ press, ended, walking }, walk);
  } finally {
    walk.close();
    walking.leave();
  }
}

describe('walking around interactively', function () {
  this.timeout(120_000);

  it('shows the prompt of the machine, edits lines, keeps a history, and goes on over several lines', async () => {
    await sit(async ({ press, ended, walking }) => {
      assert.match(await press('pwx\u007fd\r'), /\/srv\/app\n\/?.*root@gpu-07:\/srv\/app# $/s);
      assert.match(await press('cd\r'), /root@gpu-07:~# $/);
      assert.match(await press('for i in 1 2\r', /> $/), /> $/);
      assert.match(await press('do echo "n $i"; done\r'), /n 1\nn 2\n/);
      // Two above: before what was typed here stands what the scenario says was typed before.
      assert.match(await press('\u001b[A'.repeat(6), /make$/), /make$/);
      assert.match(await press('\u0003'), /\^C\n/);
      assert.match(await press('nowhere\r'), /-bash: nowhere: command not found/);
      await press('\u0004', /\n$/);
      await ended;
      assert.deepEqual(
        walking.done.map(({ command, how }) => [command, how]),
        [
          ['pwd', 'ended'],
          ['cd', 'ended'],
          ['for i in 1 2\ndo echo "n $i"; done', 'ended'],
          ['nowhere', 'ended'],
        ],
      );
    });
  });

  it('shows output as it comes, and ends what runs at Ctrl-C', async () => {
    await sit(async ({ press, ended, walking }, walk) => {
      await press('while true; do echo tick; sleep 3; done\r', /tick\n(?:.*\n)*tick\n/);
      assert.match(await press('\u0003'), /\^C\n/);
      assert.match(await press('touch /tmp/done; echo $((6 * 7))\r'), /42\n/);
      const [loop] = walking.done;
      assert.equal(loop?.how, 'interrupted');
      assert.ok((loop?.tookMs ?? 0) >= 3_000, String(loop?.tookMs));
      assert.equal((await walk.end()).success, true);
      await press('exit\r', /exit\n$/);
      await ended;
    });
  });
});
