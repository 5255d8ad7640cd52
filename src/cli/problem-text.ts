/** Problems of a scenario as compilers print them: place, severity, code, message, and the line with carets under the range. */
import type { Problem, ProblemSeverity } from '../core/scenario/problems.ts';
import { type Output, type Style, shown } from './terminal.ts';

/** A place in a text, both from 1; columns count UTF-16 units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const SEVERITY_STYLES: Readonly<Record<ProblemSeverity, Style>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
};
const LONGEST_LINE = 160;

/** Starts of the lines of a text, for `placeAt`. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
}

/** The place of an offset. */
export function placeAt(starts: readonly number[], offset: number): Place {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** One problem as it is printed, with a line break at the end. */
export function problemText(file: string, text: string, problem: Problem, output: Output): string {
  const starts = lineStarts(text);
  const { line, column } = placeAt(starts, problem.range.start);
  const severity = output.style([SEVERITY_STYLES[problem.severity], 'bold'], problem.severity);
  const head = `${shown(file)}:${line}:${column}: ${severity} ${problem.code}: ${shown(problem.message)}\n`;
  return head + excerpt(text, starts, problem, line, column, output);
}

/** The line of the problem with carets below; a very long line is cut to the part around the problem. */
function excerpt(
  text: string,
  starts: readonly number[],
  { range, severity }: Problem,
  line: number,
  column: number,
  output: Output,
): string {
  const start = starts[line - 1] ?? 0;
  const whole = text.slice(start, starts[line] ?? text.length).replace(/[\r\n]+$/, '');
  if (whole.trim() === '') return '';
  const from = column - 1 > LONGEST_LINE / 2 && whole.length > LONGEST_LINE ? column - 1 - LONGEST_LINE / 4 : 0;
  const part = whole.slice(from, from + LONGEST_LINE);
  const before = part.slice(0, column - 1 - from);
  const marked = part.slice(before.length, Math.max(before.length, range.end - start - from));
  const number = String(line).padStart(4);
  const gutter = `${' '.repeat(number.length)} | `;
  // A tab moves the carets as it moves the text above them.
  const indent = [...shown(before)].map((character) => (character === '\t' ? '\t' : ' ')).join('');
  const carets = '^'.repeat(Math.max(1, [...shown(marked)].length));
  return `${output.style('dim', `${number} | `)}${shown(part)}\n${output.style('dim', gutter)}${indent}${output.style(SEVERITY_STYLES[severity], carets)}\n`;
}
