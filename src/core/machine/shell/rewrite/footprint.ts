/** What a script can change of what its shell knows: most change nothing but plain variables, which are cheap to carry on. */
import {
  commandName,
  type FunctionNode,
  literalText,
  type ScriptNode,
  type SimpleCommandNode,
  type WordNode,
} from '../syntax.ts';

/** Builtins that change attributes, arrays, options or the stack of folders, or run what cannot be looked at here. */
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
/** `$?` and `$_`. */
const STATUS: ReadonlySet<unknown> = new Set(['?', '_']);
/** Arithmetic that names its variables while it runs, or elements of arrays. */
const INTRICATE = /^Arith(?:ArrayElement|BracedExpansion|Concat|Double|Dynamic|NumberSubscript)/;
/** What runs in a shell of its own: a function that is defined there is not known afterwards. */
const APART: ReadonlySet<unknown> = new Set(['Subshell', 'CommandSubstitution', 'ProcessSubstitution']);

/** What is known of a script before it runs. */
export interface Footprint {
  /**
   * It leaves everything of its shell alone but variables that are no arrays, functions that it defines, the current folder, `$?` and
   * `$_`. False when that cannot be told.
   */
  readonly onlyScalars: boolean;
  /** It does not look at `$?` and `$_` before it sets both. False when that cannot be told. */
  readonly setsStatus: boolean;
  /** It sets traps, or that cannot be told. */
  readonly setsTraps: boolean;
}

/** Looks at a script. `functions` are those that the shell knows. */
export function footprintOf(script: ScriptNode, functions: ReadonlyMap<string, FunctionNode>): Footprint {
  const look = new Look(functions);
  const onlyScalars = look.isHarmless(script, false);
  const setsStatus = onlyScalars && !look.asksForStatus && beginsWithCommand(script);
  return { onlyScalars, setsStatus, setsTraps: !onlyScalars || look.setsTraps };
}

/** Whether the first thing that a script does is a single command without redirections, which sets `$?` and `$_` whatever it is. */
function beginsWithCommand({ statements }: ScriptNode): boolean {
  const first = statements.find(({ pipelines }) => pipelines[0]?.commands[0]?.type !== 'FunctionDef');
  const [command, ...others] = first?.pipelines[0]?.commands ?? [];
  return (
    first?.background === false &&
    others.length === 0 &&
    command?.type === 'SimpleCommand' &&
    command.redirections.length === 0
  );
}

/** Whether a script sets a trap on failures. */
export function trapsErrors(script: ScriptNode): boolean {
  return hasCommand(script, 'trap', (words) => words.includes('ERR'));
}

/** A node of the syntax tree as far as it is looked at here. */
interface Looked {
  readonly type?: unknown;
  readonly operator?: unknown;
  readonly operation?: unknown;
  readonly value?: unknown;
  readonly parameter?: unknown;
  readonly subscript?: unknown;
  readonly name?: unknown;
  readonly array?: unknown;
  readonly background?: unknown;
  readonly commands?: unknown;
  readonly statements?: unknown;
  readonly pipelines?: unknown;
  readonly parts?: unknown;
  readonly args?: unknown;
  readonly assignments?: unknown;
  readonly redirections?: unknown;
}

class Look {
  readonly #functions: ReadonlyMap<string, FunctionNode>;
  /** Functions that are called and were looked at. */
  readonly #called = new Set<string>();
  /** Something that was looked at asks for `$?` or `$_`, or may do so. */
  asksForStatus = false;
  /** A trap is set in what was looked at. */
  setsTraps = false;

  constructor(functions: ReadonlyMap<string, FunctionNode>) {
    this.#functions = functions;
  }

  /** `apart` tells that the node runs in a shell of its own. */
  isHarmless(value: unknown, apart: boolean): boolean {
    if (typeof value !== 'object' || value === null) return true;
    if (Array.isArray(value)) {
      for (const entry of value) if (!this.isHarmless(entry, apart)) return false;
      return true;
    }
    const node = value as Looked;
    switch (node.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'Escaped':
      case 'Glob':
        return true;
      case 'Word':
      case 'DoubleQuoted':
        return this.isHarmless(node.parts, apart);
      case 'Script':
        return this.isHarmless(node.statements, apart);
      case 'Statement':
        return this.isHarmless(node.pipelines, apart || node.background === true);
      case 'Pipeline':
        return this.isHarmless(node.commands, apart || runsApart(node));
      case 'SimpleCommand':
        return (
          this.#isHarmlessCommand(node as SimpleCommandNode) &&
          this.isHarmless(node.name, apart) &&
          this.isHarmless(node.args, apart) &&
          this.isHarmless(node.assignments, apart) &&
          this.isHarmless(node.redirections, apart)
        );
      case 'Assignment':
        return this.#isHarmlessNode(node, apart) && this.isHarmless(node.value, apart);
      case 'ParameterExpansion':
        return this.#isHarmlessNode(node, apart) && this.isHarmless(node.operation, apart);
    }
    if (node.type !== undefined && !this.#isHarmlessNode(node, apart)) return false;
    const inner = apart || runsApart(node);
    for (const key in value) {
      if (!this.isHarmless(value[key as keyof typeof value], inner)) return false;
    }
    return true;
  }

  #isHarmlessNode(node: Looked, apart: boolean): boolean {
    switch (node.type) {
      case 'FunctionDef':
        return !apart;
      case 'Assignment':
        return node.array === null && typeof node.name === 'string' && !/[[\]]|^PWD$/.test(node.name);
      case 'ParameterExpansion':
        this.asksForStatus ||= STATUS.has(node.parameter) || (node.operation as Looked | null)?.type === 'Indirection';
        return !String(node.parameter).includes('[');
      case 'ArithVariable':
      case 'ArithSpecialVar':
        this.asksForStatus ||= STATUS.has(node.name);
        return true;
      case 'CondBinary':
        return node.operator !== '=~';
      case 'ArithAssignment':
        return node.subscript === undefined;
      default:
        return !INTRICATE.test(String(node.type));
    }
  }

  #isHarmlessCommand(command: SimpleCommandNode): boolean {
    if (command.name === null) return true;
    const name = commandName(command.name);
    if (name === undefined || STATEFUL.has(name)) return false;
    this.setsTraps ||= name === 'trap';
    this.asksForStatus ||= (name === 'exit' || name === 'return') && command.args.length === 0;
    const called = this.#functions.get(name);
    if (called && !this.#called.has(name)) {
      this.#called.add(name);
      if (!this.isHarmless(called.body, false)) return false;
    }
    if (name === 'local') return command.args.every(isPlainLocal);
    const option = WITH_OPTION.get(name);
    return option === undefined || !command.args.some((word) => option.test(literalText(word) ?? '-a'));
  }
}

function runsApart(node: Looked): boolean {
  if (node.type === 'Pipeline') return Array.isArray(node.commands) && node.commands.length > 1;
  return APART.has(node.type);
}

/** A word of `local` that names a variable which is no array; it is gone when its function ends. */
function isPlainLocal(word: WordNode): boolean {
  const [first] = word.parts;
  return first?.type === 'Literal' && /^[A-Za-z_]\w*(?:=(?!\().*)?$/s.test(first.value);
}

/** Whether a script, or what a text in it runs, may make its shell end when a command fails. */
export function setsErrexit(script: ScriptNode): boolean {
  return hasCommand(script, 'set', (words) =>
    words.some((word) => word === 'errexit' || /^-[a-zA-Z]*e/.test(word ?? '')),
  );
}

/** Whether a command of this name stands anywhere in a script with words that `fits` takes. */
function hasCommand(
  script: ScriptNode,
  command: string,
  fits: (words: readonly (string | undefined)[]) => boolean,
): boolean {
  const looks = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(looks);
    if ('type' in value && value.type === 'SimpleCommand') {
      const { name, args } = value as SimpleCommandNode;
      if (literalText(name) === command && fits(args.map(literalText))) return true;
    }
    for (const key in value) if (looks(value[key as keyof typeof value])) return true;
    return false;
  };
  return looks(script);
}
