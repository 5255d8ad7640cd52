/** What conditions and templates know of the arguments of a declared tool, from its JSON Schema. */
import { entriesOf, entryOf, type SourceNode, textOf } from './source.ts';

/** An argument of a tool, with its type as conditions see it. */
export interface ToolArgument {
  readonly name: string;
  readonly type: string;
  readonly about: string;
}

/** Types of JSON Schema as conditions see them. A number may be whole or not, so its type is open. */
const TYPES: Readonly<Record<string, string>> = { string: 'string', integer: 'int', boolean: 'bool' };

/** The arguments that the declaration of a tool names, in the order of the text. */
export function argumentsOf(tool: SourceNode | undefined): readonly ToolArgument[] {
  return entriesOf(entryOf(entryOf(tool, 'parameters')?.value, 'properties')?.value).map(({ name, value }) => ({
    name,
    type: TYPES[textOf(entryOf(value, 'type')?.value) ?? ''] ?? 'dyn',
    about: textOf(entryOf(value, 'description')?.value) ?? 'An argument of the call.',
  }));
}

/** Name under which the type of `input` is known to the type checker of conditions. */
export const INPUT_TYPE = 'Input';

/** The type of `input` with its fields, for scopes: `Input{"path":"string"}`. */
export function inputScopeType(fields: readonly ToolArgument[]): string {
  return INPUT_TYPE + JSON.stringify(Object.fromEntries(fields.map(({ name, type }) => [name, type])));
}

/** The fields of a type that `inputScopeType` gave; undefined for any other. */
export function inputFields(
  type: string,
): Readonly<Record<string, { readonly type: string; readonly about: string }>> | undefined {
  if (!type.startsWith(`${INPUT_TYPE}{`)) return undefined;
  const fields: Readonly<Record<string, string>> = JSON.parse(type.slice(INPUT_TYPE.length));
  return Object.fromEntries(
    Object.entries(fields).map(([name, of]) => [name, { type: of, about: 'An argument of the call.' }]),
  );
}
