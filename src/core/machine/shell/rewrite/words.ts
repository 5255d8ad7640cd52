/** Rewrites the words of a command, with all that is expanded in them. */
import { substitutedApart } from '../arithmetic.ts';
import { hiddenPath, SOCKETS } from '../hidden-name.ts';
import { replaceExpansion, replaceInArithmetic } from '../specials.ts';
import {
  type Assignment,
  type CommandOf,
  commandOf,
  type HereDoc,
  literalText,
  type PartOf,
  type Redirection,
  type ScriptNode,
  statementOf,
  textWord,
  type WordNode,
  type WordPart,
} from '../syntax.ts';
import { type Place, pipedAt } from './place.ts';

type Arithmetic = PartOf<'ArithmeticExpansion'>['expression'];

/** What stands for a glob that ends in a slash; undefined for any other word. */
function folderGlob(word: WordNode): WordNode | undefined {
  const last = word.parts.at(-1);
  if (last?.type !== 'Glob' && last?.type !== 'Literal') return undefined;
  let text = '';
  for (const part of word.parts) {
    if (part.type === 'Glob') text += part.pattern;
    else if (part.type === 'Literal') text += part.value;
    else return undefined;
  }
  if (!text.endsWith('/') || !word.parts.some((part) => part.type === 'Glob')) return undefined;
  const find = statementOf(commandOf(hiddenPath('folders'), [text]));
  return {
    ...word,
    parts: [{ type: 'CommandSubstitution', body: { type: 'Script', statements: [find] }, legacy: false }],
  };
}

/** A target such as `/dev/tcp/HOST/PORT` is a connection, which the interpreter does not know of: it is sent to where it is played. */
function connected(word: WordNode): WordNode {
  const [first, ...others] = word.parts;
  if (first?.type === 'DoubleQuoted') {
    const inner = connected({ ...word, parts: first.parts });
    return inner.parts === first.parts ? word : { ...word, parts: [{ ...first, parts: inner.parts }, ...others] };
  }
  if (first?.type !== 'Literal' || !/^\/dev\/(?:tcp|udp)\//.test(first.value)) return word;
  return { ...word, parts: [{ ...first, value: first.value.replace('/dev/', SOCKETS) }, ...others] };
}

export class WordRewriter {
  readonly #scriptName: string | undefined;
  /** Rewrites the script of a substitution. */
  readonly #substituted: (script: ScriptNode, place: Place) => ScriptNode;

  constructor(scriptName: string | undefined, substituted: (script: ScriptNode, place: Place) => ScriptNode) {
    this.#scriptName = scriptName;
    this.#substituted = substituted;
  }

  assignment(assignment: Assignment, place: Place): Assignment {
    const value = assignment.value && this.word(assignment.value, place);
    if (value === assignment.value && assignment.array === null) return assignment;
    return {
      ...assignment,
      value,
      array: assignment.array?.map((word) => this.word(word, place)) ?? null,
    };
  }

  redirections(redirections: Redirection[], place: Place): Redirection[] {
    if (redirections.length === 0) return redirections;
    return redirections.map((redirection) => ({
      ...redirection,
      target:
        redirection.target.type === 'HereDoc'
          ? this.#hereDoc(redirection.target, place)
          : connected(this.word(redirection.target, place)),
    }));
  }

  #hereDoc(document: HereDoc, place: Place): HereDoc {
    return document.quoted ? document : { ...document, content: this.word(document.content, place) };
  }

  word(word: WordNode, place: Place): WordNode {
    const glob = folderGlob(word);
    if (glob) return glob;
    const parts = this.#parts(word.parts, place);
    return parts === word.parts ? word : { ...word, parts };
  }

  /** The parts of a word; the same array where none of them is another now. */
  #parts(parts: WordPart[], place: Place): WordPart[] {
    let rewritten = parts;
    let index = 0;
    for (const part of parts) {
      const now = this.#part(part, place);
      if (now !== part) {
        if (rewritten === parts) rewritten = [...parts];
        rewritten[index] = now;
      }
      index += 1;
    }
    return rewritten;
  }

  #part(part: WordPart, place: Place): WordPart {
    switch (part.type) {
      case 'DoubleQuoted': {
        const parts = this.#parts(part.parts, place);
        return parts === part.parts ? part : { ...part, parts };
      }
      case 'ParameterExpansion':
        return replaceExpansion(part, this.#scriptName) ?? this.#expansion(part, place);
      case 'CommandSubstitution':
        return { ...part, body: this.#substituted(part.body, pipedAt(place)) };
      case 'ProcessSubstitution':
        return { ...part, body: this.#substituted(part.body, pipedAt(place)) };
      case 'ArithmeticExpansion':
        return (
          substitutedApart(part, (script) => this.#substituted(script, pipedAt(place))) ?? {
            ...part,
            expression: this.arithmetic(part.expression),
          }
        );
      case 'BraceExpansion':
        return {
          ...part,
          items: part.items.map((item) =>
            item.type === 'Word' ? { ...item, word: this.word(item.word, place) } : item,
          ),
        };
      default:
        return part;
    }
  }

  /** The words inside `${name:-word}` and its relatives. */
  #expansion(part: PartOf<'ParameterExpansion'>, place: Place): WordPart {
    const { operation } = part;
    if (operation?.type === 'Length' && (part.parameter === '@' || part.parameter === '*')) {
      return { type: 'ParameterExpansion', parameter: '#', operation: null };
    }
    if (!operation || !('word' in operation) || !operation.word) return part;
    if (operation.type === 'ErrorIfUnset' && literalText(operation.word) === '') {
      const text = operation.checkEmpty ? 'parameter null or not set' : 'parameter not set';
      return { ...part, operation: { ...operation, word: textWord(`${part.parameter}: ${text}`) } };
    }
    const word = this.word(operation.word, place);
    if (operation.type !== 'ErrorIfUnset') return { ...part, operation: { ...operation, word } };
    // The interpreter leaves the name out of what it complains.
    const named: WordNode = { ...word, parts: [{ type: 'Literal', value: `${part.parameter}: ` }, ...word.parts] };
    return { ...part, operation: { ...operation, word: named } };
  }

  arithmetic(arithmetic: Arithmetic): Arithmetic {
    const expression = replaceInArithmetic(arithmetic.expression);
    if (JSON.stringify(expression) === JSON.stringify(arithmetic.expression)) return arithmetic;
    return { type: arithmetic.type, expression };
  }

  condition(
    expression: CommandOf<'ConditionalCommand'>['expression'],
    place: Place,
  ): CommandOf<'ConditionalCommand'>['expression'] {
    switch (expression.type) {
      case 'CondBinary':
        return {
          ...expression,
          left: this.word(expression.left, place),
          right: this.word(expression.right, place),
        };
      case 'CondUnary':
        return { ...expression, operand: this.word(expression.operand, place) };
      case 'CondNot':
        return { ...expression, operand: this.condition(expression.operand, place) };
      case 'CondAnd':
      case 'CondOr':
        return {
          ...expression,
          left: this.condition(expression.left, place),
          right: this.condition(expression.right, place),
        };
      case 'CondGroup':
        return { ...expression, expression: this.condition(expression.expression, place) };
      case 'CondWord':
        return { ...expression, word: this.word(expression.word, place) };
      default:
        return expression satisfies never;
    }
  }
}
