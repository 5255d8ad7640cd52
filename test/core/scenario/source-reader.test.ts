import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readAtOnce } from '../../../src/core/scenario/recover.ts';
import { readSource, SourceReader } from '../../../src/core/scenario/source-reader.ts';

const SCENARIOS = [
  'scenarios/self-replication.scenario.yaml',
  'test/fixtures/scenarios/small.scenario.yaml',
  'test/fixtures/scenarios/twenty-mistakes.scenario.yaml',
  'test/fixtures/syntaxes/everything.scenario.yaml',
].map((path) => readFileSync(path, 'utf8'));

const FRAGMENTS = [
  '',
  'x',
  '"',
  "'",
  '{',
  '}',
  '[',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '\n    ',
  '\t',
  '# ',
  '&a ',
  '*a',
  '|\n',
  '>',
  '!',
  '%',
  '\r\n',
];

/** Successive versions of a text, each from the one before by a cut and something put in. */
const versions = fc
  .record({
    base: fc.constantFrom(...SCENARIOS),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(200) }),
        put: fc.constantFrom(...FRAGMENTS),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ base, edits }) => {
    const texts = [base];
    for (const { at, cut, put } of edits) {
      const last = texts.at(-1) ?? '';
      const place = Math.floor(at * last.length);
      texts.push(last.slice(0, place) + put + last.slice(place + cut));
    }
    return texts;
  });

describe('reading a text again and again', function () {
  this.timeout(60_000);

  it('gives what reading it once gives', () => {
    fc.assert(
      fc.property(versions, (texts) => {
        const reader = new SourceReader();
        for (const text of texts) {
          assert.deepEqual(reader.read(text), readSource(text));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives what YAML says of the whole text, where that has no error', () => {
    fc.assert(
      fc.property(versions, (texts) => {
        for (const text of texts) {
          const { root, problems } = readSource(text);
          const whole = readAtOnce(text);
          if (whole.problems.length > 0) assert.ok(problems.length > 0, 'an error is an error');
          else assert.deepEqual({ root, problems }, { root: whole.root, problems: [] });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('reads only what changed', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `    /file-${index}: "content"`);
    const textOf = (more: readonly string[]) => `scenario: x\nmachine:\n  files:\n${[...lines, ...more].join('\n')}\n`;
    const reader = new SourceReader();
    const before = reader.read(textOf([])).root;
    const after = reader.read(textOf(['    /new: "file"'])).root;
    const filesOf = (root: typeof before) => {
      const machine = root?.kind === 'map' ? root.entries[1]?.value : undefined;
      const files = machine?.kind === 'map' ? machine.entries[0]?.value : undefined;
      return files?.kind === 'map' ? files.entries : [];
    };
    assert.equal(filesOf(after).length, 401);
    assert.equal(filesOf(after)[0], filesOf(before)[0], 'the first entry is the very same');
  });
});
