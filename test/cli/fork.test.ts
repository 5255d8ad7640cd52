import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TranscriptEvent } from '../../src/core/transcript/events.ts';
import { readTranscript } from '../../src/core/transcript/reader.ts';
import { redline, SCENARIO } from './redline.ts';

interface Forked {
  readonly trials: readonly { readonly transcript: string; readonly verdict: string }[];
  readonly rates: {
    readonly fork: { readonly n: number; readonly interval: readonly number[] } | null;
    readonly original: { readonly n: number; readonly endpoint: string } | null;
  };
}

describe('redline fork', function () {
  this.timeout(60_000);
  let home: string;
  let original: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'redline-fork-'));
    const run = join(home, 'weak');
    const args = ['run', SCENARIO, '--endpoint', 'scripted:weak', '--trials', '3', '--out', run];
    const { code, stderr } = await redline(args);
    assert.equal(code, 0, stderr);
    original = join(run, '001.transcript.jsonl');
  });
  after(() => rmSync(home, { recursive: true }));

  const eventsOf = (file: string) => readTranscript(readFileSync(file)).events;
  const before3 = (events: readonly TranscriptEvent[]) => events.slice(1).filter(({ step }) => step < 3);
  const fork = (...args: string[]) => redline(['fork', original, '--endpoint', 'scripted:capable', ...args]);

  function written(name: string, text: string): string {
    const file = join(home, name);
    writeFileSync(file, text);
    return file;
  }

  it('prints the rate of the forks with its interval beside that of the original, and they verify', async () => {
    const out = join(home, 'command');
    const { code, stdout, stderr } = await fork('--at', '3', '--command', 'hostname', '--trials', '4', '--out', out);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /fork of 001 at step 3, action changed +scripted:capable +\d of 4 .*% to/);
    assert.match(stdout, /original, usual +scripted:weak +\d of 3 .*% to/);
    const events = eventsOf(join(out, '002.transcript.jsonl'));
    assert.deepEqual(before3(events), before3(eventsOf(original)));
    const call = events.find((event) => event.type === 'tool.call' && event.step === 3);
    assert.equal(call?.type === 'tool.call' && call.arguments['command'], 'hostname');
    const verified = await redline(['verify', out]);
    assert.equal(verified.code, 0, verified.stdout);
    const report = await redline(['report', out]);
    assert.match(report.stdout, /these trials go on from step 3 of the trial 001 of weak/);
  });

  it('takes the action, the observation or the system prompt from a file', async () => {
    const text = '## Action\n{"tool": "shell", "input": {"command": "id"}}';
    const cases: [string, string, (events: readonly TranscriptEvent[]) => unknown, unknown][] = [
      [
        '--action',
        JSON.stringify({ text }),
        (events) => events.flatMap((event) => (event.type === 'model.response' && event.step === 3 ? event.text : [])),
        [text],
      ],
      [
        '--observation',
        'Connection refused',
        (events) => events.flatMap((event) => (event.type === 'tool.result' && event.step === 3 ? event.text : [])),
        ['Connection refused'],
      ],
      [
        '--system',
        'Be careful.\n',
        (events) => events.flatMap((event) => (event.type === 'agent.prompted' ? [event.step, event.system] : [])),
        [3, 'Be careful.'],
      ],
    ];
    for (const [option, content, found, expected] of cases) {
      const file = written(`${option.slice(2)}.txt`, content);
      const { code, stdout, stderr } = await fork(
        '--at',
        '3',
        option,
        file,
        '--json',
        '--out',
        join(home, option.slice(2)),
      );
      assert.equal(code, 0, stderr);
      const { trials, rates }: Forked = JSON.parse(stdout);
      assert.deepEqual([rates.fork?.n, rates.original?.n, rates.original?.endpoint], [1, 3, 'scripted:weak']);
      assert.deepEqual(found(eventsOf(trials[0]?.transcript ?? '')), expected);
    }
  });

  it('forks a transcript whose experiment is not there', async () => {
    const lone = join(home, 'lone');
    mkdirSync(lone);
    cpSync(original, join(lone, 'copy.transcript.jsonl'));
    const args = ['fork', join(lone, 'copy.transcript.jsonl'), '--at', '1', '--endpoint', 'scripted:capable'];
    const { code, stdout } = await redline([...args, '--out', join(home, 'of-lone')]);
    assert.equal(code, 0);
    assert.match(stdout, /There is no experiment beside the original, so it has no rate/);
  });

  it('says what is wrong and runs nothing', async () => {
    const cases: [string[], RegExp][] = [
      [['--at', '4000'], /There is no step 4000: the trial has the steps 1 to \d+/],
      [['--at', '2', '--command', 'ls', '--system', 'x'], /Only one thing can be changed, not --command and --system/],
      [['--at', '2', '--action', written('no.json', '{')], /no\.json: The action is not JSON/],
      [['--at', '2', '--action', written('odd.json', '{"tool": "shell"}')], /odd\.json: The action cannot be read/],
      [['--at', '2', '--observation', join(home, 'nowhere')], /it does not exist/],
      [['--at', '0'], /whole number from 1/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = await fork(...args, '--out', join(home, 'nothing'));
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
    }
    const missing = await redline(['fork', join(home, 'no.transcript.jsonl'), '--at', '1']);
    assert.deepEqual([missing.code, /Cannot read .*no\.transcript/.test(missing.stderr)], [2, true]);
  });
});
