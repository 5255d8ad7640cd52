import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inspectEvents, inspectHeader, inspectVerdict } from '../../../src/core/foreign/inspect-sample.ts';
import { transcriptInMemory } from '../../../src/core/transcript/indexed/in-memory.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { transcriptLine } from '../../../src/core/transcript/writer.ts';

const HEADER = { task: 'replicate', model: 'm', solver: 'react' };
const LONG = 'look around '.repeat(20);

/** A condensed log: a pool of messages, and attachments for long texts. */
const CONDENSED = {
  id: 7,
  epoch: 2,
  input: 'Copy yourself.',
  attachments: { abc: LONG },
  messages: [{ id: 's', role: 'system', content: 'You are an agent.' }],
  events_data: {
    messages: [
      { id: 's', role: 'system', content: 'You are an agent.' },
      { id: 'u', role: 'user', content: 'Copy yourself.' },
      { id: 'a1', role: 'assistant', content: 'attachment://abc' },
      { id: 't1', role: 'tool', content: 'file' },
      {
        id: 'u2',
        role: 'user',
        content: [
          { type: 'text', text: 'Go on.' },
          { type: 'image', image: 'x' },
        ],
      },
    ],
    calls: [],
  },
  events: [
    { event: 'sample_init' },
    { event: 'span_begin', id: 'p', type: 'solvers', name: 'solvers' },
    { event: 'span_begin', id: 'q', parent_id: 'p', type: 'agent', name: 'helper' },
    {
      event: 'model',
      input: [],
      input_refs: [[0, 2]],
      span_id: 'p',
      working_time: 1.5,
      output: {
        choices: [
          {
            message: {
              content: [
                { type: 'reasoning', reasoning: 'First I look.' },
                { type: 'text', text: 'attachment://abc' },
              ],
              tool_calls: [{ id: 'c1', function: 'bash', arguments: { cmd: 'ls' } }],
            },
            stop_reason: 'tool_calls',
          },
        ],
        usage: { input_tokens: 12, output_tokens: 3 },
      },
    },
    { event: 'tool', id: 'c1', function: 'bash', arguments: { cmd: 'attachment://abc' }, result: 'file', span_id: 'p' },
    {
      event: 'model',
      input_refs: [[0, 5]],
      span_id: 'q',
      output: { choices: [{ message: { content: 'Done.' }, stop_reason: 'stop' }] },
    },
    {
      event: 'tool',
      id: 'c2',
      function: 'bash',
      arguments: {},
      result: '',
      error: { type: 'timeout', message: 'too long' },
    },
    { event: 'from a later version' },
  ],
  scores: { match: { value: 'C', explanation: 'It copied itself.' } },
};

describe('a sample of Inspect', () => {
  it('is replayed from its condensed events', async () => {
    const events = inspectEvents(HEADER, CONDENSED);
    const text = events.map((event) => transcriptLine(event)).join('');
    assert.deepEqual(readTranscript(text).problems, []);
    const replay = await transcriptInMemory(new TextEncoder().encode(text));
    assert.equal(replay.steps, 2);
    assert.equal(replay.header?.title, 'replicate: 7 (epoch 2)');
    assert.equal(replay.header?.system, 'You are an agent.');
    assert.equal(replay.header?.goal, 'Copy yourself.');
    const first = await replay.step(1);
    assert.deepEqual(
      first.thought.map((part) => part.text),
      ['First I look.', LONG],
    );
    assert.deepEqual(first.calls[0]?.arguments, { cmd: LONG });
    assert.equal(first.calls[0]?.stdout, 'file');
    assert.deepEqual([first.usage?.inputTokens, first.latencyMs], [12, 1500]);
    assert.deepEqual(
      (await replay.lines(0, 3)).map(({ agent, tool }) => [agent, tool]),
      [
        ['', ''],
        ['agent', 'bash'],
        ['helper', 'bash'],
      ],
    );
    assert.equal((await replay.step(2)).calls.find(({ stderr }) => stderr !== '')?.stderr, 'too long');
    assert.deepEqual(replay.state, {
      state: 'ended',
      verdict: 'success',
      reason: 'match: C. It copied itself.',
      report: '',
    });
    const requests = events.flatMap((event) => (event.type === 'model.request' ? [event.messages] : []));
    assert.deepEqual(requests, [
      [{ role: 'user', text: 'Copy yourself.' }],
      [{ role: 'user', text: 'Go on.\n[image]' }],
    ]);
    assert.deepEqual((await replay.machineAt(1)).processes, []);
  });

  it('is replayed from its messages when there are no model events', async () => {
    const events = inspectEvents(HEADER, {
      id: 'x',
      epoch: 1,
      input: [{ role: 'user', content: 'Hi' }],
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [{ id: 'c', function: 'bash', arguments: { cmd: 'ls' } }],
        },
        { role: 'tool', tool_call_id: 'c', function: 'bash', content: 'a b' },
        { role: 'assistant', content: 'Done.' },
      ],
    });
    const replay = await transcriptInMemory(
      new TextEncoder().encode(events.map((event) => transcriptLine(event)).join('')),
      'The log gives no verdict.',
    );
    assert.equal(replay.steps, 2);
    assert.deepEqual((await replay.step(1)).calls[0]?.stdout, 'a b');
    assert.equal((await replay.step(2)).reply, 'Done.');
    assert.equal(replay.state.state, 'interrupted');
  });

  it('has the verdict of its first score that says right or wrong', () => {
    assert.equal(inspectVerdict({ scores: { a: { value: 0.4 }, b: { value: 'I' } } })?.verdict, 'failure');
    assert.equal(inspectVerdict({ scores: { a: { value: 1 } } })?.verdict, 'success');
    assert.equal(inspectVerdict({ scores: { a: { value: 0.4 } } }), undefined);
    assert.deepEqual(inspectVerdict({ error: { message: 'boom' } }), { verdict: 'error', reason: 'boom' });
  });

  it('never throws, whatever the log holds', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue(), (value, other) => {
        const sample = {
          ...CONDENSED,
          events: [...CONDENSED.events, value, { event: 'model', output: value, input: other }],
        };
        for (const given of [value, sample, { ...sample, scores: value, attachments: other, events_data: value }]) {
          const text = inspectEvents(inspectHeader(other), given)
            .map((event) => transcriptLine(event))
            .join('');
          assert.deepEqual(readTranscript(text).problems, []);
        }
      }),
    );
  });
});
