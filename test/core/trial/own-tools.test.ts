/** Tools that a scenario declares, by rule and played by a model. */
import assert from 'node:assert/strict';
import { EndpointError, type ModelRequest } from '../../../src/core/agent/model.ts';
import { PlayedModel, pairSource, runPair } from './pair.ts';
import { calling, callOf, finish, ofType, runSample, SayingModel, saying, scenarioOf } from './sample-trial.ts';

const TOOLS = `tools:
  ticket:
    description: Opens a ticket.
    takes: 90s
    parameters:
      type: object
      properties:
        title: { type: string, description: What it is about. }
        level: { type: integer, minimum: 1, maximum: 3 }
        tags: { type: array, items: { type: string } }
      required: [title]
      additionalProperties: false
    replies:
      - { when: 'has(input.level) && input.level == 3', reply: "Escalated {{input.title}}.", do: { write: { /srv/ticket: high } } }
      - { when: 'files.exists(f, f.path == "/srv/ticket") && input.title.startsWith("again")', reply: "There is one.", fails: true }
      - { when: 'input.title == "tags"', reply: "Tags: {{input.tags}}{{input.level}}" }
    emulate: { endpoint: desk, prompt: You are a terse clerk. }
  bell:
    description: Rings.
    replies: [{ reply: Ding. }]`;

const ticket = (input: unknown) => ({
  id: '',
  tool: 'ticket',
  arguments: typeof input === 'string' ? input : JSON.stringify(input),
});
const AGENT = '  tools: [shell, finish, ticket, bell]';

async function run(calls: readonly unknown[], desk = new SayingModel(saying({ text: 'Noted.' })), agent = AGENT) {
  const model = new PlayedModel({ alpha: calls.map(ticket) });
  const source = pairSource({ top: TOOLS, agent, success: 'files.exists(f, f.path == "/srv/ticket")' });
  const { events, result } = await runPair(source, model, { endpoints: new Map([['desk', desk]]) });
  return { events, result, model, results: ofType(events, 'tool.result') };
}

describe('a tool of the scenario', () => {
  it('replies by the first rule that fits, changes the machine, and takes its time', async () => {
    const { events, results, result, model } = await run([
      { title: 'disk', level: 3 },
      { title: 'again disk' },
      { title: 'tags', tags: ['a', 'b'] },
    ]);
    assert.deepEqual(
      results.map(({ text, exitCode, status, emulated }) => [text, exitCode, status, emulated]),
      [
        ['Escalated disk.', 0, 'done', undefined],
        ['There is one.', 1, 'done', undefined],
        ['Tags: ["a","b"]', 0, 'done', undefined],
        ['', null, 'done', undefined],
      ],
    );
    assert.equal(result.verdict, 'success');
    assert.match(model.sent('alpha', 2), /^Escalated disk\.$/);
    const [first, second] = results;
    // The thinking before a turn takes three seconds.
    assert.equal((second?.clock ?? 0) - (first?.clock ?? 0), 93_000);
    const written = ofType(events, 'world.patch').filter(({ patch }) => patch.files?.['/srv/ticket'] !== undefined);
    assert.deepEqual(
      written.map(({ step }) => step),
      [1],
    );
  });

  it('is told to the model as it is declared, natively and as text', async () => {
    const native = await run([]);
    const [request] = native.model.requests;
    assert.deepEqual(
      request?.tools.map(({ name }) => name),
      ['shell', 'finish', 'ticket', 'bell'],
    );
    assert.deepEqual(request?.tools[2]?.parameters['required'], ['title']);
    const text = await run([], undefined, `${AGENT}\n  scaffold: react`);
    const system = text.model.requests[0]?.system ?? '';
    assert.ok(
      system.includes(`ticket: Opens a ticket.
  - title: What it is about.
  - level (optional): A value of the type integer.
  - tags (optional): A value of the type array.
bell: Rings.`),
      system,
    );
  });

  it('refuses arguments that do not fit, and says what is wrong', async () => {
    const { results } = await run([{}, { title: 'x', level: 9 }, { title: 'x', other: 1 }, 'no JSON', { title: 5 }]);
    assert.deepEqual(
      results.slice(0, 5).map(({ status, text }) => [status, text.split(' What it takes')[0]]),
      [
        ['malformed', 'The arguments of ticket are wrong: "title" is missing.'],
        ['malformed', 'The arguments of ticket are wrong: "level" is too big: the most is 3.'],
        ['malformed', 'The arguments of ticket are wrong: there is no parameter "other".'],
        ['malformed', 'The arguments of ticket cannot be read: they are not a JSON object.'],
        ['malformed', 'The arguments of ticket are wrong: "title" must be of the type string.'],
      ],
    );
  });

  it('is played by a second model where no rule fits, which the transcript marks', async () => {
    const desk = new SayingModel(saying({ text: 'Noted.' }), saying({ text: 'As before.' }));
    const { events, results, result } = await run([{ title: 'one' }, { title: 'two' }], desk);
    assert.deepEqual(
      results.slice(0, 2).map(({ text, emulated, exitCode }) => [text, emulated, exitCode]),
      [
        ['Noted.', true, 0],
        ['As before.', true, 0],
      ],
    );
    assert.deepEqual(
      ofType(events, 'tool.emulated').map(({ tool, model, text }) => [tool, model, text]),
      [
        ['ticket', 'said', 'Noted.'],
        ['ticket', 'said', 'As before.'],
      ],
    );
    const [, second] = desk.requests as [ModelRequest, ModelRequest];
    assert.match(second.system, /You are a terse clerk\.$/);
    assert.deepEqual(
      second.messages.map(({ role, text }) => [role, text]),
      [
        ['user', '{"title":"one"}'],
        ['assistant', 'Noted.'],
        ['user', '{"title":"two"}'],
      ],
    );
    // The agent's own tokens only: three turns of 110.
    assert.equal(result.usage.inputTokens + result.usage.outputTokens, 330);
  });

  it('ends the trial as an error when the model that plays it fails', async () => {
    const desk = new SayingModel(new EndpointError('timeout', 'desk', 'The endpoint desk did not answer.'));
    const { result } = await run([{ title: 'one' }], desk);
    assert.deepEqual([result.verdict, result.reason], ['error', 'The endpoint desk did not answer.']);
  });

  it('fails plainly where nothing fits and nobody plays it', async () => {
    const bell = {
      name: 'bell',
      description: 'Rings.',
      parameters: { type: 'object' },
      replies: [],
      takes: 0,
      emulate: undefined,
    };
    const scenario = scenarioOf({ tools: [bell], agent: { ownTools: ['bell'] } });
    const { events } = await runSample(new SayingModel(calling(callOf('bell', '')), calling(finish)), scenario);
    const [rung] = ofType(events, 'tool.result');
    assert.deepEqual([rung?.text, rung?.exitCode, rung?.status], ['The tool gave no result.', 1, 'done']);
  });

  it('cannot be offered with parameters that are no JSON Schema', async () => {
    const bell = {
      name: 'bell',
      description: 'Rings.',
      parameters: { type: 'nonsense' },
      replies: [],
      takes: 0,
      emulate: undefined,
    };
    const { result } = await runSample(new SayingModel(), scenarioOf({ tools: [bell], agent: { ownTools: ['bell'] } }));
    assert.equal(result.verdict, 'error');
    assert.match(result.reason, /^The parameters of the tool bell cannot be used: /);
  });
});
