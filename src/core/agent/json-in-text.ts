/** Finds the JSON objects in a text that a model wrote, among prose and code fences. */

export interface JsonInText {
  /** Where it starts in the text, in UTF-16 units. */
  readonly start: number;
  /** The object; undefined when its JSON is wrong, and `problem` says how. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly problem: string;
}

/** Braces that are tried as the start of an object. It bounds the work on a text of nothing but braces. */
const MOST_STARTS = 50;

/**
 * The JSON objects in a text from an offset on, in order, none inside another; objects that cannot be read are among them, with
 * what is wrong. The messages are our own, so that they are the same on every JavaScript engine. Never throws.
 */
export function findJsonObjects(text: string, from: number): JsonInText[] {
  const found: JsonInText[] = [];
  let at = from;
  for (let tried = 0; tried < MOST_STARTS; tried++) {
    const start = text.indexOf('{', at);
    if (start === -1) break;
    const scan = scanObject(text, start);
    const value = scan.end === undefined ? undefined : parseJsonObject(text.slice(start, scan.end));
    if (value !== undefined) {
      found.push({ start, value, problem: '' });
      at = scan.end ?? text.length;
      continue;
    }
    // Braces in prose, such as `{port}`, are no attempt at JSON; a brace followed by a quote is.
    if (/^\{\s*["']/.test(text.slice(start, start + 200))) {
      found.push({ start, value: undefined, problem: problemOf(text, start, scan) });
      at = scan.end ?? start + 1;
    } else {
      at = start + 1;
    }
  }
  return found;
}

/** The object that a text is, as JSON, or what is wrong with it. Never throws. */
export function readJsonObject(text: string): Pick<JsonInText, 'value' | 'problem'> {
  const value = parseJsonObject(text);
  if (value !== undefined) return { value, problem: '' };
  const start = text.search(/\S/);
  if (text[start] !== '{') return { value, problem: 'they are not a JSON object.' };
  return { value, problem: problemOf(text, start, scanObject(text, start)) };
}

interface Scan {
  /** Offset after the closing brace; undefined when the object is not closed. */
  readonly end: number | undefined;
  readonly inString: boolean;
  readonly lineBreakInString: boolean;
}

function scanObject(text: string, start: number): Scan {
  let depth = 0;
  let inString = false;
  let lineBreakInString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
      else if (character === '\n') lineBreakInString = true;
    } else if (character === '"') {
      inString = true;
    } else if (character === '{') {
      depth++;
    } else if (character === '}') {
      depth--;
      if (depth === 0) return { end: at + 1, inString, lineBreakInString };
    }
  }
  return { end: undefined, inString, lineBreakInString };
}

/** The object that a text is, as JSON; undefined when it is no JSON or something else than an object. Never throws. */
export function parseJsonObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(text: string, start: number, scan: Scan): string {
  if (text[start + 1] === "'") return 'names and texts stand in double quotes, not in single ones.';
  if (scan.lineBreakInString) return 'a line break inside a text is written as \\n.';
  if (scan.end === undefined && scan.inString) return 'a text in it is not closed with a double quote.';
  if (scan.end === undefined) return 'a brace is not closed.';
  const json = text.slice(start, scan.end);
  if (/,\s*[}\]]/.test(json)) return 'there is a comma before a closing bracket.';
  return 'it is not valid JSON. Names and texts stand in double quotes, and \\ and " inside a text are written \\\\ and \\".';
}
