/** One piece of YAML as a source tree, with what its parser had to say. */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLError } from 'yaml';
import { type ProblemCode, problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import type { ScalarStyle } from './scalar-places.ts';
import type { SourceEntry, SourceNode, SourceScalar } from './source.ts';

/** Deepest nesting that is read. A scenario needs about ten. */
const DEEPEST = 60;
/** Most values that aliases may add up to. */
const MOST_REPEATED = 20_000;

/** A piece of the text of a scenario. */
export interface Piece {
  readonly text: string;
  /** Where the piece begins in the file. */
  readonly offset: number;
}

/** What was read of a piece. */
export interface PieceReading {
  readonly root: SourceNode | undefined;
  readonly errors: readonly YAMLError[];
  readonly problems: readonly Problem[];
}

/** Anchors by name, shared by the pieces of one file in their order. */
export interface Anchors {
  readonly nodes: Map<string, { readonly node: SourceNode; readonly size: number }>;
  repeated: number;
}

/** No anchors yet. */
export function noAnchors(): Anchors {
  return { nodes: new Map(), repeated: 0 };
}

/**
 * Reads a piece as far as it can be read. Ranges count from the beginning of the file.
 * @param depth how deep the piece is nested in the file
 */
export function readPiece(piece: Piece, anchors: Anchors, depth = 0): PieceReading {
  const document = parseDocument(piece.text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    strict: true,
    resolveKnownTags: false,
  });
  const reader = new PieceReader(piece, anchors);
  const root = document.contents ? reader.read(document.contents, depth) : undefined;
  return { root, errors: [...document.errors, ...document.warnings], problems: reader.problems };
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

class PieceReader {
  readonly problems: Problem[] = [];
  readonly #piece: Piece;
  readonly #anchors: Anchors;
  #size = 0;

  constructor(piece: Piece, anchors: Anchors) {
    this.#piece = piece;
    this.#anchors = anchors;
  }

  read(node: Node, depth: number): SourceNode {
    if (depth > DEEPEST) {
      this.#report(
        'RL1012',
        this.#range(node),
        `This is nested more than ${DEEPEST} levels deep, which no scenario needs.`,
      );
      return this.#nothing(node);
    }
    if (isAlias(node)) return this.#alias(node);
    const before = this.#size++;
    const read = this.#content(node, depth);
    if ('anchor' in node && typeof node.anchor === 'string') {
      this.#anchors.nodes.set(node.anchor, { node: read, size: this.#size - before });
    }
    return read;
  }

  #content(node: Node, depth: number): SourceNode {
    const range = this.#range(node);
    if (isMap<Node, Node | null>(node)) {
      if (this.#written(range).startsWith('{{')) return this.#bareTemplate(node, range);
      const entries = node.items.flatMap((pair) => this.#entry(pair, depth));
      return { kind: 'map', range, entries, flow: node.flow ?? false };
    }
    if (isSeq<Node | Pair<Node, Node | null>>(node)) {
      const items = node.items.map((item) => this.#item(item, depth));
      return { kind: 'list', range, items, flow: node.flow ?? false };
    }
    return isScalar(node) ? this.#scalar(node, node.value, node.type) : this.#nothing(node);
  }

  /** A text such as `{{machine.hostname}}` without quotes is a map with a map for its key. */
  #bareTemplate(node: Node, range: TextRange): SourceScalar {
    const text = this.#written(range);
    const fix = { title: 'Put the text in quotes', edits: [{ range, text: JSON.stringify(text) }] };
    const message = 'A text that starts with {{ has to be in quotes, since YAML reads { as a map.';
    this.problems.push(problem('RL1011', range, message, [fix]));
    return this.#scalar(node, text, 'PLAIN');
  }

  /** An item such as `[a: b]` is a pair in the parser's tree and a map of one entry in YAML. */
  #item(item: Node | Pair<Node, Node | null>, depth: number): SourceNode {
    if (!('key' in item)) return this.read(item, depth + 1);
    const entries = this.#entry(item, depth + 1);
    const first = entries[0];
    const range = first
      ? { start: first.key.range.start, end: Math.max(first.key.range.end, first.value.range.end) }
      : this.#range(item.key);
    return { kind: 'map', range, entries, flow: true };
  }

  #entry(pair: Pair<Node, Node | null>, depth: number): SourceEntry[] {
    const key = pair.key && this.read(pair.key, depth + 1);
    if (key?.kind !== 'scalar' || key.written === '') {
      const range = key?.range ?? this.#range(pair.value);
      this.#report('RL1011', range, 'A key has to be a word here, followed by a colon.');
      return [];
    }
    const value = pair.value ? this.read(pair.value, depth + 1) : this.#empty(key.range.end);
    return [{ name: String(key.value ?? key.written), key, value }];
  }

  #alias(alias: Alias): SourceNode {
    const anchor = this.#anchors.nodes.get(alias.source);
    if (!anchor) {
      const known = [...this.#anchors.nodes.keys()].map((name) => `&${name}`);
      const rest = known.length > 0 ? `Anchors before it: ${known.join(', ')}.` : 'No value before it is marked so.';
      const quotes = 'A text that starts with * has to be in quotes.';
      this.#report('RL1007', this.#range(alias), `No value is marked &${alias.source}. ${rest} ${quotes}`);
      return this.#nothing(alias);
    }
    this.#anchors.repeated += anchor.size;
    if (this.#anchors.repeated > MOST_REPEATED) {
      this.#report('RL1012', this.#range(alias), `Aliases repeat more than ${MOST_REPEATED} values in this file.`);
      return this.#nothing(alias);
    }
    this.#size += anchor.size;
    return anchor.node;
  }

  #written(range: TextRange): string {
    return this.#piece.text.slice(range.start - this.#piece.offset, range.end - this.#piece.offset);
  }

  #scalar(node: Node, value: unknown, type: string | undefined): SourceScalar {
    const [start = 0, end = start] = node.range ?? [];
    return {
      kind: 'scalar',
      range: this.#range(node),
      value: scalarValue(value),
      style: STYLES[type ?? 'PLAIN'] ?? 'plain',
      written: this.#piece.text.slice(start, end),
    };
  }

  #nothing(node: Node): SourceScalar {
    return { ...this.#scalar(node, null, 'PLAIN'), unreadable: true };
  }

  #empty(at: number): SourceScalar {
    return { kind: 'scalar', range: { start: at, end: at }, value: null, style: 'plain', written: '' };
  }

  #range(node: Node | null): TextRange {
    const [start = 0, end = start] = node?.range ?? [];
    const length = this.#piece.text.slice(start, end).trimEnd().length;
    return { start: start + this.#piece.offset, end: start + length + this.#piece.offset };
  }

  #report(code: ProblemCode, range: TextRange, message: string): void {
    this.problems.push(problem(code, range, message));
  }
}

function scalarValue(value: unknown): SourceScalar['value'] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
