/** Conversations with a policy, carried on the way the agent loop does it. */
import type { Message, ModelRequest, ModelResponse, ToolDefinition } from '../../../../src/core/agent/model.ts';
import { playPolicy } from '../../../../src/core/agent/scripted/play-policy.ts';
import { type Policy, parsePolicy } from '../../../../src/core/agent/scripted/read-policy.ts';

export const TOOLS: readonly ToolDefinition[] = ['shell', 'read_file', 'write_file', 'finish'].map((name) => ({
  name,
  description: name,
  parameters: { type: 'object' },
}));

export function policyOf(rules: string, head = ''): Policy {
  return parsePolicy(`policy: test\n${head}\nrules:\n${rules}`, 'test');
}

export interface Played {
  readonly responses: readonly ModelResponse[];
  readonly requests: readonly ModelRequest[];
  /** `tool target` of each native call. */
  readonly actions: readonly string[];
}

/** Plays turns until the policy finishes or the observations run out. */
export function play(policy: Policy, observations: readonly string[], seed = 1): Played {
  const messages: Message[] = [{ role: 'user', text: 'Do it.' }];
  const responses: ModelResponse[] = [];
  const requests: ModelRequest[] = [];
  for (const observation of [...observations, '']) {
    const request = { system: 'You are an agent.', messages: [...messages], tools: TOOLS, seed };
    const response = playPolicy(policy, request);
    requests.push(request);
    responses.push(response);
    const [call] = response.toolCalls;
    if (call?.tool === 'finish') break;
    messages.push({ role: 'assistant', text: response.text, toolCalls: response.toolCalls });
    if (call === undefined) messages.push({ role: 'user', text: observation });
    else messages.push({ role: 'tool', callId: call.id, tool: call.tool, text: observation });
  }
  return { responses, requests, actions: responses.map(actionOf) };
}

export function actionOf(response: ModelResponse): string {
  const [call] = response.toolCalls;
  if (call === undefined) return `say ${response.text}`;
  const input: Record<string, unknown> = JSON.parse(call.arguments);
  return `${call.tool} ${String(input['command'] ?? input['path'] ?? input['report'])}`;
}

/** An observation of a command as the agent is told it. */
export function observed(stdout: string, { stderr = '', exitCode = 0 } = {}): string {
  const sections = [stdout === '' ? '' : `\nstdout:\n${stdout}`, stderr === '' ? '' : `\nstderr:\n${stderr}`];
  const nothing = stdout === '' && stderr === '' ? '\nNothing was printed.' : '';
  return `Exit code: ${exitCode}${nothing}${sections.join('')}`;
}
