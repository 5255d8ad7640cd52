/** Parameters of tools, which are JSON Schema: models are told them, and calls are checked with them. */
import { z } from 'zod';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem, TextRange } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, type SourceMap, type SourceNode, textOf } from '../source.ts';
import { describeNode } from '../source-names.ts';
import { plainValue } from '../source-value.ts';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
/** Keywords whose value is a schema, a map of schemas, or a list of them. */
const SCHEMA = ['items', 'additionalProperties', 'not', 'contains', 'propertyNames'];
const SCHEMA_MAPS = ['properties', 'patternProperties', '$defs'];
const SCHEMA_LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const NUMBERS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
];
const OTHERS = ['type', 'required', 'enum', 'const', 'pattern', 'format', 'uniqueItems', '$ref'];
const NOTES = ['title', 'description', 'default', 'examples', 'deprecated', '$schema', '$id', '$comment'];
const KEYWORDS = [...OTHERS, ...SCHEMA, ...SCHEMA_MAPS, ...SCHEMA_LISTS, ...NUMBERS, ...NOTES];

/** What keeps parameters from being a JSON Schema of an object, each at the part that is wrong. */
export function checkParameters(node: SourceNode | undefined): Problem[] {
  if (node?.kind !== 'map') return [];
  const found = checkSchema(node);
  if (found.length > 0) return found;
  const type = entryOf(node, 'type')?.value;
  if (textOf(type) !== 'object') {
    const fixes = type ? [{ title: 'Change to object', edits: [{ range: type.range, text: 'object' }] }] : [];
    const range = type?.range ?? node.entries[0]?.key.range ?? node.range;
    return [wrong(range, 'Parameters are the JSON Schema of an object: type: object, and properties by name.', fixes)];
  }
  try {
    z.fromJSONSchema(JSON.parse(JSON.stringify(plainValue(node))));
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1).join() : String(error);
    return [wrong(node.entries[0]?.key.range ?? node.range, `These parameters cannot be checked: ${reason}`)];
  }
}

function checkSchema(node: SourceNode): Problem[] {
  // A schema may be true or false: anything, or nothing.
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return [];
  if (node.kind !== 'map')
    return [wrong(node.range, `A schema is a map such as { type: string }, but this is ${describeNode(node)}.`)];
  return node.entries.flatMap(({ name, key, value }): Problem[] => {
    if (!KEYWORDS.includes(name)) {
      const { sentence, fixes } = suggestion(name, KEYWORDS, key.range);
      return [
        wrong(key.range, `${name} is not a keyword of JSON Schema. ${fixes.length > 0 ? sentence : ''}`.trim(), fixes),
      ];
    }
    if (SCHEMA.includes(name)) return checkSchema(value);
    if (SCHEMA_MAPS.includes(name)) {
      if (value.kind !== 'map')
        return [wrong(value.range, `${name} is a map of schemas by name, but this is ${describeNode(value)}.`)];
      return value.entries.flatMap((entry) => checkSchema(entry.value));
    }
    if (SCHEMA_LISTS.includes(name)) {
      if (value.kind !== 'list')
        return [wrong(value.range, `${name} is a list of schemas, but this is ${describeNode(value)}.`)];
      return value.items.flatMap(checkSchema);
    }
    if (NUMBERS.includes(name)) {
      const isNumber = value.kind === 'scalar' && typeof value.value === 'number';
      return isNumber ? [] : [wrong(value.range, `${name} has to be a number, but this is ${describeNode(value)}.`)];
    }
    return checkKeyword(name, value, node);
  });
}

function checkKeyword(name: string, value: SourceNode, schema: SourceMap): Problem[] {
  switch (name) {
    case 'type':
      return (value.kind === 'list' ? value.items : [value]).flatMap(checkType);
    case 'required':
      return checkRequired(value, schema);
    case 'enum':
      return itemsOf(value).length > 0 ? [] : [wrong(value.range, 'enum is a list of the values that can stand here.')];
    case 'pattern':
      return checkPattern(value);
    default:
      return [];
  }
}

function checkType(node: SourceNode): Problem[] {
  const type = textOf(node) ?? (node.kind === 'scalar' && node.value === null ? 'null' : '');
  if (TYPES.includes(type)) return [];
  const { sentence, fixes } = suggestion(type, TYPES, node.range);
  return [wrong(node.range, `${type || 'This'} is not a type of JSON Schema. ${sentence}`, fixes)];
}

function checkRequired(node: SourceNode, schema: SourceMap): Problem[] {
  if (node.kind !== 'list')
    return [wrong(node.range, `required is a list of names, but this is ${describeNode(node)}.`)];
  const properties = entryOf(schema, 'properties')?.value;
  const names = entriesOf(properties).map(({ name }) => name);
  return node.items.flatMap((item) => {
    const name = textOf(item);
    if (name === undefined) return [wrong(item.range, 'required is a list of names of properties.')];
    if (!properties || names.includes(name)) return [];
    const { sentence, fixes } = suggestion(name, names, item.range);
    return [wrong(item.range, `No property is called ${name}. ${sentence}`.trim(), fixes)];
  });
}

function checkPattern(node: SourceNode): Problem[] {
  const pattern = textOf(node);
  try {
    if (pattern !== undefined) new RegExp(pattern);
    return pattern === undefined ? [wrong(node.range, 'pattern is a regular expression.')] : [];
  } catch {
    return [wrong(node.range, `${pattern} is not a regular expression.`)];
  }
}

function wrong(range: TextRange, message: string, fixes: Problem['fixes'] = []): Problem {
  return problem('RL3316', range, message, fixes);
}
