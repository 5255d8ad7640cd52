/** Lines of a piece of YAML, as far as their indentation tells what belongs together. */
import type { Piece } from './read-yaml.ts';

/** What a key in quotes looks like, up to its colon. */
const QUOTED_KEY = /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')[ \t]*(?=:(?:[ \t]|$))/;
/** What a bare key begins with. */
const BARE_KEY_START = /^(?:[^\s#\-?:[\]{},"'&*!|>%@`]|-[^\s])/;
/** The colon after a key. */
const COLON = /:(?=[ \t]|$)/;

export interface Line {
  /** Where the line begins in the piece. */
  readonly start: number;
  /** Where it ends, behind the line break. */
  readonly end: number;
  /** Spaces before its content. */
  readonly spaces: number;
  /** Column at which its content is taken to stand. */
  readonly indent: number;
  /** Without indentation and trailing space. */
  readonly content: string;
  /** Neither blank nor only a comment. */
  readonly significant: boolean;
}

/** Several lines that belong together: one with the least indentation, and what is deeper. */
export interface Part {
  readonly head: Line;
  readonly lines: readonly Line[];
}

/** Tabs at the start of lines, by the place of the line in the file. */
export type Tabs = ReadonlyMap<number, number>;

/** The lines of a piece. A line that tabs indent is taken to stand where it was most likely meant to. */
export function linesOf(piece: Piece, tabs: Tabs): Line[] {
  const lines: Line[] = [];
  let start = 0;
  let above: { readonly line: Line; readonly tabs: number | undefined } | undefined;
  for (const written of piece.text.split('\n')) {
    const content = written.trim();
    const significant = content !== '' && !content.startsWith('#');
    const tabCount = tabs.get(piece.offset + start);
    const spaces = written.length - written.replace(/^ +/, '').length;
    const indent = tabCount === undefined || !above ? spaces : meantIndent(tabCount, above);
    const line = { start, end: start + written.length + 1, spaces, indent, content, significant };
    lines.push(line);
    if (significant) above = { line, tabs: tabCount };
    start += written.length + 1;
  }
  return lines;
}

function meantIndent(tabs: number, above: { readonly line: Line; readonly tabs: number | undefined }): number {
  if (above.tabs !== undefined) return Math.max(0, above.line.indent + 2 * (tabs - above.tabs));
  return above.line.indent + (above.line.content.endsWith(':') ? 2 : 0);
}

export function isKeyLine(line: Line): boolean {
  return keyParts(line) !== undefined;
}

export function isItemLine(line: Line): boolean {
  return line.content === '-' || line.content.startsWith('- ');
}

/** Key and value of a line such as `key: value`. `valueStart` is the place of the value in the piece; a comment is no value. */
export function keyParts(line: Line): { key: string; rest: string; valueStart: number } | undefined {
  const { content } = line;
  const quoted = QUOTED_KEY.exec(content)?.[0].length;
  const colon = quoted ?? (BARE_KEY_START.test(content) ? content.search(COLON) : -1);
  if (colon < 0) return undefined;
  const after = content.slice(colon + 1);
  const rest = after.trimStart();
  const valueStart = line.start + line.spaces + content.length - rest.length;
  return { key: content.slice(0, colon).trimEnd(), rest: rest.startsWith('#') ? '' : rest, valueStart };
}

/**
 * Cuts a block into the parts that its least indented lines begin. Lines of a list under a key may stand at the same column as the
 * key, and brackets may close there: they belong to the part before them.
 */
export function partsOf(piece: Piece, tabs: Tabs): readonly Part[] {
  const parts: { head: Line; lines: Line[] }[] = [];
  const lines = linesOf(piece, tabs);
  const first = lines.find((line) => line.significant);
  if (!first) return [];
  const isList = isItemLine(first);
  for (const line of lines) {
    const begins =
      line.significant &&
      line.indent <= first.indent &&
      !/^[\]}]/.test(line.content) &&
      (parts.length === 0 || isList || !isItemLine(line) || line.indent < first.indent);
    if (begins) parts.push({ head: line, lines: [line] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}

/** The piece that some successive lines of a piece make up. */
export function pieceOf(piece: Piece, lines: readonly Line[]): Piece {
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return { text: '', offset: piece.offset };
  return { text: piece.text.slice(first.start, last.end), offset: piece.offset + first.start };
}
