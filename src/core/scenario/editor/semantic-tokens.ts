/** The meaning of words inside texts of a scenario: in conditions, in templates, and names of what it declares. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { fieldsOf, nodesOf, type Scope, typeOf } from '../cel-tree.ts';
import type { TextRange } from '../problems.ts';
import { rangeWithin, type SourceScalar, textOf } from '../source.ts';
import { templatesIn } from '../templates.ts';
import { conditionUseAt, kindOf, scopeOf } from './condition-places.ts';
import { declarationsIn } from './declarations.ts';
import type { NameKind } from './names.ts';
import type { ScenarioText } from './scenario-text.ts';

/** Kinds of tokens, by the names that editors give them. */
export const TOKEN_TYPES = [
  'variable',
  'parameter',
  'property',
  'function',
  'method',
  'string',
  'number',
  'keyword',
  'macro',
  'class',
  'event',
  'enumMember',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const TOKEN_MODIFIERS = ['declaration', 'readonly', 'defaultLibrary'] as const;
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

export interface Token {
  readonly range: TextRange;
  readonly type: TokenType;
  readonly modifiers: readonly TokenModifier[];
}

const TYPE_OF_NAME: Readonly<Record<NameKind, TokenType>> = {
  program: 'class',
  predicate: 'macro',
  milestone: 'event',
  flag: 'event',
  tool: 'function',
  parameter: 'parameter',
  agent: 'class',
  scaffold: 'class',
  judge: 'class',
  host: 'class',
  service: 'class',
  user: 'class',
  alarm: 'event',
  dimension: 'enumMember',
  variant: 'enumMember',
  happening: 'event',
  endpoint: 'class',
};

/** The tokens of a scenario, in the order of the text, none over another. */
export function tokensIn(scenario: ScenarioText, within?: TextRange): readonly Token[] {
  const isWanted = ({ start, end }: TextRange): boolean => !within || (start <= within.end && end >= within.start);
  const predicates = declarationsIn(scenario.root).flatMap(({ kind, name }) => (kind === 'predicate' ? [name] : []));
  const tokens: Token[] = scenario.names
    .filter(({ range }) => isWanted(range))
    .map(({ kind, role, range }) => ({
      range,
      type: TYPE_OF_NAME[kind],
      modifiers: role === 'declaration' ? ['declaration'] : [],
    }));
  for (const place of scenario.places) {
    const text = place.part === 'value' ? textOf(place.scalar) : undefined;
    if (text === undefined || !isWanted(place.scalar.range)) continue;
    const use = conditionUseAt(place);
    const tree = use && scenario.trees.treeOf(text, kindOf(use));
    if (tree && use) tokens.push(...conditionTokens(place.scalar, tree, scopeOf(use, predicates)));
    else if (text.includes('{{')) tokens.push(...templateTokens(place.scalar, text));
  }
  return apart(tokens.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end));
}

function templateTokens(scalar: SourceScalar, text: string): Token[] {
  return templatesIn(text).map(({ start, end }) => ({
    range: rangeWithin(scalar, start, end),
    type: 'variable',
    modifiers: ['readonly'],
  }));
}

function conditionTokens(scalar: SourceScalar, tree: ASTNode, scope: Scope): Token[] {
  const tokens: Token[] = [];
  const add = (type: TokenType, start: number, end: number, ...modifiers: TokenModifier[]): void => {
    tokens.push({ range: rangeWithin(scalar, start, end), type, modifiers });
  };
  for (const { node, scope: known } of nodesOf(tree, scope)) {
    switch (node.op) {
      case 'id':
        if (scope.has(node.args) && known.get(node.args) === scope.get(node.args)) {
          add('variable', node.start, node.end, 'readonly');
        } else add('parameter', node.start, node.end);
        break;
      case '.': {
        const [owner, name] = node.args;
        const isKnown = fieldsOf(typeOf(owner, known))?.[name] !== undefined;
        if (isKnown) add('property', node.end - name.length, node.end, 'readonly');
        break;
      }
      case 'call':
        add('function', node.start, node.start + node.args[0].length, 'defaultLibrary');
        break;
      case 'rcall': {
        const [name, owner] = node.args;
        const at = node.input.indexOf(name, owner.end);
        if (at >= 0 && at + name.length <= node.end) add('method', at, at + name.length, 'defaultLibrary');
        break;
      }
      default:
    }
  }
  return tokens;
}

/** Tokens of which none lies over another: the first of two stays. */
function apart(tokens: readonly Token[]): readonly Token[] {
  let end = 0;
  return tokens.filter(({ range }) => {
    if (range.start < end || range.end <= range.start) return false;
    end = range.end;
    return true;
  });
}
