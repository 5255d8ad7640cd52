/**
 * Rewrites the syntax tree of a script before the interpreter runs it, so that the shell does what the interpreter leaves out:
 * background jobs, time and chance of the machine, output that comes while a command still runs, and an end from outside that
 * leaves the shell as it is. Nodes are copied; the tree that came in stays what was written.
 */
import { NOTED_BUILTINS, PLAYED_BUILTINS } from './builtins.ts';
import { hiddenPath } from './hidden-name.ts';
import { intoFiles, NO_STREAMS, type Streams } from './redirections.ts';
import { replaceExpansion, replaceInArithmetic, replaceInLetWord } from './specials.ts';
import {
  type Assignment,
  type CommandNode,
  type CommandOf,
  commandOf,
  type FunctionNode,
  groupOf,
  type HereDoc,
  literalText,
  type PartOf,
  type PipelineNode,
  pipelineOf,
  type Redirection,
  redirectTo,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  simpleCommand,
  statementOf,
  textWord,
  type WordNode,
  type WordPart,
} from './syntax.ts';

/** Where in a script a command stands: what its output goes into when it has no redirections of its own. */
export interface Place {
  /** Number of the sinks that the output goes to; 0 are those of the shell. */
  readonly scope: number;
  /** Standard output is read by another command or by a substitution. */
  readonly piped: boolean;
  /** Streams that go into sinks as soon as a statement is done. */
  readonly live: Streams;
}

/** What is known of a simple command when it is about to run. */
export interface Entered {
  readonly place: Place;
  readonly line: number | undefined;
  /** Words that a complaint about it could name. */
  readonly names: readonly string[];
  readonly redirections: readonly Redirection[];
}

/** What the rewritten script calls back while it runs. */
export interface RewriteHooks {
  /** Nothing more is to be done: loops end, statements are skipped. */
  interrupted(): boolean;
  entering(entered: Entered): void;
  /** A compound command with these redirections is about to run. */
  opensFor(redirections: readonly Redirection[]): void;
  defined(definition: FunctionNode): void;
  /** Keeps the statement of a job; gives the number by which the hidden command finds it. */
  keepJob(statement: StatementNode): number;
  /** Keeps the redirections of a compound command; gives the number of its sinks. */
  keepScope(redirections: readonly Redirection[], outer: Place): number;
}

export interface RewriteOptions {
  /** `$0`, when a script runs. */
  readonly scriptName?: string | undefined;
  /** Streams that go to the sinks of the shell as soon as a statement is done. */
  readonly live?: Streams;
}

type CompoundNode = Exclude<CommandNode, SimpleCommandNode | FunctionNode>;
type Arithmetic = PartOf<'ArithmeticExpansion'>['expression'];

const NOTHING: PipelineNode[] = [];
/** Expands to nothing, so that the first word after it becomes the command: words of `$cmd` are split that way. */
const NO_NAME: WordNode = {
  type: 'Word',
  parts: [
    {
      type: 'ParameterExpansion',
      parameter: '?',
      operation: { type: 'UseAlternative', word: { type: 'Word', parts: [] }, checkEmpty: false },
    },
  ],
};

const LAST_WORD: WordNode = {
  type: 'Word',
  parts: [{ type: 'DoubleQuoted', parts: [{ type: 'ParameterExpansion', parameter: '_', operation: null }] }],
};

/** The path of the sink that collects one stream of a scope. */
export function sinkPath(scope: number, stream: 'stdout' | 'stderr'): string {
  return `${hiddenPath('sink')}/${scope}/${stream}`;
}

/** The same place with standard output read by something else. */
function pipedAt(place: Place): Place {
  return { scope: place.scope, piped: true, live: { stdout: false, stderr: place.live.stderr } };
}

/** A statement whose output goes into the sinks of its place as soon as it is done, if it is to be so there. */
function collected(statement: StatementNode, { scope, live }: Place): StatementNode {
  const redirections: Redirection[] = [];
  if (live.stdout) redirections.push(redirectTo(1, '>>', sinkPath(scope, 'stdout')));
  if (live.stderr) redirections.push(redirectTo(2, '>>', sinkPath(scope, 'stderr')));
  return redirections.length === 0 ? statement : statementOf(groupOf([statement], redirections));
}

/** Stands first in a compound command whose redirections open files: it tells which. */
function openScope(scope: number): StatementNode {
  return statementOf(commandOf(hiddenPath('scope'), [String(scope)]));
}

/** Prints what can be known of a shell's state in words: variables, functions, folders on the stack. */
export function readOff(): CommandOf<'Group'> {
  const lists = [commandOf('declare', ['-p']), commandOf('declare', ['-F']), commandOf('dirs', ['-l', '-p'])];
  return groupOf(
    lists.map((list) => statementOf(list)),
    [redirectTo(2, '>', '/dev/null')],
  );
}

/** What the shell names when it complains of a command: the command, or a file that it was to open. */
function namesOf(command: SimpleCommandNode): readonly string[] {
  const words = [command.name, ...command.redirections.map(({ target }) => (target.type === 'Word' ? target : null))];
  return words.flatMap((word) => literalText(word) ?? []);
}

/** The output of a hidden command as one word. */
function outputOf(name: string, args: readonly WordNode[]): WordNode {
  const script: ScriptNode = {
    type: 'Script',
    statements: [statementOf(simpleCommand(textWord(hiddenPath(name)), args))],
  };
  const substitution: WordPart = { type: 'CommandSubstitution', body: script, legacy: false };
  return { type: 'Word', parts: [{ type: 'DoubleQuoted', parts: [substitution] }] };
}

/** `$(< file)` says what `$(cat file)` says. */
function readsFileOnly(statement: StatementNode): StatementNode {
  const command = statement.pipelines[0]?.commands[0];
  if (statement.pipelines.length !== 1 || command?.type !== 'SimpleCommand' || command.name !== null) return statement;
  const [redirection, ...others] = command.redirections;
  if (others.length > 0 || command.assignments.length > 0 || redirection?.operator !== '<') return statement;
  return statementOf(simpleCommand(textWord('cat'), [], { redirections: [redirection] }));
}

/** A builtin with what tells of it afterwards; `$?` and `$_` stay what the builtin made them. */
function noted(command: SimpleCommandNode, name: string, args: readonly WordNode[]): CommandNode {
  const words = args.map((word, index) => {
    const text = literalText(word);
    return text === undefined && index === args.length - 1 ? LAST_WORD : textWord(text ?? '…');
  });
  const note = simpleCommand(textWord(hiddenPath('note')), [textWord(name), ...words]);
  return groupOf([statementOf(command), statementOf(note)]);
}

export class Rewriter {
  readonly #hooks: RewriteHooks;
  readonly #options: RewriteOptions;

  constructor(hooks: RewriteHooks, options: RewriteOptions = {}) {
    this.#hooks = hooks;
    this.#options = options;
  }

  script(script: ScriptNode): ScriptNode {
    const place: Place = { scope: 0, piped: false, live: this.#options.live ?? NO_STREAMS };
    return { ...script, statements: this.#statements(script.statements, place) };
  }

  /** A function as it is defined again from the node that was kept. */
  definition(node: FunctionNode): StatementNode {
    return statementOf(this.#function(node));
  }

  #statements(statements: readonly StatementNode[], place: Place): StatementNode[] {
    return statements.map((statement) => collected(this.#statement(statement, place), place));
  }

  #statement(statement: StatementNode, place: Place): StatementNode {
    const interrupted = this.#hooks.interrupted.bind(this.#hooks);
    const pipelines = statement.background
      ? [pipelineOf(this.#job(statement, place))]
      : statement.pipelines.map((pipeline) => this.#pipeline(pipeline, place));
    return {
      ...statement,
      ...(statement.background ? { background: false, operators: [] } : {}),
      get pipelines() {
        return interrupted() ? NOTHING : pipelines;
      },
    };
  }

  /** `cmd &`: what the shell knows is read off and handed, with the statement, to a hidden command. */
  #job(statement: StatementNode, place: Place): CommandNode {
    const number = this.#hooks.keepJob({ ...statement, background: false });
    const start = commandOf(hiddenPath('job'), [String(number), String(place.scope), place.piped ? 'piped' : '']);
    return groupOf([statementOf(readOff(), start)]);
  }

  #pipeline(pipeline: PipelineNode, place: Place): PipelineNode {
    const last = pipeline.commands.length - 1;
    const commands = pipeline.commands.map((command, index) => {
      return this.#command(command, index < last ? pipedAt(place) : place);
    });
    if (!pipeline.timed) return { ...pipeline, commands };
    const inner: PipelineNode = { type: 'Pipeline', commands, negated: false };
    if (pipeline.pipeStderr) inner.pipeStderr = pipeline.pipeStderr;
    const timed: StatementNode = { type: 'Statement', pipelines: [inner], operators: [], background: false };
    const style = pipeline.timePosix ? 'posix' : 'bash';
    const body = [
      statementOf(commandOf(hiddenPath('time-start'))),
      timed,
      statementOf(commandOf(hiddenPath('time-end'), [style])),
    ];
    return { type: 'Pipeline', commands: [groupOf(body)], negated: pipeline.negated };
  }

  #command(command: CommandNode, place: Place): CommandNode {
    if (command.type === 'SimpleCommand') return this.#simple(command, place);
    if (command.type === 'FunctionDef') return this.#function(command);
    const hooks = this.#hooks;
    const compound = this.#compound(command, place);
    const { redirections } = compound;
    return Object.defineProperty(compound, 'redirections', {
      enumerable: true,
      get: () => {
        hooks.opensFor(command.redirections);
        return redirections;
      },
    });
  }

  #compound(command: CompoundNode, place: Place): CompoundNode {
    const redirections = this.#redirections(command.redirections, place);
    const files = intoFiles(command.redirections);
    const opens = files.stdout || files.stderr;
    const inner = opens ? this.#scopeIn(command, place, files) : place;
    const body = (statements: readonly StatementNode[], first = false): StatementNode[] => {
      const rewritten = this.#statements(statements, inner);
      return opens && first ? [openScope(inner.scope), ...rewritten] : rewritten;
    };
    switch (command.type) {
      case 'Group':
      case 'Subshell':
        return { ...command, redirections, body: body(command.body, true) };
      case 'If':
        return {
          ...command,
          redirections,
          clauses: command.clauses.map((clause, index) => ({
            condition: body(clause.condition, index === 0),
            body: body(clause.body),
          })),
          elseBody: command.elseBody && body(command.elseBody),
        };
      case 'For': {
        const words = command.words?.map((word) => this.#word(word, place)) ?? null;
        return { ...command, redirections, words, body: body(command.body, true) };
      }
      case 'CStyleFor':
        return this.#countingLoop(command, redirections, body(command.body, true));
      case 'While':
      case 'Until':
        return this.#loop(command, redirections, body(command.condition, true), body(command.body));
      case 'Case':
        return {
          ...command,
          redirections,
          word: this.#word(command.word, place),
          items: command.items.map((item) => ({
            ...item,
            patterns: item.patterns.map((pattern) => this.#word(pattern, place)),
            body: body(item.body, true),
          })),
        };
      case 'ArithmeticCommand':
        return { ...command, redirections, expression: this.#arithmetic(command.expression) };
      case 'ConditionalCommand':
        return { ...command, redirections, expression: this.#condition(command.expression, place) };
      default:
        return command satisfies never;
    }
  }

  /** Inside a compound command whose redirections open files. */
  #scopeIn(command: CompoundNode, place: Place, files: Streams): Place {
    return {
      scope: this.#hooks.keepScope(command.redirections, place),
      piped: place.piped && !files.stdout,
      live: { stdout: files.stdout || place.live.stdout, stderr: files.stderr || place.live.stderr },
    };
  }

  /** A loop that ends when the shell is interrupted: its condition then holds no longer. */
  #loop(
    loop: CommandOf<'While'> | CommandOf<'Until'>,
    redirections: Redirection[],
    condition: StatementNode[],
    body: StatementNode[],
  ): CompoundNode {
    const interrupted = this.#hooks.interrupted.bind(this.#hooks);
    const end = [statementOf(commandOf(loop.type === 'While' ? 'false' : 'true'))];
    return {
      ...loop,
      redirections,
      body,
      get condition() {
        return interrupted() ? end : condition;
      },
    };
  }

  #countingLoop(loop: CommandOf<'CStyleFor'>, redirections: Redirection[], body: StatementNode[]): CompoundNode {
    const interrupted = this.#hooks.interrupted.bind(this.#hooks);
    const condition = loop.condition && this.#arithmetic(loop.condition);
    const end: CommandOf<'CStyleFor'>['condition'] = {
      type: 'ArithmeticExpression',
      expression: { type: 'ArithNumber', value: 0 },
    };
    return {
      ...loop,
      redirections,
      body,
      init: loop.init && this.#arithmetic(loop.init),
      update: loop.update && this.#arithmetic(loop.update),
      get condition() {
        return interrupted() ? end : condition;
      },
    };
  }

  #function(node: FunctionNode): FunctionNode {
    const place: Place = { scope: 0, piped: true, live: NO_STREAMS };
    const body = this.#command(node.body, place);
    const hooks = this.#hooks;
    if (body.type === 'SimpleCommand' || body.type === 'FunctionDef') return node;
    return {
      ...node,
      redirections: this.#redirections(node.redirections, place),
      // The interpreter reads it once, when it defines the function.
      get body() {
        hooks.defined(node);
        return body;
      },
    };
  }

  #simple(command: SimpleCommandNode, place: Place): CommandNode {
    const name = literalText(command.name);
    const redirections = this.#redirections(command.redirections, place);
    const assignments = command.assignments.map((assignment) => this.#assignment(assignment, place));
    const args = command.args.map((word) => this.#word(word, place));
    const rewritten = this.#named(command, args, place);
    const node = this.#entering({ ...command, ...rewritten, redirections, assignments }, command, place);
    if (command.name === null && assignments.some((assignment) => assignment.name === 'SECONDS')) {
      return groupOf([statementOf(node), statementOf(commandOf(hiddenPath('seconds-set')))]);
    }
    if (name === 'exec' && args.length > 0) return groupOf([statementOf(node), statementOf(commandOf('exit'))]);
    return name !== undefined && NOTED_BUILTINS.includes(name) ? noted(node, name, command.args) : node;
  }

  /** The name and the words of a command, sent to where it is played. */
  #named(command: SimpleCommandNode, args: WordNode[], place: Place): Pick<SimpleCommandNode, 'name' | 'args'> {
    if (command.name === null) return { name: null, args };
    const name = literalText(command.name);
    const first = command.args[0];
    if (name === undefined) {
      const word = this.#word(command.name, place);
      const splits = command.name.parts.every(
        (part) => part.type === 'ParameterExpansion' || part.type === 'CommandSubstitution',
      );
      return splits ? { name: NO_NAME, args: [word, ...args] } : { name: word, args };
    }
    if (PLAYED_BUILTINS.includes(name)) return { name: textWord(hiddenPath(name)), args };
    if ((name === 'source' || name === '.') && first) {
      return { name: command.name, args: [outputOf('source', [this.#word(first, place)]), ...args.slice(1)] };
    }
    if (name === 'eval') return { name: command.name, args: [outputOf('eval', args)] };
    if (name === 'let') return { name: command.name, args: args.map(replaceInLetWord) };
    return { name: command.name, args };
  }

  /** Tells of a command when the interpreter looks at its redirections, which is right before it runs. */
  #entering(node: SimpleCommandNode, original: SimpleCommandNode, place: Place): SimpleCommandNode {
    const hooks = this.#hooks;
    const { redirections } = node;
    const entered: Entered = {
      place,
      line: original.line,
      names: namesOf(original),
      redirections: original.redirections,
    };
    return {
      ...node,
      get redirections() {
        hooks.entering(entered);
        return redirections;
      },
    };
  }

  #assignment(assignment: Assignment, place: Place): Assignment {
    return {
      ...assignment,
      value: assignment.value && this.#word(assignment.value, place),
      array: assignment.array?.map((word) => this.#word(word, place)) ?? null,
    };
  }

  #redirections(redirections: readonly Redirection[], place: Place): Redirection[] {
    return redirections.map((redirection) => ({
      ...redirection,
      target:
        redirection.target.type === 'HereDoc'
          ? this.#hereDoc(redirection.target, place)
          : this.#word(redirection.target, place),
    }));
  }

  #hereDoc(document: HereDoc, place: Place): HereDoc {
    return document.quoted ? document : { ...document, content: this.#word(document.content, place) };
  }

  #word(word: WordNode, place: Place): WordNode {
    return { ...word, parts: word.parts.map((part) => this.#part(part, place)) };
  }

  #part(part: WordPart, place: Place): WordPart {
    const inner = pipedAt(place);
    switch (part.type) {
      case 'DoubleQuoted':
        return { ...part, parts: part.parts.map((entry) => this.#part(entry, place)) };
      case 'ParameterExpansion':
        return replaceExpansion(part, this.#options.scriptName) ?? this.#expansion(part, place);
      case 'CommandSubstitution':
        return { ...part, body: this.#substituted(part.body, inner) };
      case 'ProcessSubstitution':
        return { ...part, body: this.#substituted(part.body, inner) };
      case 'ArithmeticExpansion':
        return { ...part, expression: this.#arithmetic(part.expression) };
      case 'BraceExpansion':
        return {
          ...part,
          items: part.items.map((item) =>
            item.type === 'Word' ? { ...item, word: this.#word(item.word, place) } : item,
          ),
        };
      default:
        return part;
    }
  }

  /** The words inside `${name:-word}` and its relatives. */
  #expansion(part: PartOf<'ParameterExpansion'>, place: Place): WordPart {
    const { operation } = part;
    if (!operation || !('word' in operation) || !operation.word) return part;
    return { ...part, operation: { ...operation, word: this.#word(operation.word, place) } };
  }

  #substituted(script: ScriptNode, place: Place): ScriptNode {
    return { ...script, statements: this.#statements(script.statements.map(readsFileOnly), place) };
  }

  #arithmetic(arithmetic: Arithmetic): Arithmetic {
    const expression = replaceInArithmetic(arithmetic.expression);
    if (JSON.stringify(expression) === JSON.stringify(arithmetic.expression)) return arithmetic;
    return { type: arithmetic.type, expression };
  }

  #condition(
    expression: CommandOf<'ConditionalCommand'>['expression'],
    place: Place,
  ): CommandOf<'ConditionalCommand'>['expression'] {
    switch (expression.type) {
      case 'CondBinary':
        return {
          ...expression,
          left: this.#word(expression.left, place),
          right: this.#word(expression.right, place),
        };
      case 'CondUnary':
        return { ...expression, operand: this.#word(expression.operand, place) };
      case 'CondNot':
        return { ...expression, operand: this.#condition(expression.operand, place) };
      case 'CondAnd':
      case 'CondOr':
        return {
          ...expression,
          left: this.#condition(expression.left, place),
          right: this.#condition(expression.right, place),
        };
      case 'CondGroup':
        return { ...expression, expression: this.#condition(expression.expression, place) };
      case 'CondWord':
        return { ...expression, word: this.#word(expression.word, place) };
      default:
        return expression satisfies never;
    }
  }
}
