import { type ReadingOptions, readScenario } from '../../../src/core/scenario/read-scenario.ts';

/** Code and underlined text of every problem of a scenario, in the order of the text. */
export function foundProblems(text: string, options: ReadingOptions = {}): [code: string, underlined: string][] {
  return readScenario(text, options).problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]);
}

/** The only problem of a scenario. */
export function onlyProblem(text: string) {
  const { problems } = readScenario(text);
  const [first] = problems;
  if (!first || problems.length > 1) {
    throw new Error(`Expected one problem, found: ${JSON.stringify(foundProblems(text))}`);
  }
  return { ...first, underlined: text.slice(first.range.start, first.range.end) };
}

/** The text after the first fix of its only problem. */
export function fixed(text: string): string {
  const [fix] = onlyProblem(text).fixes;
  if (!fix) throw new Error('The problem has no fix.');
  return fix.edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((rest, { range, text: by }) => rest.slice(0, range.start) + by + rest.slice(range.end), text);
}
