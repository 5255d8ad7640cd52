import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { entryOf, rangeWithin, type SourceScalar } from '../../../src/core/scenario/source.ts';
import { readSource } from '../../../src/core/scenario/source-reader.ts';

function scalarOf(text: string): SourceScalar {
  const node = entryOf(readSource(text).root, 'a')?.value;
  if (node?.kind !== 'scalar') throw new Error(`No scalar in ${text}`);
  return node;
}

/** What stands in the file where a part of the value was written. */
function writtenAt(text: string, part: string): string {
  const scalar = scalarOf(text);
  const start = String(scalar.value).indexOf(part);
  const range = rangeWithin(scalar, start, start + part.length);
  return text.slice(range.start, range.end);
}

describe('the way from a value back to its characters', () => {
  it('goes through every style', () => {
    assert.equal(writtenAt('a: one two', 'two'), 'two');
    assert.equal(writtenAt("a: 'it''s two'", 'two'), 'two');
    assert.equal(writtenAt("a: 'it''s two'", "'s"), "''s");
    assert.equal(writtenAt('a: "x \\"y\\" \\u0041z"', '"y"'), '\\"y\\"');
    assert.equal(writtenAt('a: "x \\"y\\" \\u0041z"', 'Az'), '\\u0041z');
    assert.equal(writtenAt('a: |\n  one\n\n    two\n  three\n', 'two'), 'two');
    assert.equal(writtenAt('a: >-\n  one\n  two\n\n  three\n', 'three'), 'three');
    assert.equal(writtenAt('a: one\n  two\n\n  three', 'three'), 'three');
    assert.equal(writtenAt('a: "one\n  two \\\n  three"', 'three'), 'three');
    assert.equal(writtenAt('a: |\r\n  one\r\n  two\r\n', 'two'), 'two');
    assert.equal(writtenAt('a: >\r\n  one\r\n  two\r\n\r\n  three\r\n', 'three'), 'three');
    assert.equal(writtenAt('a: |2\n    one\n  two\n', 'two'), 'two');
  });

  it('leads to the same characters, whatever the value and the style', () => {
    const value = fc
      .array(fc.constantFrom('word', 'x', ' ', '\n', '\n\n', '"', "'", '\\', ':', '#', '  ', 'é', '𝒳', '\t'), {
        maxLength: 30,
      })
      .map((parts) => parts.join(''));
    const style = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED');
    fc.assert(
      fc.property(value, style, fc.constantFrom(20, 80), (expected, defaultStringType, lineWidth) => {
        const text = stringify({ a: expected }, { defaultStringType, defaultKeyType: 'PLAIN', lineWidth });
        const scalar = scalarOf(text);
        if (scalar.value !== expected || expected.trim() === '') return;
        for (let index = 0; index < expected.length; index++) {
          const char = expected.charAt(index);
          const { start, end } = rangeWithin(scalar, index, index + 1);
          const written = text.slice(start, end);
          if (/\s/.test(char)) assert.match(written, /^\s+$|^\\[nt ]$|^\\\n/, `${JSON.stringify(text)} at ${index}`);
          else
            assert.ok(
              written.includes(char) || written.startsWith('\\'),
              `${JSON.stringify(text)} at ${index}: ${written}`,
            );
        }
      }),
      { numRuns: 1500 },
    );
  });
});
