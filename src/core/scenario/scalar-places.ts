/** From characters of a YAML value back to the characters that were written: through quotes, escapes, folding and indentation. */

/** How a scalar is written in YAML. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded';

/** Offset in the file at which each character of a value was written, and the offset after it. */
export interface ScalarPlaces {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const BREAK_IN_FLOW = /\r?\n[ \t\r\n]*/y;
const SPACE_AT_END = /[^ \t]/g;
const ESCAPED_BREAK = /\\\r?\n[ \t]*/y;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^\r\n])/y;

/**
 * Where each character of a value was written. Undefined when the written text cannot be followed, which only malformed YAML does.
 * @param written what stands in the file, with quotes or block header
 * @param value what YAML makes of it
 * @param offset where `written` begins in the file
 */
export function scalarPlaces(
  written: string,
  style: ScalarStyle,
  value: string,
  offset: number,
): ScalarPlaces | undefined {
  const isBlock = style === 'literal' || style === 'folded';
  const walk = isBlock ? blockPlaces(written, value) : flowPlaces(written, style, value);
  if (!walk) return undefined;
  return { starts: walk.starts.map((start) => start + offset), ends: walk.ends.map((end) => end + offset) };
}

interface Walk {
  starts: number[];
  ends: number[];
}

function flowPlaces(written: string, style: ScalarStyle, value: string): Walk | undefined {
  const walk: Walk = { starts: [], ends: [] };
  let at = style === 'plain' ? 0 : 1;
  /** Up to here the text is known to have no line break. */
  let unbroken = 0;
  const place = (length: number, count = 1) => {
    for (let i = 0; i < count; i++) {
      walk.starts.push(at);
      walk.ends.push(at + length);
    }
    at += length;
  };
  for (let index = 0; index < value.length; index = walk.starts.length) {
    if (style === 'double-quoted') at += matchLength(ESCAPED_BREAK, written, at);
    const char = value[index];
    const mayBreak = (char === ' ' || char === '\n') && at >= unbroken;
    const lineEnd = mayBreak ? endOfSpace(written, at) : at;
    const breakLength = mayBreak ? matchLength(BREAK_IN_FLOW, written, lineEnd) : 0;
    const broken = breakLength === 0 ? 0 : lineEnd - at + breakLength;
    if (mayBreak) unbroken = lineEnd;
    if (broken > 0) {
      place(broken, char === ' ' ? 1 : countNewlines(value, index));
    } else if (style === 'double-quoted' && written[at] === '\\') {
      const length = matchLength(ESCAPE, written, at);
      if (length === 0) return undefined;
      place(length, length === 10 && (value.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
    } else if (style === 'single-quoted' && char === "'" && written.startsWith("''", at)) {
      place(2);
    } else if (written[at] === char) {
      place(1);
    } else {
      return undefined;
    }
  }
  return walk;
}

/** Where the space that begins at a place ends. */
function endOfSpace(written: string, at: number): number {
  const space = new RegExp(SPACE_AT_END);
  space.lastIndex = at;
  return space.exec(written)?.index ?? written.length;
}

function blockPlaces(written: string, value: string): Walk | undefined {
  const header = written.indexOf('\n');
  if (header < 0) return value === '' ? { starts: [], ends: [] } : undefined;
  const indent = leadingSpaces(written.slice(header + 1)) - leadingSpaces(value);
  const walk: Walk = { starts: [], ends: [] };
  const place = (start: number, end: number) => {
    walk.starts.push(start);
    walk.ends.push(end);
  };
  const skipIndent = (from: number) => {
    let at = from;
    while (at - from < indent && written[at] === ' ') at++;
    return at;
  };
  let at = skipIndent(header + 1);
  for (let index = 0; index < value.length; index = walk.starts.length) {
    const char = value[index];
    const breakLength = written.startsWith('\r\n', at) ? 2 : written[at] === '\n' ? 1 : 0;
    if (breakLength > 0 || at >= written.length) {
      const start = at;
      while (written[at] === '\n' || written.startsWith('\r\n', at)) at = skipIndent(written.indexOf('\n', at) + 1);
      const count = char === '\n' ? countNewlines(value, index) : char === ' ' ? 1 : 0;
      if (count === 0) return undefined;
      for (let i = 0; i < count; i++) place(start, Math.min(start + breakLength, written.length));
    } else if (written[at] === char) {
      place(at, at + 1);
      at += 1;
    } else {
      return undefined;
    }
  }
  return walk;
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0].length ?? 0;
}

function countNewlines(text: string, from: number): number {
  let to = from;
  while (text[to] === '\n') to++;
  return to - from;
}

/** Spaces before the first line that is not blank. */
function leadingSpaces(text: string): number {
  return /^(?:[ \t]*\r?\n)*( *)/.exec(text)?.[1]?.length ?? 0;
}
