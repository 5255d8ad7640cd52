import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePlanAndAct } from '../../../src/core/agent/plan-and-act-format.ts';
import { Toolbox } from '../../../src/core/agent/toolbox.ts';
import {
  ActionTextError,
  actionText,
  answersInText,
  commandAction,
  readAction,
} from '../../../src/core/trial/action-text.ts';
import { scenarioOf } from './sample-trial.ts';

describe('the action of a step, as text', () => {
  it('gives back every answer, up to the white space in the arguments of its calls', () => {
    const call = fc.record({
      id: fc.string(),
      tool: fc.string(),
      arguments: fc.oneof(
        fc.string(),
        fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value)),
      ),
    });
    fc.assert(
      fc.property(fc.string(), fc.array(call), (text, toolCalls) => {
        const plain = (calls: typeof toolCalls) => calls.map((one) => ({ ...one, arguments: parsed(one.arguments) }));
        const read = readAction(actionText({ text, toolCalls }));
        assert.deepEqual([read.text, plain([...read.toolCalls])], [text, plain(toolCalls)]);
      }),
      { examples: [['', [{ id: '', tool: '', arguments: '{"__proto__":{}}' }]]] },
    );
  });

  it('says why a text is none', () => {
    for (const [text, message] of [
      ['{', /is not JSON/],
      ['[]', /cannot be read/],
      ['{"tool": "shell"}', /cannot be read.*toolCalls/],
      ['{"toolCalls": [{"tool": "shell", "arguments": 1}]}', /cannot be read/],
    ] as const) {
      assert.throws(
        () => readAction(text),
        (error) => error instanceof ActionTextError && message.test(error.message),
      );
    }
  });

  it('runs a command with the tool that the agent has for it', () => {
    for (const tool of ['shell', 'run_in_terminal'] as const) {
      const { toolCalls } = commandAction(scenarioOf({ agent: { tools: [tool, 'finish'] } }), 'agent', 'ls');
      const [call] = toolCalls;
      const read = new Toolbox([tool, 'finish'], []).read(call?.tool ?? '', call?.arguments);
      assert.ok(read.kind === 'call' && read.call.tool === tool && read.call.arguments.command === 'ls');
    }
    assert.throws(() => commandAction(scenarioOf({ agent: { tools: ['finish'] } }), 'agent', 'ls'), ActionTextError);
  });

  it('runs a command in the way in which the scaffold of the agent is answered', () => {
    const native = commandAction(scenarioOf(), 'agent', 'ls');
    assert.deepEqual(
      native.toolCalls.map(({ tool, arguments: input }) => [tool, input]),
      [['shell', '{"command":"ls"}']],
    );
    assert.equal(answersInText(scenarioOf(), 'agent'), false);
    const planned = scenarioOf({ agent: { scaffold: 'plan-and-act' } });
    assert.equal(answersInText(planned, 'agent-2'), true);
    const { text, toolCalls } = commandAction(planned, 'agent-2', 'ls');
    assert.deepEqual(toolCalls, []);
    const { action } = parsePlanAndAct(text);
    assert.deepEqual(action.kind === 'action' && action.action, { tool: 'shell', input: { command: 'ls' } });
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
