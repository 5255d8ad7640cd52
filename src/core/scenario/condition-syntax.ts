/** Why a condition cannot be read, in our words. */
import type { ParseError } from '@marcbachmann/cel-js';
import type { Finding, Part } from './finding.ts';

const TOKENS: Readonly<Record<string, string>> = {
  EOF: 'the end',
  RPAREN: ')',
  LPAREN: '(',
  RBRACKET: ']',
  LBRACKET: '[',
  RBRACE: '}',
  LBRACE: '{',
  COMMA: ',',
  COLON: ':',
  DOT: '.',
  IDENTIFIER: 'a name',
  NUMBER: 'a number',
  STRING: 'a text',
};

/** Words and signs of other languages, with those of CEL. */
const FOREIGN: Readonly<Record<string, string>> = {
  '=': '==',
  '&': '&&',
  '|': '||',
  and: '&&',
  or: '||',
  AND: '&&',
  OR: '||',
};

/** What makes a condition unreadable. */
export function parseFinding(error: ParseError, text: string): Finding {
  const start = Math.min(error.range?.start ?? 0, text.length);
  const end = Math.min(Math.max(error.range?.end ?? start, start), text.length);
  const written = text.slice(start, end);
  const meant = FOREIGN[written];
  const place = written.trim() === '' ? lastSign(text, start) : { start, end };
  const not = /\bnot\s*$/i.exec(text.slice(0, start));
  if (not) {
    const at = { start: not.index, end: not.index + 3 };
    const message = 'Conditions are written in CEL, which has ! for not.';
    return { code: 'RL3001', ...at, part: at, message, replacements: ['!'] };
  }
  const base = { code: 'RL3001' as const, ...place, part: place };
  if (meant) {
    const message = `Conditions are written in CEL, which has ${meant} for ${written}.`;
    return { ...base, message, replacements: [meant] };
  }
  return { ...base, message: parseMessage(error, text, written), replacements: [] };
}

function parseMessage(error: ParseError, text: string, written: string): string {
  if (text.trim() === '') return 'A condition is missing here.';
  switch (error.code) {
    case 'unexpected_token':
    case 'unexpected_character':
      return written.trim() === ''
        ? 'The condition ends too early: something is missing.'
        : `${written} cannot stand here.`;
    case 'expected_token': {
      const [, wanted = '', got = ''] = /^Expected (\w+), got (\w+)$/.exec(error.summary) ?? [];
      const instead = got === 'EOF' ? 'the condition ends' : `there is ${written}`;
      return `${TOKENS[wanted] ?? wanted} is missing: ${instead} where it should be.`;
    }
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return 'The quote that opens this text is not closed. YAML takes what follows a space and # for a comment.';
    case 'limit_exceeded':
      return 'The condition is longer or deeper than a condition may be.';
    case 'reserved_identifier':
      return `${written} is a reserved word of CEL and cannot be a name.`;
    default:
      return `${error.summary}.`;
  }
}

/** The last visible character before a place, so that something can be underlined. */
function lastSign(text: string, before: number): Part {
  const end = text.slice(0, before).trimEnd().length;
  return { start: Math.max(0, end - 1), end };
}
