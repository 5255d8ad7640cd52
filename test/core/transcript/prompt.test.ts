import assert from 'node:assert/strict';
import type { TranscriptEvent } from '../../../src/core/transcript/events.ts';
import { promptAt } from '../../../src/core/transcript/prompt.ts';
import { TranscriptWriter } from '../../../src/core/transcript/writer.ts';
import { copyTo, PlayedModel, pairSource, runPair, taskFor } from '../trial/pair.ts';

describe('prompt of a step', () => {
  it('is what the requests added, with the answers between them', () => {
    const events: TranscriptEvent[] = [];
    const writer = new TranscriptWriter('agent', (event) => events.push(event));
    writer.write({
      type: 'agent.started',
      name: 'agent',
      scaffold: 'plain',
      system: 'You are here.',
      goal: 'g',
      tools: [],
      cwd: '/',
    });
    for (const step of [1, 2]) {
      writer.beginStep(step);
      writer.write({ type: 'model.request', messages: [{ role: 'user', text: `ask ${step}` }] });
      writer.write({
        type: 'model.response',
        text: `answer ${step}`,
        reasoning: '',
        toolCalls: [],
        usage: { inputTokens: 0, outputTokens: 0 },
        finishReason: 'stop',
        retries: 0,
        latencyMs: 0,
      });
    }
    assert.deepEqual(promptAt(events, 1), { system: 'You are here.', messages: [{ role: 'user', text: 'ask 1' }] });
    assert.deepEqual(promptAt(events, 2)?.messages, [
      { role: 'user', text: 'ask 1' },
      { role: 'assistant', text: 'answer 1', toolCalls: [] },
      { role: 'user', text: 'ask 2' },
    ]);
    assert.equal(promptAt(events, 3), undefined);
    assert.equal(promptAt(events, 0), undefined);
  });

  it('is that of the agent whose turn it was', async () => {
    const model = new PlayedModel({
      alpha: [copyTo('/copy', 8101), taskFor(8101, 'Go.'), 'date', 'date'],
      'alpha-2': ['uptime', 'uptime'],
    });
    const { events } = await runPair(pairSource(), model);
    const turns = events.filter((event) => event.type === 'model.request');
    assert.deepEqual(
      turns.map(({ step }) => promptAt(events, step)),
      model.requests.map(({ system, messages }) => ({ system, messages })),
    );
    assert.ok(turns.some(({ agent }) => agent === 'alpha-2'));
  });
});
