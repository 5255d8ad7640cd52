/** Why a value in one piece cannot be read, when the reason is what it begins with or has in it: almost always a missing quote. */
import { type ProblemCode, problem } from './problem-codes.ts';
import type { Problem, ProblemFix, TextRange } from './problems.ts';
import type { Piece } from './read-yaml.ts';
import type { SourceScalar } from './source.ts';

export interface Diagnosis {
  readonly problem: Problem;
  /** The value that was meant. */
  readonly value: SourceScalar;
}

/**
 * What is wrong with a value that YAML cannot read, and the text that was meant. Undefined when it is something else than quotes.
 * @param valueStart where the value begins in the piece
 */
export function leafDiagnosis(piece: Piece, valueStart: number): Diagnosis | undefined {
  const written = piece.text.slice(valueStart).trimEnd();
  const firstLine = written.split('\n', 1)[0]?.trimEnd() ?? '';
  const place = (from: number, to: number): TextRange => ({
    start: piece.offset + valueStart + from,
    end: piece.offset + valueStart + to,
  });
  const found = diagnose(firstLine);
  if (!found) return undefined;
  const { code, from, to, message, text } = found;
  const textStart = firstLine.indexOf(text);
  const range = place(textStart, textStart + text.length);
  const fixes = found.quotable ? [inQuotes(firstLine, place(0, firstLine.length))] : [];
  return {
    problem: problem(code, place(from, to), message, fixes),
    value: { kind: 'scalar', range, value: text, style: 'plain', written: text },
  };
}

interface Found {
  readonly code: ProblemCode;
  readonly from: number;
  readonly to: number;
  readonly message: string;
  /** What was most likely meant. */
  readonly text: string;
  /** Quotes around the line mend it. */
  readonly quotable: boolean;
}

function diagnose(line: string): Found | undefined {
  const first = line.charAt(0);
  const all = { from: 0, to: line.length, text: line, quotable: true };
  if (first === '"' || first === "'") return diagnoseQuoted(line, first);
  if (first === '!') {
    const message = 'YAML reads a leading ! as a tag. Put the whole text in quotes.';
    return { ...all, code: 'RL1009', message };
  }
  if (line.startsWith('{{')) {
    return {
      ...all,
      code: 'RL1001',
      message: 'A text that starts with {{ has to be in quotes, since YAML reads { as a map.',
    };
  }
  if (/^[@`%,\]}&*]/.test(line)) {
    return { ...all, code: 'RL1001', message: `A text that starts with ${first} has to be in quotes.` };
  }
  if (/^[[{|>]/.test(line)) return undefined;
  const colon = line.search(/:(?=[ \t]|$)/);
  if (colon < 0) return undefined;
  const message =
    'A text with a colon and a space in it has to be in quotes, since YAML reads the colon as the end of a key.';
  return { ...all, code: 'RL1001', from: colon, to: colon + 1, message };
}

function diagnoseQuoted(line: string, quote: string): Found | undefined {
  const closed = quote === '"' ? /^"(?:[^"\\]|\\.)*"/.exec(line) : /^'(?:[^']|'')*'/.exec(line);
  if (!closed) {
    const name = quote === '"' ? 'double' : 'single';
    const message = `The ${name} quote that opens this text is not closed. Add ${quote} at its end.`;
    return { code: 'RL1004', from: 0, to: line.length, message, text: line.slice(1), quotable: false };
  }
  const after = line.slice(closed[0].length).trimStart();
  if (after === '' || after.startsWith('#')) return undefined;
  const message =
    'There is more text after the closing quote. Put quotes around the whole text, since YAML takes the first ones for them.';
  return { code: 'RL1001', from: line.length - after.length, to: line.length, message, text: line, quotable: true };
}

function inQuotes(text: string, range: TextRange): ProblemFix {
  return { title: 'Put the text in single quotes', edits: [{ range, text: `'${text.replaceAll("'", "''")}'` }] };
}
