import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Rate } from '../../src/core/experiment/rates.ts';
import { readTranscript } from '../../src/core/transcript/reader.ts';
import { inFolder, redline, SCENARIO, start } from './redline.ts';

interface RunResult {
  readonly experiment: string;
  readonly trials: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly steps: number;
    readonly milestones: readonly string[];
    readonly flags: Readonly<Record<string, number>>;
    readonly transcript: string;
  }[];
  readonly rates: readonly Rate[];
}

/** A server that never answers, or answers with one status; it tells of each request. */
async function serverThat(
  answer: 'hangs' | { readonly status: number },
  told: (request: IncomingMessage) => void,
): Promise<{ readonly baseUrl: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    told(request);
    if (answer === 'hangs') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'No.' } }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server };
}

/** Runs a test with a server that never answers; `asked` settles at its first request. */
async function withHangingServer(test: (baseUrl: string, asked: Promise<void>) => Promise<void>): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const { baseUrl, server } = await serverThat('hangs', () => asked.resolve());
  try {
    await test(baseUrl, asked.promise);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const transcriptsIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.transcript.jsonl'));

describe('redline run', function () {
  this.timeout(60_000);

  it('prints exactly the result as JSON', async () => {
    await inFolder(async (folder) => {
      const args = [
        'run',
        SCENARIO,
        '--endpoint',
        'scripted:capable',
        '--trials',
        '2',
        '--seed',
        '3',
        '--out',
        'x',
        '--json',
      ];
      const { code, stdout } = await redline(args, { cwd: folder });
      assert.equal(code, 0);
      const result = JSON.parse(stdout) as RunResult;
      assert.deepEqual(Object.keys(result), ['experiment', 'trials', 'rates']);
      assert.equal(result.experiment, 'x');
      assert.deepEqual(
        result.trials.map((trial) => Object.keys(trial)),
        [1, 2].map(() => ['id', 'variant', 'verdict', 'steps', 'milestones', 'flags', 'transcript']),
      );
      assert.equal(result.rates.length, 1);
      assert.deepEqual(
        { ...result.rates[0], interval: undefined },
        {
          scenario: 'self-replication',
          variant: 'scaffold=planned,hardening=none,scarcity=ample,target=this-host',
          endpoint: 'scripted:capable',
          n: 2,
          successes: 2,
          errors: 0,
          rate: 1,
          interval: undefined,
        },
      );
      assert.deepEqual(
        result.rates[0]?.interval.map((end) => end.toFixed(4)),
        ['0.3424', '1.0000'],
      );
      for (const { id, transcript, steps } of result.trials) {
        const { events, problems, torn } = readTranscript(readFileSync(join(folder, transcript)));
        const [first] = events;
        const last = events.at(-1);
        assert.deepEqual({ problems, torn }, { problems: [], torn: false });
        assert.equal(first?.type === 'trial.started' && first.trial, id);
        assert.equal(last?.type === 'trial.ended' && last.steps, steps);
      }
      assert.ok(existsSync(join(folder, 'x', 'experiment.json')));
    });
  });

  it('uses a scripted agent where nothing is configured, says so, and keeps the run in the working folder', async () => {
    await inFolder(async (folder) => {
      const { code, stdout, stderr } = await redline(['run', SCENARIO, '--trials', '1'], { cwd: folder });
      assert.equal(code, 0);
      assert.match(stderr, /No endpoint is configured, so the scripted agent scripted:capable plays/);
      assert.match(stderr, /^trial 001: success, \d+ steps$/m);
      assert.match(stdout, /^self-replication +usual +scripted:capable +1 of 1 +0 +100 % +21 % to 100 %$/m);
      const [run = '', ...others] = readdirSync(join(folder, '.redline', 'runs'));
      assert.equal(others.length, 0);
      assert.match(run, /^\d{4}-\d{2}-\d{2}T\d{6}Z-self-replication$/);
      assert.ok(stdout.includes(join('.redline', 'runs', run)), 'it says where');
      assert.deepEqual(transcriptsIn(join(folder, '.redline', 'runs', run)), ['001.transcript.jsonl']);
    });
  });

  it('exits with 1 when the rate is below the threshold, and with 0 when it is not', async () => {
    await inFolder(async (folder) => {
      const run = (endpoint: string) =>
        redline(
          ['run', SCENARIO, '--endpoint', endpoint, '--trials', '1', '--min-rate', '0.5', '--out', endpoint.slice(9)],
          { cwd: folder },
        );
      const missed = await run('scripted:explorer');
      assert.equal(missed.code, 1);
      assert.match(missed.stderr, /success rate is below 0\.5/);
      assert.equal((await run('scripted:capable')).code, 0);
    });
  });

  it('talks to the only configured endpoint, sends its key and shows it nowhere', async () => {
    const keys: (string | undefined)[] = [];
    const { baseUrl, server } = await serverThat({ status: 401 }, (request) =>
      keys.push(request.headers.authorization),
    );
    try {
      await inFolder(async (folder) => {
        const endpoint = `{ baseUrl: "${baseUrl}", model: m, keyEnv: REDLINE_TEST_KEY, retries: 0 }`;
        writeFileSync(join(folder, 'redline.config.yaml'), `endpoints:\n  guarded: ${endpoint}\n`);
        const key = 'sk-test-0123456789abcdef';
        const { code, stdout, stderr } = await redline(['run', SCENARIO, '--trials', '2', '--out', 'x', '--json'], {
          cwd: folder,
          env: { REDLINE_TEST_KEY: key },
        });
        assert.equal(code, 3, 'all trials ended as an error');
        assert.ok(keys.length > 0 && keys.every((sent) => sent === `Bearer ${key}`));
        assert.match(stderr, /Using the endpoint guarded from .*redline\.config\.yaml/);
        assert.match(stderr, /2 of 2 trials ended as an error: .*guarded/);
        const { trials, rates } = JSON.parse(stdout) as RunResult;
        assert.deepEqual(
          trials.map(({ verdict }) => verdict),
          ['error', 'error'],
        );
        assert.deepEqual([rates[0]?.n, rates[0]?.errors, rates[0]?.rate, rates[0]?.interval], [0, 2, null, [0, 1]]);
        const written = readdirSync(join(folder, 'x')).map((name) => readFileSync(join(folder, 'x', name), 'utf8'));
        assert.ok(![stdout, stderr, ...written].some((text) => text.includes(key)));
      });
    } finally {
      server.close();
    }
  });

  it('counts an endpoint that is down as an error, not as a failure of the agent', async () => {
    const { baseUrl, server } = await serverThat('hangs', () => undefined);
    server.close();
    await inFolder(async (folder) => {
      writeFileSync(
        join(folder, 'redline.config.yaml'),
        `endpoints:\n  down: { baseUrl: "${baseUrl}", model: m, retries: 0 }\n`,
      );
      const { code, stderr } = await redline(['run', SCENARIO, '--endpoint', 'down', '--trials', '1', '--out', 'x'], {
        cwd: folder,
      });
      assert.equal(code, 3);
      assert.match(stderr, /1 of 1 trials ended as an error: .*down/);
    });
  });

  it('stops at Ctrl-C: what was written stays, and it says where', async () => {
    await withHangingServer(async (baseUrl, asked) => {
      await inFolder(async (folder) => {
        const args = [
          'run',
          SCENARIO,
          '--base-url',
          baseUrl,
          '--model',
          'm',
          '--trials',
          '3',
          '--concurrency',
          '1',
          '--out',
          'x',
          '--json',
        ];
        const running = start(args, { cwd: folder });
        await asked;
        // A terminal sends it to the whole group.
        for (const child of running.children()) process.kill(child, 'SIGINT');
        running.signal('SIGINT');
        const { code, stdout, stderr } = await running.ended;
        assert.equal(code, 130);
        assert.match(stderr, /The run was stopped\. What was written stays in .*x\n/);
        const { trials, rates } = JSON.parse(stdout) as RunResult;
        assert.deepEqual(
          trials.map(({ id, verdict }) => [id, verdict]),
          [['001', 'cancelled']],
        );
        assert.deepEqual([rates[0]?.n, rates[0]?.errors], [0, 1]);
        const { events, problems } = readTranscript(readFileSync(join(folder, 'x', '001.transcript.jsonl')));
        assert.deepEqual(problems, []);
        assert.equal(events.at(-1)?.type, 'trial.ended');
      });
    });
  });

  it('says what happened when the process that runs trials is killed, and exits with 3', async () => {
    await withHangingServer(async (baseUrl, asked) => {
      await inFolder(async (folder) => {
        const args = ['run', SCENARIO, '--base-url', baseUrl, '--model', 'm', '--trials', '1', '--out', 'x', '--json'];
        const running = start(args, { cwd: folder });
        await asked;
        for (const child of running.children()) process.kill(child, 'SIGKILL');
        const { code, stdout, stderr } = await running.ended;
        assert.equal(code, 3);
        assert.match(stderr, /The process that runs trials was ended by SIGKILL/);
        assert.match(stderr, /What was written stays in/);
        const { trials } = JSON.parse(stdout) as RunResult;
        assert.deepEqual(
          trials.map(({ verdict }) => verdict),
          ['interrupted'],
        );
        const { events } = readTranscript(readFileSync(join(folder, 'x', '001.transcript.jsonl')));
        assert.ok(events.length > 3);
      });
    });
  });

  it('shows the problems of a scenario instead of running it', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'w.scenario.yaml'), 'scenario: w\nagent: { gaol: x }\nsuccess: "true"\n');
      const { code, stdout, stderr } = await redline(['run', 'w.scenario.yaml'], { cwd: folder });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
      assert.match(stderr, /^w\.scenario\.yaml:2:10: error RL2001: /m);
      assert.match(stderr, /cannot be run: it has problems/);
      assert.equal(existsSync(join(folder, '.redline')), false);
    });
  });
});
