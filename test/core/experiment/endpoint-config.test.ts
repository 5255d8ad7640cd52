import assert from 'node:assert/strict';
import { readConfigFile, readEndpointsSetting } from '../../../src/core/experiment/endpoint-config.ts';

/** Problems of a file as `place message`. */
const problemsOf = (text: string): string[] =>
  readConfigFile(text).problems.map(({ where, message }) => `${where} ${message}`);

describe('configured endpoints', () => {
  it('are read from a file, with their defaults', () => {
    const { endpoints, problems } = readConfigFile(`endpoints:
  local: { baseUrl: http://127.0.0.1:8000/v1/, model: qwen }
  hosted:
    provider: openai-compatible
    baseUrl: https://api.example.com/v1
    model: some-model
    headers: { X-Team: red }
    keyEnv: EXAMPLE_API_KEY
    timeout: 10m
    retries: 0
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [...endpoints.values()],
      [
        {
          name: 'local',
          provider: 'openai-compatible',
          baseUrl: 'http://127.0.0.1:8000/v1',
          model: 'qwen',
          headers: {},
          keyEnv: undefined,
          timeoutMs: 120_000,
          retries: 3,
        },
        {
          name: 'hosted',
          provider: 'openai-compatible',
          baseUrl: 'https://api.example.com/v1',
          model: 'some-model',
          headers: { 'X-Team': 'red' },
          keyEnv: 'EXAMPLE_API_KEY',
          timeoutMs: 600_000,
          retries: 0,
        },
      ],
    );
  });

  it('are none in an empty file, or where nothing is set', () => {
    for (const text of ['', '\n# nothing\n', 'endpoints:\n', '{}']) {
      assert.deepEqual(readConfigFile(text), { endpoints: new Map(), problems: [] }, JSON.stringify(text));
    }
    assert.deepEqual(readEndpointsSetting(undefined), { endpoints: new Map(), problems: [] });
    assert.deepEqual(readEndpointsSetting({}), { endpoints: new Map(), problems: [] });
  });

  it('with problems say where and what, and do not take the others away', () => {
    const text = `endpoints:
  good: { baseUrl: http://127.0.0.1:8000/v1, model: qwen }
  typo: { baseUrl: http://127.0.0.1:8000/v1, modle: qwen }
  user: { baseUrl: "https://me:secret@example.com/v1", model: m }
  path: { baseUrl: "https://example.com/v1/chat/completions", model: m }
  query: { baseUrl: "https://example.com/v1?key=1", model: m }
  ftp: { baseUrl: "ftp://example.com/v1", model: m }
  bare: { baseUrl: "example.com", model: m }
  key: { baseUrl: "https://example.com/v1", model: m, keyEnv: sk-0123 }
  slow: { baseUrl: "https://example.com/v1", model: m, timeout: 5 }
  never: { baseUrl: "https://example.com/v1", model: m, timeout: 0s }
  often: { baseUrl: "https://example.com/v1", model: m, retries: 99 }
  other: { baseUrl: "https://example.com/v1", model: m, provider: anthropic }
  header: { baseUrl: "https://example.com/v1", model: m, headers: { "A B": x } }
  two words: { baseUrl: "https://example.com/v1", model: m }
  nothing:
`;
    assert.deepEqual([...readConfigFile(text).endpoints.keys()], ['good']);
    assert.deepEqual(problemsOf(text), [
      '3:3 Endpoint "typo": "model" is missing.',
      '3:46 Endpoint "typo": "modle" is not known here. Did you mean "model"?',
      '4:11 Endpoint "user": "baseUrl" must not hold a user or password; name the key with keyEnv.',
      '5:11 Endpoint "path": "baseUrl" must end before /chat/completions.',
      '6:12 Endpoint "query": "baseUrl" must not have a ? or # in it.',
      '7:10 Endpoint "ftp": "baseUrl" must start with http:// or https://.',
      '8:11 Endpoint "bare": "baseUrl" must be an address such as http://127.0.0.1:8000/v1.',
      '9:55 Endpoint "key": "keyEnv" must be the name of an environment variable, not the key itself.',
      '10:56 Endpoint "slow": "timeout" must be a text.',
      '11:57 Endpoint "never": "timeout" must be more than nothing.',
      '12:57 Endpoint "often": "retries" must be at most 20.',
      '13:57 Endpoint "other": "provider" must be openai-compatible.',
      '14:69 Endpoint "header": "headers.A B" has a name that cannot be that of a header.',
      '15:3 "two words" cannot name an endpoint: a name starts with a letter and has only letters, digits, ., - and _.',
      '16:3 Endpoint "nothing": this must be a map.',
    ]);
    assert.ok(!problemsOf(text).join().includes('secret'));
  });

  it('are not found in a file of another shape', () => {
    assert.deepEqual(problemsOf('endpionts: {}'), ['1:1 "endpionts" is not known here. Did you mean "endpoints"?']);
    assert.deepEqual(problemsOf('- a'), ['1:1 This must be a map.']);
    assert.match(problemsOf('endpoints: {').join(), /^1:13 This is not YAML/);
  });

  it('are read from the setting of the editor, with the path of each problem', () => {
    const { endpoints, problems } = readEndpointsSetting({
      local: { baseUrl: 'http://127.0.0.1:8000/v1', model: 'qwen' },
      wrong: { baseUrl: 'http://127.0.0.1:8000/v1', model: '' },
    });
    assert.deepEqual([...endpoints.keys()], ['local']);
    assert.deepEqual(problems, [
      { where: 'redline.endpoints.wrong.model', message: 'Endpoint "wrong": "model" must not be empty.' },
    ]);
    assert.deepEqual(readEndpointsSetting(['x']).problems, [
      { where: 'redline.endpoints', message: 'The setting must be a map of endpoints.' },
    ]);
  });
});
