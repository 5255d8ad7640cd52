/** What a condition names, as the checks of a scenario ask for it. */
import type { ASTNode } from '@marcbachmann/cel-js';
import { nodesOf, type Scope, typeOf } from './cel-tree.ts';

/** A text that stands in a condition. */
export type TextLiteral = ASTNode & { readonly op: 'value'; readonly args: string };

export interface ConditionUses {
  /** Names that are not bound in it. */
  readonly names: readonly (ASTNode & { readonly op: 'id' })[];
  /** Fields that are compared with a text: `Process.program`. */
  readonly comparisons: readonly { readonly field: string; readonly literal: TextLiteral }[];
  /** Texts that functions are asked for: globs and names of happenings. */
  readonly asked: readonly { readonly name: string; readonly literal: TextLiteral }[];
}

/** Functions that take a glob or the name of a happening, with its place among their arguments. */
const ASKING: Readonly<Record<string, number>> = { read: 0, written: 0, matches_glob: 1, happened: 0 };

/**
 * What the tree of a condition names.
 * @param known names with their types that are known in all of it
 */
export function usesIn(tree: ASTNode, known: Scope): ConditionUses {
  const names: (ASTNode & { op: 'id' })[] = [];
  const comparisons: { field: string; literal: TextLiteral }[] = [];
  const asked: { name: string; literal: TextLiteral }[] = [];
  for (const { node, scope } of nodesOf(tree, known)) {
    if (node.op === 'id' && scope.get(node.args) === known.get(node.args)) names.push(node);
    if (node.op === '==' || node.op === '!=' || node.op === 'in') {
      const [left, right] = node.args;
      const [field, other] = left.op === '.' ? [left, right] : [right, left];
      if (field.op !== '.') continue;
      const name = `${typeOf(field.args[0], scope)}.${field.args[1]}`;
      const literals = other.op === 'list' ? other.args : [other];
      for (const literal of literals) if (isText(literal)) comparisons.push({ field: name, literal });
    }
    if (node.op === 'call') {
      const [name, args] = node.args;
      const literal = Object.hasOwn(ASKING, name) ? args[ASKING[name] ?? 0] : undefined;
      if (literal && isText(literal)) asked.push({ name, literal });
    }
  }
  return { names, comparisons, asked };
}

function isText(node: ASTNode): node is TextLiteral {
  return node.op === 'value' && typeof node.args === 'string';
}
