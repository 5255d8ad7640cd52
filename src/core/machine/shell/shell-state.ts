/**
 * What a shell knows between two commands. The interpreter starts every run from nothing, so a run begins by setting this up
 * again and ends by reading it off; a background job begins with what its shell knew when it was started.
 */
import { parse } from 'just-bash';
import { resolvePath } from '../files/paths.ts';
import { HIDDEN_MARK, hiddenPath } from './hidden-name.ts';
import { LAST_WORD, readOff } from './rewrite/machinery.ts';
import { GuardedStatement } from './rewrite/telling-nodes.ts';
import {
  commandOf,
  type FunctionNode,
  pipelineOf,
  redirectTo,
  type ScriptNode,
  type StatementNode,
  simpleCommand,
  statementOf,
  textWord,
} from './syntax.ts';

export interface ShellState {
  readonly cwd: string;
  /** Variables that are no arrays; the positional parameters are among them as `1`, `2` and so on. It has no prototype. */
  readonly scalars: Readonly<Record<string, string>>;
  /** Attributes of variables as `declare` writes them: `x`, `ir`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The declarations of arrays. */
  readonly arrays: readonly string[];
  readonly functions: ReadonlyMap<string, FunctionNode>;
  /** Folders below the current one on the stack of `pushd`. */
  readonly folders: readonly string[];
  readonly exitCode: number;
  /** `$_`. */
  readonly lastWord: string;
}

/** How a script ended: `$?` and `$_`. */
export interface Ended {
  readonly exitCode: number;
  readonly lastWord: string;
}

/** Variables that the interpreter keeps itself. */
const KEPT = new Set(['?', '@', '*', '#', '-', '_', '0', 'BASHOPTS', 'SHELLOPTS', 'PIPESTATUS', 'OPTIND', 'PWD']);
/** What the interpreter works out again in each run, and the first of the positional parameters. */
const PASSING = ['?', '@', '*', '#', '-', '_', '0', '1', 'PIPESTATUS'];
/** Attributes that are given again to a variable; what is exported is known from the environment. */
const MARKS = /[ilunr]/g;
const OPTIONS = ['pipefail', 'allexport', 'noclobber', 'noglob', 'nounset', 'verbose', 'posix', 'errexit', 'xtrace'];
const NONE: readonly string[] = [];
/** What `$SHELLOPTS` of every shell holds. */
const SHELL_OPTIONS = 'SHELLOPTS';
const BASH_OPTIONS = 'BASHOPTS';
/** Variable that holds `$_` at the end of a run. */
const LAST_WORD_HOLDER = `${HIDDEN_MARK}last`;
const KEEPS_LAST_WORD = statementOf(
  simpleCommand(null, [], {
    assignments: [{ type: 'Assignment', name: LAST_WORD_HOLDER, value: LAST_WORD, append: false, array: null }],
  }),
);

/** Whether a name is one that the interpreter takes care of: one of its own variables, or a positional parameter. */
function isKept(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first > 0x30 && first <= 0x39) || KEPT.has(name);
}

function recordOf(entries: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) record[name] = value;
  return record;
}

/** A shell that was just started with an environment. */
export function freshState(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): ShellState {
  const scalars = recordOf(Object.entries(environment));
  for (const [index, word] of args.entries()) scalars[String(index + 1)] = word;
  if (args.length > 0) scalars['#'] = String(args.length);
  const attributes = new Map(Object.keys(environment).map((name) => [name, 'x']));
  return { cwd, scalars, attributes, arrays: [], functions: new Map(), folders: [], exitCode: 0, lastWord: '' };
}

/** What the interpreter told of a shell: its variables, and the text that `readOff` printed. */
export function stateFrom(told: {
  readonly cwd: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly text: string;
  readonly functions: ReadonlyMap<string, FunctionNode>;
  readonly exitCode: number;
  readonly lastWord: string;
}): ShellState {
  const attributes = new Map<string, string>();
  const arrays: string[] = [];
  const functions = new Map<string, FunctionNode>();
  const folders: string[] = [];
  for (const line of told.text.split('\n')) {
    const declared = /^declare -(\S+) ([A-Za-z_][A-Za-z0-9_]*)(=\()?/.exec(line);
    const [, flags = '', name = '', isArray] = declared ?? [];
    if (line.startsWith('declare -f ')) {
      const definition = told.functions.get(line.slice('declare -f '.length));
      if (definition) functions.set(definition.name, definition);
    } else if (declared && KEPT.has(name)) {
    } else if (declared && (isArray || /[aA]/.test(flags))) {
      arrays.push(line);
    } else if (declared && flags !== '-') {
      attributes.set(name, flags);
    } else if (line.startsWith('/')) {
      folders.push(line);
    }
  }
  return {
    cwd: resolvePath('/', told.cwd),
    scalars: recordOf(told.variables),
    attributes,
    arrays,
    functions,
    folders: folders.slice(1),
    exitCode: told.exitCode,
    lastWord: told.lastWord,
  };
}

/**
 * The state after a script that changed nothing but plain variables and functions, as the interpreter hands them back. The record of
 * variables goes over into the state. `ended` is how it ended, where that is known
 * already; else the last statement kept it.
 */
export function withVariables(
  before: ShellState,
  variables: Record<string, string>,
  functions: ReadonlyMap<string, FunctionNode>,
  ended: Ended | undefined,
): ShellState {
  const lastWord = ended?.lastWord ?? variables[LAST_WORD_HOLDER] ?? '';
  const exitCode = ended?.exitCode ?? Number(variables['?'] ?? 0);
  delete variables[LAST_WORD_HOLDER];
  delete variables['?'];
  const cwd = resolvePath('/', variables['PWD'] ?? before.cwd);
  const { attributes, arrays, folders } = before;
  return { cwd, scalars: variables, attributes, arrays, functions: new Map(functions), folders, exitCode, lastWord };
}

/**
 * The last statement of a script that changes nothing but plain variables: it keeps `$_`, and `$?` as it is. `isKept` is called when the
 * shell comes to it, which one that ended before does not, and says whether `$?` and `$_` are known already.
 */
export function lastStatement(isKept: () => boolean): StatementNode {
  return new GuardedStatement(KEEPS_LAST_WORD, [], KEEPS_LAST_WORD.pipelines, isKept);
}

/** The last statements of any other script: they read off the state and hand it to a hidden command. */
export function readOffStatements(): StatementNode[] {
  const quiet = { redirections: [redirectTo(2, '>', '/dev/null')] };
  return [
    statementOf(simpleCommand(textWord(hiddenPath('status')), [LAST_WORD], quiet)),
    statementOf(readOff(), simpleCommand(textWord(hiddenPath('keep')), [], quiet)),
  ];
}

/** What the interpreter is given before the first statement. */
export interface Setup {
  /** Variables that are no arrays. */
  readonly variables: Readonly<Record<string, string>>;
  readonly statements: readonly StatementNode[];
}

/** Whether a shell has run something: then it knows what the interpreter told it of its variables and options. */
function hasRun(state: ShellState): boolean {
  return BASH_OPTIONS in state.scalars;
}

/** The variables that a shell exports. */
export function exportedBy(state: ShellState): Record<string, string> {
  const exported: Record<string, string> = {};
  for (const [name, flags] of state.attributes) {
    const value = flags.includes('x') && !KEPT.has(name) ? state.scalars[name] : undefined;
    if (value !== undefined) exported[name] = value;
  }
  return exported;
}

/** The interpreter that is set up. */
export interface Interpreter {
  /** What a new one knows. */
  readonly variables: Readonly<Record<string, string>>;
  /** It was left in the very state that is set up, and knows the options of `shopt`. */
  readonly continues: boolean;
  /** Options of `set` that the shell has on. */
  readonly options: readonly string[];
  /** What it is to run does not look at `$?` and `$_` before it sets both. */
  readonly setsStatus: boolean;
}

/** How a shell is set up again. `define` makes the statement that defines a function. */
export function setupOf(
  state: ShellState,
  { variables: usual, continues, options, setsStatus }: Interpreter,
  define: (definition: FunctionNode) => StatementNode,
): Setup {
  const { scalars } = state;
  // The interpreter exports these whether they were handed down or not.
  const own = hasRun(state) ? [] : ['HOME', 'PATH', 'PWD'].filter((name) => !(name in scalars));
  const marksOff = own.length > 0 ? [statementOf(commandOf('export', ['-n', ...own]))] : [];
  const shopt = scalars[BASH_OPTIONS];
  const variables = continues && isWhole(state, usual) ? scalars : variablesOf(state, usual, continues);
  const statements: StatementNode[] = [...marksOff];
  for (const declaration of state.arrays) statements.push(...arrayStatements(declaration));
  for (const mark of marksOf(state)) statements.push(mark);
  for (const definition of state.functions.values()) statements.push(define(definition));
  if (state.folders.length > 0) statements.push(...folderStatements(state));
  if ('#' in scalars) statements.push(...positionStatements(state));
  if (!continues && shopt !== usual[BASH_OPTIONS]) statements.push(...shoptStatements(shopt));
  for (const name of options) statements.push(statementOf(commandOf('set', ['-o', name])));
  if (!setsStatus) statements.push(...statusStatements(state));
  return { variables, statements };
}

/** Attributes that need no statement, as long as no variable goes. */
const UNMARKED = new WeakSet<ShellState['attributes']>();

/** The statements that give variables their attributes again. */
function marksOf({ attributes, scalars }: ShellState): readonly StatementNode[] {
  if (UNMARKED.has(attributes)) return [];
  const marks: StatementNode[] = [];
  for (const [name, flags] of attributes) {
    const kept = flags === 'x' ? undefined : flags.match(MARKS);
    if (kept) marks.push(statementOf(commandOf('declare', [`-${kept.join('')}`, name])));
    else if (flags.includes('x') && !(name in scalars)) marks.push(statementOf(commandOf('export', [name])));
  }
  // A script that takes a variable away reads all attributes off again.
  if (marks.length === 0) UNMARKED.add(attributes);
  return marks;
}

/** Whether the variables of a shell are those with which the interpreter goes on, none missing and none too many. */
function isWhole({ scalars, cwd }: ShellState, usual: Interpreter['variables']): boolean {
  return (
    scalars['PWD'] === cwd &&
    scalars[SHELL_OPTIONS] === usual[SHELL_OPTIONS] &&
    'OPTIND' in scalars &&
    !PASSING.some((name) => name in scalars)
  );
}

/** The variables that the interpreter begins with, so that it knows those of a shell. */
function variablesOf(
  state: ShellState,
  usual: Interpreter['variables'],
  continues: boolean,
): Readonly<Record<string, string>> {
  const { scalars } = state;
  const variables: Record<string, string> = hasRun(state) ? {} : { ...usual };
  for (const name in scalars) if (!isKept(name)) variables[name] = scalars[name] ?? '';
  if (!('OLDPWD' in scalars)) delete variables['OLDPWD'];
  if (!('HOME' in scalars)) delete variables['HOME'];
  variables['PWD'] = state.cwd;
  variables['OPTIND'] = scalars['OPTIND'] ?? '1';
  variables[SHELL_OPTIONS] = usual[SHELL_OPTIONS] ?? '';
  variables[BASH_OPTIONS] = (continues ? scalars[BASH_OPTIONS] : usual[BASH_OPTIONS]) ?? '';
  return variables;
}

/** An array as it is declared and filled; the interpreter splits words inside the parentheses of `declare` itself. */
function arrayStatements(declaration: string): readonly StatementNode[] {
  const [, flags = '', name = '', values] = /^declare -(\S+) (\w+)(?:=(\(.*\)))?$/s.exec(declaration) ?? [];
  const kind = flags.includes('A') ? '-A' : '-a';
  const kept = [...flags].filter((flag) => 'ilurx'.includes(flag)).join('');
  return [
    statementOf(commandOf('declare', [kind, name])),
    ...(values === undefined ? [] : parse(`${name}=${values}`).statements),
    ...(kept === '' ? [] : [statementOf(commandOf('declare', [`-${kept}`, name]))]),
  ];
}

function folderStatements(state: ShellState): StatementNode[] {
  const nowhere = { redirections: [redirectTo(1, '>', '/dev/null'), redirectTo(2, '>', '/dev/null')] };
  const [deepest = '/', ...others] = [state.cwd, ...state.folders].reverse();
  const moves = [['cd', deepest], ...others.map((folder) => ['pushd', folder])];
  return moves.map(([name = '', folder = '']) =>
    statementOf(simpleCommand(textWord(name), [textWord(folder)], nowhere)),
  );
}

function positionStatements(state: ShellState): StatementNode[] {
  const count = Number(state.scalars['#'] ?? 0);
  if (count === 0) return [];
  const words = Array.from({ length: count }, (_, index) => state.scalars[String(index + 1)] ?? '');
  return [statementOf(commandOf('set', ['--', ...words]))];
}

function shoptStatements(options: string | undefined): StatementNode[] {
  if (options === undefined) return [];
  const names = options.split(':').filter((name) => name !== '');
  const off = names.includes('globskipdots') ? [] : [statementOf(commandOf('shopt', ['-u', 'globskipdots']))];
  return names.length > 0 ? [statementOf(commandOf('shopt', ['-s', ...names])), ...off] : off;
}

/** Options of `set` that a shell has on, as `set -o` names them. */
export function optionsOf(state: ShellState): readonly string[] {
  const text = state.scalars[SHELL_OPTIONS] ?? '';
  if (!OPTIONS.some((name) => text.includes(name))) return NONE;
  const set = text.split(':');
  return OPTIONS.filter((name) => set.includes(name));
}

/** Makes `$?` and `$_` what they were. Being first of two in a list, it does not end a shell that ends on errors. */
function statusStatements(state: ShellState): StatementNode[] {
  const { exitCode, lastWord } = state;
  if (exitCode === 0 && lastWord === '') return [];
  if (exitCode === 0 && !state.functions.has(':') && optionsOf(state).length === 0) {
    return [statementOf(commandOf(':', [lastWord]))];
  }
  const status = simpleCommand(textWord(hiddenPath('status-was')), [textWord(String(exitCode)), textWord(lastWord)], {
    redirections: [redirectTo(2, '>', '/dev/null')],
  });
  return [{ ...statementOf(status), pipelines: [pipelineOf(status), pipelineOf(status)], operators: ['&&'] }];
}

/** The statements of a script with what comes before and after them. */
export function framed(setup: Setup, script: ScriptNode, after: readonly StatementNode[]): ScriptNode {
  return { ...script, statements: [...setup.statements, ...script.statements, ...after] };
}
