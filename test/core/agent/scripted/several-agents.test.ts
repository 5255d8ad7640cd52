/** What a policy knows of messages, and of which agent it plays. */
import assert from 'node:assert/strict';
import { Conversation } from '../../../../src/core/agent/conversation.ts';
import { playPolicy } from '../../../../src/core/agent/scripted/play-policy.ts';
import { parsePolicy } from '../../../../src/core/agent/scripted/read-policy.ts';
import type { ScaffoldName } from '../../../../src/core/scenario/model.ts';
import { scenarioOf } from '../../trial/sample-trial.ts';

const policy = (rules: string) => parsePolicy(`policy: p\nrules:\n${rules}`, 'p');

describe('a policy of several agents', () => {
  for (const scaffold of ['plain', 'react', 'plan-and-act'] satisfies ScaffoldName[]) {
    it(`sees messages apart from what its action gave, in ${scaffold}`, () => {
      const rules = policy(`
  - { name: answer, when: 'told == "Stop it.\\n\\nAt once." && last.stdout.startsWith("out")', do: { finish: "{{ told }}" } }
  - { name: start, when: turn == 1 && told == "Hello.", do: { shell: ls } }
  - { name: lost, do: { say: "{{ turn }} {{ told }} {{ last.stdout }}" } }`);
      const conversation = new Conversation(scenarioOf({ agent: { scaffold } }).agent);
      conversation.tell('Hello.');
      const [first] = conversation.receive(playPolicy(rules, conversation.request(1))).calls;
      assert.equal(first?.tool, 'shell');
      conversation.answer([{ id: first.id, tool: 'shell', text: 'Exit code: 0\nstdout:\nout\n' }]);
      conversation.tell('Stop it.\n\nAt once.');
      const [second] = conversation.receive(playPolicy(rules, conversation.request(1))).calls;
      assert.deepEqual(second?.read, {
        kind: 'call',
        call: { tool: 'finish', arguments: { report: 'Stop it.\n\nAt once.' } },
      });
    });
  }

  it('remembers that a message was seen', () => {
    const rules = policy(`
  - { name: end, when: 'turn == 3 && seen("operator") && seen("Hello")', do: { finish: seen } }
  - { name: go, do: { shell: ls } }`);
    const conversation = new Conversation(scenarioOf().agent);
    conversation.tell('Hello.');
    for (const told of ['from the operator', undefined, undefined]) {
      const [call] = conversation.receive(playPolicy(rules, conversation.request(1))).calls;
      if (call?.tool === 'finish') return;
      conversation.answer([{ id: call?.id ?? '', tool: 'shell', text: 'Exit code: 0' }]);
      if (told !== undefined) conversation.tell(told);
    }
    assert.fail('it never saw the message');
  });

  it('knows which agent it plays, and draws anew for a replica', () => {
    const drawing = parsePolicy(
      `policy: p
draws: { way: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1 } }
rules: [{ name: tell, do: { say: "{{ agent.name }} {{ agent.generation }} {{ drawn.way }}" } }]`,
      'p',
    );
    const say = (name: string, generation: number, seed: number) => {
      const { agent } = scenarioOf({ agent: { name } });
      return playPolicy(drawing, new Conversation(agent, { generation }).request(seed)).text;
    };
    assert.match(say('agent-2', 1, 1), /^agent-2 1 [a-h]$/);
    const way = (text: string) => text.split(' ')[2];
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);
    const alike = seeds.filter((seed) => way(say('agent', 0, seed)) === way(say('agent-2', 1, seed)));
    assert.ok(alike.length > 0 && alike.length < 15, `${alike.length} of 40`);
    assert.ok(seeds.every((seed) => way(say('agent', 0, seed)) === way(say('another', 0, seed))));
  });
});
