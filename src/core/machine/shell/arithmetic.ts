/**
 * Arithmetic with substitutions in it. The interpreter runs those in a shell that knows neither functions nor positional parameters,
 * so they are expanded first, each into a variable, in a subshell of their own.
 */
import { parse } from 'just-bash';
import { hiddenPath } from './hidden-name.ts';
import {
  type PartOf,
  type ScriptNode,
  type StatementNode,
  simpleCommand,
  statementOf,
  textWord,
  type WordPart,
} from './syntax.ts';

type Expression = PartOf<'ArithmeticExpansion'>['expression']['expression'];
type Substitution = Extract<Expression, { type: 'ArithCommandSubst' }>;

/** Variables of the subshell that hold what was substituted. */
const HOLDER = 'REDLINE_VALUE_';

/** A part of a text, as in `${text:1:2}`, which the interpreter does not know in arithmetic. */
const PART_OF_TEXT = /^\w+:(?![-+=?])/;

/** The substitutions in an expression that somebody wrote, replaced by variables. */
function extract(expression: Expression, found: Substitution[]): Expression {
  if (expression.type === 'ArithBracedExpansion' && PART_OF_TEXT.test(expression.content)) {
    found.push({ type: 'ArithCommandSubst', command: `printf %s "\${${expression.content}}"` });
    return { type: 'ArithVariable', name: `${HOLDER}${found.length}` };
  }
  if (expression.type === 'ArithCommandSubst' && !expression.command.includes(hiddenPath(''))) {
    found.push(expression);
    return { type: 'ArithVariable', name: `${HOLDER}${found.length}` };
  }
  const copy: Expression = { ...expression };
  for (const [key, value] of Object.entries(copy)) {
    if (isExpression(value)) Object.assign(copy, { [key]: extract(value, found) });
    else if (Array.isArray(value)) {
      Object.assign(copy, { [key]: value.map((entry) => (isExpression(entry) ? extract(entry, found) : entry)) });
    }
  }
  return copy;
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'type' in value && String(value.type).startsWith('Arith');
}

/** What stands for `$((…))` with substitutions in it; undefined when there are none. */
export function substitutedApart(
  part: PartOf<'ArithmeticExpansion'>,
  rewrite: (script: ScriptNode) => ScriptNode,
): WordPart | undefined {
  const found: Substitution[] = [];
  const expression = extract(part.expression.expression, found);
  if (found.length === 0) return undefined;
  const assignments = found.map((substitution, index): StatementNode => {
    const body = parse(substitution.command);
    const value: WordPart = { type: 'CommandSubstitution', body, legacy: false };
    return statementOf(
      simpleCommand(null, [], {
        assignments: [
          {
            type: 'Assignment',
            name: `${HOLDER}${index + 1}`,
            value: { type: 'Word', parts: [value] },
            append: false,
            array: null,
          },
        ],
      }),
    );
  });
  const result: WordPart = { ...part, expression: { type: 'ArithmeticExpression', expression } };
  const print = simpleCommand(textWord('printf'), [textWord('%s'), { type: 'Word', parts: [result] }]);
  return {
    type: 'CommandSubstitution',
    body: rewrite({ type: 'Script', statements: [...assignments, statementOf(print)] }),
    legacy: false,
  };
}
