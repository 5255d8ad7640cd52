/** Rewrites simple commands: sends builtins to where they are played, and tells of each command before it runs. */
import { NOTED_BUILTINS, PLAYED_BUILTINS } from '../builtins.ts';
import { hiddenPath } from '../hidden-name.ts';
import { replaceInLetWord } from '../specials.ts';
import {
  type Assignment,
  type CommandNode,
  commandOf,
  groupOf,
  literalText,
  type SimpleCommandNode,
  simpleCommand,
  statementOf,
  textWord,
  type WordNode,
} from '../syntax.ts';
import { NO_NAME, namesOf, noted, outputOf } from './machinery.ts';
import type { Entered, Place, RewriteHooks } from './place.ts';
import { type CommandParts, EnteredCommand } from './telling-nodes.ts';
import type { WordRewriter } from './words.ts';

/** Hidden commands that are told of the functions of the shell. */
const LOOKS_UP = new Set(['type', 'lookup', 'functions'].map(hiddenPath));
const PLAYED: ReadonlySet<string> = new Set(PLAYED_BUILTINS);
const NOTED: ReadonlySet<string> = new Set(NOTED_BUILTINS);

export class SimpleCommandRewriter {
  readonly #hooks: RewriteHooks;
  readonly #words: WordRewriter;

  constructor(hooks: RewriteHooks, words: WordRewriter) {
    this.#hooks = hooks;
    this.#words = words;
  }

  rewrite(command: SimpleCommandNode, place: Place): CommandNode {
    const name = literalText(command.name);
    const redirections = this.#words.redirections(command.redirections, place);
    const assignments = command.assignments.map((assignment) => this.#words.assignment(assignment, place));
    const args = command.args.map((word) => this.#words.word(word, place));
    const rewritten = this.#named(command, args, place);
    const { line } = command;
    const node = this.#entering(
      { name: rewritten.name, args: rewritten.args, redirections, assignments, line },
      command,
      place,
    );
    // Which functions there are now, only the interpreter knows.
    if (LOOKS_UP.has(literalText(rewritten.name) ?? ''))
      return groupOf([statementOf(commandOf('declare', ['-F']), node)]);
    if (command.name === null && assignments.length > 1 && assignments.some(({ array }) => array !== null)) {
      // Each assignment is to see what those before it did, such as another IFS.
      const [first, ...others] = assignments;
      const one = (assignment: Assignment | undefined): SimpleCommandNode =>
        simpleCommand(null, [], { assignments: assignment ? [assignment] : [] });
      return groupOf([
        statementOf(
          this.#entering({ ...rewritten, redirections, assignments: first ? [first] : [], line }, command, place),
        ),
        ...others.map((entry) => statementOf(one(entry))),
      ]);
    }
    if (command.name === null && assignments.some((assignment) => assignment.name === 'SECONDS')) {
      return groupOf([statementOf(node), statementOf(commandOf(hiddenPath('seconds-set')))]);
    }
    if (name === 'exec' && args.length > 0) return groupOf([statementOf(node), statementOf(commandOf('exit'))]);
    return name !== undefined && NOTED.has(name)
      ? noted(node, name, command.args, (argv) => this.#hooks.noted(argv))
      : node;
  }

  /** The name and the words of a command, sent to where it is played. */
  #named(command: SimpleCommandNode, args: WordNode[], place: Place): Pick<SimpleCommandNode, 'name' | 'args'> {
    if (command.name === null) return { name: null, args };
    const name = literalText(command.name);
    const first = command.args[0];
    if (name === undefined) {
      const word = this.#words.word(command.name, place);
      const splits = command.name.parts.every(
        (part) => part.type === 'ParameterExpansion' || part.type === 'CommandSubstitution',
      );
      return splits ? { name: NO_NAME, args: [word, ...args] } : { name: word, args };
    }
    if (PLAYED.has(name)) return { name: textWord(hiddenPath(name)), args };
    if ((name === 'source' || name === '.') && first) {
      return { name: command.name, args: [outputOf('source', [this.#words.word(first, place)]), ...args.slice(1)] };
    }
    const option = literalText(first ?? null);
    if (name === 'command' && (option === '-v' || option === '-V')) {
      return { name: textWord(hiddenPath('lookup')), args: [textWord(option.slice(1)), ...args.slice(1)] };
    }
    if ((name === 'declare' || name === 'typeset') && option === '-f') {
      return { name: textWord(hiddenPath('functions')), args: args.slice(1) };
    }
    if (name === 'eval') return { name: command.name, args: [outputOf('eval', args)] };
    if (name === 'shopt') return { name: textWord('eval'), args: [outputOf('shopt', args)] };
    if (name === 'set' && args.length === 1 && (option === '-o' || option === '+o')) {
      return { name: textWord(hiddenPath('set-list')), args };
    }
    if (name === 'let') return { name: command.name, args: args.map(replaceInLetWord) };
    return { name: command.name, args };
  }

  /** Tells of a command when the interpreter looks at its redirections, which is right before it runs. */
  #entering(parts: CommandParts, original: SimpleCommandNode, place: Place): SimpleCommandNode {
    const hooks = this.#hooks;
    const entered: Entered = {
      place,
      line: original.line,
      names: namesOf(original),
      redirections: original.redirections,
    };
    return new EnteredCommand(parts, () => hooks.entering(entered));
  }
}
