/** What a script can change of what its shell knows: most change nothing but plain variables, which are cheap to carry on. */
import { literalText, type ScriptNode, type SimpleCommandNode } from '../syntax.ts';

/** Builtins that change attributes, arrays, functions, options or the stack of folders, or run what cannot be looked at here. */
const STATEFUL = new Set([
  '.',
  'builtin',
  'command',
  'declare',
  'dirs',
  'enable',
  'eval',
  'export',
  'let',
  'local',
  'mapfile',
  'popd',
  'pushd',
  'readarray',
  'readonly',
  'set',
  'shift',
  'shopt',
  'source',
  'typeset',
  'unset',
]);
/** Builtins that do so with an option. */
const WITH_OPTION: ReadonlyMap<string, RegExp> = new Map([
  ['printf', /^-v/],
  ['read', /^-[a-zA-Z]*a/],
  ['wait', /^-[a-zA-Z]*p/],
]);
/** Arithmetic that names its variables while it runs, or elements of arrays. */
const INTRICATE = /^Arith(?:ArrayElement|BracedExpansion|Concat|Double|Dynamic|NumberSubscript)/;

/**
 * Whether a script leaves everything of its shell alone but variables that are no arrays, the current folder, `$?` and `$_`. False
 * when that cannot be told. `functions` are the names of the functions that the shell knows: what they change is not looked at.
 */
export function changesOnlyScalars(script: ScriptNode, functions: ReadonlyMap<string, unknown>): boolean {
  const harmless = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    if (Array.isArray(value)) return value.every(harmless);
    if ('type' in value && !isHarmless(value as Looked, functions)) return false;
    for (const key in value) {
      if (!harmless(value[key as keyof typeof value])) return false;
    }
    return true;
  };
  return harmless(script);
}

/** A node of the syntax tree as far as it is looked at here. */
interface Looked {
  readonly type: unknown;
  readonly operator?: unknown;
  readonly parameter?: unknown;
  readonly subscript?: unknown;
  readonly name?: unknown;
  readonly array?: unknown;
}

function isHarmless(node: Looked, functions: ReadonlyMap<string, unknown>): boolean {
  switch (node.type) {
    case 'FunctionDef':
      return false;
    case 'SimpleCommand':
      return isHarmlessCommand(node as SimpleCommandNode, functions);
    case 'Assignment':
      return node.array === null && typeof node.name === 'string' && !/[[\]]|^PWD$/.test(node.name);
    case 'ParameterExpansion':
      return !String(node.parameter).includes('[');
    case 'CondBinary':
      return node.operator !== '=~';
    case 'ArithAssignment':
      return node.subscript === undefined;
    default:
      return !INTRICATE.test(String(node.type));
  }
}

function isHarmlessCommand(command: SimpleCommandNode, functions: ReadonlyMap<string, unknown>): boolean {
  if (command.name === null) return true;
  const name = literalText(command.name);
  if (name === undefined || STATEFUL.has(name) || functions.has(name)) return false;
  const option = WITH_OPTION.get(name);
  return option === undefined || !command.args.some((word) => option.test(literalText(word) ?? '-a'));
}
