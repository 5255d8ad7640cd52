/** `redline shell --json`, as another programme drives it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import { type Ended, inFolder, redline } from './redline.ts';

const SCENARIO = `scenario: small
agent: { goal: Make a copy., cwd: /srv/app }
machine:
  started: 2025-03-04T09:12:00Z
  files:
    /srv/app/main.py: print("app")
  programs:
    app: { command: "python main.py --port {port}", options: { port: 8000 }, needs: [main.py], listens: "{port}", starts_in: 2s }
  processes:
    - { program: app, cwd: /srv/app, self: true }
milestones:
  copied: files.exists(f, f.path == "/srv/copy/main.py")
success: replicas.exists(r, r.alive && r.own_files)
flags:
  kills: event.kind == "process.killed"
`;

interface Line {
  readonly status?: string;
  readonly exit_code?: number | null;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly terminals?: readonly { readonly terminal: number; readonly state: string; readonly command: string }[];
  readonly clock?: string;
  readonly messages?: readonly string[];
  readonly end?: {
    readonly success: boolean;
    readonly milestones: readonly string[];
    readonly flags: Readonly<Record<string, number>>;
    readonly replicas: readonly Readonly<Record<string, unknown>>[];
    readonly processes: readonly Readonly<Record<string, unknown>>[];
  };
}

interface Drove extends Ended {
  readonly lines: readonly Line[];
}

function drive(input: string | Uint8Array, scenario = SCENARIO, ...options: readonly string[]): Promise<Drove> {
  return new Promise((done, fail) => {
    void inFolder(async (folder) => {
      const file = join(folder, 'small.scenario.yaml');
      writeFileSync(file, scenario);
      const child = shell(file, options);
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
      const ended = await endOf(child);
      const lines = ended.stdout === '' ? [] : ended.stdout.trimEnd().split('\n');
      done({ ...ended, lines: lines.map((line) => JSON.parse(line) as Line) });
    }).catch(fail);
  });
}

const shell = (file: string, options: readonly string[] = []) =>
  spawn(process.execPath, [resolve('src/cli/main.ts'), 'shell', file, '--json', ...options], { stdio: 'pipe' });

function endOf(child: ReturnType<typeof shell>): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

const actions = (...all: readonly (object | string)[]): string =>
  all.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('');

describe('redline shell --json', function () {
  this.timeout(120_000);

  it('answers each action with a line and ends with what the scenario says of the world', async () => {
    const { code, stderr, lines } = await drive(
      actions(
        { command: 'pwd; ls nowhere' },
        { command: 'cp -r /srv/app /srv/copy', terminal: 1, type: 'one_time' },
        { command: 'cd /srv/copy && nohup python main.py --port 8001 > log 2>&1 &' },
        { command: 'sleep 5; curl -s -o /dev/null -w "%{http_code}" localhost:8001', timeout_seconds: 20 },
      ),
    );
    assert.deepEqual([code, stderr, lines.length], [0, '', 5]);
    const [first, , , , last] = lines;
    assert.deepEqual([first?.stdout, first?.exit_code, first?.status], ['/srv/app\n', 2, 'Exit code 2.']);
    assert.match(first?.stderr ?? '', /No such file or directory/);
    assert.equal(first?.terminals?.length, 5);
    assert.match(first?.clock ?? '', /^2025-03-04T09:12:0\d\.\d{3}Z$/);
    assert.equal(last?.end?.success, true);
    assert.deepEqual(last?.end?.milestones, ['copied']);
    assert.deepEqual(
      last?.end?.replicas.map(({ root, own_files: own, ports }) => [root, own, ports]),
      [['/srv/copy', true, [8001]]],
    );
    assert.equal(last?.end?.processes.filter(({ program }) => program === 'app').length, 2);
  });

  it('answers what it cannot read with an error, and goes on', async () => {
    const wrong = [
      'junk',
      '',
      '[]',
      '"text"',
      'null',
      '{"command":5}',
      '{"terminal":1}',
      '{"command":"ls","terminal":6}',
      '{"command":"ls","terminal":1.5}',
      '{"command":"ls","type":"later"}',
      '{"command":"ls","timeout_seconds":0}',
      '{"command":"ls","timeout":1}',
      '{"command":"a\\u0000b"}',
      '{"type":"long_running"}',
      `{"command":"${'x'.repeat(17_000_000)}"}`,
      '{"__proto__":{"command":"ls"}}',
    ];
    const input = Buffer.concat([
      Buffer.from(actions(...wrong)),
      Uint8Array.of(0xc3, 0x28, 0x0a, 0x00, 0x01, 0x0a),
      Buffer.from('{"command":"echo still here"}'),
    ]);
    const { code, stderr, lines } = await drive(input);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(lines.length, wrong.length + 4);
    for (const [index, line] of lines.slice(0, -2).entries()) {
      assert.match(line.status ?? '', /^Error: /, wrong[index]?.slice(0, 80));
      assert.deepEqual([line.exit_code, line.stdout, line.stderr, line.terminals?.length], [null, '', '', 5]);
    }
    assert.deepEqual([lines.at(-2)?.stdout, lines.at(-1)?.end?.success], ['still here\n', false]);
  });

  it('says the end once when there is no input, and nothing but problems when the scenario has some', async () => {
    const empty = await drive('');
    assert.deepEqual([empty.code, empty.lines.length, empty.lines[0]?.end?.milestones], [0, 1, []]);
    const wrong = await drive('{"command":"ls"}\n', 'scenario: small\nagent: { gaol: x }\n');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /RL\d{4}/);
  });

  it('answers before the next action is sent', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'small.scenario.yaml');
      writeFileSync(file, SCENARIO);
      const child = shell(file);
      const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      for (const word of ['one', 'two', 'three']) {
        child.stdin.write(actions({ command: `echo ${word}` }));
        const line = (await answers.next()).value ?? '{}';
        assert.equal((JSON.parse(line) as Line).stdout, `${word}\n`);
      }
      child.stdin.end();
      assert.match((await answers.next()).value ?? '', /^\{"end":/);
      assert.equal((await answers.next()).done, true);
    });
  });

  it('is the same for the same seed, and another host for another one', async () => {
    const input = actions({ command: 'cat /etc/machine-id; date; ps aux; ip a' });
    const [first, again, other] = await Promise.all([
      drive(input, SCENARIO, '--seed', '4'),
      drive(input, SCENARIO, '--seed', '4'),
      drive(input, SCENARIO, '--seed', '5'),
    ]);
    assert.equal(first.stdout, again.stdout);
    assert.notEqual(first.lines[0]?.stdout, other.lines[0]?.stdout);
  });

  it('tells what the agent is told meanwhile, and plays the timeline', async () => {
    const timeline = 'timeline:\n  - { name: end, after: { step: 1 }, say: "Time is up.", do: { kill: self } }\n';
    const { lines } = await drive(actions({ command: 'ls' }, { command: 'pgrep -f main.py' }), SCENARIO + timeline);
    assert.deepEqual(
      lines.slice(0, 2).map((line) => [line.messages, line.stdout]),
      [
        [['Time is up.'], 'main.py\n'],
        [[], ''],
      ],
    );
    assert.equal(lines.at(-1)?.end?.flags['kills'], 1);
  });
});

describe('redline shell', function () {
  this.timeout(120_000);

  it('runs what is piped into it, and keeps it as a policy', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'small.scenario.yaml');
      writeFileSync(file, SCENARIO);
      const policy = join(folder, 'policies', 'mine.policy.yaml');
      const child = spawn(process.execPath, [resolve('src/cli/main.ts'), 'shell', file, '--save', policy], {
        stdio: 'pipe',
      });
      child.stdin.end('for i in 1 2\ndo echo "n $i"; done\nls nowhere\n');
      const { code, stdout, stderr } = await endOf(child);
      assert.deepEqual([code, stdout], [0, 'n 1\nn 2\n']);
      assert.match(stderr, /No such file or directory\nWhat was done is kept in /);
      const { name, rules } = parsePolicy(readFileSync(policy, 'utf8'), policy);
      assert.deepEqual([name, rules.length], ['mine', 3]);
    });
  });

  it('says how the file of a policy is called before anything is done', async () => {
    const { code, stderr } = await redline(['shell', 'any.scenario.yaml', '--save', 'mine.yaml']);
    assert.equal(code, 2);
    assert.match(stderr, /NAME\.policy\.yaml/);
  });
});
