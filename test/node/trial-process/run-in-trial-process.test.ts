import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { playPolicy } from '../../../src/core/agent/scripted/play-policy.ts';
import { parsePolicy } from '../../../src/core/agent/scripted/read-policy.ts';
import { planTrials } from '../../../src/core/experiment/run-experiment.ts';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { readExperimentFile } from '../../../src/node/experiment-file.ts';
import { answerFrame, chatCompletion } from '../../../src/node/serve/chat-answer.ts';
import { readChatRequest } from '../../../src/node/serve/chat-request.ts';
import { servePolicies } from '../../../src/node/serve.ts';
import { runInTrialProcess } from '../../../src/node/trial-process/run-in-trial-process.ts';
import type { FromTrialProcess } from '../../../src/protocol/trial-process.ts';
import { FAKE_MACHINE_ENTRY, httpAccess, POLICY, requestOf, SCENARIO } from './sample-request.ts';

const KEY = 'sk-test-0123456789abcdef';

describe('running an experiment in a process of its own', () => {
  let home: string;
  const entry = FAKE_MACHINE_ENTRY;

  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'redline-run-')));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const eventsOf = (folder: string, transcript: string) => readTranscript(readFileSync(join(folder, transcript)));

  it('writes what was asked and one whole transcript a trial, and says how each came out', async () => {
    const folder = join(home, 'run');
    const told: FromTrialProcess[] = [];
    const run = await runInTrialProcess(requestOf(folder), { entry, onEvent: (event) => told.push(event) });

    assert.deepEqual([run.outcome, run.message, run.confined], ['done', '', true]);
    const plan = planTrials({ trials: 6, seed: 1 });
    assert.deepEqual(
      run.summaries.map(({ id, seed, transcript }) => [id, seed, transcript]),
      plan.map(({ id, seed }) => [id, seed, `${id}.transcript.jsonl`]),
    );
    assert.deepEqual(new Set(run.summaries.map(({ verdict }) => verdict)), new Set(['success', 'failure']));
    for (const summary of run.summaries) {
      const { events, torn, problems } = eventsOf(folder, summary.transcript);
      assert.deepEqual([torn, problems], [false, []]);
      const end = events.at(-1);
      assert.ok(end?.type === 'trial.ended');
      assert.deepEqual(
        [end.verdict, end.reason, end.steps, end.milestones, end.flags, end.usage.inputTokens + end.usage.outputTokens],
        [summary.verdict, summary.reason, summary.steps, summary.milestones, summary.flags, summary.tokens],
      );
      assert.deepEqual(summary.milestones, ['looked']);
      const progress = told.flatMap((event) =>
        event.type === 'trial-progress' && event.id === summary.id ? [event] : [],
      );
      assert.equal(progress.at(-1)?.step, summary.steps);
      assert.equal(progress.at(-1)?.tokens, summary.tokens);
      assert.ok(progress.some(({ action }) => action === 'read_file /etc/hosts'));
    }
    const { record } = readExperimentFile(readFileSync(join(folder, 'experiment.json'), 'utf8'));
    assert.deepEqual(
      [record?.experiment, record?.scenario.source, record?.endpoint.name, record?.trials, record?.seed],
      ['sample-run', SCENARIO, 'scripted:coin', 6, 1],
    );
    const started = told.filter((event) => event.type === 'trial-started');
    assert.deepEqual(started.map(({ index }) => index).sort(), [0, 1, 2, 3, 4, 5]);
  });

  it('gives the same trials again, one at a time or all at once, with and without a server in between', async () => {
    const policy = parsePolicy(POLICY, 'coin');
    const server = await servePolicies({ policies: new Map([['coin', policy]]), port: 0, key: KEY });
    try {
      const variants = [
        requestOf(join(home, 'a')),
        requestOf(join(home, 'b'), { concurrency: 1 }),
        requestOf(join(home, 'c'), { endpoint: httpAccess(server.baseUrl, { key: KEY }) }),
      ];
      const runs = await Promise.all(variants.map((request) => runInTrialProcess(request, { entry })));
      assert.deepEqual(
        runs.map(({ outcome }) => outcome),
        ['done', 'done', 'done'],
      );
      const [first, ...others] = variants.map(({ folder }, index) =>
        (runs[index]?.summaries ?? []).map(({ transcript }) => lasting(eventsOf(folder, transcript).events)),
      );
      assert.equal(first?.length, 6);
      for (const other of others) assert.deepEqual(other, first);
      assert.deepEqual(runs[2]?.summaries, runs[0]?.summaries);
    } finally {
      await server.close();
    }
  });

  it('ends the trials under way and begins no other when it is cancelled', async () => {
    const folder = join(home, 'run');
    const server = await hanging(4);
    const cancel = new AbortController();
    const run = await runInTrialProcess(requestOf(folder, { endpoint: httpAccess(server.baseUrl), concurrency: 2 }), {
      entry,
      signal: cancel.signal,
      graceMs: 60_000,
      onEvent: (event) => {
        if (event.type === 'trial-progress' && event.step === 2) cancel.abort();
      },
    });
    server.close();
    assert.deepEqual([run.outcome, run.message], ['cancelled', 'The run was cancelled.']);
    assert.deepEqual(
      run.summaries.map(({ id, verdict }) => [id, verdict]),
      [
        ['001', 'cancelled'],
        ['002', 'cancelled'],
      ],
    );
    assert.deepEqual(readdirSync(folder).sort(), ['001.transcript.jsonl', '002.transcript.jsonl', 'experiment.json']);
    const { events } = eventsOf(folder, '001.transcript.jsonl');
    const end = events.at(-1);
    assert.ok(end?.type === 'trial.ended' && end.verdict === 'cancelled');
  });

  it('keeps everything that was written when the process is killed, and says that it was', async () => {
    const folder = join(home, 'run');
    const server = await hanging(5);
    const endpoint = httpAccess(server.baseUrl, { timeoutMs: 60_000 });
    let pid = 0;
    const run = await runInTrialProcess(requestOf(folder, { endpoint, concurrency: 2 }), {
      entry,
      onStart: (id) => {
        pid = id;
      },
      onEvent: (event) => {
        if (event.type === 'trial-progress' && event.step === 2 && event.action !== '') process.kill(pid, 'SIGKILL');
      },
    });
    server.close();
    assert.equal(run.outcome, 'died');
    assert.match(run.message, /was ended by SIGKILL\. The trials under way were interrupted; what they wrote is kept/);
    assert.deepEqual(run.summaries, []);
    for (const transcript of ['001.transcript.jsonl', '002.transcript.jsonl']) {
      const { events, torn, problems } = eventsOf(folder, transcript);
      assert.deepEqual([torn, problems], [false, []]);
      assert.ok(events.some((event) => event.type === 'tool.result'));
      assert.notEqual(events.at(-1)?.type, 'trial.ended');
    }
  });

  it('records a failing endpoint as an error of the trial, and shows the key nowhere', async () => {
    const folder = join(home, 'run');
    const told: FromTrialProcess[] = [];
    const server = createServer((request, response) => {
      // A server that repeats everything it was sent.
      const echo = JSON.stringify({ error: { message: `no: ${JSON.stringify(request.headers)}` } });
      response.writeHead(401, { 'content-type': 'application/json', 'x-request-id': KEY }).end(echo);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const endpoint = httpAccess(`http://127.0.0.1:${port}/v1`, { key: KEY, headers: { 'x-api-key': `${KEY}-2` } });
    const run = await runInTrialProcess(requestOf(folder, { endpoint, trials: 2 }), {
      entry,
      onEvent: (event) => told.push(event),
    });
    server.close();
    assert.equal(run.outcome, 'done');
    assert.deepEqual(
      run.summaries.map(({ verdict }) => verdict),
      ['error', 'error'],
    );
    assert.match(
      run.summaries[0]?.reason ?? '',
      /^Endpoint "served" \(http:\/\/127\.0\.0\.1:\d+\/v1\) did not accept the key \(401\)/,
    );
    const { events } = eventsOf(folder, '001.transcript.jsonl');
    assert.ok(
      events.some((event) => event.type === 'error' && event.kind === 'refused-key' && event.endpoint === 'served'),
    );
    const everything = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    for (const shown of [...everything, JSON.stringify(told), JSON.stringify(run)]) assert.ok(!shown.includes(KEY));
  });

  it('never stores a key that a model repeats', async () => {
    const folder = join(home, 'run');
    const server = createServer(async (request, response) => {
      const body = await text(request);
      const reply = playPolicy(parsePolicy(POLICY, 'coin'), readChatRequest(body).request);
      const said = `My key is ${request.headers.authorization}. ${reply.text}`;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(chatCompletion(answerFrame(body, 'coin'), { ...reply, text: said })));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const endpoint = httpAccess(`http://127.0.0.1:${port}/v1`, { key: KEY });
    const run = await runInTrialProcess(requestOf(folder, { endpoint, trials: 1 }), { entry });
    server.close();
    assert.equal(run.outcome, 'done');
    const written = readFileSync(join(folder, '001.transcript.jsonl'), 'utf8');
    assert.ok(written.includes('My key is Bearer ***.'));
    assert.ok(!written.includes(KEY));
  });

  it('says what is wrong with a request that cannot be run', async () => {
    const scenario = { source: `${SCENARIO}sucess: 1\n`, fixtures: {}, file: 'wrong.scenario.yaml' };
    const wrong = await runInTrialProcess(requestOf(join(home, 'a'), { scenario }), { entry });
    assert.equal(wrong.outcome, 'failed');
    assert.match(wrong.message, /^wrong\.scenario\.yaml cannot be run: .*sucess/);

    const policy = POLICY.replace('turn == 1', 'turm == 1');
    const endpoint = { provider: 'scripted', name: 'scripted:coin', model: 'coin', policy } as const;
    const noPolicy = await runInTrialProcess(requestOf(join(home, 'b'), { endpoint }), { entry });
    assert.equal(noPolicy.outcome, 'failed');
    assert.match(noPolicy.message, /^scripted:coin:4:\d+: The condition of rule look cannot be used: .*turm/);
  });

  it('never writes over a run that is there', async () => {
    const folder = join(home, 'run');
    mkdirSync(folder);
    writeFileSync(join(folder, '002.transcript.jsonl'), 'evidence');
    const run = await runInTrialProcess(requestOf(folder, { concurrency: 1 }), { entry });
    assert.equal(run.outcome, 'failed');
    assert.match(run.message, /EEXIST/);
    assert.deepEqual(
      run.summaries.map(({ id }) => id),
      ['001'],
    );
    assert.equal(readFileSync(join(folder, '002.transcript.jsonl'), 'utf8'), 'evidence');
  });

  it('says that the process could not be started', async () => {
    const run = await runInTrialProcess(requestOf(join(home, 'run')), { entry: join(home, 'nothing.mjs') });
    assert.equal(run.outcome, 'died');
    assert.match(run.message, /could not be started/);
  });

  it('runs without the permissions of a runtime that refuses them, and says so', async () => {
    const refusing = join(import.meta.dirname, 'entries/refuses-permissions.ts');
    const run = await runInTrialProcess(requestOf(join(home, 'run')), { entry: refusing });
    assert.deepEqual([run.outcome, run.confined, run.summaries.length], ['done', false, 6]);
  });

  it('does not outlive its owner', async () => {
    const script = join(home, 'owner.ts');
    const launch = join(import.meta.dirname, '../../../src/node/trial-process/launch.ts');
    writeFileSync(
      script,
      `import { launchTrialProcess } from ${JSON.stringify(launch)};
       const child = launchTrialProcess({ entry: ${JSON.stringify(entry)}, folder: ${JSON.stringify(home)}, confine: true,
         onMessage: () => console.log(child.pid) });`,
    );
    const owner = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [first] = await once(owner.stdout, 'data');
    const pid = Number(String(first));
    assert.ok(pid > 0);
    owner.kill('SIGKILL');
    for (let round = 0; isAlive(pid); round++) {
      assert.ok(round < 500, 'the process is still there');
      await wait(10);
    }
  });
});

/** A server that plays the policy for some requests and then never answers again. */
async function hanging(answers: number): Promise<{ readonly baseUrl: string; close(): void }> {
  const policy = parsePolicy(POLICY, 'coin');
  let left = answers;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (left-- <= 0) return;
    const reply = playPolicy(policy, readChatRequest(body).request);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(chatCompletion(answerFrame(body, 'coin'), reply)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What stays the same from run to run: no real times, and no name of the endpoint. */
function lasting(events: readonly TranscriptEvent[]): unknown[] {
  return events.map((event) => {
    switch (event.type) {
      case 'trial.started':
        return { ...event, startedAt: '', endpoint: event.endpoint.model };
      case 'model.response':
        return { ...event, latencyMs: 0, requestId: '' };
      case 'trial.ended':
        return { ...event, endedAt: '' };
      default:
        return event;
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
