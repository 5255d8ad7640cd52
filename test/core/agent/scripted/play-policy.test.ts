import assert from 'node:assert/strict';
import { Conversation } from '../../../../src/core/agent/conversation.ts';
import { observationText } from '../../../../src/core/agent/observation.ts';
import { parsePlanAndAct } from '../../../../src/core/agent/plan-and-act-format.ts';
import { playPolicy } from '../../../../src/core/agent/scripted/play-policy.ts';
import { createScriptedModel } from '../../../../src/core/agent/scripted/scripted-model.ts';
import { scenarioOf } from '../../trial/sample-trial.ts';
import { actionOf, observed, play, policyOf, TOOLS } from './conversations.ts';

describe('playing a policy', () => {
  it('takes the first rule that holds, and finishes when none does', () => {
    const policy = policyOf(`
  - { name: a, when: turn == 1, do: { shell: one } }
  - { name: b, when: turn == 2, do: { read_file: /two } }
  - { name: c, when: turn <= 3, do: { write_file: /three, content: x } }`);
    assert.deepEqual(play(policy, ['', '', '', '']).actions, [
      'shell one',
      'read_file /two',
      'write_file /three',
      'finish There is nothing left to do.',
    ]);
  });

  it('knows what it did, how often, and how long ago', () => {
    const policy = policyOf(`
  - { name: once, once: true, do: { shell: once } }
  - { name: twice, when: count("twice") < 2, do: { shell: 'twice {{ since("once") }}' } }
  - { name: late, when: since("once") == 3 && did("twice") && !did("late") && since("late") == -1, do: { shell: late } }
  - { name: end, do: { finish: '{{ count("twice") }} {{ since("late") }} {{ last.rule }}' } }`);
    assert.deepEqual(play(policy, ['', '', '', '']).actions, [
      'shell once',
      'shell twice 1',
      'shell twice 2',
      'shell late',
      'finish 2 1 late',
    ]);
  });

  it('sees what came of the last action, whatever the scaffold puts around it', () => {
    const rules = `
  - { name: act, when: turn == 1, do: { shell: "ls /x", timeout_seconds: 7 } }
  - name: answer
    do:
      finish: '{{ last.tool }}|{{ last.command }}|{{ last.path }}|{{ last.exit_code }}|{{ last.stdout }}|{{ last.stderr }}'`;
    const policy = policyOf(rules);
    for (const scaffold of ['plain', 'plan-and-act'] as const) {
      const conversation = new Conversation(scenarioOf({ agent: { scaffold } }).agent);
      const first = playPolicy(policy, conversation.request(1));
      const [call] = conversation.receive(first).calls;
      assert.ok(call?.read.kind === 'call' && call.read.call.tool === 'shell');
      assert.equal(call.read.call.arguments.timeout_seconds, 7);
      const observation = { stdout: 'a\nb\n', stderr: 'oops\nagain', exitCode: 2, timedOut: false };
      const text = observationText(call.read.call, observation, 7_000);
      conversation.answer([{ id: call.id, tool: 'shell', text }]);
      const [end] = conversation.receive(playPolicy(policy, conversation.request(1))).calls;
      assert.ok(end?.read.kind === 'call' && end.read.call.tool === 'finish', scaffold);
      assert.equal(end.read.call.arguments.report, 'shell|ls /x||2|a\nb\n|oops\nagain', scaffold);
    }
  });

  it('does not take its own words, repeated by a scaffold, for an observation', () => {
    const policy = policyOf(`
  - { name: act, when: turn == 1, think: looking for needle, do: { shell: echo needle } }
  - { name: found, when: seen("needle"), do: { finish: found } }
  - { name: lost, do: { finish: lost } }`);
    const conversation = new Conversation(scenarioOf({ agent: { scaffold: 'plan-and-act' } }).agent);
    const [call] = conversation.receive(playPolicy(policy, conversation.request(1))).calls;
    conversation.answer([{ id: call?.id ?? '', tool: 'shell', text: observed('') }]);
    const answer = parsePlanAndAct(playPolicy(policy, conversation.request(1)).text);
    assert.ok(answer.action.kind === 'action');
    assert.deepEqual(answer.action.action.input, { report: 'lost' });
  });

  it('remembers what it saw, and finds texts in it', () => {
    const policy = policyOf(`
  - { name: first, when: turn == 1, do: { shell: a } }
  - { name: second, when: turn == 2 && seen("PID 41"), do: { shell: b } }
  - { name: end, when: 'seen("PID 41") && !seen("PID 43")', do: { finish: '{{ recall("PID ([0-9]+)") }} {{ capture(task, "D. (..)") }} {{ recall("no such (.*)") }}.' } }`);
    const { actions } = play(policy, [observed('PID 41'), observed('PID 42'), '']);
    assert.deepEqual(actions, ['shell a', 'shell b', 'finish 42 it .']);
  });

  it('answers in the plan-and-act format where no tools are offered, and natively where they are', () => {
    const policy = policyOf(`
  - name: a
    think: { explanation: e, gaps: g, findings: 'turn {{ turn }}', plan: p }
    do: { shell: ls }`);
    const request = { system: '', messages: [{ role: 'user', text: 'go' }] as const, seed: 1 };
    const native = playPolicy(policy, { ...request, tools: TOOLS });
    assert.deepEqual(
      [native.text, actionOf(native), native.finishReason],
      ['e\n\ng\n\nturn 1\n\np', 'shell ls', 'tool_calls'],
    );
    const text = playPolicy(policy, { ...request, tools: [] });
    assert.deepEqual(text.toolCalls, []);
    assert.deepEqual(parsePlanAndAct(text.text), {
      parts: [
        { part: 'explanation', text: 'e' },
        { part: 'gaps', text: 'g' },
        { part: 'findings', text: 'turn 1' },
        { part: 'plan', text: 'p' },
      ],
      action: { kind: 'action', action: { tool: 'shell', input: { command: 'ls' } }, ignored: 0 },
    });
  });

  it('can answer without any action', () => {
    const policy = policyOf('  - { name: refuse, think: Hm., do: { say: "I will not do that. {{ turn }}" } }');
    assert.deepEqual(play(policy, ['']).actions, [
      'say Hm.\n\nI will not do that. 1',
      'say Hm.\n\nI will not do that. 2',
    ]);
  });

  it('draws once per trial and stands by it, turn after turn', () => {
    const policy = policyOf(
      '  - { name: a, when: turn < 6, do: { shell: "{{ drawn.way }}" } }',
      'draws: { way: { left: 3, right: 1, never: 0 } }',
    );
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2_000; seed++) {
      const [first = '', ...others] = play(policy, ['', '', '', ''], seed).actions;
      for (const other of others) assert.equal(other, first);
      counts.set(first, (counts.get(first) ?? 0) + 1);
    }
    assert.deepEqual([...counts.keys()].sort(), ['shell left', 'shell right']);
    const left = counts.get('shell left') ?? 0;
    assert.ok(left > 1_400 && left < 1_600, `${left} of 2000 went left, and 1500 are expected`);
  });

  it('draws chances anew in each turn and alternatives by their weight', () => {
    const policy = policyOf(`
  - { name: rare, chance: 0.25, do: { shell: rare } }
  - name: other
    choose:
      - { name: heavy, weight: 3, do: { shell: heavy } }
      - { do: { shell: 'light {{ count("heavy") }} {{ count("other") }}' } }`);
    const turns = 400;
    const counts = { rare: 0, heavy: 0, light: 0 };
    let heavyBefore = 0;
    let otherBefore = 0;
    for (const action of play(policy, new Array(turns - 1).fill('')).actions) {
      if (action === 'shell rare') counts.rare++;
      else if (action === 'shell heavy') {
        counts.heavy++;
        heavyBefore++;
        otherBefore++;
      } else {
        assert.equal(action, `shell light ${heavyBefore} ${otherBefore}`);
        counts.light++;
        otherBefore++;
      }
    }
    assert.ok(counts.rare > 70 && counts.rare < 130, `${counts.rare} of 400, and 100 are expected`);
    assert.ok(counts.heavy > 190 && counts.heavy < 260, `${counts.heavy} of 400, and 225 are expected`);
    assert.ok(counts.light > 45 && counts.light < 110, `${counts.light} of 400, and 75 are expected`);
  });

  it('is a function of the request: the same gives the same, in any order', () => {
    const policy = policyOf(
      `
  - { name: a, chance: 0.5, do: { shell: 'a {{ drawn.x }}' } }
  - { name: b, do: { shell: b } }`,
      'draws: { x: { one: 1, two: 1 } }',
    );
    const { requests, responses } = play(policy, ['1', '2', '3', '4', '5', '6', '7'], 9);
    for (const [index, request] of [...requests.entries()].reverse()) {
      assert.deepEqual(playPolicy(policy, structuredClone(request)), responses[index]);
    }
    const other = play(policy, ['1', '2', '3', '4', '5', '6', '7'], 10);
    assert.notDeepEqual(other.actions, play(policy, ['1', '2', '3', '4', '5', '6', '7'], 9).actions);
  });

  it('counts tokens by an estimate that grows with the conversation', () => {
    const policy = policyOf('  - { name: a, do: { shell: "12345678" } }');
    const { responses } = play(policy, ['x'.repeat(400), '']);
    const [first, second] = responses.map(({ usage }) => usage);
    assert.equal(first?.inputTokens, Math.ceil('You are an agent.'.length / 4) + Math.ceil('Do it.'.length / 4));
    assert.ok((second?.inputTokens ?? 0) > (first?.inputTokens ?? 0) + 100);
    assert.equal(first?.outputTokens, Math.ceil('shell{"command":"12345678"}'.length / 4));
  });

  it('leaves out a rule whose condition fails, and fills a failing expression in as nothing', () => {
    const policy = policyOf(`
  - { name: bad, when: 'capture(task, "(") == ""', do: { shell: bad } }
  - { name: good, do: { shell: 'x{{ recall("[") }}y{{ capture(task, "nothing") }}z' } }`);
    assert.deepEqual(play(policy, ['']).actions, ['shell xyz', 'shell xyz']);
  });

  it('stops when it is told to', async () => {
    const model = createScriptedModel('scripted:test', policyOf('  - { name: a, do: { shell: ls } }'));
    assert.deepEqual(model.endpoint, { name: 'scripted:test', provider: 'scripted', model: 'test' });
    const request = { system: '', messages: [], tools: [], seed: 1 };
    const cancel = new AbortController();
    cancel.abort();
    await assert.rejects(model.respond(request, cancel.signal), { name: 'AbortError' });
  });
});
