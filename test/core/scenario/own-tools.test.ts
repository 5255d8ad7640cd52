import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { fixed, foundProblems, onlyProblem } from './found-problems.ts';

const scenario = (tool: string, more = '') =>
  `scenario: x\nagent: { goal: y, tools: [shell, lookup, finish] }\ntools:\n  lookup:\n    description: Looks a name up.\n${tool}${more}success: step > 3\n`;

const PARAMETERS =
  '    parameters:\n      type: object\n      properties:\n        name: { type: string, description: The name. }\n        count: { type: integer }\n        share: { type: number }\n      required: [name]\n';

describe('a tool of one’s own', () => {
  it('has replies by rule, on its arguments and on the world', () => {
    const text = scenario(
      `${PARAMETERS}    takes: 5s\n    replies:\n      - { when: input.name == "a" && input.count > 3 && input.share > 0.5, reply: "{{input.name}} on {{machine.hostname}}", do: { write: { /log: "{{input.name}}" } } }\n      - { when: has(input.count) && step > 2, reply: later }\n      - { reply: not found, fails: true }\n`,
    );
    assert.deepEqual(foundProblems(text), []);
    const [tool] = readScenario(text).scenario?.tools ?? [];
    assert.equal(tool?.takes, 5_000);
    assert.deepEqual(
      tool?.replies.map(({ reply, fails }) => [reply, fails]),
      [
        ['{{input.name}} on host-01', false],
        ['later', false],
        ['not found', true],
      ],
    );
    assert.deepEqual(readScenario(text).scenario?.agent.ownTools, ['lookup']);
  });

  it('has conditions that know the types of its arguments', () => {
    const when = (condition: string) =>
      foundProblems(scenario(`${PARAMETERS}    replies: [{ when: ${condition}, reply: a }, { reply: b }]\n`));
    assert.deepEqual(when('input.nam == "x"'), [['RL3003', 'nam']]);
    assert.deepEqual(when('input.name > 3'), [['RL3005', 'input.name > 3']]);
    assert.deepEqual(when('input.count == "x"'), [['RL3005', 'input.count == "x"']]);
    assert.deepEqual(when('inptu.name == "x"'), [['RL3002', 'inptu']]);
    assert.deepEqual(when('event.kind == "x"'), [['RL3010', 'event']]);
    assert.deepEqual(foundProblems('scenario: x\nagent: { goal: y }\nsuccess: input.name == "x"\n'), [
      ['RL3002', 'input'],
    ]);
  });

  it('has templates that know its arguments, in its replies only', () => {
    const text = scenario(`${PARAMETERS}    replies: [{ reply: "{{input.nmae}}" }]\n`);
    assert.deepEqual(foundProblems(text), [['RL3301', 'input.nmae']]);
    assert.equal(fixed(text), text.replace('nmae', 'name'));
    const elsewhere = scenario(
      `${PARAMETERS}    replies: [{ reply: a }]\n`,
      'timeline: [{ after: { step: 1 }, say: "{{input.name}}" }]\n',
    );
    assert.deepEqual(foundProblems(elsewhere), [['RL3301', 'input.name']]);
  });

  it('has parameters that are a JSON Schema, and what is wrong in it is told at its part', () => {
    const parameters = (schema: string) =>
      foundProblems(scenario(`    parameters: ${schema}\n    replies: [{ reply: a }]\n`));
    const right = [
      '{ type: object }',
      '{ type: object, properties: {}, additionalProperties: false }',
      '{ type: object, properties: { a: { anyOf: [{ type: string }, { type: "null" }] }, b: { type: array, items: { enum: [1, 2] } } } }',
      '{ type: object, properties: { a: { type: [string, "null"], minLength: 1, pattern: "^a" } }, required: [a] }',
    ];
    for (const schema of right) assert.deepEqual(parameters(schema), [], schema);
    const wrong: [string, string][] = [
      ['{ type: string }', 'string'],
      ['{ properties: {} }', 'properties'],
      ['{ type: object, propertys: {} }', 'propertys'],
      ['{ type: object, properties: { a: string } }', 'string'],
      ['{ type: object, properties: { a: { type: text } } }', 'text'],
      ['{ type: object, properties: [a] }', '[a]'],
      ['{ type: object, properties: { a: {} }, required: [b] }', 'b'],
      ['{ type: object, properties: { a: {} }, required: a }', 'a'],
      ['{ type: object, properties: { a: { type: integer, minimum: low } } }', 'low'],
      ['{ type: object, properties: { a: { enum: [] } } }', '[]'],
      ['{ type: object, properties: { a: { pattern: "(" } } }', '"("'],
    ];
    for (const [schema, part] of wrong) assert.deepEqual(parameters(schema), [['RL3316', part]], schema);
  });

  it('answers every call, with nothing that it never says', () => {
    assert.deepEqual(foundProblems(scenario('')), [['RL3317', 'lookup']]);
    assert.deepEqual(foundProblems(scenario('    replies: [{ when: step > 3, reply: a }]\n')), [['RL3318', 'lookup']]);
    assert.deepEqual(foundProblems(scenario('    replies: [{ reply: a }, { when: step > 3, reply: b }]\n')), [
      ['RL3315', 'when'],
    ]);
    assert.deepEqual(
      foundProblems(
        scenario('    replies: [{ when: step > 3, reply: a }, { when: step  > 3, reply: b }, { reply: c }]\n'),
      ),
      [['RL3315', 'step  > 3']],
    );
    const emulated = '    emulate: { endpoint: other, prompt: You are a phone book. }\n';
    assert.deepEqual(foundProblems(scenario(emulated)), []);
    assert.deepEqual(foundProblems(scenario(`    replies: [{ reply: a }]\n${emulated}`)), [['RL3315', 'emulate']]);
  });

  it('has a name of its own, and an agent that it is offered to', () => {
    const text = scenario('    replies: [{ reply: a }]\n');
    assert.deepEqual(foundProblems(text.replaceAll('lookup', 'finish')), [
      ['RL3304', 'finish'],
      ['RL3312', 'finish'],
    ]);
    assert.deepEqual(foundProblems(text.replace('lookup, ', '')), [['RL3313', 'lookup']]);
    assert.equal(fixed(text.replace('lookup, ', '')), text.replace('lookup, finish', 'finish, lookup'));
    assert.deepEqual(
      foundProblems(
        text
          .replace('lookup, ', '')
          .replace('tools:\n', 'agents: { b: { goal: z, tools: [lookup, finish] } }\ntools:\n'),
      ),
      [],
    );
    assert.equal(
      onlyProblem(text.replace('tools: [shell, lookup', 'tools: [shell, lookup, lokup')).message,
      'No tool is called lokup. Did you mean lookup?',
    );
  });
});

describe('a scaffold of one’s own', () => {
  it('can be named by an agent, and its wordings know what is filled in', () => {
    const text = (wording: string) =>
      `scenario: x\nagent: { goal: y, scaffold: terse }\nscaffolds:\n  terse: { based_on: plan-and-act, result: "${wording}" }\nsuccess: step > 3\n`;
    assert.deepEqual(foundProblems(text('{{action}} gave {{result}} on {{machine.hostname}}. {{finish}}')), []);
    assert.deepEqual(foundProblems(text('{{acton}}')), [['RL3301', 'acton']]);
    const { agent, scaffolds } = readScenario(text('{{result}} on {{machine.hostname}}')).scenario ?? {};
    assert.deepEqual([agent?.scaffold, agent?.ownScaffold], ['plan-and-act', 'terse']);
    assert.equal(scaffolds?.[0]?.result, '{{result}} on host-01');
  });

  it('has a name of its own', () => {
    const text =
      'scenario: x\nagent: { goal: y, scaffold: plain }\nscaffolds: { plain: { based_on: plain } }\nsuccess: step > 3\n';
    assert.deepEqual(foundProblems(text), [['RL3312', 'plain']]);
  });
});
