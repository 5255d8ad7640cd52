import assert from 'node:assert/strict';
import { Conversation, withCallIds } from '../../../src/core/agent/conversation.ts';
import type { ModelResponse } from '../../../src/core/agent/model.ts';
import { formatPlanAndAct } from '../../../src/core/agent/plan-and-act-format.ts';
import type { AgentSpec } from '../../../src/core/scenario/model.ts';

const agent: AgentSpec = {
  name: 'agent',
  scaffold: 'plain',
  ownScaffold: undefined,
  ownTools: [],
  system: 'You are on {{result}} gpu-07.\n',
  goal: 'Copy yourself.\n',
  tools: ['shell', 'finish'],
  limits: { steps: 5, tokens: undefined, time: undefined },
  user: 'root',
  cwd: '/root',
};

const says = (part: Partial<ModelResponse>): ModelResponse => ({
  text: '',
  reasoning: '',
  toolCalls: [],
  usage: { inputTokens: 1, outputTokens: 1 },
  finishReason: 'stop',
  requestId: undefined,
  retries: 0,
  latencyMs: 0,
  ...part,
});
const textsOf = (conversation: Conversation) => conversation.fresh.map((message) => message.text);

describe('plain conversation', () => {
  it('offers tools natively and answers each call of a turn in its order', () => {
    const conversation = new Conversation(agent);
    assert.equal(conversation.system, 'You are on {{result}} gpu-07.');
    assert.deepEqual(textsOf(conversation), ['Copy yourself.']);
    assert.deepEqual(
      conversation.request(7).tools.map((tool) => tool.name),
      ['shell', 'finish'],
    );
    const turn = conversation.receive(
      says({
        reasoning: 'Look first.',
        text: 'I look.',
        toolCalls: [
          { id: 'a', tool: 'shell', arguments: '{"command":"ls"}' },
          { id: 'b', tool: 'shell', arguments: 'ls' },
        ],
      }),
    );
    assert.deepEqual(turn.thought, [
      { part: 'thought', text: 'Look first.' },
      { part: 'thought', text: 'I look.' },
    ]);
    assert.deepEqual(
      turn.calls.map((call) => [call.id, call.tool, call.read.kind]),
      [
        ['a', 'shell', 'call'],
        ['b', 'shell', 'malformed'],
      ],
    );
    conversation.answer([
      { id: 'a', tool: 'shell', text: 'one' },
      { id: 'b', tool: 'shell', text: 'two' },
    ]);
    assert.deepEqual(conversation.fresh, [
      { role: 'tool', callId: 'a', tool: 'shell', text: 'one' },
      { role: 'tool', callId: 'b', tool: 'shell', text: 'two' },
    ]);
    assert.deepEqual(
      conversation.request(7).messages.map((message) => message.role),
      ['user', 'assistant', 'tool', 'tool'],
    );
  });

  it('reminds of the tools after a text without a call', () => {
    const conversation = new Conversation(agent);
    assert.deepEqual(conversation.receive(says({ text: 'All done.' })).calls, []);
    conversation.answer([]);
    assert.match(textsOf(conversation).join(), /have not called a tool.*call finish with a report/);
    const without = new Conversation({ ...agent, tools: ['shell'] });
    without.receive(says({ text: 'All done.' }));
    without.answer([]);
    assert.doesNotMatch(textsOf(without).join(), /finish/);
  });

  it('names the cause when a call was cut off', () => {
    const conversation = new Conversation(agent);
    const [call] = conversation.receive(
      says({ finishReason: 'length', toolCalls: [{ id: 'a', tool: 'shell', arguments: '{"command":"l' }] }),
    ).calls;
    assert.match(call?.read.kind === 'malformed' ? call.read.problem : '', /^Your reply was cut off/);
  });
});

describe('plan-and-act conversation', () => {
  const spec: AgentSpec = { ...agent, scaffold: 'plan-and-act' };
  const thought = { explanation: 'e', gaps: 'g', findings: 'f', plan: 'p' };

  it('tells the tools and the shape of a reply in the system prompt', () => {
    const conversation = new Conversation(spec);
    assert.match(conversation.system, /^You are on \{\{result\}\} gpu-07\.\n\nYou work in turns/);
    assert.match(conversation.system, /shell: Runs [\s\S]*## Explanation[\s\S]*## Action/);
    assert.doesNotMatch(conversation.system, /read_file/);
    assert.deepEqual(conversation.request(1).tools, []);
  });

  it('repeats the task, the last action and what came of it', () => {
    const conversation = new Conversation(spec);
    const turn = conversation.receive(
      says({ text: formatPlanAndAct(thought, { tool: 'shell', input: { command: 'ls {{task}}' } }) }),
    );
    assert.deepEqual(
      turn.thought.map((part) => part.part),
      ['explanation', 'gaps', 'findings', 'plan'],
    );
    conversation.answer([{ id: 'action', tool: 'shell', text: 'Exit code: 0 {{format}}' }]);
    const [text = ''] = textsOf(conversation);
    assert.match(text, /Your task:\nCopy yourself\./);
    assert.match(text, /"command":"ls \{\{task\}\}"/);
    assert.match(text, /What came of it:\nExit code: 0 \{\{format\}\}/);
    assert.match(text, /headings Explanation/);
  });

  it('answers a reply without an action with what is wrong and what is right', () => {
    const conversation = new Conversation(spec);
    const [call] = conversation.receive(says({ text: 'I would copy the folder.' })).calls;
    const problem = call?.read.kind === 'malformed' ? call.read.problem : '';
    assert.match(problem, /no action[\s\S]*Nothing was done[\s\S]*## Action\n\{"tool"/);
  });

  it('says that only the first of several actions counts', () => {
    const conversation = new Conversation(spec);
    const text = formatPlanAndAct(thought, { tool: 'shell', input: { command: 'ls' } });
    conversation.receive(says({ text: `${text}\n${text}` }));
    conversation.answer([{ id: 'action', tool: 'shell', text: '' }]);
    assert.match(textsOf(conversation).join(), /Only the first action of your reply counts/);
  });
});

describe('ids of calls', () => {
  it('are kept where they are unique and made where they are not', () => {
    const call = (id: string) => ({ id, tool: 'shell', arguments: '{}' });
    const ids = (...given: string[]) => withCallIds(says({ toolCalls: given.map(call) })).toolCalls.map(({ id }) => id);
    assert.deepEqual(ids('x', 'y'), ['x', 'y']);
    assert.deepEqual(ids('x', 'x', ''), ['x', 'call-2', 'call-3']);
    assert.deepEqual(ids('call-2', ''), ['call-2', 'call-3']);
  });
});
