/**
 * Reading of a scenario in spite of errors in its YAML. A piece that cannot be read is cut along its indentation until the error is
 * alone in the smallest piece, so that it hides nothing around it.
 */

import { withoutTabs } from './indent-tabs.ts';
import { problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import { leafDiagnosis } from './quoting.ts';
import { type Anchors, noAnchors, type Piece, type PieceReading, readPiece } from './read-yaml.ts';
import type { SourceEntry, SourceNode } from './source.ts';
import { yamlProblems } from './yaml-errors.ts';
import {
  isItemLine,
  isKeyLine,
  keyParts,
  type Line,
  linesOf,
  type Part,
  partsOf,
  pieceOf,
  type Tabs,
} from './yaml-lines.ts';

/** Deepest cut; what is nested deeper is read as one piece. */
const DEEPEST_CUT = 40;

export interface SourceReading {
  readonly root: SourceNode | undefined;
  readonly problems: readonly Problem[];
}

/** The tree of a scenario's text, read as a whole, and the problems of its YAML. */
export function readAtOnce(text: string): SourceReading {
  const mark = text.startsWith('\ufeff') ? 1 : 0;
  const all = { text: text.slice(mark), offset: mark };
  const first = readPiece(all, noAnchors());
  const second = first.errors.find(({ code }) => code === 'MULTIPLE_DOCS');
  if (!second) return readWhole(all, first);
  const whole = { text: all.text.slice(0, second.pos[0]), offset: mark };
  const reading = readWhole(whole, readPiece(whole, noAnchors()));
  return { ...reading, problems: [...reading.problems, ...yamlProblems([second], all)] };
}

function readWhole(whole: Piece, reading: PieceReading): SourceReading {
  if (reading.errors.length === 0) return reading;
  const problems: Problem[] = [];
  const { piece, tabs } = withoutTabs(whole, problems);
  const root = new Recovery(problems, tabs).block(piece, 0);
  return problems.length > 0
    ? { root, problems }
    : { root: reading.root, problems: yamlProblems(reading.errors, whole) };
}

/**
 * Reads a block of lines that has errors, as one that stands alone. Undefined when nothing is found that could be reported, and when
 * it has anchors or aliases, which may belong to lines elsewhere.
 * @param depth how deep the block is nested in the file
 */
export function recoverBlock(piece: Piece, depth: number): SourceReading | undefined {
  const problems: Problem[] = [];
  const anchors = noAnchors();
  const root = new Recovery(problems, new Map(), anchors).block(piece, depth);
  const isAlone = anchors.nodes.size === 0 && !problems.some(({ code }) => code === 'RL1007');
  return problems.length > 0 && isAlone ? { root, problems } : undefined;
}

/** A line in another column than the lines that it belongs to. `offset` is the place of its piece in the file. */
export function misplaced(line: Line, offset: number, indent: number): Problem {
  const at = offset + line.start;
  const message = `This line is indented by ${line.indent}, but the ones that it belongs to by ${indent}.`;
  const fix = {
    title: `Indent by ${indent}`,
    edits: [{ range: { start: at, end: at + line.spaces }, text: ' '.repeat(indent) }],
  };
  return problem('RL1003', contentRange(line, offset), message, [fix]);
}

class Recovery {
  readonly #problems: Problem[];
  readonly #tabs: Tabs;
  readonly #anchors: Anchors;

  constructor(problems: Problem[], tabs: Tabs, anchors: Anchors = noAnchors()) {
    this.#problems = problems;
    this.#tabs = tabs;
    this.#anchors = anchors;
  }

  /** Reads the lines of a block that may have errors. */
  block(piece: Piece, depth: number): SourceNode | undefined {
    const parts = partsOf(piece, this.#tabs);
    const head = parts[0]?.head;
    const isMap = head !== undefined && isKeyLine(head);
    const isList = head !== undefined && isItemLine(head);
    if (depth > DEEPEST_CUT || !(isMap || isList)) return this.#leaf(piece);
    const entries: SourceEntry[] = [];
    const items: SourceNode[] = [];
    for (const part of parts) {
      if (part.head.indent !== head.indent) this.#problems.push(misplaced(part.head, piece.offset, head.indent));
      if (isList) items.push(...this.#item(pieceOf(piece, part.lines), depth));
      else entries.push(...this.#entries(pieceOf(piece, part.lines), part, depth));
    }
    const range = spanOf(isList ? items : entries.flatMap(({ key, value }) => [key, value]), piece.offset);
    return isList ? { kind: 'list', range, items, flow: false } : { kind: 'map', range, entries, flow: false };
  }

  #entries(piece: Piece, part: Part, depth: number): readonly SourceEntry[] {
    const whole = this.#tried(piece);
    if (whole?.kind === 'map') return whole.entries;
    const [head, ...rest] = linesOf(piece, this.#tabs);
    const parts = head && keyParts(head);
    if (!head || !parts) {
      if (whole && head) this.#notAKey(piece, head);
      else this.#leaf(piece);
      return [];
    }
    const own = pieceOf(piece, [head]);
    const below = pieceOf(piece, rest);
    const firstBelow = rest.find((line) => line.significant);
    if (parts.rest === '' && firstBelow) {
      const entry = mapEntries(this.#tried(own))[0];
      const value = this.block(below, depth + 1);
      return entry ? [{ ...entry, value: value ?? entry.value }] : [];
    }
    if (firstBelow && (isKeyLine(firstBelow) || isItemLine(firstBelow))) {
      const alone = mapEntries(this.#tried(own));
      if (alone.length > 0 && !/^[|>]/.test(parts.rest)) {
        this.#deeper(piece, firstBelow, part);
        return [...alone, ...mapEntries(this.block(below, depth + 1))];
      }
    }
    return this.#value(piece, parts.valueStart);
  }

  /** An entry whose value cannot be read: what is wrong with it, and the value that was most likely meant. */
  #value(piece: Piece, valueStart: number): readonly SourceEntry[] {
    const diagnosis = leafDiagnosis(piece, valueStart);
    if (!diagnosis) return mapEntries(this.#leaf(piece));
    this.#problems.push(diagnosis.problem);
    const keyOnly = readPiece({ text: piece.text.slice(0, valueStart), offset: piece.offset }, this.#anchors);
    return mapEntries(keyOnly.root).map((entry) => ({ ...entry, value: diagnosis.value }));
  }

  #item(piece: Piece, depth: number): readonly SourceNode[] {
    const whole = this.#tried(piece);
    if (whole?.kind === 'list') return whole.items;
    const inner = { text: piece.text.replace(/-/, ' '), offset: piece.offset };
    const first = linesOf(inner, this.#tabs).find((line) => line.significant);
    if (first && !isKeyLine(first) && !isItemLine(first)) {
      const diagnosis = leafDiagnosis(inner, first.start + first.spaces);
      if (diagnosis) {
        this.#problems.push(diagnosis.problem);
        return [diagnosis.value];
      }
    }
    const node = this.block(inner, depth + 1);
    return node ? [node] : [];
  }

  /** What a piece holds when it has no error. */
  #tried(piece: Piece): SourceNode | undefined {
    const reading = readPiece(piece, this.#anchors);
    if (reading.errors.length > 0) return undefined;
    this.#problems.push(...reading.problems);
    return reading.root;
  }

  /** What can be read of a piece that is not cut any further; its errors are reported. */
  #leaf(piece: Piece): SourceNode | undefined {
    const reading = readPiece(piece, this.#anchors);
    this.#problems.push(...yamlProblems(reading.errors, piece), ...reading.problems);
    return reading.root;
  }

  #deeper(piece: Piece, line: Line, part: Part): void {
    const at = piece.offset + line.start;
    const above = part.head.content.split(':', 1).join();
    const message = `This line is indented deeper than ${above}, which has a value of its own.`;
    const fix = {
      title: `Indent like ${above}`,
      edits: [{ range: { start: at, end: at + line.spaces }, text: ' '.repeat(part.head.indent) }],
    };
    this.#problems.push(problem('RL1003', contentRange(line, piece.offset), message, [fix]));
  }

  #notAKey(piece: Piece, line: Line): void {
    const message =
      'A key, a colon and a value are expected here. Text that goes on from the line above is indented deeper.';
    this.#problems.push(problem('RL1001', contentRange(line, piece.offset), message));
  }
}

function mapEntries(node: SourceNode | undefined): readonly SourceEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

function contentRange(line: Line, offset: number): TextRange {
  const start = offset + line.start + line.spaces;
  return { start, end: start + line.content.length };
}

function spanOf(nodes: readonly SourceNode[], offset: number): TextRange {
  const start = Math.min(...nodes.map(({ range }) => range.start), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(start)) return { start: offset, end: offset };
  return { start, end: Math.max(start, ...nodes.map(({ range }) => range.end)) };
}
