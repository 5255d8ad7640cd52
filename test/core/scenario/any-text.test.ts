import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { completionsAt } from '../../../src/core/scenario/editor/completion.ts';
import { hoverAt } from '../../../src/core/scenario/editor/hover.ts';
import { lensesOf } from '../../../src/core/scenario/editor/lenses.ts';
import { outlineOf } from '../../../src/core/scenario/editor/outline.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';

const SCENARIOS = [
  'scenarios/self-replication.scenario.yaml',
  'test/fixtures/scenarios/small.scenario.yaml',
  'test/fixtures/scenarios/twenty-mistakes.scenario.yaml',
].map((path) => readFileSync(path, 'utf8'));

/** Signs that mean something to YAML or CEL, and words of scenarios. */
const fragment = fc.oneof(
  fc.constantFrom(
    ...'{}[]:,-#&*!|>\'"%@`\\\t\n\r ()=<.?~',
    '{{',
    '}}',
    '\n  ',
    '\n\t',
    '- ',
    ': ',
    ' #',
    '---\n',
    '...',
    '<<: *a',
    '\u0000',
    '\ufeff',
    '𝒳',
  ),
  fc.constantFrom(
    'agent',
    'machine',
    'success',
    'files.exists(f, ',
    'f.path',
    '__proto__',
    'constructor',
    '!!binary',
    '&a',
    '*a',
    '1GiB',
    '|2-',
    '{port}',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const anyText = fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join(''));

/** A real scenario with pieces cut out, put in and doubled. */
const mutated = fc
  .record({
    base: fc.constantFrom(...SCENARIOS),
    changes: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(30), put: fragment }), {
      minLength: 1,
      maxLength: 5,
    }),
  })
  .map(({ base, changes }) =>
    changes.reduce((text, { at, cut, put }) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + put + text.slice(start + cut);
    }, base),
  );

function checkReading(text: string): void {
  const { problems, scenario } = readScenario(text);
  for (const { range, message, fixes, code } of problems) {
    assert.ok(Number.isInteger(range.start) && Number.isInteger(range.end), `${code} ${message}`);
    assert.ok(
      0 <= range.start && range.start <= range.end && range.end <= text.length,
      `${code} lies outside the text`,
    );
    assert.ok(range.end > range.start || text.trim() === '', `${code} underlines nothing: ${message}`);
    for (const { edits } of fixes) {
      for (const edit of edits) assert.ok(edit.range.start <= edit.range.end && edit.range.end <= text.length);
    }
  }
  const isWrong = problems.some(({ severity }) => severity === 'error');
  assert.equal(scenario === undefined, isWrong, 'a scenario is there exactly when there is no error');
}

describe('any text', () => {
  it('is read without a crash, and every problem lies inside it', () => {
    fc.assert(fc.property(anyText, checkReading), { numRuns: 400 });
  });

  it('is read so when it was a scenario before', () => {
    fc.assert(fc.property(mutated, checkReading), { numRuns: 120 });
  });

  it('can be asked about at any place', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, mutated), fc.double({ min: 0, max: 1, noNaN: true }), (text, at) => {
        const offset = Math.floor(at * text.length);
        for (const { range } of completionsAt(text, offset)) assert.ok(range.start <= offset && offset <= range.end);
        const hover = hoverAt(text, offset);
        if (hover) assert.ok(hover.range.start <= offset && offset <= hover.range.end);
        outlineOf(text);
        lensesOf(text);
      }),
      { numRuns: 100 },
    );
  });
});
