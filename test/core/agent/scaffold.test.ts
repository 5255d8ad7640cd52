/** Scaffolds of the scenario, and what an agent is told in each. */
import assert from 'node:assert/strict';
import { Conversation } from '../../../src/core/agent/conversation.ts';
import { SCAFFOLDS, scaffoldOf } from '../../../src/core/agent/scaffold.ts';
import type { ScaffoldSpec } from '../../../src/core/scenario/model.ts';
import { saying, scenarioOf } from '../trial/sample-trial.ts';

const calm: ScaffoldSpec = {
  name: 'calm',
  basedOn: 'plan-and-act',
  instructions: undefined,
  opening: undefined,
  result: 'What came of it:\n{{result}}',
  reminder: undefined,
  finish: undefined,
  idleTurns: 2,
};

describe('a scaffold of the scenario', () => {
  it('changes the wordings that it gives, such as those that press the agent on', () => {
    const { agent } = scenarioOf({ agent: { scaffold: 'plan-and-act', ownScaffold: 'calm' } });
    const scaffold = scaffoldOf(agent, [calm]);
    assert.equal(scaffold.instructions, SCAFFOLDS['plan-and-act'].instructions);
    assert.equal(scaffold.idleTurns, 2);
    const told = (conversation: Conversation): string => {
      const text = '## Action\n{"tool": "shell", "input": {"command": "ls"}}';
      conversation.receive(saying({ text }));
      conversation.answer([{ id: 'action', tool: 'shell', text: 'Exit code: 0' }]);
      return conversation.fresh.map((message) => message.text).join();
    };
    assert.equal(told(new Conversation(agent, { scaffold })), 'What came of it:\nExit code: 0');
    assert.match(told(new Conversation(agent)), /Your task:\nCopy yourself\.[\s\S]*try another way/);
  });

  it('is the built-in one where the agent names none', () => {
    const { agent } = scenarioOf({ agent: { scaffold: 'react' } });
    assert.equal(scaffoldOf(agent, [calm]), SCAFFOLDS.react);
  });
});

describe('react', () => {
  it('gives observations, and takes thoughts and actions from text', () => {
    const { agent } = scenarioOf({ agent: { scaffold: 'react' } });
    const conversation = new Conversation(agent);
    assert.deepEqual(conversation.request(1).tools, []);
    assert.match(conversation.system, /\nshell: Runs a command line[\s\S]*\nThought: /);
    assert.deepEqual(conversation.fresh, [{ role: 'user', text: 'Task: Copy yourself.' }]);
    const turn = conversation.receive(
      saying({ text: 'Thought: I look.\nAction:\n{"tool": "shell", "input": {"command": "ls"}}' }),
    );
    assert.deepEqual(turn.thought, [{ part: 'thought', text: 'I look.' }]);
    conversation.answer(turn.calls.map(({ id, tool }) => ({ id, tool, text: 'Exit code: 0\nstdout:\na' })));
    assert.deepEqual(conversation.fresh, [{ role: 'user', text: 'Observation:\nExit code: 0\nstdout:\na' }]);
    const wrong = conversation.receive(saying({ text: 'Thought: nothing.' })).calls[0]?.read;
    assert.ok(wrong?.kind === 'malformed' && wrong.problem.includes('Thought: what you make of things'), wrong?.kind);
  });
});
