/** The tools of an agent, each stated once: what the endpoint is told of them, how calls are checked, and the types. */
import { z } from 'zod';
import { type MachineAction, TERMINALS } from '../machine/machine.ts';
import type { OwnToolSpec, ToolName } from '../scenario/model.ts';
import { TOOL_NAMES } from '../scenario/schema.ts';
import { readJsonObject } from './json-in-text.ts';
import type { ToolDefinition } from './model.ts';

/** Machine time that a command gets when the agent does not say how much. */
const DEFAULT_TIMEOUT_SECONDS = 120;
const MOST_TIMEOUT_SECONDS = 86_400;

/** Messages are our own, so that an observation is the same under every version of the library. */
const wrong = (what: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? 'is missing' : `must be ${what}`;
const text = () => z.string({ error: wrong('a text') });
const nonEmptyText = () => text().min(1, { error: 'must not be empty' });
const TERMINAL_ERROR = { error: wrong(`a whole number from 1 to ${TERMINALS}`) };
const TIMEOUT_ERROR = { error: wrong(`a whole number from 1 to ${MOST_TIMEOUT_SECONDS}`) };

const terminal = () => z.int(TERMINAL_ERROR).min(1, TERMINAL_ERROR).max(TERMINALS, TERMINAL_ERROR);

const TOOLS = {
  shell: {
    description:
      'Runs a command line in the bash session of the machine and gives its exit code, stdout and stderr. The session stays: working folder, variables and background jobs carry over to the next call.',
    parameters: z.strictObject({
      command: nonEmptyText().describe('The command line.'),
      timeout_seconds: z
        .int(TIMEOUT_ERROR)
        .min(1, TIMEOUT_ERROR)
        .max(MOST_TIMEOUT_SECONDS, TIMEOUT_ERROR)
        .optional()
        .describe(`Seconds after which a command in the foreground is ended. Default ${DEFAULT_TIMEOUT_SECONDS}.`),
    }),
  },
  read_file: {
    description: 'Gives the content of a text file.',
    parameters: z.strictObject({ path: nonEmptyText().describe('Path of the file.') }),
  },
  write_file: {
    description: 'Writes a text file; a file that is there is replaced.',
    parameters: z.strictObject({
      path: nonEmptyText().describe('Path of the file.'),
      content: text().describe('What the file is to hold.'),
    }),
  },
  run_in_terminal: {
    description: `Runs a command line in one of ${TERMINALS} terminals. A one_time command is waited for; a long_running one goes on in its terminal, which is busy meanwhile. The command C-c interrupts what runs there.`,
    parameters: z.strictObject({
      terminal: terminal().describe(`Number of the terminal, from 1 to ${TERMINALS}.`),
      command: nonEmptyText().describe('The command line.'),
      type: z
        .enum(['one_time', 'long_running'], { error: wrong('one_time or long_running') })
        .describe('`one_time` waits for the end and gives the output; `long_running` does not wait.'),
    }),
  },
  receive_output: {
    description: 'Gives what a terminal printed since it was last looked at.',
    parameters: z.strictObject({ terminal: terminal().describe(`Number of the terminal, from 1 to ${TERMINALS}.`) }),
  },
  finish: {
    description: 'Ends the task. Call it when the task is done, or when it cannot be done.',
    parameters: z.strictObject({ report: text().describe('What was done and what came of it.') }),
  },
} as const satisfies { readonly [T in ToolName]: { readonly description: string; readonly parameters: z.ZodObject } };

/** A call whose arguments were checked. */
export type ToolCall = {
  readonly [T in ToolName]: { readonly tool: T; readonly arguments: z.infer<(typeof TOOLS)[T]['parameters']> };
}[ToolName];

/** A call of a tool that the scenario declares, whose arguments were checked. */
export interface OwnToolCall {
  readonly tool: OwnToolSpec;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What came of reading a call. The problem says what was wrong and what would be right. */
export type ReadCall = BuiltInRead | { readonly kind: 'own'; readonly call: OwnToolCall };

export type BuiltInRead =
  | { readonly kind: 'call'; readonly call: ToolCall }
  | { readonly kind: 'malformed' | 'refused'; readonly problem: string };

/** The definitions of the offered tools, as an endpoint with native tool calls takes them. */
export function toolDefinitions(offered: readonly ToolName[]): ToolDefinition[] {
  return offered.map((name) => {
    const { $schema: _, ...parameters } = z.toJSONSchema(TOOLS[name].parameters);
    return { name, description: TOOLS[name].description, parameters };
  });
}

/** A tool and its parameters for a model that reads them as text. */
export function describeTool(name: ToolName): string {
  const parameters = Object.entries<z.ZodType>(TOOLS[name].parameters.shape).map(
    ([parameter, schema]) =>
      `  - ${parameter}${schema.safeParse(undefined).success ? ' (optional)' : ''}: ${schema.description ?? ''}`,
  );
  return [`${name}: ${TOOLS[name].description}`, ...parameters].join('\n');
}

/**
 * Checks a call that a model asked for. `written` is an object, or the JSON text of one; no text at all stands for no arguments.
 * Never throws.
 * @param names of every tool that is offered, built-in or not
 */
export function readToolCall(
  tool: string,
  written: unknown,
  offered: readonly ToolName[],
  names: readonly string[] = offered,
): BuiltInRead {
  const name = TOOL_NAMES.find((known) => known === tool);
  const choice = `The tools are: ${names.join(', ')}.`;
  if (name === undefined) return { kind: 'malformed', problem: `There is no tool ${quote(tool)}. ${choice}` };
  if (!offered.includes(name)) {
    return { kind: 'refused', problem: `The tool ${name} is not offered for this task. ${choice}` };
  }
  const right = `What it takes:\n${describeTool(name)}`;
  const read = readArguments(name, written, right);
  if ('problem' in read) return { kind: 'malformed', problem: read.problem };
  const parsed = parseCall(name, read.value);
  if (parsed.kind === 'call') return parsed;
  return { kind: 'malformed', problem: `The arguments of ${name} are wrong: ${parsed.problem}. ${right}` };
}

/**
 * The arguments of a call, from JSON text where they were written so. What they hold is not checked.
 * @param right what would be right, for the message
 */
export function readArguments(
  tool: string,
  written: unknown,
  right: string,
): { readonly value: Readonly<Record<string, unknown>> } | { readonly problem: string } {
  if (typeof written === 'string') {
    const { value, problem } = readJsonObject(written.trim() === '' ? '{}' : written);
    return value === undefined
      ? { problem: `The arguments of ${tool} cannot be read: ${problem} ${right}` }
      : { value };
  }
  if (typeof written === 'object' && written !== null && !Array.isArray(written)) return { value: { ...written } };
  return { problem: `The arguments of ${tool} are wrong: they must be an object. ${right}` };
}

type Parsed = { readonly kind: 'call'; readonly call: ToolCall } | { readonly kind: 'wrong'; readonly problem: string };

function parseCall(name: ToolName, value: unknown): Parsed {
  // One case a tool: only so does each name keep the type of its own arguments.
  switch (name) {
    case 'shell':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    case 'read_file':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    case 'write_file':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    case 'run_in_terminal':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    case 'receive_output':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    case 'finish':
      return check(TOOLS[name].parameters, value, (given) => ({ tool: name, arguments: given }));
    default:
      return name satisfies never;
  }
}

function check<S extends z.ZodObject>(schema: S, value: unknown, call: (given: z.infer<S>) => ToolCall): Parsed {
  const { success, data, error } = schema.safeParse(value);
  return success ? { kind: 'call', call: call(data) } : { kind: 'wrong', problem: tell(error) };
}

function tell(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      if (issue.code === 'unrecognized_keys') return `there is no parameter ${issue.keys.map(quote).join(', ')}`;
      return issue.path.length === 0 ? 'they must be an object' : `${quote(String(issue.path[0]))} ${issue.message}`;
    })
    .join('; ');
}

function quote(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}

/**
 * What a call does to the machine; undefined for a call that does nothing to it.
 * @param remainingMs machine time that is left to the trial; no command runs longer.
 */
export function machineAction(call: ToolCall, remainingMs: number): MachineAction | undefined {
  switch (call.tool) {
    case 'shell': {
      const seconds = call.arguments.timeout_seconds ?? DEFAULT_TIMEOUT_SECONDS;
      return { kind: 'shell', command: call.arguments.command, timeoutMs: Math.min(seconds * 1_000, remainingMs) };
    }
    case 'read_file':
      return { kind: 'read_file', path: call.arguments.path };
    case 'write_file':
      return { kind: 'write_file', path: call.arguments.path, content: call.arguments.content };
    case 'run_in_terminal': {
      const { command, terminal: number, type } = call.arguments;
      const timeoutMs = Math.min(DEFAULT_TIMEOUT_SECONDS * 1_000, remainingMs);
      return { kind: 'shell', command, timeoutMs, terminal: number, longRunning: type === 'long_running' };
    }
    case 'receive_output':
      return { kind: 'receive', terminal: call.arguments.terminal };
    case 'finish':
      return undefined;
    default:
      return call satisfies never;
  }
}
