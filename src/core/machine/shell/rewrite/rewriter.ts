/**
 * Rewrites the syntax tree of a script before the interpreter runs it, so that the shell does what the interpreter leaves out:
 * background jobs, time and chance of the machine, output that comes while a command still runs, and an end from outside that
 * leaves the shell as it is. Nodes are copied; the tree that came in stays what was written.
 */
import { hiddenPath } from '../hidden-name.ts';
import { memberWords } from '../pipeline-members.ts';
import { intoFiles, NO_STREAMS, type Streams } from '../redirections.ts';
import {
  type CommandNode,
  type CommandOf,
  commandOf,
  type FunctionNode,
  groupOf,
  type PipelineNode,
  pipelineOf,
  type Redirection,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  statementOf,
} from '../syntax.ts';
import { withErrorTrap } from './error-trap.ts';
import { ALL_WORDS, collected, openScope, readOff, readsFileOnly } from './machinery.ts';
import { withOwnSignals } from './own-signals.ts';
import { type Place, pipedAt, type RewriteHooks, type RewriteOptions, topOf } from './place.ts';
import { SimpleCommandRewriter } from './simple-commands.ts';
import { GuardedStatement } from './telling-nodes.ts';
import { WordRewriter } from './words.ts';

type CompoundNode = Exclude<CommandNode, SimpleCommandNode | FunctionNode>;

/**
 * `a || b` as `if a; then :; else b; fi`: within a condition no failure ends a shell that ends on errors, also not inside a function,
 * which the interpreter only knows of `if` and `while`.
 */
function withoutAlternatives(statement: StatementNode): StatementNode {
  const at = statement.operators.lastIndexOf('||');
  const other = statement.pipelines[at + 1];
  if (at === -1 || !other) return statement;
  const left: StatementNode = {
    ...statement,
    pipelines: statement.pipelines.slice(0, at + 1),
    operators: statement.operators.slice(0, at),
  };
  const choice: CommandOf<'If'> = {
    type: 'If',
    clauses: [{ condition: [left], body: [statementOf(commandOf(':'))] }],
    elseBody: [{ ...statement, pipelines: [other], operators: [] }],
    redirections: [],
  };
  const pipelines = [pipelineOf(choice), ...statement.pipelines.slice(at + 2)];
  return { ...statement, pipelines, operators: statement.operators.slice(at + 1) };
}

/**
 * The list that a simple command became, which is the same when it stands among the other pipelines of its statement; undefined where
 * it has to stay together.
 */
function ownList(pipeline: PipelineNode | undefined, rewritten: PipelineNode): StatementNode | undefined {
  const [command] = rewritten.commands;
  if (!pipeline || pipeline.negated || pipeline.timed || pipeline.commands.length > 1 || command?.type !== 'Group')
    return undefined;
  if (pipeline.commands[0]?.type !== 'SimpleCommand' || command.body.length > 1) return undefined;
  return command.body[0];
}

export class Rewriter {
  readonly #hooks: RewriteHooks;
  readonly options: RewriteOptions;
  readonly #words: WordRewriter;
  readonly #simple: SimpleCommandRewriter;
  readonly #isOver: () => boolean;

  constructor(hooks: RewriteHooks, options: RewriteOptions = {}) {
    this.#hooks = hooks;
    this.options = options;
    this.#words = new WordRewriter(options.scriptName, (script, place) => ({
      ...script,
      statements: this.#statements(script.statements.map(readsFileOnly), place),
    }));
    this.#simple = new SimpleCommandRewriter(hooks, this.#words);
    this.#isOver = () => hooks.interrupted();
  }

  script(script: ScriptNode): ScriptNode {
    return { ...script, statements: this.#statements(script.statements, topOf(this.options)) };
  }

  /** A function as it is defined again from the node that was kept. */
  definition(node: FunctionNode): StatementNode {
    return statementOf(this.#function(node));
  }

  #statements(statements: readonly StatementNode[], place: Place): StatementNode[] {
    return statements.map((statement) => collected(this.#statement(statement, place), place));
  }

  #statement(statement: StatementNode, place: Place): StatementNode {
    const list = this.options.errexit && !statement.background ? withoutAlternatives(statement) : statement;
    if (list.background) return new GuardedStatement(list, [], [pipelineOf(this.#job(list, place))], this.#isOver);
    const rewritten = list.pipelines.map((pipeline) => withOwnSignals(pipeline, this.#pipeline(pipeline, place)));
    const told = place.errors
      ? withErrorTrap(statement, list.operators, rewritten, this.options.errexit === true)
      : undefined;
    if (told) return new GuardedStatement(list, told.operators, told.pipelines, this.#isOver);
    const pipelines: PipelineNode[] = [];
    const operators: StatementNode['operators'] = [];
    let done = 0;
    for (const own of rewritten) {
      const before = list.operators[done - 1];
      if (before) operators.push(before);
      const inner = ownList(list.pipelines[done], own);
      done += 1;
      if (inner) {
        pipelines.push(...inner.pipelines);
        operators.push(...inner.operators);
      } else pipelines.push(own);
    }
    return new GuardedStatement(list, operators, pipelines, this.#isOver);
  }

  /** `cmd &`: what the shell knows is read off and handed, with the statement, to a hidden command. */
  #job(statement: StatementNode, place: Place): CommandNode {
    const number = this.#hooks.keepJob({ ...statement, background: false });
    const start = commandOf(hiddenPath('job'), [String(number), String(place.scope), place.piped ? 'piped' : '']);
    return groupOf([statementOf(readOff(), start)]);
  }

  #pipeline(pipeline: PipelineNode, place: Place): PipelineNode {
    const last = pipeline.commands.length - 1;
    const words = memberWords(pipeline);
    const number = words && this.#hooks.keepPipeline(words);
    const alone = last === 0 && place.member === undefined;
    const commands = pipeline.commands.map((command, index) => {
      if (alone) return this.#command(command, place);
      const at = index < last ? pipedAt(place) : place;
      return this.#command(command, {
        ...at,
        ...(last > 0 ? { errors: false } : {}),
        member: number === undefined ? undefined : { pipeline: number, index },
      });
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
    if (command.type === 'SimpleCommand') return this.#simple.rewrite(command, place);
    if (command.type === 'FunctionDef') return this.#function(command);
    const hooks = this.#hooks;
    const { member } = place;
    const compound = this.#compound(command, { ...place, member: undefined });
    const { redirections } = compound;
    return Object.defineProperty(compound, 'redirections', {
      enumerable: true,
      get: () => {
        hooks.enteringCompound(member);
        hooks.opensFor(command.redirections);
        return redirections;
      },
    });
  }

  #compound(command: CompoundNode, place: Place): CompoundNode {
    const redirections = this.#words.redirections(command.redirections, place);
    const files = intoFiles(command.redirections);
    const opens = files.stdout || files.stderr;
    const opened = opens ? this.#scopeIn(command, place, files) : place;
    const inner = command.type === 'Subshell' ? { ...opened, errors: false } : opened;
    const condition = (statements: readonly StatementNode[], first = false): StatementNode[] =>
      body(statements, first, { ...inner, errors: false });
    const body = (statements: readonly StatementNode[], first = false, at: Place = inner): StatementNode[] => {
      const rewritten = this.#statements(statements, at);
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
            condition: condition(clause.condition, index === 0),
            body: body(clause.body),
          })),
          elseBody: command.elseBody && body(command.elseBody),
        };
      case 'For': {
        const words = (command.words ?? [ALL_WORDS]).map((word) => this.#words.word(word, place));
        return { ...command, redirections, words, body: body(command.body, true) };
      }
      case 'CStyleFor':
        return this.#countingLoop(command, redirections, body(command.body, true));
      case 'While':
      case 'Until':
        return this.#loop(command, redirections, condition(command.condition, true), body(command.body));
      case 'Case':
        return {
          ...command,
          redirections,
          word: this.#words.word(command.word, place),
          items: command.items.map((item) => ({
            ...item,
            patterns: item.patterns.map((pattern) => this.#words.word(pattern, place)),
            body: body(item.body, true),
          })),
        };
      case 'ArithmeticCommand':
        return { ...command, redirections, expression: this.#words.arithmetic(command.expression) };
      case 'ConditionalCommand':
        return { ...command, redirections, expression: this.#words.condition(command.expression, place) };
      default:
        return command satisfies never;
    }
  }

  /** Inside a compound command whose redirections open files. */
  #scopeIn(command: CompoundNode, place: Place, files: Streams): Place {
    return {
      scope: this.#hooks.keepScope(command.redirections, place),
      errors: place.errors,
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
    const isOver = this.#isOver;
    const end = [statementOf(commandOf(loop.type === 'While' ? 'false' : 'true'))];
    return {
      ...loop,
      redirections,
      body,
      get condition() {
        return isOver() ? end : condition;
      },
    };
  }

  #countingLoop(loop: CommandOf<'CStyleFor'>, redirections: Redirection[], body: StatementNode[]): CompoundNode {
    const isOver = this.#isOver;
    const condition = loop.condition && this.#words.arithmetic(loop.condition);
    const end: CommandOf<'CStyleFor'>['condition'] = {
      type: 'ArithmeticExpression',
      expression: { type: 'ArithNumber', value: 0 },
    };
    return {
      ...loop,
      redirections,
      body,
      init: loop.init && this.#words.arithmetic(loop.init),
      update: loop.update && this.#words.arithmetic(loop.update),
      get condition() {
        return isOver() ? end : condition;
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
      redirections: this.#words.redirections(node.redirections, place),
      // The interpreter reads it once, when it defines the function.
      get body() {
        hooks.defined(node);
        return body;
      },
    };
  }
}
