import assert from 'node:assert/strict';
import type { HttpEndpoint } from '../../../src/node/endpoints/openai-compatible.ts';
import { testEndpoint } from '../../../src/node/endpoints/test-endpoint.ts';
import { type Behaviour, good, json, type Misbehaving, misbehave, raw } from './misbehaving-server.ts';

const KEY = 'sk-0123456789-very-secret';

describe('testing an endpoint', () => {
  let server: Misbehaving | undefined;
  afterEach(() => server?.close());

  /** `models: …` and `completion: …` as they come out, and whether the endpoint can be used. */
  async function outcome(models: Behaviour, completion: Behaviour, part: Partial<HttpEndpoint> = {}) {
    server = await misbehave((response, request, body) => {
      const behaviour = request.method === 'GET' && request.url === '/v1/models' ? models : completion;
      behaviour(response, request, body);
    });
    const access: HttpEndpoint = {
      provider: 'openai-compatible',
      name: 'lab',
      baseUrl: server.baseUrl,
      model: 'qwen2.5-72b',
      headers: {},
      key: KEY,
      timeoutMs: 2_000,
      retries: 5,
      ...part,
    };
    const test = await testEndpoint(access, new AbortController().signal);
    assert.ok(!JSON.stringify(test).includes(KEY));
    return {
      usable: test.usable,
      checks: test.checks.map(({ name, result, detail }) => `${name} ${result}: ${detail}`),
    };
  }

  const listing = (...ids: string[]): Behaviour => json(200, { object: 'list', data: ids.map((id) => ({ id })) });

  it('says that everything works', async () => {
    const { usable, checks } = await outcome(listing('other', 'qwen2.5-72b'), good());
    assert.equal(usable, true);
    assert.equal(checks[0], 'models passed: The server lists qwen2.5-72b.');
    assert.match(checks[1] ?? '', /^completion passed: qwen2\.5-72b answered in \d+ ms with 12 \+ 3 tokens\.$/);
  });

  it('names the model that was meant', async () => {
    const { usable, checks } = await outcome(listing('qwen2.5-72B'), json(404, {}));
    assert.equal(usable, false);
    assert.equal(checks[0], 'models failed: The server does not list qwen2.5-72b. Did you mean qwen2.5-72B?');
    assert.match(checks[1] ?? '', /^completion failed: Endpoint "lab" .*does not know the model/);
  });

  it('does not mind a server that lists no models', async () => {
    for (const models of [json(404, {}), raw(200, 'text/plain', 'no'), listing(), json(200, { models: [] })]) {
      const { usable, checks } = await outcome(models, good());
      assert.equal(usable, true);
      assert.match(checks[0] ?? '', /^models unknown: The server (does not list its|lists no) models/);
      server?.close();
    }
  });

  it('tries once, and says what is wrong', async () => {
    const { usable, checks } = await outcome(json(401, {}), (response, request, body) =>
      json(401, { error: { message: request.headers.authorization } })(response, request, body),
    );
    assert.equal(usable, false);
    assert.match(checks[1] ?? '', /did not accept the key \(401\).*The server said: Bearer \*\*\*$/);
    assert.equal(server?.bodies.length, 2);
  });

  it('stops when it is told to', async () => {
    server = await misbehave(() => undefined);
    const access = { ...ACCESS, baseUrl: server.baseUrl };
    await assert.rejects(testEndpoint(access, AbortSignal.timeout(50)), { name: 'TimeoutError' });
  });
});

const ACCESS: HttpEndpoint = {
  provider: 'openai-compatible',
  name: 'lab',
  baseUrl: '',
  model: 'm',
  headers: {},
  key: undefined,
  timeoutMs: 10_000,
  retries: 0,
};
