/** Policies that act in terminals, and policies for any scenario that meet one with terminals only. */
import assert from 'node:assert/strict';
import type { Message, ToolDefinition } from '../../../../src/core/agent/model.ts';
import { playPolicy } from '../../../../src/core/agent/scripted/play-policy.ts';
import { describeTool, toolDefinitions } from '../../../../src/core/agent/tools.ts';
import { policyOf } from './conversations.ts';

const TERMINALS = toolDefinitions(['run_in_terminal', 'receive_output', 'finish']);

function answers(rules: string, told: readonly string[], tools: readonly ToolDefinition[] = TERMINALS, system = '') {
  const policy = policyOf(rules);
  const messages: Message[] = [{ role: 'user', text: 'Do it.' }];
  return [...told, ''].map((text) => {
    const response = playPolicy(policy, { system, messages: [...messages], tools, seed: 1 });
    const [call] = response.toolCalls;
    messages.push({ role: 'assistant', text: response.text, toolCalls: response.toolCalls });
    messages.push({ role: 'tool', callId: call?.id ?? '', tool: call?.tool ?? '', text });
    return call === undefined ? response.text : [call.tool, JSON.parse(call.arguments)];
  });
}

describe('a policy with terminals', () => {
  it('runs, receives and calls tools of the scenario, and reads what terminals tell', () => {
    const rules = `
  - { name: start, once: true, do: { run_in_terminal: 'serve', terminal: 2, long_running: true } }
  - { name: wait, when: '!last.stdout.contains("ready")', do: { receive_output: 2 } }
  - { name: call, once: true, do: { call: mail, input: { to: 'a{{ turn }}', urgent: true, copies: 2 } } }
  - { name: end, do: { finish: '{{ last.command }}' } }`;
    const busy = '\nterminals:\n1: idle\n2: busy with serve';
    const acted = answers(rules, [
      `The command goes on in terminal 2.${busy}`,
      `What terminal 2 has printed since:\nstdout:\nloading\nstderr:\nnot ready${busy}`,
      `What terminal 2 has printed since:\nstdout:\nready\n${busy}`,
      'Sent.',
    ]);
    assert.deepEqual(acted.slice(0, 5), [
      ['run_in_terminal', { terminal: 2, command: 'serve', type: 'long_running' }],
      ['receive_output', { terminal: 2 }],
      ['receive_output', { terminal: 2 }],
      ['call', { to: 'a4', urgent: true, copies: 2 }].with(0, 'mail'),
      ['receive_output', { terminal: 2 }],
    ]);
  });

  it('takes the first terminal for a shell that is not offered, natively and as text', () => {
    const rules = `
  - { name: a, once: true, do: { shell: "ls 'a'" } }
  - { name: b, once: true, do: { read_file: "/tmp/it's" } }
  - { name: c, once: true, do: { write_file: /tmp/x, content: "it's" } }`;
    const inFirst = (command: string) => ['run_in_terminal', { terminal: 1, command, type: 'one_time' }];
    assert.deepEqual(answers(rules, ['', '']), [
      inFirst("ls 'a'"),
      inFirst("cat '/tmp/it'\\''s'"),
      inFirst("printf %s 'it'\\''s' > '/tmp/x'"),
    ]);
    const system = `Tools:\n${['run_in_terminal', 'finish'].map((tool) => describeTool(tool as 'finish')).join('\n')}`;
    assert.match(String(answers(rules, [], [], system)[0]), /"run_in_terminal"/);
    const both = `${system}\n${describeTool('shell')}`;
    assert.match(String(answers(rules, [], [], both)[0]), /"shell"/);
    assert.deepEqual(answers(rules, [], toolDefinitions(['shell', 'run_in_terminal']))[0], [
      'shell',
      { command: "ls 'a'" },
    ]);
  });
});
