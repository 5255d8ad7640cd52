/** What an agent answered in a step, as text that a person can change. */
import { z } from 'zod';
import type { ModelResponse } from '../agent/model.ts';
import { scaffoldOf } from '../agent/scaffold.ts';
import { textFormatOf } from '../agent/text-format.ts';
import { checkValue } from '../scenario/checked-yaml.ts';
import type { Scenario } from '../scenario/model.ts';
import type { ForkChange } from '../transcript/fork-record.ts';

/** Thrown when a text is no action. The message says why. */
export class ActionTextError extends Error {
  override readonly name = 'ActionTextError';
}

type Action = Extract<ForkChange, { kind: 'action' }>;

// Not a record of zod: that drops a key by the name of `__proto__`.
const objectOfArguments = z.custom<object>(isObject, { error: 'Expected a text or an object.' });

const action = z.strictObject({
  text: z.string().default(''),
  toolCalls: z
    .array(
      z.strictObject({
        id: z.string().default(''),
        tool: z.string(),
        arguments: z.union([z.string(), objectOfArguments]),
      }),
    )
    .default([]),
});

/** The answer as JSON: its text, and its calls with their arguments as objects where they can be read. */
export function actionText({ text, toolCalls }: Pick<ModelResponse, 'text' | 'toolCalls'>): string {
  const calls = toolCalls.map((call) => ({ ...call, arguments: asObject(call.arguments) ?? call.arguments }));
  return `${JSON.stringify({ text, toolCalls: calls }, null, 2)}\n`;
}

/**
 * The answer that a text states as `actionText` does. Ids of calls may be left out.
 * @throws ActionTextError when it states none
 */
export function readAction(text: string): Action {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ActionTextError(`The action is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { value, problems } = checkValue(json, action);
  if (value === undefined) {
    throw new ActionTextError(
      `The action cannot be read: ${problems[0]?.message ?? ''} It looks like ${JSON.stringify(EXAMPLE)}`,
    );
  }
  return {
    kind: 'action',
    text: value.text,
    toolCalls: value.toolCalls.map((call) => ({
      id: call.id,
      tool: call.tool,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
    })),
  };
}

const EXAMPLE = { text: '', toolCalls: [{ tool: 'shell', arguments: { command: 'ls' } }] };

/**
 * The answer that runs a command with the tool that the agent has for that, in the way in which its scaffold is answered.
 * @param agent its name; a replica answers as the first agent does
 * @throws ActionTextError when it has none
 */
export function commandAction(scenario: Scenario, agent: string, command: string): Action {
  const { spec, scaffold } = standing(scenario, agent);
  const tool = (['shell', 'run_in_terminal'] as const).find((name) => spec.tools.includes(name));
  if (tool === undefined) throw new ActionTextError(`${agent} has no tool that runs a command. Give a whole action.`);
  const input = tool === 'shell' ? { command } : { terminal: 1, command, type: 'one_time' };
  if (scaffold.actions === 'native') {
    return { kind: 'action', text: '', toolCalls: [{ id: '', tool, arguments: JSON.stringify(input) }] };
  }
  const thought = { explanation: '', gaps: '', findings: '', plan: '' };
  const text = textFormatOf(scaffold).write(thought, { tool, input });
  return { kind: 'action', text, toolCalls: [] };
}

/**
 * Whether the whole answer of an agent is text from which its scaffold reads the action, so that there are no calls beside it.
 * @param agent its name; a replica answers as the first agent does
 */
export function answersInText(scenario: Scenario, agent: string): boolean {
  return standing(scenario, agent).scaffold.actions !== 'native';
}

function standing(scenario: Scenario, agent: string) {
  const spec = [scenario.agent, ...scenario.agents].find(({ name }) => name === agent) ?? scenario.agent;
  return { spec, scaffold: scaffoldOf(spec, scenario.scaffolds) };
}

function asObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
