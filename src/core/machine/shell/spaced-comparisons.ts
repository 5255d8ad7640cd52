/**
 * The interpreter's parser takes the words of `((…))` apart as if they were redirections: of `((a<=1))` it makes `a < =1`. With a
 * space behind the operator it reads it right.
 */

const OPERATOR = /(<=|>=|>>=)(?=[^\s=])/g;

/** The text with a space behind `<=`, `>=` and `>>=` in arithmetic commands; quotes, comments and here-documents are left alone. */
export function withSpacedComparisons(text: string): string {
  if (!/\(\([^\n]*[<>]=/.test(text)) return text;
  let result = '';
  let from = 0;
  for (const { start, end } of arithmeticCommands(text)) {
    result += text.slice(from, start) + text.slice(start, end).replace(OPERATOR, '$1 ');
    from = end;
  }
  return result + text.slice(from);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function arithmeticCommands(text: string): readonly Span[] {
  const found: Span[] = [];
  /** Ends of here-documents whose texts begin on the next line. */
  let awaited: string[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    const character = text.charAt(at);
    if (character === '\\') at += 2;
    else if (character === "'") at = behind(text, "'", at + 1);
    else if (character === '"') at = behindDoubleQuotes(text, at + 1);
    else if (character === '#' && /(?:^|[\s;&|(])$/.test(text.slice(Math.max(0, at - 1), at))) {
      at = behind(text, '\n', at + 1) - 1;
    } else if (rest === '((' && text.charAt(at - 1) !== '$') {
      const end = text.indexOf('))', at);
      if (end === -1) return found;
      found.push({ start: at, end });
      at = end + 2;
    } else if (rest === '<<' && text.charAt(at + 2) !== '<') {
      const [whole = '<<', name = ''] = /^<<-?\s*(?:\\|["'])?([\w-]+)/.exec(text.slice(at, at + 80)) ?? [];
      if (name !== '') awaited.push(name);
      at += whole.length;
    } else if (rest === '<<') at += 3;
    else if (character === '\n' && awaited.length > 0) {
      for (const name of awaited) at = behindLine(text, name, at);
      awaited = [];
    } else at += 1;
  }
  return found;
}

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at === -1 ? text.length : at + 1;
}

function behindDoubleQuotes(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

/** Position of the line break behind the line that ends a here-document. */
function behindLine(text: string, name: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const next = text.indexOf('\n', at + 1);
    const end = next === -1 ? text.length : next;
    if (text.slice(at + 1, end).replace(/^\t+/, '') === name) return end;
    at = end;
  }
  return at;
}
