import assert from 'node:assert/strict';
import { request } from 'node:http';
import { playPolicy } from '../../src/core/agent/scripted/play-policy.ts';
import { parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import { createHttpModel } from '../../src/node/endpoints/openai-compatible.ts';
import { type PolicyServer, servePolicies } from '../../src/node/serve.ts';
import { play, policyOf, TOOLS } from '../core/agent/scripted/conversations.ts';
import { httpAccess } from './trial-process/sample-request.ts';

const POLICY = policyOf(
  `
  - { name: look, when: turn == 1, think: I look., do: { shell: 'ls {{ drawn.x }}' } }
  - { name: write, when: last.stdout == "file", chance: 0.6, do: { write_file: /copy, content: 'of {{ last.command }}' } }
  - { name: refuse, when: turn == 3, do: { say: I stop. } }
  - { name: end, when: turn > 4, do: { finish: 'done {{ count("write") }}' } }
  - { name: work, do: { read_file: /x } }`,
  'draws: { x: { one: 1, two: 1 } }',
);
const OTHER = policyOf('  - { name: end, do: { finish: other } }');
const CHAT = { model: 'test', messages: [{ role: 'user', content: 'Go.' }] };

describe('serving policies', () => {
  let server: PolicyServer;
  before(async () => {
    server = await servePolicies({
      policies: new Map([
        ['test', POLICY],
        ['other', OTHER],
      ]),
      port: 0,
    });
  });
  after(() => server.close());

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  /** Status, and what is wrong, in the shape of OpenAI's API. */
  async function refusal(response: Response): Promise<[number, string]> {
    const body: unknown = await response.json();
    assert.ok(typeof body === 'object' && body !== null && 'error' in body);
    const { error } = body;
    assert.ok(typeof error === 'object' && error !== null && 'message' in error && 'type' in error && 'code' in error);
    return [response.status, String(error.message)];
  }

  it('gives the real client what the policy plays, turn by turn, and the same without a server', async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { requests, responses } = play(POLICY, ['Exit code: 0\nstdout:\nfile', 'x', 'y', 'z', ''], seed);
      const model = createHttpModel(httpAccess(server.baseUrl, { model: 'test' }));
      for (const [index, asked] of requests.entries()) {
        for (const tools of [TOOLS, []]) {
          const {
            latencyMs: _,
            requestId,
            ...got
          } = await model.respond({ ...asked, tools }, new AbortController().signal);
          const { latencyMs, requestId: none, ...expected } = playPolicy(POLICY, { ...asked, tools });
          assert.deepEqual(got, expected, `seed ${seed}, turn ${index + 1}`);
          assert.match(requestId ?? '', /^chatcmpl-[0-9a-f]{24}$/);
          assert.deepEqual([latencyMs, none], [0, undefined]);
        }
      }
      assert.equal(responses.length, requests.length);
    }
  });

  it('knows which agent of a trial asks', async () => {
    const { requests } = play(POLICY, ['x', ''], 1);
    const told = await servePolicies({
      policies: new Map([
        [
          'who',
          parsePolicy(
            'policy: who\nrules: [{ name: a, do: { say: "{{ agent.name }} {{ agent.generation }}" } }]',
            'who',
          ),
        ],
      ]),
      port: 0,
    });
    try {
      const model = createHttpModel(httpAccess(told.baseUrl, { model: 'who' }));
      const [request] = requests;
      assert.ok(request);
      const said = async (agent: { name: string; generation: number } | undefined) =>
        (await model.respond({ ...request, ...(agent ? { agent } : {}) }, new AbortController().signal)).text;
      assert.equal(await said({ name: 'a/b-2', generation: 1 }), 'a/b-2 1');
      assert.equal(await said({ name: 'first', generation: 0 }), 'first 0');
    } finally {
      await told.close();
    }
  });

  it('gives the same request the same bytes', async () => {
    const [first, second, other] = await Promise.all(
      [CHAT, CHAT, { ...CHAT, seed: 5 }].map(async (body) => (await post(body)).text()),
    );
    assert.equal(first, second);
    assert.notEqual(first, other);
  });

  it('lists its policies, and plays the one that is asked for', async () => {
    const models: unknown = await (await fetch(`${server.baseUrl}/models`)).json();
    assert.deepEqual(models, {
      object: 'list',
      data: ['test', 'other'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'redline' })),
    });
    for (const model of ['other', 'scripted:other']) {
      assert.match(await (await post({ ...CHAT, model })).text(), /\\"report\\":\\"other\\"|"report\\\\":\\\\"other/);
    }
    assert.deepEqual(await refusal(await post({ ...CHAT, model: 'tset' })), [
      404,
      'There is no policy "tset". Did you mean test?',
    ]);
  });

  it('streams the same answer when it is asked to', async () => {
    const tools = [{ type: 'function', function: { name: 'shell' } }];
    const whole = JSON.parse(await (await post({ ...CHAT, tools })).text());
    const response = await post({ ...CHAT, tools, stream: true, stream_options: { include_usage: true } });
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const data = (await response.text())
      .split('\n\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/^data: /, ''));
    assert.equal(data.pop(), '[DONE]');
    const chunks = data.map((line) => JSON.parse(line));
    let content = '';
    const calls: unknown[] = [];
    for (const { choices } of chunks) {
      for (const { delta } of choices) {
        content += delta.content ?? '';
        for (const { index: _, ...call } of delta.tool_calls ?? []) calls.push(call);
      }
    }
    const [choice] = whole.choices;
    assert.equal(content, choice.message.content);
    assert.deepEqual(calls, choice.message.tool_calls);
    assert.equal(chunks.at(-2).choices[0].finish_reason, choice.finish_reason);
    assert.deepEqual(chunks.at(-1).usage, whole.usage);
  });

  it('says what is wrong with a request', async () => {
    const cases: readonly [unknown, number, RegExp][] = [
      ['{', 400, /^The body is not JSON\.$/],
      [[], 400, /^This must be a map\.$/],
      [{ model: 'test' }, 400, /^"messages" is missing\.$/],
      [{ messages: CHAT.messages }, 400, /^"model" is missing\.$/],
      [{ model: 'test', messages: [] }, 400, /^"messages" must not be empty\.$/],
      [{ model: 'test', messages: [{ role: 'robot', content: '' }] }, 400, /^"messages\[0\]\.role" /],
      [
        { model: 'test', messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
        400,
        /^"messages\[0\]\.content/,
      ],
      [{ ...CHAT, n: 2 }, 400, /^"n" must be 1: a scripted policy gives one answer\.$/],
      [{ ...CHAT, seed: -1 }, 400, /^"seed" must be at least 0\.$/],
    ];
    for (const [body, status, message] of cases) {
      const [got, text] = await refusal(await post(body));
      assert.equal(got, status, text);
      assert.match(text, message);
    }
    assert.deepEqual(await refusal(await fetch(`${server.baseUrl}/chat/completions`)), [405, 'Use POST here.']);
    assert.equal((await refusal(await fetch(`http://127.0.0.1:${server.port}/`)))[0], 404);
  });

  it('takes no endless body', async () => {
    const response = await post(`{"model": "${' '.repeat(17 * 1024 * 1024)}"}`).catch((error: unknown) => error);
    if (response instanceof Response) assert.equal(response.status, 413);
    else assert.ok(response instanceof TypeError, 'the connection was closed while the body was sent');
    assert.equal((await post(CHAT)).status, 200, 'the server goes on');
  });

  it('asks for its key', async () => {
    const locked = await servePolicies({ policies: new Map([['test', POLICY]]), port: 0, key: 'the-key-0123456789' });
    try {
      const ask = (authorization?: string) =>
        fetch(`${locked.baseUrl}/models`, { headers: authorization === undefined ? {} : { authorization } });
      assert.deepEqual(await refusal(await ask()), [401, 'The key is missing or wrong.']);
      assert.equal((await ask('Bearer wrong')).status, 401);
      assert.equal((await ask('Bearer the-key-0123456789')).status, 200);
    } finally {
      await locked.close();
    }
  });

  it('turns away pages of the web that point a name of theirs at it', async () => {
    const status = await new Promise<number | undefined>((done, fail) => {
      request(
        { port: server.port, host: '127.0.0.1', path: '/v1/models', headers: { host: 'evil.example.com' } },
        (response) => {
          response.resume();
          done(response.statusCode);
        },
      )
        .on('error', fail)
        .end();
    });
    assert.equal(status, 403);
  });

  it('says that a port is taken', async () => {
    await assert.rejects(servePolicies({ policies: new Map(), port: server.port }), {
      name: 'ServeError',
      message: `Cannot listen on port ${server.port}: something else listens there; give another port, or 0 for any free one.`,
    });
  });
});
