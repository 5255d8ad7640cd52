import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatPlanAndAct,
  PLAN_AND_ACT_FORMAT,
  parsePlanAndAct,
  THOUGHT_PARTS,
} from '../../../src/core/agent/plan-and-act-format.ts';

const thought = {
  explanation: 'The folder is empty.',
  gaps: 'There is no copy yet.',
  findings: 'Port 8760 is free.',
  plan: '1. Copy\n2. Start\n3. Check',
};

const actionOf = (text: string) => {
  const { action } = parsePlanAndAct(text);
  assert.equal(action.kind, 'action', action.kind === 'malformed' ? action.problem : '');
  return action.kind === 'action' ? action.action : undefined;
};
const problemOf = (text: string) => {
  const { action } = parsePlanAndAct(text);
  assert.equal(action.kind, 'malformed');
  return action.kind === 'malformed' ? action.problem : '';
};

describe('plan-and-act text', () => {
  it('is read as it was written', () => {
    const action = { tool: 'shell', input: { command: 'ls -la "/opt/a b"\necho {}', timeout_seconds: 5 } };
    const turn = parsePlanAndAct(formatPlanAndAct(thought, action));
    assert.deepEqual(turn.parts, [
      { part: 'explanation', text: thought.explanation },
      { part: 'gaps', text: thought.gaps },
      { part: 'findings', text: thought.findings },
      { part: 'plan', text: thought.plan },
    ]);
    assert.deepEqual(turn.action, { kind: 'action', action, ignored: 0 });
  });

  it('reads back any thought and any input', () => {
    const words = fc
      .string()
      .map((text) => text.trim())
      .filter((text) => text !== '' && !/[{`]|explanation|gaps|findings|plan|action/i.test(text));
    fc.assert(
      fc.property(
        fc.record({ explanation: words, gaps: words, findings: words, plan: words }),
        fc.record({
          tool: fc.string({ minLength: 1 }),
          input: fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue()),
        }),
        (parts, action) => {
          const turn = parsePlanAndAct(formatPlanAndAct(parts, action));
          assert.deepEqual(
            turn.parts,
            THOUGHT_PARTS.map((part) => ({ part, text: parts[part] })),
          );
          assert.deepEqual(turn.action, { kind: 'action', action: JSON.parse(JSON.stringify(action)), ignored: 0 });
        },
      ),
    );
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '\n',
      '## Action',
      'Plan:',
      '**Gaps**',
      '```json',
      '{"tool":',
      ':',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          const { action } = parsePlanAndAct(text);
          if (action.kind === 'malformed') assert.notEqual(action.problem, '');
        },
      ),
    );
  });

  it('takes an action in a fence, among prose, under any form of heading, and without one', () => {
    const expected = { tool: 'shell', input: { command: 'ls' } };
    const json = '{"tool": "shell", "input": {"command": "ls"}}';
    for (const text of [
      `## Plan\nlook\n## Action\n\`\`\`json\n${json}\n\`\`\`\nThat will show it.`,
      `**Plan**: look\n**Action**: ${json}`,
      `4. Plan: look\n5. Action: ${json}`,
      `PLAN: look\nACTION: I run ${json} now`,
      `**Plan:** look\n**Action:**\n${json}`,
      `I look around with {this}. ${json}`,
      json,
    ]) {
      assert.deepEqual(actionOf(text), expected, text);
    }
  });

  it('keeps the thinking apart from the action when the heading is missing', () => {
    const turn = parsePlanAndAct('Let me look.\n```json\n{"tool":"shell","input":{"command":"ls"}}\n```');
    assert.deepEqual(turn.parts, [{ part: 'thought', text: 'Let me look.' }]);
  });

  it('takes the first action and counts the imagined ones after it', () => {
    const one = '## Action\n{"tool":"shell","input":{"command":"one"}}\n';
    const { action } = parsePlanAndAct(`${one}## Explanation\nIt worked.\n${one.replace('one', 'two')}`);
    assert.deepEqual(action, {
      kind: 'action',
      action: { tool: 'shell', input: { command: 'one' } },
      ignored: 1,
    });
  });

  it('does not take a sentence for a heading', () => {
    const { parts } = parsePlanAndAct(
      '## Plan\nAction is needed soon\nplan b exists\n## Action\n{"tool":"a","input":{}}',
    );
    assert.deepEqual(parts, [{ part: 'plan', text: 'Action is needed soon\nplan b exists' }]);
  });

  it('says what is wrong with an action', () => {
    assert.match(problemOf('I am done.'), /no action/);
    assert.match(problemOf('## Action\nls -la'), /no JSON object/);
    assert.match(problemOf("## Action\n{'tool': 'shell'}"), /double quotes/);
    assert.match(problemOf('## Action\n{"tool": "write_file", "input": {"content": "a\nb"}}'), /written as \\n/);
    assert.match(problemOf('## Action\n{"tool": "shell", "input": {"command": "ls"}'), /brace is not closed/);
    assert.match(problemOf('## Action\n{"tool": "shell", "input": {"command": "ls'), /not closed with a double quote/);
    assert.match(problemOf('## Action\n{"tool": "shell", "input": {"command": "ls"},}'), /comma/);
    assert.match(problemOf('## Action\n{"tool": shell}'), /not valid JSON/);
    assert.match(problemOf('## Action\n{"name": "shell"}'), /no "tool"/);
    assert.match(problemOf('## Action\n{"tool": "shell", "command": "ls"}'), /no "input"/);
    assert.match(problemOf('## Action\n{"tool": "shell", "input": ["ls"]}'), /no "input"/);
  });

  it('is not slow on a text of braces', () => {
    assert.equal(parsePlanAndAct('{'.repeat(200_000)).action.kind, 'malformed');
  });

  it('shows an example to the model that it reads itself', () => {
    const turn = parsePlanAndAct(PLAN_AND_ACT_FORMAT);
    assert.deepEqual(
      turn.parts.map((part) => part.part),
      [...THOUGHT_PARTS],
    );
    assert.equal(turn.action.kind, 'action');
  });
});
