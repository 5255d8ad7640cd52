import type { ASTNode } from '@marcbachmann/cel-js';
import { type ConditionKind, conditionEnvironment } from '../conditions.ts';

type Parse = (text: string) => ASTNode;

/** The trees of conditions. Keep one for all versions of a text: what was parsed is not parsed again. */
export class ConditionTrees {
  readonly #parsers = new Map<ConditionKind, Parse>();
  #trees = new Map<string, ASTNode | undefined>();

  /** The tree of a condition; undefined when it cannot be parsed. */
  treeOf(text: string, kind: ConditionKind): ASTNode | undefined {
    const key = `${kind} ${text}`;
    const known = this.#trees.get(key);
    if (known !== undefined || this.#trees.has(key)) return known;
    const tree = parsed(text, this.#parser(kind));
    if (this.#trees.size >= MOST_KEPT) this.#trees = new Map();
    this.#trees.set(key, tree);
    return tree;
  }

  #parser(kind: ConditionKind): Parse {
    const known = this.#parsers.get(kind);
    if (known) return known;
    const environment = conditionEnvironment(kind);
    const parse: Parse = (text) => environment.parse(text).ast;
    this.#parsers.set(kind, parse);
    return parse;
  }
}

/** Most trees that are kept: more than any scenario has conditions. */
const MOST_KEPT = 5_000;

function parsed(text: string, parse: Parse): ASTNode | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
