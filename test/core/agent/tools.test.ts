import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeTool, machineAction, readToolCall, toolDefinitions } from '../../../src/core/agent/tools.ts';
import { TOOL_NAMES } from '../../../src/core/scenario/schema.ts';

const read = (tool: string, written: unknown, offered: readonly (typeof TOOL_NAMES)[number][] = TOOL_NAMES) =>
  readToolCall(tool, written, offered);
const problem = (tool: string, written: unknown) => {
  const result = read(tool, written);
  assert.equal(result.kind, 'malformed');
  return result.kind === 'malformed' ? result.problem : '';
};

describe('tools of the agent', () => {
  it('are told to the endpoint with a JSON Schema each', () => {
    const [shell, ...others] = toolDefinitions(TOOL_NAMES);
    assert.deepEqual(
      [shell, ...others].map((tool) => tool?.name),
      ['shell', 'read_file', 'write_file', 'run_in_terminal', 'receive_output', 'finish'],
    );
    assert.equal(shell?.parameters['type'], 'object');
    assert.deepEqual(shell?.parameters['required'], ['command']);
    assert.equal(shell?.parameters['additionalProperties'], false);
    assert.deepEqual(toolDefinitions(['finish']).length, 1);
  });

  it('are described in text with every parameter', () => {
    assert.match(
      describeTool('shell'),
      /^shell: [\s\S]*\n {2}- command: [\s\S]*\n {2}- timeout_seconds \(optional\): /,
    );
  });

  it('take arguments as JSON text and as an object', () => {
    const call = { tool: 'shell', arguments: { command: 'ls', timeout_seconds: 5 } };
    assert.deepEqual(read('shell', '{"command":"ls","timeout_seconds":5}'), { kind: 'call', call });
    assert.deepEqual(read('shell', call.arguments), { kind: 'call', call });
  });

  it('say what is wrong with arguments, and what would be right', () => {
    assert.match(problem('shell', '{"command": "ls'), /cannot be read: a text in it is not closed/);
    assert.match(problem('shell', 'ls -la'), /they are not a JSON object/);
    assert.match(problem('shell', '["ls"]'), /they are not a JSON object/);
    assert.match(problem('shell', 'null'), /they are not a JSON object/);
    assert.match(problem('shell', ''), /"command" is missing/);
    assert.match(problem('shell', {}), /"command" is missing[\s\S]*- command: The command line/);
    assert.match(problem('shell', { command: 7 }), /"command" must be a text/);
    assert.match(problem('shell', { command: '' }), /"command" must not be empty/);
    assert.match(problem('shell', { command: 'ls', timeout_seconds: '5' }), /"timeout_seconds" must be a whole number/);
    assert.match(problem('shell', { command: 'ls', timeout_seconds: 0 }), /must be a whole number from 1/);
    assert.match(problem('shell', { cmd: 'ls' }), /"command" is missing; there is no parameter "cmd"/);
    assert.match(problem('write_file', { path: '/a' }), /"content" is missing/);
    assert.match(problem('python', '{}'), /no tool "python". The tools are: shell, read_file/);
  });

  it('refuse a tool that is not offered', () => {
    const result = read('shell', { command: 'ls' }, ['finish']);
    assert.deepEqual(result, {
      kind: 'refused',
      problem: 'The tool shell is not offered for this task. The tools are: finish.',
    });
  });

  it('never throw, whatever the call', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...TOOL_NAMES), fc.string()),
        fc.oneof(fc.json(), fc.anything()),
        (tool, args) => {
          const result = read(tool, args);
          if (result.kind !== 'call') assert.notEqual(result.problem, '');
        },
      ),
    );
  });

  it('become actions that last no longer than the trial has time', () => {
    const call = { tool: 'shell', arguments: { command: 'sleep 9', timeout_seconds: 60 } } as const;
    assert.deepEqual(machineAction(call, 1e9), { kind: 'shell', command: 'sleep 9', timeoutMs: 60_000 });
    assert.deepEqual(machineAction(call, 1_500), { kind: 'shell', command: 'sleep 9', timeoutMs: 1_500 });
    assert.equal(machineAction({ tool: 'finish', arguments: { report: '' } }, 1e9), undefined);
  });
});
