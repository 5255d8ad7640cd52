/** The syntax tree of the shell language: the kinds of nodes by name, and small trees made by hand. */
import type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';

export type { CommandNode, PipelineNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode };
export type WordPart = WordNode['parts'][number];
export type PartOf<T extends WordPart['type']> = Extract<WordPart, { type: T }>;
export type CommandOf<T extends CommandNode['type']> = Extract<CommandNode, { type: T }>;
export type FunctionNode = CommandOf<'FunctionDef'>;
export type Redirection = SimpleCommandNode['redirections'][number];
export type Assignment = SimpleCommandNode['assignments'][number];
export type HereDoc = Extract<Redirection['target'], { type: 'HereDoc' }>;

/** A word that stands for exactly this text. */
export function textWord(text: string): WordNode {
  return { type: 'Word', parts: [{ type: 'SingleQuoted', value: text }] };
}

/** The text of a word that has nothing to expand; undefined for any other. */
export function literalText(word: WordNode | null): string | undefined {
  if (!word) return undefined;
  let text = '';
  for (const part of word.parts) {
    const literal = literalPart(part);
    if (literal === undefined) return undefined;
    text += literal;
  }
  return text;
}

/** The name of a command that can be told from the script. The parser takes the command `[` for a glob. */
export function commandName(name: WordNode | null): string | undefined {
  const part = name?.parts[0];
  return part?.type === 'Glob' && name?.parts.length === 1 ? part.pattern : literalText(name);
}

function literalPart(part: WordPart): string | undefined {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'Escaped':
      return part.value;
    case 'DoubleQuoted':
      return literalText({ type: 'Word', parts: part.parts });
    default:
      return undefined;
  }
}

export function simpleCommand(
  name: WordNode | null,
  args: readonly WordNode[] = [],
  more: { readonly redirections?: Redirection[]; readonly assignments?: Assignment[] } = {},
): SimpleCommandNode {
  return {
    type: 'SimpleCommand',
    name,
    args: [...args],
    assignments: more.assignments ?? [],
    redirections: more.redirections ?? [],
  };
}

export function pipelineOf(...commands: CommandNode[]): PipelineNode {
  return { type: 'Pipeline', commands, negated: false };
}

export function statementOf(...commands: CommandNode[]): StatementNode {
  return { type: 'Statement', pipelines: [pipelineOf(...commands)], operators: [], background: false };
}

export function groupOf(body: readonly StatementNode[], redirections: readonly Redirection[] = []): CommandOf<'Group'> {
  return { type: 'Group', body: [...body], redirections: [...redirections] };
}

export function redirectTo(fd: number, operator: '>' | '>>', path: string): Redirection {
  return { type: 'Redirection', fd, operator, target: textWord(path) };
}

/** A command with words that stand for themselves. */
export function commandOf(name: string, args: readonly string[] = []): SimpleCommandNode {
  return simpleCommand(textWord(name), args.map(textWord));
}
