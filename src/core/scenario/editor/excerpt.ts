/**
 * The lines around the cursor that say what it is in: the keys above it, outermost first, and the keys beside it. However long the
 * scenario is, what can be written at the cursor is found out in these few lines.
 */
import { linesIn } from '../source-reader.ts';
import { isItemLine, isKeyLine, keyParts, type Line } from '../yaml-lines.ts';

export interface Excerpt {
  readonly text: string;
  /** Where the cursor is in it. What stands around the cursor is as in the whole text. */
  readonly offset: number;
  /** The cursor is in a text that began in a line above: no key can stand there. */
  readonly isText: boolean;
}

/** Most keys beside the cursor that are taken on each side. */
const MOST_BESIDE = 200;
/** A value that is short and safe to stand alone: the name of a program, the kind of something. */
const PLAIN_WORD = /^[\w./-]+$/;

/** The excerpt around an offset of a text. */
export function excerptAround(text: string, offset: number): Excerpt {
  return new Excerption(text, offset).taken();
}

class Excerption {
  readonly #text: string;
  readonly #offset: number;
  readonly #lines: readonly Line[];
  /** Index of the line of the cursor. */
  readonly #at: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
    this.#lines = linesIn(text);
    this.#at = this.#lines.findIndex(({ end }) => offset < end);
  }

  taken(): Excerpt {
    const column = this.#column();
    const ancestors = this.#ancestors(column);
    const holder = ancestors.findIndex((index, depth) => this.#holdsValue(index, ancestors[depth + 1], column));
    const above = (holder < 0 ? ancestors : ancestors.slice(0, holder)).map((index) => this.#written(index));
    const inside = ancestors[holder];
    const cursor = this.#lines[this.#at];
    // What stands above an item of a list belongs to other items.
    const isItem = cursor !== undefined && isItemLine(cursor);
    const before = inside === undefined && !isItem ? this.#beside(column, -1, ancestors.at(-1) ?? -1) : [];
    const first = inside ?? this.#at;
    const end = inside === undefined ? this.#endOfValue() : this.#endOfBlock(inside);
    const after = inside === undefined ? this.#beside(column, 1, this.#lines.length) : [];
    const head = [...above, ...before].map((line) => `${line}\n`).join('');
    const start = this.#lines[first]?.start ?? 0;
    const verbatim = this.#text.slice(start, this.#lines[end - 1]?.end ?? start);
    return {
      text: `${head}${verbatim}${verbatim.endsWith('\n') ? '' : '\n'}${after.map((line) => `${line}\n`).join('')}`,
      offset: head.length + this.#offset - start,
      isText: inside !== undefined && this.#holdsText(inside),
    };
  }

  #written(index: number): string {
    const line = this.#lines[index];
    return line ? this.#text.slice(line.start, line.end).replace(/\r?\n$/, '') : '';
  }

  /** Column of what the cursor is in: of its line, or behind the dashes that open list items in it. */
  #column(): number {
    const line = this.#lines[this.#at];
    if (!line) return 0;
    if (line.content === '') return Math.min(line.spaces, this.#offset - line.start);
    const dashes = /^(?:- +)*(?=[^\s])/.exec(line.content)?.[0].length ?? 0;
    const inner = line.spaces + dashes;
    return this.#offset - line.start >= inner ? inner : line.spaces;
  }

  /** Lines that the cursor lies below by indentation, outermost first. */
  #ancestors(column: number): readonly number[] {
    const found: number[] = [];
    const cursor = this.#lines[this.#at];
    let limit = Math.min(column, cursor?.content ? cursor.spaces : column);
    let isItem = cursor !== undefined && isItemLine(cursor);
    for (let index = this.#at - 1; index >= 0 && (limit > 0 || isItem); index--) {
      const line = this.#lines[index];
      if (!line?.significant) continue;
      const isParent = line.spaces < limit || (isItem && line.spaces === limit && !isItemLine(line) && isKeyLine(line));
      if (!isParent) continue;
      found.unshift(index);
      limit = line.spaces;
      isItem = isItemLine(line);
    }
    return found;
  }

  /** Whether the cursor is inside the value that a line begins, and not at a key of its own. */
  #holdsValue(index: number, below: number | undefined, column: number): boolean {
    const line = this.#lines[index];
    if (!line) return false;
    const inner = below === undefined ? column : (this.#lines[below]?.spaces ?? column);
    const dashes = /^(?:- +)*/.exec(line.content)?.[0].length ?? 0;
    const content = line.content.slice(dashes);
    if (content === '' || content === '-' || content.startsWith('#')) return false;
    const key = keyParts({ ...line, content });
    if (!key) return true;
    if (dashes > 0 && inner <= line.spaces + dashes) return false;
    if (key.rest !== '' && !/^[&!]\S+$/.test(key.rest)) return true;
    const first = this.#lines.find((each, place) => place > index && each.significant);
    return (
      first !== undefined &&
      first.spaces > line.spaces &&
      !isKeyLine(first) &&
      !isItemLine(first) &&
      below === undefined &&
      this.#isAbove(first)
    );
  }

  /** Whether the value that a line begins is a text, and not a map or list in brackets. */
  #holdsText(index: number): boolean {
    const line = this.#lines[index];
    const content = line?.content.replace(/^(?:- +)*/, '') ?? '';
    const value = line ? (keyParts({ ...line, content })?.rest ?? content) : '';
    return !/^[{[]/.test(value);
  }

  #isAbove(line: Line): boolean {
    return line.start < (this.#lines[this.#at]?.start ?? 0);
  }

  /** Where the block that a line begins ends: the index of the first line that is no part of it. */
  #endOfBlock(index: number): number {
    const indent = this.#lines[index]?.spaces ?? 0;
    let end = index + 1;
    for (let next = end; next < this.#lines.length; next++) {
      const line = this.#lines[next];
      if (!line || (line.content !== '' && line.spaces <= indent && !/^[\]}]/.test(line.content))) break;
      if (line.content !== '') end = next + 1;
    }
    return Math.max(end, this.#at + 1);
  }

  /** Where the value that is written in the line of the cursor ends. */
  #endOfValue(): number {
    const line = this.#lines[this.#at];
    const key = line && keyParts(line);
    const isOpen = line !== undefined && (key ? key.rest !== '' : line.content !== '' && !isItemLine(line));
    return isOpen ? this.#endOfBlock(this.#at) : this.#at + 1;
  }

  /** Keys in a column above (-1) or below (1) the cursor, as far as the block that it is in goes. */
  #beside(column: number, step: -1 | 1, stop: number): readonly string[] {
    const found: string[] = [];
    for (let index = this.#at + step; index !== stop && found.length < MOST_BESIDE; index += step) {
      const line = this.#lines[index];
      if (!line) break;
      if (!line.significant) continue;
      if (line.spaces < column) break;
      const key = line.spaces === column && !isItemLine(line) ? keyParts(line) : undefined;
      if (!key) continue;
      found.push(`${' '.repeat(column)}${key.key}:${PLAIN_WORD.test(key.rest) ? ` ${key.rest}` : ''}`);
    }
    return step < 0 ? found.reverse() : found;
  }
}
