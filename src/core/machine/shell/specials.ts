/**
 * Variables that the shell works out itself. The interpreter takes them from the host's clock and chance, so they are replaced by
 * hidden commands that take them from the machine's.
 */
import { hiddenPath } from './hidden-name.ts';
import {
  commandOf,
  type PartOf,
  type ScriptNode,
  simpleCommand,
  statementOf,
  textWord,
  type WordNode,
  type WordPart,
} from './syntax.ts';

type Expansion = PartOf<'ParameterExpansion'>;
type ArithExpression = PartOf<'ArithmeticExpansion'>['expression']['expression'];

/** Hidden command by variable. */
const SPECIAL: Readonly<Record<string, string>> = {
  RANDOM: 'random',
  SRANDOM: 'srandom',
  SECONDS: 'seconds',
  EPOCHSECONDS: 'epochseconds',
  EPOCHREALTIME: 'epochrealtime',
  BASH_VERSION: 'bashversion',
  '!': 'lastjob',
};
const IN_TEXT = /\$?\b(RANDOM|SRANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME)\b/g;
/** Holds the value while an operation such as `${RANDOM:0:2}` is carried out, in a subshell of its own. */
const HOLDER = 'REPLY';

/** Whether a variable is one of those that the shell works out. */
export function isSpecial(name: string): boolean {
  return Object.hasOwn(SPECIAL, name);
}

function scriptOf(...statements: ScriptNode['statements']): ScriptNode {
  return { type: 'Script', statements };
}

function substitute(script: ScriptNode): PartOf<'CommandSubstitution'> {
  return { type: 'CommandSubstitution', body: script, legacy: false };
}

function special(name: string): PartOf<'CommandSubstitution'> {
  return substitute(scriptOf(statementOf(commandOf(hiddenPath(SPECIAL[name] ?? name)))));
}

/** What a `$NAME` or `${NAME…}` is replaced by; undefined when it stays. `$0` is the name of the script, where there is one. */
export function replaceExpansion(part: Expansion, scriptName: string | undefined): WordPart | undefined {
  const { parameter, operation } = part;
  if (parameter === '0' && operation === null && scriptName !== undefined) {
    return { type: 'DoubleQuoted', parts: [{ type: 'SingleQuoted', value: scriptName }] };
  }
  const version = parameter.startsWith('BASH_VERSINFO') && /^BASH_VERSINFO(?:\[(\d)\])?$/.exec(parameter);
  if (version && operation === null) {
    return { type: 'DoubleQuoted', parts: [substitute(versionPart(Number(version[1] ?? 0)))] };
  }
  if (parameter.includes('[')) {
    const text = inText(parameter);
    return text === parameter ? undefined : { ...part, parameter: text };
  }
  if (!isSpecial(parameter)) return undefined;
  const value = special(parameter);
  if (operation === null) return value;
  const held: WordNode = { type: 'Word', parts: [{ type: 'DoubleQuoted', parts: [{ ...part, parameter: HOLDER }] }] };
  const hold = simpleCommand(null, [], {
    assignments: [
      { type: 'Assignment', name: HOLDER, value: { type: 'Word', parts: [value] }, append: false, array: null },
    ],
  });
  return substitute(
    scriptOf(statementOf(hold), statementOf(simpleCommand(textWord('printf'), [textWord('%s'), held]))),
  );
}

/** One number of the version of bash. */
function versionPart(index: number): ScriptNode {
  return scriptOf(statementOf(commandOf(hiddenPath('bashversion'), [String(index)])));
}

/** Text that the interpreter parses when it runs, such as a subscript, with the special variables replaced. */
function inText(text: string): string {
  return text.replace(IN_TEXT, (_, name: string) => `$('${hiddenPath(SPECIAL[name] ?? name)}')`);
}

/** An expression with the special variables replaced, all the way down. */
export function replaceInArithmetic(expression: ArithExpression): ArithExpression {
  if (expression.type === 'ArithVariable' && isSpecial(expression.name)) {
    return { type: 'ArithCommandSubst', command: `'${hiddenPath(SPECIAL[expression.name] ?? '')}'` };
  }
  if (expression.type === 'ArithBracedExpansion') return { ...expression, content: inText(expression.content) };
  const copy: ArithExpression = { ...expression };
  for (const [key, value] of Object.entries(copy)) {
    if (isExpression(value)) Object.assign(copy, { [key]: replaceInArithmetic(value) });
    else if (Array.isArray(value)) {
      Object.assign(copy, { [key]: value.map((entry) => (isExpression(entry) ? replaceInArithmetic(entry) : entry)) });
    }
  }
  return copy;
}

function isExpression(value: unknown): value is ArithExpression {
  return typeof value === 'object' && value !== null && 'type' in value && String(value.type).startsWith('Arith');
}

/** The words of `let`, whose texts are expressions, with the special variables replaced. */
export function replaceInLetWord(word: WordNode): WordNode {
  const parts = word.parts.flatMap((part): WordPart[] => {
    if (part.type !== 'Literal' && part.type !== 'SingleQuoted') return [part];
    return splitText(part.value);
  });
  return { ...word, parts: [{ type: 'DoubleQuoted', parts }] };
}

function splitText(text: string): WordPart[] {
  const parts: WordPart[] = [];
  let from = 0;
  for (const match of text.matchAll(IN_TEXT)) {
    parts.push({ type: 'SingleQuoted', value: text.slice(from, match.index) }, special(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  parts.push({ type: 'SingleQuoted', value: text.slice(from) });
  return parts;
}
