import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import {
  EndpointError,
  type EndpointErrorKind,
  type ModelRequest,
  type ModelResponse,
} from '../../../src/core/agent/model.ts';
import { type Clock, createHttpModel, type HttpEndpoint } from '../../../src/node/endpoints/openai-compatible.ts';
import {
  type Behaviour,
  calling,
  good,
  json,
  type Misbehaving,
  misbehave,
  raw,
  untrusted,
} from './misbehaving-server.ts';

const KEY = 'sk-0123456789-very-secret';
const REQUEST: ModelRequest = {
  system: 'You are an agent.',
  messages: [{ role: 'user', text: 'Go.' }],
  tools: [{ name: 'shell', description: 'Runs.', parameters: { type: 'object', properties: {} } }],
  seed: 7,
};

/** A clock that never waits and remembers what it was asked to wait. */
class QuickClock implements Clock {
  readonly waits: number[] = [];
  #now = Date.parse('2026-01-01T00:00:00Z');
  now(): number {
    return this.#now++;
  }
  async wait(ms: number): Promise<void> {
    this.waits.push(ms);
  }
}

function accessTo(baseUrl: string, part: Partial<HttpEndpoint> = {}): HttpEndpoint {
  return {
    provider: 'openai-compatible',
    name: 'lab',
    baseUrl,
    model: 'qwen2.5-72b',
    headers: {},
    key: KEY,
    timeoutMs: 5_000,
    retries: 0,
    ...part,
  };
}

describe('a model behind an OpenAI-compatible server', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function serving(...behaviours: Behaviour[]): Promise<Misbehaving> {
    const server = await misbehave(...behaviours);
    servers.push(server);
    return server;
  }

  async function ask(access: HttpEndpoint, request = REQUEST, clock: Clock = new QuickClock()): Promise<ModelResponse> {
    return createHttpModel(access, clock).respond(request, new AbortController().signal);
  }

  async function failure(access: HttpEndpoint, clock: Clock = new QuickClock()): Promise<EndpointError> {
    try {
      await ask(access, REQUEST, clock);
    } catch (error) {
      assert.ok(error instanceof EndpointError, String(error));
      assert.equal(error.endpoint, 'lab');
      assert.ok(error.message.startsWith(`Endpoint "lab" (${access.baseUrl})`), error.message);
      assert.ok(!error.message.includes(KEY), error.message);
      assert.ok(!JSON.stringify({ ...error, stack: error.stack, cause: error.cause }).includes(KEY));
      return error;
    }
    return assert.fail('the request went well');
  }

  /** One try against one behaviour gives an error of the kind, whose message fits. */
  async function fails(behaviour: Behaviour, kind: EndpointErrorKind, message: RegExp, timeoutMs = 300): Promise<void> {
    const server = await serving(behaviour);
    const error = await failure(accessTo(server.baseUrl, { timeoutMs }));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
  }

  describe('that answers', () => {
    it('is sent the whole conversation, the tools, the seed and the key', async () => {
      let headers: NodeJS.Dict<string | string[]> = {};
      const server = await serving((response, request, body) => {
        headers = request.headers;
        good()(response, request, body);
      });
      await ask(accessTo(server.baseUrl, { headers: { 'X-Team': 'red' } }), {
        ...REQUEST,
        messages: [
          { role: 'user', text: 'Go.' },
          {
            role: 'assistant',
            text: 'I look.',
            toolCalls: [{ id: 'a', tool: 'shell', arguments: '{"command":"ls"}' }],
          },
          { role: 'tool', callId: 'a', tool: 'shell', text: 'Exit code: 0' },
          { role: 'assistant', text: '', toolCalls: [{ id: 'b', tool: 'shell', arguments: '{"command": "l' }] },
          { role: 'tool', callId: 'b', tool: 'shell', text: 'The arguments cannot be read.' },
        ],
      });
      const call = (id: string, text: string) => ({
        id,
        type: 'function',
        function: { name: 'shell', arguments: text },
      });
      assert.deepEqual(JSON.parse(server.bodies[0] ?? ''), {
        model: 'qwen2.5-72b',
        seed: 7,
        messages: [
          { role: 'system', content: 'You are an agent.' },
          { role: 'user', content: 'Go.' },
          { role: 'assistant', content: 'I look.', tool_calls: [call('a', '{"command":"ls"}')] },
          { role: 'tool', tool_call_id: 'a', content: 'Exit code: 0' },
          { role: 'assistant', content: null, tool_calls: [call('b', '{}')] },
          { role: 'tool', tool_call_id: 'b', content: 'The arguments cannot be read.' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'shell', description: 'Runs.', parameters: { type: 'object', properties: {} } },
          },
        ],
        tool_choice: 'auto',
      });
      assert.equal(headers['authorization'], `Bearer ${KEY}`);
      assert.equal(headers['x-team'], 'red');
    });

    it('sends neither tools nor key where there are none', async () => {
      let authorization: string | undefined;
      const server = await serving((response, request, body) => {
        authorization = request.headers.authorization;
        good()(response, request, body);
      });
      await ask(accessTo(server.baseUrl, { key: undefined }), { ...REQUEST, tools: [], system: '' });
      assert.deepEqual(Object.keys(JSON.parse(server.bodies[0] ?? '')).sort(), ['messages', 'model', 'seed']);
      assert.equal(authorization, undefined);
    });

    it('gives text, reasoning, calls, usage, the reason for the end and the id', async () => {
      const server = await serving(
        good({}, { reasoning_content: 'Hm.' }),
        json(
          200,
          {
            choices: [
              {
                message: {
                  content: null,
                  tool_calls: [{ id: 'x', function: { name: 'shell', arguments: '{"command":"ls"}' } }],
                },
                finish_reason: 'tool_calls',
              },
            ],
          },
          { 'x-request-id': 'req-9' },
        ),
      );
      assert.deepEqual(await ask(accessTo(server.baseUrl)), {
        text: 'Hello.',
        reasoning: 'Hm.',
        toolCalls: [],
        usage: { inputTokens: 12, outputTokens: 3 },
        finishReason: 'stop',
        requestId: 'chatcmpl-1',
        retries: 0,
        latencyMs: 1,
      });
      const second = await ask(accessTo(server.baseUrl));
      assert.deepEqual(second.toolCalls, [{ id: 'x', tool: 'shell', arguments: '{"command":"ls"}' }]);
      assert.deepEqual([second.text, second.finishReason, second.requestId], ['', 'tool_calls', 'req-9']);
      assert.deepEqual(second.usage, { inputTokens: 0, outputTokens: 0 });
    });

    it('passes on wrong arguments of tool calls as they are: they are the model’s doing', async () => {
      const server = await serving(
        calling(
          { name: 'shell', arguments: '{"command": "ls' },
          { name: 'shell', arguments: { command: 'ls' } },
          { name: 'no_such_tool', arguments: '' },
          { name: 'shell', arguments: null },
          { name: 'shell' },
          { name: 'shell', arguments: '{ "command" : "ls", "__proto__": {"a": 1} }' },
        ),
      );
      const { toolCalls } = await ask(accessTo(server.baseUrl));
      assert.deepEqual(
        toolCalls.map((call) => [call.tool, call.arguments]),
        [
          ['shell', '{"command": "ls'],
          ['shell', '{"command":"ls"}'],
          ['no_such_tool', ''],
          ['shell', 'null'],
          ['shell', ''],
          ['shell', '{ "command" : "ls", "__proto__": {"a": 1} }'],
        ],
      );
    });

    it('takes a long answer that comes in pieces', async () => {
      const content = 'ä'.repeat(200_000);
      const server = await serving((response) => {
        const body = Buffer.from(JSON.stringify({ choices: [{ message: { content }, finish_reason: 'stop' }] }));
        response.writeHead(200, { 'content-type': 'application/json' });
        for (let at = 0; at < body.length; at += 9_999) response.write(body.subarray(at, at + 9_999));
        response.end();
      });
      assert.equal((await ask(accessTo(server.baseUrl))).text, content);
    });
  });

  describe('that fails', () => {
    it('is not there', async () => {
      const port = await closedPort();
      const error = await failure(accessTo(`http://127.0.0.1:${port}/v1`));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /refused the connection\. Check that the server is running/);
    });

    it('has a name that nobody knows', async () => {
      const error = await failure(accessTo('http://redline.invalid/v1'));
      assert.equal(error.kind, 'unreachable');
      assert.match(error.message, /there is no host redline\.invalid\. Check baseUrl/);
    });

    it('shows a certificate that nobody trusts, or none', async () => {
      const server = await untrusted(good());
      servers.push(server);
      const error = await failure(accessTo(server.baseUrl, { retries: 3 }));
      assert.equal(error.kind, 'unreachable');
      assert.equal(error.retries, 0);
      assert.match(error.message, /could not be trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/);
      const plain = await serving(good());
      const wrong = await failure(accessTo(plain.baseUrl.replace('http:', 'https:')));
      assert.match(wrong.message, /could not be trusted .*http or https/);
    });

    it('refuses the key', async () => {
      const told = { error: { message: `Incorrect API key provided: ${KEY}.`, code: 'invalid_api_key' } };
      await fails(
        json(401, told),
        'refused-key',
        /did not accept the key \(401\).*The server said: Incorrect API key provided: \*\*\*\./,
      );
      await fails(json(403, {}), 'refused-key', /did not accept the key \(403\)/);
      const server = await serving(json(401, {}));
      const error = await failure(accessTo(server.baseUrl, { key: undefined }));
      assert.match(error.message, /wants a key \(401\), and none is set\. .*Redline: Set API Key.*keyEnv/);
    });

    it('does not know the model or the path', async () => {
      const told = { error: { message: 'The model does not exist' } };
      await fails(
        json(404, told),
        'bad-request',
        /the model qwen2\.5-72b or the path .*\(404\).*\/v1\. The server said: The model does not exist$/,
      );
      await fails(raw(404, 'text/html', '<h1>Not Found</h1>'), 'bad-request', /\(404\)/);
    });

    it('does not accept the request', async () => {
      await fails(
        json(400, { error: { message: 'tools are not supported' } }),
        'bad-request',
        /\(400\).*tools are not supported/,
      );
      await fails(json(422, { detail: 'seed: extra' }), 'bad-request', /\(422\).*seed: extra/);
    });

    it('limits requests', async () => {
      await fails(json(429, {}), 'rate-limited', /is limiting requests \(429\)\. Lower the number of trials/);
    });

    it('breaks', async () => {
      await fails(json(500, { error: 'CUDA out of memory' }), 'server-error', /failed \(500\)\. .*CUDA out of memory/);
      await fails(raw(502, 'text/html', '<html>Bad Gateway</html>'), 'server-error', /failed \(502\)/);
      await fails(
        json(200, { error: { message: 'Provider returned error', code: 503 } }),
        'server-error',
        /failed \(503\)\. .*Provider returned error/,
      );
      await fails(json(200, { error: { message: 'Slow down', code: 429 } }), 'rate-limited', /\(429\).*Slow down/);
    });

    it('hangs before, or in the middle of, its answer', async () => {
      await fails(() => undefined, 'timeout', /no whole answer within 300 ms\. .*timeout/);
      await fails(
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"choices"');
        },
        'timeout',
        /no whole answer within 300 ms/,
      );
    });

    it('cuts the connection', async () => {
      const cut = /closed the connection before the answer was complete/;
      await fails((response) => response.destroy(), 'unreachable', cut);
      await fails(
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"choices": [', () => response.destroy());
        },
        'unreachable',
        cut,
      );
      await fails((_, request) => request.socket.end('HTTP/9 what\r\n\r\n'), 'unreachable', cut);
    });

    it('answers what is not JSON, or other JSON', async () => {
      const wrong = /not a chat completion: .*Check that baseUrl leads to an OpenAI-compatible server/;
      await fails(raw(200, 'application/json', '{"choices": [{'), 'malformed-answer', wrong);
      await fails(raw(200, 'text/plain', 'OK'), 'malformed-answer', /not a chat completion: "OK"/);
      await fails(raw(200, 'application/json', ''), 'malformed-answer', /an empty answer/);
      await fails(json(200, { result: 'Hello.' }), 'malformed-answer', wrong);
      await fails(json(200, []), 'malformed-answer', wrong);
      await fails(json(200, { choices: [{ message: { content: 7 } }] }), 'malformed-answer', wrong);
      await fails(json(204, {}), 'malformed-answer', /an empty answer/);
    });

    it('answers without a choice', async () => {
      await fails(good({ choices: [] }), 'malformed-answer', /answered without any choice/);
    });

    it('answers with a web page or a stream', async () => {
      await fails(
        raw(200, 'text/html; charset=utf-8', '<!doctype html>'),
        'malformed-answer',
        /a web page instead of JSON.*\/v1/,
      );
      await fails(
        raw(200, 'text/event-stream', 'data: {}\n\n'),
        'malformed-answer',
        /with a stream though none was asked for/,
      );
    });

    it('answers without end', async () => {
      await fails(
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          const piece = Buffer.alloc(1024 * 1024, 0x20);
          let left = 10;
          const more = (): void => {
            if (left-- > 0) response.write(piece, more);
          };
          more();
        },
        'malformed-answer',
        /more than 8388608 bytes/,
        // It has to be the size that ends it, however busy the computer is.
        30_000,
      );
    });

    it('sends the request elsewhere, and the key does not follow', async () => {
      let followed = 0;
      const other = await serving((response, request, body) => {
        followed += 1;
        good()(response, request, body);
      });
      const moved = (response: Parameters<Behaviour>[0]): void => {
        response.writeHead(307, { location: `${other.baseUrl}/chat/completions?key=${KEY}` }).end();
      };
      await fails(
        moved,
        'bad-request',
        /wants the request sent elsewhere \(http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions\)\. Set baseUrl/,
      );
      assert.equal(followed, 0);
    });

    it('repeats the key in every way', async () => {
      const encoded = [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64'), `Bearer ${KEY}`].join(
        ' and ',
      );
      const server = await serving(
        json(500, { error: { message: encoded } }),
        raw(200, 'text/plain', encoded),
        good({}, { content: encoded }),
      );
      const headers = { 'X-Api-Key': 'another-secret-value' };
      const first = await failure(accessTo(server.baseUrl, { headers }));
      assert.match(first.message, /The server said: \*\*\* and \*\*\* and \*\*\* and Bearer \*\*\*$/);
      const second = await failure(accessTo(server.baseUrl, { headers }));
      assert.ok(!second.message.includes('sk-01'));
      assert.equal((await ask(accessTo(server.baseUrl, { headers }))).text, '*** and *** and *** and Bearer ***');
    });
  });

  describe('with a key that is not quite right', () => {
    it('is sent it without the line break at its end', async () => {
      let authorization: string | undefined;
      const server = await serving((response, request) => {
        authorization = request.headers.authorization;
        json(500, { error: { message: `${authorization} or ${KEY}` } })(response, request, '');
      });
      const error = await failure(accessTo(server.baseUrl, { key: `${KEY}\n` }));
      assert.equal(authorization, `Bearer ${KEY}`);
      assert.match(error.message, /Bearer \*\*\* or \*\*\*$/);
    });

    it('is not asked with one that no header can carry, and the error does not show it', async () => {
      const server = await serving(good());
      const error = await failure(accessTo(server.baseUrl, { key: `${KEY}\nX-Evil: yes` }));
      assert.match(error.message, /could not be asked: .*\*\*\*.*Check its configuration\.$/);
      assert.ok(!error.message.includes('sk-0123'));
      assert.equal(server.bodies.length, 0);
    });

    it('is asked without an empty one', async () => {
      const server = await serving(json(401, {}));
      assert.match((await failure(accessTo(server.baseUrl, { key: ' ' }))).message, /none is set/);
    });
  });

  describe('that fails for a while', () => {
    it('is asked again until it answers, with pauses that double and differ by seed', async () => {
      const server = await serving(json(500, {}), json(503, {}), (response) => response.destroy(), good());
      const clock = new QuickClock();
      const answer = await ask(accessTo(server.baseUrl, { retries: 3 }), REQUEST, clock);
      assert.equal(answer.retries, 3);
      assert.equal(server.bodies.length, 4);
      assert.equal(new Set(server.bodies).size, 1);
      for (const [index, pause] of clock.waits.entries()) {
        const full = 500 * 2 ** index;
        assert.ok(pause >= full / 2 && pause <= full, `${pause} of ${full}`);
      }
      assert.equal(clock.waits.length, 3);

      const again = new QuickClock();
      const other = new QuickClock();
      await ask(accessTo((await serving(json(500, {}), good())).baseUrl, { retries: 1 }), REQUEST, again);
      await ask(
        accessTo((await serving(json(500, {}), good())).baseUrl, { retries: 1 }),
        { ...REQUEST, seed: 8 },
        other,
      );
      assert.equal(again.waits[0], clock.waits[0]);
      assert.notEqual(other.waits[0], clock.waits[0]);
    });

    it('is given the pause that it asks for', async () => {
      const server = await serving(
        json(429, {}, { 'retry-after': '7' }),
        json(429, {}, { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }),
        json(503, {}, { 'retry-after-ms': '1250', 'retry-after': '9' }),
        json(429, {}, { 'retry-after': 'Thu, 01 Jan 2015 00:00:00 GMT' }),
        json(429, {}, { 'retry-after': 'soon' }),
        good(),
      );
      const clock = new QuickClock();
      const answer = await ask(accessTo(server.baseUrl, { retries: 5 }), REQUEST, clock);
      assert.equal(answer.retries, 5);
      const [seconds, date = 0, precise, past, unreadable = 0] = clock.waits;
      assert.deepEqual([seconds, precise, past], [7_000, 1_250, 0]);
      assert.ok(date > 59_000 && date <= 60_000, String(date));
      assert.ok(unreadable >= 4_000 && unreadable <= 8_000, String(unreadable));
    });

    it('is given up when the retries are used up, or the pause is too long', async () => {
      const server = await serving(json(429, {}));
      const error = await failure(accessTo(server.baseUrl, { retries: 2 }));
      assert.deepEqual([error.kind, error.retries], ['rate-limited', 2]);
      assert.match(error.message, /It was tried 3 times\.$/);
      assert.equal(server.bodies.length, 3);

      const long = await serving(json(429, {}, { 'retry-after': '3600' }));
      const clock = new QuickClock();
      const refused = await failure(accessTo(long.baseUrl, { retries: 5 }), clock);
      assert.match(refused.message, /It asks to wait 3600 s\.$/);
      assert.deepEqual([clock.waits, refused.retries], [[], 0]);
    });

    it('is not asked again for what will not pass', async () => {
      const lasting: readonly Behaviour[] = [
        json(401, {}),
        json(400, {}),
        json(404, {}),
        json(402, {}),
        json(429, { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }),
        raw(200, 'text/html', ''),
        good({ choices: [] }),
        () => undefined,
      ];
      for (const behaviour of lasting) {
        const server = await serving(behaviour);
        const error = await failure(accessTo(server.baseUrl, { retries: 3, timeoutMs: 200 }));
        assert.equal(error.retries, 0, error.message);
        assert.equal(server.bodies.length, 1);
      }
    });
  });

  describe('when it is cancelled', () => {
    it('ends a request under way, and a pause between two, as an abort', async () => {
      const server = await serving(() => undefined);
      const cancel = new AbortController();
      const waiting = createHttpModel(accessTo(server.baseUrl)).respond(REQUEST, cancel.signal);
      setTimeout(() => cancel.abort(), 50);
      await assert.rejects(waiting, { name: 'AbortError' });

      const busy = await serving(json(429, {}, { 'retry-after': '60' }));
      const second = new AbortController();
      const pausing = createHttpModel(accessTo(busy.baseUrl, { retries: 3 })).respond(REQUEST, second.signal);
      setTimeout(() => second.abort(), 50);
      await assert.rejects(pausing, { name: 'AbortError' });
      assert.equal(busy.bodies.length, 1);

      await assert.rejects(createHttpModel(accessTo(server.baseUrl)).respond(REQUEST, AbortSignal.abort()), {
        name: 'AbortError',
      });
    });
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
