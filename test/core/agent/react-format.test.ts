import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatReact, parseReact } from '../../../src/core/agent/react-format.ts';

const action = (text: string) => {
  const { action: read } = parseReact(text);
  return read.kind === 'action' ? read.action : read.problem;
};
const ls = { tool: 'shell', input: { command: 'ls' } };

describe('the format of react', () => {
  it('has one thought and one action', () => {
    const thought = { explanation: 'I see.', gaps: '', findings: 'Two files.', plan: 'List.' };
    const text = formatReact(thought, ls);
    assert.equal(text, 'Thought: I see. Two files. List.\nAction:\n{"tool":"shell","input":{"command":"ls"}}');
    assert.deepEqual(parseReact(text), {
      parts: [{ part: 'thought', text: 'I see. Two files. List.' }],
      action: { kind: 'action', action: ls, ignored: 0 },
    });
  });

  it('is read from what models make of it', () => {
    const json = JSON.stringify(ls);
    for (const text of [
      `Thought: x\nAction: ${json}`,
      `**Thought:** x\n**Action:**\n\`\`\`json\n${json}\n\`\`\``,
      `I think.\n${json}`,
      json,
      `Thought: a {brace}\nAction: ${json}\nObservation: a.txt\nThought: y\nAction: {"tool": "finish", "input": {}}`,
    ]) {
      assert.deepEqual(action(text), ls, text);
    }
  });

  it('passes over what the model imagines to happen', () => {
    const imagined = 'Thought: x\nObservation: done\nAction: {"tool": "finish", "input": {"report": "done"}}';
    // The action that follows is the model's own, even so.
    assert.deepEqual(action(imagined), { tool: 'finish', input: { report: 'done' } });
    assert.match(String(action('Thought: x\nAction:\nObservation: {"tool": "shell", "input": {}}')), /no JSON object/);
  });

  it('says what is wrong with an action', () => {
    assert.match(String(action('I will not.')), /The reply has no action/);
    assert.match(String(action('Action: {"tool": "shell", }')), /comma before a closing bracket/);
    assert.match(String(action('Action: {"input": {}}')), /no "tool"/);
  });

  it('is read as it was written, and never throws', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abc .,') }).map((text) => text.trim());
    fc.assert(
      fc.property(word, fc.string(), fc.json(), (plan, command, text) => {
        const written = formatReact(
          { explanation: '', gaps: '', findings: '', plan },
          { tool: 'shell', input: { command } },
        );
        assert.deepEqual(action(written), { tool: 'shell', input: { command } });
        parseReact(text);
        parseReact(`Action: ${text}`);
      }),
    );
  });
});
