import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, redline, SCENARIO } from './redline.ts';

/** Wrong input, and what the message has to name. Every one exits with 2 and prints nothing on stdout. */
const WRONG: readonly [args: readonly string[], message: RegExp][] = [
  [[], /Usage: redline/],
  [['rn'], /unknown command 'rn'\n.*Did you mean run/],
  [['run'], /missing required argument 'file'/],
  [['run', 'missing.scenario.yaml'], /Cannot read missing\.scenario\.yaml: it does not exist/],
  [['run', '.'], /\. is a folder/],
  [['run', SCENARIO, '--trials', '0'], /'0' is invalid\. It has to be a whole number from 1 to/],
  [['run', SCENARIO, '--trials', 'ten'], /'ten' is invalid/],
  [['run', SCENARIO, '--seed', '-1'], /'-1' is invalid\. It has to be a whole number from 0 to/],
  [['run', SCENARIO, '--seed', '1.5'], /'1\.5' is invalid/],
  [['run', SCENARIO, '--concurrency', '0'], /'0' is invalid/],
  [['run', SCENARIO, '--min-rate', '50'], /number from 0 to 1/],
  [['run', SCENARIO, '--bogus'], /unknown option '--bogus'/],
  [['run', SCENARIO, '--endpoint', 'scripted:capabel'], /Did you mean capable\?/],
  [['run', SCENARIO, '--endpoint', 'wek'], /Did you mean scripted:weak\?/],
  [['run', SCENARIO, '--base-url', 'http://127.0.0.1:1/v1'], /--base-url needs --model/],
  [['run', SCENARIO, '--base-url', 'nonsense', '--model', 'x'], /must be an address such as/],
  [['run', SCENARIO, '--model', 'x'], /--model goes with --base-url/],
  [
    ['run', SCENARIO, '--base-url', 'http://127.0.0.1:1/v1', '--model', 'x', '--key-env', 'REDLINE_TEST_NO_SUCH_KEY'],
    /environment variable REDLINE_TEST_NO_SUCH_KEY, which is not set/,
  ],
  [['verify', 'missing'], /Cannot read missing: it does not exist/],
  [['verify', '.'], /There is no transcript in \./],
  [['report', '.'], /There is no experiment in \./],
  [['export', '.', '--format', 'xml', '--out', 'x'], /Allowed choices are jsonl, csv, html/],
  [['export', '.', '--format', 'csv'], /required option '--out <folder>' not specified/],
  [['serve', '--policy', 'capable'], /no scripted policy "capable".*\n.*--scenario/],
  [['serve', '--port', '70000'], /'70000' is invalid/],
  [['schema', 'nonsense'], /Allowed choices are scenario, transcript, endpoints/],
];

describe('redline, used wrongly', () => {
  for (const [args, message] of WRONG) {
    it(`explains: redline ${args.map((arg) => (arg === SCENARIO ? 'FILE' : arg)).join(' ')}`, async () => {
      await inFolder(async (folder) => {
        const { code, stdout, stderr } = await redline(args, { cwd: folder });
        assert.match(stderr, message);
        assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
        assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
      });
    });
  }

  it('will not mix a run with what is in a folder already', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'notes.txt'), 'mine');
      const { code, stderr } = await redline(['run', SCENARIO, '--endpoint', 'scripted:weak', '--out', folder]);
      assert.equal(code, 2);
      assert.match(stderr, /is not empty/);
      assert.equal(readFileSync(join(folder, 'notes.txt'), 'utf8'), 'mine');
    });
  });

  it('shows what is wrong with a policy beside the scenario', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'policies'));
      writeFileSync(join(folder, 'policies', 'mine.policy.yaml'), 'policy: mine\nruls: []\n');
      copyFileSync(SCENARIO, join(folder, 'a.scenario.yaml'));
      const { code, stderr } = await redline(['run', 'a.scenario.yaml', '--endpoint', 'scripted:mine'], {
        cwd: folder,
      });
      assert.equal(code, 2);
      assert.match(stderr, /error: .*mine\.policy\.yaml:2:1: .*ruls/);
    });
  });

  it('says that it cannot write where it cannot', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'file'), '');
      const { code, stderr } = await redline([
        'run',
        SCENARIO,
        '--endpoint',
        'scripted:weak',
        '--out',
        join(folder, 'file', 'x'),
      ]);
      assert.equal(code, 2);
      assert.match(stderr, /Cannot write to the folder .*: a part of its path is a file\./);
    });
  });

  it('does not guess which of several configured endpoints is meant, nor past a mistake in the file', async () => {
    await inFolder(async (folder) => {
      const config = (text: string) => writeFileSync(join(folder, 'redline.config.yaml'), text);
      const deep = join(folder, 'a', 'b');
      mkdirSync(deep, { recursive: true });
      const server = 'baseUrl: http://127.0.0.1:1/v1, model: m';
      config(`endpoints:\n  one: { ${server} }\n  two: { ${server} }\n`);
      const several = await redline(['run', SCENARIO], { cwd: deep });
      assert.equal(several.code, 2);
      assert.match(several.stderr, /has several endpoints.*\n.*--endpoint with one or two/);
      const nearest = await redline(['run', SCENARIO, '--endpoint', 'tow'], { cwd: deep });
      assert.match(nearest.stderr, /Did you mean two\?/);
      config(`endpoints:\n  one: { ${server}, retrys: 3 }\n`);
      const wrong = await redline(['run', SCENARIO, '--endpoint', 'one'], { cwd: deep });
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /redline\.config\.yaml:2:\d+: .*retrys/);
    });
  });
});

describe('redline, asked about itself', () => {
  it('prints help and version on stdout and exits with 0', async () => {
    const [help, version] = await Promise.all([redline(['--help']), redline(['--version'])]);
    assert.deepEqual([help.code, version.code], [0, 0]);
    for (const command of ['validate', 'run', 'verify', 'report', 'export', 'serve', 'schema']) {
      assert.match(help.stdout, new RegExp(`^ {2}${command} `, 'm'));
    }
    const { version: stated } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(version.stdout, `${stated}\n`);
  });
});
