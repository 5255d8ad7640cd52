/** What the YAML parser complains about, as problems of a scenario. */
import type { YAMLError } from 'yaml';
import { type ProblemCode, problem } from './problem-codes.ts';
import type { Problem, TextRange } from './problems.ts';
import type { Piece } from './read-yaml.ts';

/** Problems for the errors of one piece. What the parser says after its first error mostly follows from it and is left out. */
export function yamlProblems(errors: readonly YAMLError[], piece: Piece): Problem[] {
  const bracket = openBracket(piece.text);
  if (bracket && errors.some(({ message }) => /^Flow (?:map|sequence) in/.test(message)))
    return [unclosed(bracket, piece)];
  const first = errors.find((error) => error.name === 'YAMLParseError') ?? errors[0];
  return errors
    .filter((error) => error === first || error.code === 'BAD_DQ_ESCAPE')
    .map((error) => {
      const range = visibleRange(error.pos, piece);
      const { code, message } = described(error, piece.text);
      return problem(code, range, message);
    });
}

function unclosed({ at, end, closer }: OpenBracket, { text, offset }: Piece): Problem {
  const message = `The ${text.charAt(at)} that opens here is not closed. Add ${closer} where it should end.`;
  const place = { start: end + offset, end: end + offset };
  const fix = { title: `Add ${closer}`, edits: [{ range: place, text: closer === '}' ? ' }' : closer }] };
  return problem('RL1004', { start: at + offset, end: end + offset }, message, [fix]);
}

interface OpenBracket {
  readonly at: number;
  /** End of its line. */
  readonly end: number;
  readonly closer: string;
}

/** The innermost bracket of the first value that opens a map or list and is not closed. */
function openBracket(text: string): OpenBracket | undefined {
  const open: { at: number; closer: string }[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:^|[ \t])#.*$|[[\]{}]/gm;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push({ at: index, closer: token === '{' ? '}' : ']' });
    else if (token === '}' || token === ']') open.pop();
  }
  const last = open.at(-1);
  if (!last) return undefined;
  const lineEnd = text.indexOf('\n', last.at);
  const line = text.slice(last.at, lineEnd < 0 ? text.length : lineEnd);
  return { ...last, end: last.at + line.trimEnd().length };
}

function described(error: YAMLError, text: string): { code: ProblemCode; message: string } {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { code: 'RL1002', message: 'A tab is used to indent. YAML indents with spaces only.' };
    case 'BAD_INDENT':
      return { code: 'RL1003', message: `The indentation does not fit here: ${sentence(error.message)}` };
    case 'BAD_DQ_ESCAPE': {
      const written = text.slice(error.pos[0], error.pos[0] + 2);
      const way = 'Write \\\\ for a backslash, or use single quotes, in which a backslash is only a backslash.';
      return { code: 'RL1006', message: `${written} means nothing in double quotes. ${way}` };
    }
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return {
        code: 'RL1007',
        message: `${sentence(error.message)} A text that starts with * or & has to be in quotes.`,
      };
    case 'MULTIPLE_DOCS':
      return {
        code: 'RL1008',
        message: 'A second document begins here. A file holds one scenario: take the line --- away.',
      };
    case 'TAG_RESOLVE_FAILED':
    case 'MULTIPLE_TAGS':
      return {
        code: 'RL1009',
        message: 'YAML reads a leading ! as a tag, and scenarios have none. Put the text in quotes.',
      };
    case 'RESOURCE_EXHAUSTION':
      return { code: 'RL1012', message: 'This is nested deeper than any scenario needs.' };
    case 'MISSING_CHAR':
      if (!error.message.startsWith('Missing closing')) break;
      return { code: 'RL1004', message: 'A quote that was opened is not closed.' };
    default:
  }
  return { code: 'RL1001', message: `YAML cannot read this: ${sentence(error.message)}` };
}

/** The parser's words as a sentence of ours. */
function sentence(message: string): string {
  const words = message.replace(/\s+/g, ' ').trim();
  const small = words.charAt(0).toLowerCase() + words.slice(1);
  return small.endsWith('.') ? small : `${small}.`;
}

/** A range that has something to see in it: the parser often points at a line break or behind the end. */
function visibleRange([start, end]: readonly [number, number], piece: Piece): TextRange {
  const { text, offset } = piece;
  let from = Math.min(start, text.length);
  let to = Math.min(Math.max(end, from), text.length);
  if (text.slice(from, to).trim() === '') {
    const before = text.slice(0, to).trimEnd().length;
    from = Math.max(0, before - 1);
    to = before;
  } else {
    const shown = text.slice(from, to);
    const line = shown.trimStart().split('\n', 1)[0] ?? '';
    from += shown.length - shown.trimStart().length;
    to = from + line.trimEnd().length;
  }
  return { start: from + offset, end: to + offset };
}
