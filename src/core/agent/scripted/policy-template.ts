/** Texts of a policy with expressions in double braces: `kill {{ recall("PID ([0-9]+)") }}`. */
import type { ValueProblem } from '../../scenario/checked-yaml.ts';
import type { CompiledExpression, PolicyFacts, PolicyMemory } from './policy-facts.ts';

/** The text for a turn. An expression that fails is filled in as nothing. */
export type Template = (facts: PolicyFacts, memory: PolicyMemory) => string;

const EXPRESSION = /\{\{(.*?)\}\}/gs;

/** A template from its text. Expressions that cannot be used are reported, at the path of the text. */
export function compileTemplate(
  text: string,
  path: readonly (string | number)[],
  compile: (text: string, type: 'text') => CompiledExpression,
  report: (problem: ValueProblem) => void,
): Template {
  const parts: (string | CompiledExpression)[] = [];
  let end = 0;
  for (const match of text.matchAll(EXPRESSION)) {
    const expression = compile((match[1] ?? '').trim(), 'text');
    if (!expression.ok) {
      report({ path, message: `The expression ${match[0]} cannot be used: ${expression.problem}.` });
    }
    parts.push(text.slice(end, match.index), expression);
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return (facts, memory) =>
    parts.map((part) => (typeof part === 'string' ? part : resultOf(part, facts, memory))).join('');
}

function resultOf(expression: CompiledExpression, facts: PolicyFacts, memory: PolicyMemory): string {
  if (!expression.ok) return '';
  try {
    return String(expression.evaluate(facts, memory));
  } catch {
    return '';
  }
}
