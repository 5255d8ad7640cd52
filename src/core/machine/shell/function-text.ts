/** A function as bash prints it: the text is made anew from the tree, one statement a line (`print_cmd.c`). */
import { serialize } from 'just-bash';
import {
  type CommandNode,
  type FunctionNode,
  type Redirection,
  type StatementNode,
  simpleCommand,
  statementOf,
  textWord,
  type WordNode,
} from './syntax.ts';

/** The text that `declare -f` and `type` print. */
export function functionText({ name, body }: FunctionNode): string {
  const statements = body.type === 'Group' ? body.body : [statementOf(body)];
  return `${name} () \n{ \n    ${list(statements, 4)}\n}\n`;
}

const spaces = (count: number): string => ' '.repeat(count);

function serialized(command: CommandNode): string {
  return serialize({ type: 'Script', statements: [statementOf(command)] }).trim();
}

const MARK = 'x';

function word(node: WordNode): string {
  return serialized(simpleCommand(textWord(MARK), [node])).replace(/^'?x'? /, '');
}

function redirected(text: string, redirections: readonly Redirection[]): string {
  if (redirections.length === 0) return text;
  const shown = serialized(simpleCommand(textWord(MARK), [], { redirections: [...redirections] }));
  return `${text} ${shown.replace(/^'?x'? /, '')}`;
}

/** Statements one below the other; only what is between them is marked. */
function list(statements: readonly StatementNode[], indent: number): string {
  return statements
    .map((entry, index) => {
      const text = statement(entry, indent);
      if (index === statements.length - 1) return text;
      return entry.background ? `${text} ` : `${text};\n${spaces(indent)}`;
    })
    .join('');
}

/** Statements of a body, the last of which ends with a semicolon too. */
function body(statements: readonly StatementNode[], indent: number): string {
  const text = `${spaces(indent)}${list(statements, indent)}`;
  return statements.at(-1)?.background ? text : `${text};`;
}

function statement({ pipelines, operators, background }: StatementNode, indent: number): string {
  const texts = pipelines.map(({ commands, negated, timed }) => {
    const joined = commands.map((command) => commandText(command, indent)).join(' | ');
    return `${timed ? 'time ' : ''}${negated ? '! ' : ''}${joined}`;
  });
  const whole = texts.map((text, index) => (index === 0 ? text : `${operators[index - 1]} ${text}`)).join(' ');
  return background ? `${whole} &` : whole;
}

/** A command as bash prints it where it is indented so far. */
export function commandText(command: CommandNode, indent: number): string {
  const inner = indent + 4;
  const at = spaces(indent);
  switch (command.type) {
    case 'SimpleCommand':
      return serialized(command);
    case 'FunctionDef':
      return `function ${functionText(command).trimEnd().replaceAll('\n', `\n${at}`)}`;
    case 'Group':
      return redirected(`{ \n${spaces(inner)}${list(command.body, inner)}\n${at}}`, command.redirections);
    case 'Subshell':
      return redirected(`( ${list(command.body, indent)} )`, command.redirections);
    case 'For': {
      const words = command.words?.map(word) ?? ['"$@"'];
      const head = `for ${command.variable} in ${words.join(' ')};\n${at}do\n`;
      return redirected(`${head}${body(command.body, inner)}\n${at}done`, command.redirections);
    }
    case 'While':
    case 'Until': {
      const head = `${command.type.toLowerCase()} ${list(command.condition, indent)}; do\n`;
      return redirected(`${head}${body(command.body, inner)}\n${at}done`, command.redirections);
    }
    case 'If': {
      let text = '';
      let deep = indent;
      for (const [index, clause] of command.clauses.entries()) {
        const start = index === 0 ? '' : `\n${spaces(deep)}else\n${spaces(deep + 4)}`;
        if (index > 0) deep += 4;
        text += `${start}if ${list(clause.condition, deep)}; then\n${body(clause.body, deep + 4)}`;
      }
      if (command.elseBody) text += `\n${spaces(deep)}else\n${body(command.elseBody, deep + 4)}`;
      for (; deep > indent; deep -= 4) text += `\n${spaces(deep)}fi;`;
      return redirected(`${text}\n${at}fi`, command.redirections);
    }
    case 'Case': {
      const items = command.items.map(({ patterns, body: statements, terminator }) => {
        const action = statements.length > 0 ? `${spaces(inner + 4)}${list(statements, inner + 4)}\n` : '';
        return `${spaces(inner)}${patterns.map(word).join(' | ')})\n${action}${spaces(inner)}${terminator}\n`;
      });
      return redirected(`case ${word(command.word)} in \n${items.join('')}${at}esac`, command.redirections);
    }
    default:
      return serialized(command);
  }
}
