/**
 * Reads the text of a scenario in pieces, so that while it is being written only what changed is read again. A text that does not fall
 * into pieces which stand alone, such as one with anchors, is read at once.
 */
import type { Problem, TextRange } from './problems.ts';
import { noAnchors, readPiece } from './read-yaml.ts';
import { misplaced, readAtOnce, recoverBlock, type SourceReading } from './recover.ts';
import type { SourceEntry, SourceNode, SourceScalar } from './source.ts';
import { isItemLine, isKeyLine, keyParts, type Line } from './yaml-lines.ts';

/** Parts of a block that have more lines than this are cut further. */
const LARGE = 48;
/** Most parts that are read as one piece. */
const MOST_PARTS = 48;
/** One in so many lines ends a piece, by what it says, so that a line that is put in does not move the ends of all pieces. */
const ONE_IN = 16;

/** What a piece was read as, and where it stood then. */
interface KnownPiece {
  readonly offset: number;
  readonly depth: number;
  readonly root: SourceNode | undefined;
  readonly problems: readonly Problem[];
}

/** The tree of a scenario's text, as much of it as can be read, and the problems of its YAML. */
export function readSource(text: string): SourceReading {
  return new SourceReader().read(text);
}

/** Reads successive versions of a text. What it gives depends on the version alone, and how long it takes on what changed. */
export class SourceReader {
  #known: ReadonlyMap<string, KnownPiece> = new Map();

  /** The tree of a text and the problems of its YAML. */
  read(text: string): SourceReading {
    const pieces = new Pieces(text, this.#known);
    const reading = pieces.read();
    if (reading) this.#known = pieces.kept;
    return reading ?? readAtOnce(text);
  }
}

/** Lines of a file from one index up to another. */
interface Lines {
  readonly from: number;
  readonly to: number;
}

/** A line with what belongs to it. */
interface Part extends Lines {
  /** It stands in the column of the first part of its block. */
  readonly isAligned: boolean;
}

/** Parts that are read together. */
interface ReadablePiece {
  readonly from: number;
  to: number;
  /** How many parts. */
  count: number;
  readonly isAligned: boolean;
}

/** One version of the text. Where it cannot be cut into pieces that stand alone, the reading is undefined. */
class Pieces {
  readonly kept = new Map<string, KnownPiece>();
  readonly #text: string;
  readonly #known: ReadonlyMap<string, KnownPiece>;
  readonly #lines: readonly Line[];
  readonly #problems: Problem[] = [];

  constructor(text: string, known: ReadonlyMap<string, KnownPiece>) {
    this.#text = text;
    this.#known = known;
    this.#lines = linesIn(text);
  }

  read(): SourceReading | undefined {
    if (/^(?:\ufeff|%|---|\.\.\.)/m.test(this.#text)) return undefined;
    const root = this.#block({ from: 0, to: this.#lines.length }, 0);
    return root && { root, problems: this.#problems };
  }

  #block(lines: Lines, depth: number): SourceNode | undefined {
    const parts = this.#partsOf(lines);
    if (!parts) return undefined;
    const entries: SourceEntry[] = [];
    const items: SourceNode[] = [];
    let range: TextRange | undefined;
    let isList = false;
    const column = this.#lines[parts[0]?.from ?? 0]?.indent ?? 0;
    for (const piece of this.#piecesOf(parts)) {
      const head = this.#lines[piece.from];
      if (!piece.isAligned && head) this.#problems.push(misplaced(head, 0, column));
      const below = piece.count === 1 ? this.#below(piece) : undefined;
      const node = below ? this.#nested(piece, below, depth) : this.#piece(piece, depth);
      if (!node || node.kind === 'scalar' || node.flow) return undefined;
      if (node.kind === 'map') entries.push(...node.entries);
      else items.push(...node.items);
      isList ||= node.kind === 'list';
      range = { start: range?.start ?? node.range.start, end: node.range.end };
    }
    if (!range || (isList && entries.length > 0)) return undefined;
    return isList ? { kind: 'list', range, items, flow: false } : { kind: 'map', range, entries, flow: false };
  }

  /** The parts that the least indented lines of a block begin, as `partsOf` cuts them; undefined when it has none. */
  #partsOf({ from, to }: Lines): readonly Part[] | undefined {
    const starts: { readonly from: number; readonly isAligned: boolean }[] = [];
    let indent = -1;
    let isList = false;
    for (let index = from; index < to; index++) {
      const line = this.#lines[index];
      if (!line?.significant) continue;
      if (indent < 0) {
        if (!isKeyLine(line) && !isItemLine(line)) return undefined;
        indent = line.indent;
        isList = isItemLine(line);
      } else if (line.indent > indent || /^[\]}]/.test(line.content)) continue;
      else if (!isList && isItemLine(line) && line.indent === indent) continue;
      starts.push({ from: index, isAligned: line.indent === indent });
    }
    if (starts.length === 0) return undefined;
    return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? to }));
  }

  /** Parts put together to pieces of a good size. Large ones, and those in another column than the first, stay alone. */
  #piecesOf(parts: readonly Part[]): readonly ReadablePiece[] {
    const pieces: ReadablePiece[] = [];
    let isOpen = false;
    for (const part of parts) {
      const last = pieces.at(-1);
      const isAlone = !part.isAligned || part.to - part.from > LARGE;
      if (last && isOpen && !isAlone) {
        last.to = part.to;
        last.count += 1;
      } else {
        pieces.push({ ...part, count: 1 });
      }
      isOpen = !isAlone && (pieces.at(-1)?.count ?? 0) < MOST_PARTS && !this.#endsPiece(part);
    }
    return pieces;
  }

  #endsPiece(part: Lines): boolean {
    const { content } = this.#lines[part.from] ?? { content: '' };
    let sum = 0;
    for (let at = 0; at < content.length; at++) sum = (sum * 31 + content.charCodeAt(at)) % 65_521;
    return sum % ONE_IN === 0;
  }

  /** The lines below a key that is alone on its line, when they are a large map or list. */
  #below({ from, to }: Lines): Lines | undefined {
    const head = this.#lines[from];
    if (to - from <= LARGE || !head || keyParts(head)?.rest !== '') return undefined;
    const first = this.#lines.findIndex((line, index) => index > from && line.significant);
    const line = this.#lines[first];
    if (first < 0 || first >= to || !line || line.indent < head.indent) return undefined;
    if (line.indent === head.indent ? !isItemLine(line) : !isKeyLine(line) && !isItemLine(line)) return undefined;
    return { from: first, to };
  }

  #nested({ from }: Lines, below: Lines, depth: number): SourceNode | undefined {
    const head = this.#piece({ from, to: from + 1 }, depth);
    const value = this.#block(below, depth + 1);
    if (head?.kind !== 'map' || !value) return undefined;
    const [entry, ...others] = head.entries;
    if (!entry || others.length > 0) return undefined;
    return { ...head, range: { start: head.range.start, end: value.range.end }, entries: [{ ...entry, value }] };
  }

  /** A piece as it was read before, or as it is read now; undefined when it does not stand alone. */
  #piece({ from, to }: Lines, depth: number): SourceNode | undefined {
    const offset = this.#lines[from]?.start ?? 0;
    const text = this.#text.slice(offset, this.#lines[to - 1]?.end ?? offset);
    const piece = placed(this.#known.get(text), offset, depth) ?? readAlone(text, offset, depth);
    if (!piece) return undefined;
    this.kept.set(text, piece);
    this.#problems.push(...piece.problems);
    return piece.root;
  }
}

/** The lines of a text, each with its indentation by spaces. The last one has no line break. */
export function linesIn(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length + 1 : newline + 1;
    const written = text.slice(start, end - 1);
    const content = written.trim();
    let spaces = 0;
    while (written.charCodeAt(spaces) === 0x20) spaces += 1;
    const significant = content !== '' && !content.startsWith('#');
    lines.push({ start, end, spaces, indent: spaces, content, significant });
    start = end;
  }
  return lines;
}

function readAlone(text: string, offset: number, depth: number): KnownPiece | undefined {
  const anchors = noAnchors();
  const { root, errors, problems } = readPiece({ text, offset }, anchors, depth);
  if (anchors.nodes.size > 0 || problems.some(({ code }) => code === 'RL1007')) return undefined;
  if (errors.length === 0) return { offset, depth, root, problems };
  // Tabs are replaced in the whole file before anything is cut.
  const recovered = /^[ ]*\t/m.test(text) ? undefined : recoverBlock({ text, offset }, depth);
  return recovered && { offset, depth, ...recovered };
}

/** A known piece where it stands now. */
function placed(piece: KnownPiece | undefined, offset: number, depth: number): KnownPiece | undefined {
  if (!piece || piece.depth !== depth) return undefined;
  const by = offset - piece.offset;
  if (by === 0) return piece;
  return {
    offset,
    depth,
    root: piece.root && moved(piece.root, by),
    problems: piece.problems.map((each) => movedProblem(each, by)),
  };
}

/** A tree as it would have been read from a place so many characters further on. */
export function moved(node: SourceNode, by: number): SourceNode {
  switch (node.kind) {
    case 'scalar':
      return movedScalar(node, by);
    case 'list':
      return { ...node, range: movedRange(node.range, by), items: node.items.map((item) => moved(item, by)) };
    case 'map': {
      const entries = node.entries.map(({ name, key, value }) => ({
        name,
        key: movedScalar(key, by),
        value: moved(value, by),
      }));
      return { ...node, range: movedRange(node.range, by), entries };
    }
    default:
      return node satisfies never;
  }
}

function movedScalar(scalar: SourceScalar, by: number): SourceScalar {
  return { ...scalar, range: movedRange(scalar.range, by) };
}

function movedRange({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

/** A problem so many characters further on. */
export function movedProblem(problem: Problem, by: number): Problem {
  const fixes = problem.fixes.map((fix) => ({
    ...fix,
    edits: fix.edits.map(({ range, text }) => ({ range: movedRange(range, by), text })),
  }));
  return { ...problem, range: movedRange(problem.range, by), fixes };
}
