/** Tools that a scenario declares: what the model is told of them, and how their arguments are checked. */
import { z } from 'zod';
import type { OwnToolSpec } from '../scenario/model.ts';
import type { ToolDefinition } from './model.ts';

/** Thrown when a tool of a scenario cannot be offered. The message says why. */
export class OwnToolError extends Error {
  override readonly name = 'OwnToolError';
}

/** Gives what is wrong with the arguments of a call; undefined when nothing is. */
export type ArgumentCheck = (given: unknown) => string | undefined;

/** The definition of a tool, as an endpoint with native tool calls takes it. */
export function ownToolDefinition({ name, description, parameters }: OwnToolSpec): ToolDefinition {
  return { name, description, parameters };
}

/** A tool and its parameters for a model that reads them as text. */
export function describeOwnTool({ name, description, parameters }: OwnToolSpec): string {
  const { properties, required } = parameters;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const lines = Object.entries(isObject(properties) ? properties : {}).map(([parameter, schema]) => {
    const about =
      isObject(schema) && typeof schema['description'] === 'string' ? schema['description'] : typeOf(schema);
    return `  - ${parameter}${needed.includes(parameter) ? '' : ' (optional)'}: ${about}`;
  });
  return [`${name}: ${description}`, ...lines].join('\n');
}

/**
 * A check of the arguments of a tool by its JSON Schema.
 * @throws OwnToolError when the schema cannot be used
 */
export function argumentCheck({ name, parameters }: OwnToolSpec): ArgumentCheck {
  let schema: z.ZodType;
  try {
    schema = z.fromJSONSchema(parameters);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OwnToolError(`The parameters of the tool ${name} cannot be used: ${why}`);
  }
  return (given) => {
    if (!isObject(given)) return 'they must be an object';
    const { success, error } = schema.safeParse(given);
    return success ? undefined : error.issues.map(tell).join('; ');
  };
}

/** Our own words, so that an observation is the same under every version of the library. */
function tell(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'they' : JSON.stringify(issue.path.map(String).join('.'));
  switch (issue.code) {
    case 'unrecognized_keys':
      return `there is no parameter ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`;
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? `${where} is missing`
        : `${where} must be of the type ${issue.expected}`;
    case 'too_small':
      return `${where} is too small: the least is ${issue.minimum}`;
    case 'too_big':
      return `${where} is too big: the most is ${issue.maximum}`;
    case 'invalid_value':
      return `${where} must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    default:
      return `${where} does not fit the parameters of the tool`;
  }
}

function typeOf(schema: unknown): string {
  const type = isObject(schema) ? schema['type'] : undefined;
  return typeof type === 'string' ? `A value of the type ${type}.` : 'A value.';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
