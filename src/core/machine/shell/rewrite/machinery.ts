/** The pieces of syntax that the rewriter puts into a script. */
import { hiddenPath } from '../hidden-name.ts';
import {
  type CommandNode,
  type CommandOf,
  commandName,
  commandOf,
  groupOf,
  literalText,
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
} from '../syntax.ts';
import type { Place } from './place.ts';
import { EmptyPipeline, LatePipeline } from './telling-nodes.ts';

/** Expands to nothing, so that the first word after it becomes the command: words of `$cmd` are split that way. */
export const NO_NAME: WordNode = {
  type: 'Word',
  parts: [
    {
      type: 'ParameterExpansion',
      parameter: '?',
      operation: { type: 'UseAlternative', word: { type: 'Word', parts: [] }, checkEmpty: false },
    },
  ],
};

/** `"$@"`, which a `for` without words goes through. */
export const ALL_WORDS: WordNode = {
  type: 'Word',
  parts: [{ type: 'DoubleQuoted', parts: [{ type: 'ParameterExpansion', parameter: '@', operation: null }] }],
};

/** `$_`. */
export const LAST_WORD: WordNode = {
  type: 'Word',
  parts: [{ type: 'DoubleQuoted', parts: [{ type: 'ParameterExpansion', parameter: '_', operation: null }] }],
};

/** The path of the sink that collects one stream of a scope. */
export function sinkPath(scope: number, stream: 'stdout' | 'stderr'): string {
  return `${hiddenPath('sink')}/${scope}/${stream}`;
}

/** A statement whose output goes into the sinks of its place as soon as it is done, if it is to be so there. */
export function collected(statement: StatementNode, { scope, live }: Place): StatementNode {
  const redirections: Redirection[] = [];
  if (live.stdout) redirections.push(redirectTo(1, '>>', sinkPath(scope, 'stdout')));
  if (live.stderr) redirections.push(redirectTo(2, '>>', sinkPath(scope, 'stderr')));
  return redirections.length === 0 ? statement : statementOf(groupOf([statement], redirections));
}

/** Stands first in a compound command whose redirections open files: it tells which. */
export function openScope(scope: number): StatementNode {
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
export function namesOf(command: SimpleCommandNode): readonly string[] {
  const names: string[] = [];
  const name = commandName(command.name);
  if (name !== undefined) names.push(name);
  for (const { target } of command.redirections) {
    const file = target.type === 'Word' ? literalText(target) : undefined;
    if (file !== undefined) names.push(file);
  }
  return names;
}

/** The output of a hidden command as one word. */
export function outputOf(name: string, args: readonly WordNode[]): WordNode {
  const script: ScriptNode = {
    type: 'Script',
    statements: [statementOf(simpleCommand(textWord(hiddenPath(name)), args))],
  };
  const substitution: WordPart = { type: 'CommandSubstitution', body: script, legacy: false };
  return { type: 'Word', parts: [{ type: 'DoubleQuoted', parts: [substitution] }] };
}

/** `$(< file)` says what `$(cat file)` says. */
export function readsFileOnly(statement: StatementNode): StatementNode {
  const command = statement.pipelines[0]?.commands[0];
  if (statement.pipelines.length !== 1 || command?.type !== 'SimpleCommand' || command.name !== null) return statement;
  const [redirection, ...others] = command.redirections;
  if (others.length > 0 || command.assignments.length > 0 || redirection?.operator !== '<') return statement;
  return statementOf(simpleCommand(textWord('cat'), [], { redirections: [redirection] }));
}

/**
 * A builtin with what tells of it afterwards; `$?` and `$_` stay what the builtin made them. `succeeded` hears of its words when all
 * went well and the words can be told from the script; otherwise a hidden command tells of it.
 */
export function noted(
  command: SimpleCommandNode,
  name: string,
  args: readonly WordNode[],
  succeeded: (argv: readonly string[]) => void,
): CommandNode {
  const texts = args.map(literalText);
  const note = (): SimpleCommandNode => {
    const words = texts.map((text, index) => {
      return text === undefined && index === args.length - 1 ? LAST_WORD : textWord(text ?? '…');
    });
    return simpleCommand(textWord(hiddenPath('note')), [textWord(name), ...words]);
  };
  if (texts.includes(undefined)) return groupOf([statementOf(command), statementOf(note())]);
  const argv = [name, ...texts.flatMap((text) => text ?? [])];
  const fine = new EmptyPipeline(() => succeeded(argv));
  return groupOf([
    {
      type: 'Statement',
      pipelines: [pipelineOf(command), fine, new LatePipeline(note)],
      operators: ['&&', '||'],
      background: false,
    },
  ]);
}
