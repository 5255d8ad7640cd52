/** What has to hold of every document, however wrong it is. */
import assert from 'node:assert/strict';
import { scenarioJsonSchema } from '../../src/core/experiment/published-schemas.ts';
import { completionsAt, type Surroundings } from '../../src/core/scenario/editor/completion.ts';
import { foldsIn } from '../../src/core/scenario/editor/folding.ts';
import { formatted } from '../../src/core/scenario/editor/formatting.ts';
import { type HoverSurroundings, hoverAt } from '../../src/core/scenario/editor/hover.ts';
import { hintsIn } from '../../src/core/scenario/editor/inlay-hints.ts';
import { lensesOf } from '../../src/core/scenario/editor/lenses.ts';
import { linksIn } from '../../src/core/scenario/editor/links.ts';
import { outlineOf } from '../../src/core/scenario/editor/outline.ts';
import { quickFixesAt } from '../../src/core/scenario/editor/quick-fixes.ts';
import { nameAt, renamed } from '../../src/core/scenario/editor/references.ts';
import { scenarioText } from '../../src/core/scenario/editor/scenario-text.ts';
import { selectionsAt } from '../../src/core/scenario/editor/selection.ts';
import { tokensIn } from '../../src/core/scenario/editor/semantic-tokens.ts';
import type { Problem, TextRange } from '../../src/core/scenario/problems.ts';
import { readTree } from '../../src/core/scenario/read-scenario.ts';
import { plainValue } from '../../src/core/scenario/source-value.ts';
import { schemaLanguage } from '../../src/language-server/schema-language.ts';

const URI = 'file:///workspace/fuzz.scenario.yaml';
const yaml = schemaLanguage(scenarioJsonSchema);
const around: Surroundings & HoverSurroundings = {
  schema: yaml,
  endpoints: async () => [{ name: 'local', about: '' }],
  declarations: async () => [],
  machinePaths: async () => ['/etc/passwd'],
  filesIn: async () => ['notes.md'],
  bases: async () => [],
};

/** Reads a document and asks every feature about a place in it. Throws when one crashes or points outside of the text. */
export async function checkDocument(text: string, offset: number): Promise<void> {
  const scenario = scenarioText(text);
  const { problems, scenario: model } = readTree(scenario, text);
  checkProblems(problems, text);
  const isWrong = problems.some(({ severity }) => severity === 'error');
  if (isWrong) assert.equal(model, undefined, 'a scenario with errors is never run');
  const inside = within(text);
  for (const { range } of await completionsAt(scenario, offset, around)) holds(range, offset);
  const hover = await hoverAt(scenario, offset, around);
  if (hover) holds(hover.range, offset);
  let end = 0;
  for (const { range } of tokensIn(scenario)) {
    inside(range);
    assert.ok(range.start >= end, 'tokens do not lie over one another');
    end = range.end;
  }
  for (const range of selectionsAt(scenario, offset)) inside(range);
  const lines = text.split('\n').length;
  for (const { startLine, endLine } of foldsIn(scenario))
    assert.ok(0 <= startLine && startLine < endLine && endLine < lines);
  const all = { start: 0, end: text.length };
  for (const hint of hintsIn(scenario, all)) inside({ start: hint.offset, end: hint.offset });
  for (const { range } of linksIn(scenario, URI)) inside(range);
  for (const { range } of scenario.names) inside(range);
  for (const { range } of lensesOf(scenario)) inside(range);
  for (const { range, nameRange } of outlineOf(scenario)) {
    inside(range);
    inside(nameRange);
  }
  for (const { edits } of quickFixesAt(scenario, problems, all)) for (const { range } of edits) inside(range);
  const name = nameAt(scenario, offset);
  const renaming = name && renamed(name, 'another_name', [{ uri: URI, scenario }]);
  if (renaming && 'edits' in renaming) for (const { range } of renaming.edits) inside(range);
}

/** Formats a document: it says the same afterwards, and formatting again changes nothing. */
export async function checkFormatting(text: string): Promise<void> {
  const format = (each: string, width: number): Promise<string | undefined> => yaml.format(each, width);
  const [edit, ...others] = await formatted(text, format);
  assert.deepEqual(others, []);
  if (!edit) return;
  within(text)(edit.range);
  const after = text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
  const { root } = scenarioText(text);
  const then = scenarioText(after).root;
  assert.ok(root && then);
  assert.deepEqual(plainValue(then), plainValue(root));
  assert.deepEqual(await formatted(after, format), []);
}

function checkProblems(problems: readonly Problem[], text: string): void {
  const inside = within(text);
  for (const { range, message, fixes, code } of problems) {
    inside(range);
    assert.ok(range.end > range.start || text.trim() === '', `${code} underlines nothing: ${message}`);
    for (const { edits } of fixes) for (const edit of edits) inside(edit.range);
  }
}

function within(text: string): (range: TextRange) => void {
  return ({ start, end }) => {
    assert.ok(Number.isInteger(start) && Number.isInteger(end), 'a place is a whole number');
    assert.ok(0 <= start && start <= end && end <= text.length, `${start} to ${end} lies outside the text`);
  };
}

function holds({ start, end }: TextRange, offset: number): void {
  assert.ok(start <= offset && offset <= end, `${start} to ${end} does not hold ${offset}`);
}
