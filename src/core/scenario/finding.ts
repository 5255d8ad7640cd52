import type { ProblemCode } from './problem-codes.ts';

/** A part of the text of a condition. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

/** Something wrong in the text of a condition. */
export interface Finding extends Part {
  readonly code: ProblemCode;
  readonly message: string;
  /** Texts that could stand there instead. */
  readonly replacements: readonly string[];
  /** The smallest part of the condition that has a type of its own and is spoilt by this. */
  readonly part: Part;
}

/** How the types of conditions are called in sentences. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  uint: 'an unsigned number',
  double: 'a number with a fraction',
  bool: 'true or false',
  null: 'null',
  dyn: 'anything',
};

/** A type as a person calls it: `text`, `a list of File`. */
export function describeType(type: string | undefined): string {
  if (type === undefined) return 'something else';
  if (type.startsWith('Input')) return 'the input of the tool';
  const element = /^list<(.+)>$/.exec(type)?.[1];
  if (element) return element in TYPE_NAMES ? `a list of ${element}` : `a list of ${element} objects`;
  if (type === 'list' || type === 'map' || type.startsWith('map<')) return `a ${type.split('<', 1)[0]}`;
  return TYPE_NAMES[type] ?? `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
}
