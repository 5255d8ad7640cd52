import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineStarts, placeAt, problemText } from '../../src/cli/problem-text.ts';
import type { Output } from '../../src/cli/terminal.ts';
import { problem } from '../../src/core/scenario/problem-codes.ts';

const plain: Output = { live: false, columns: undefined, write: () => undefined, style: (_, text) => text };

const shown = (text: string, start: number, end: number): string =>
  problemText('a.yaml', text, problem('RL2001', { start, end }, 'It is wrong.'), plain);

describe('text of a problem', () => {
  it('has the place, the line and carets under the range', () => {
    assert.equal(
      shown('one: 1\n\ttwo: 22\n', 13, 15),
      'a.yaml:2:7: error RL2001: It is wrong.\n   2 | \ttwo: 22\n     | \t     ^^\n',
    );
  });

  it('marks one character where the range is empty, and no more than the line where it is longer', () => {
    assert.match(shown('a: b', 3, 3), /\n {5}\| {4}\^\n$/);
    assert.match(shown('a: |\n  b\nc: d', 3, 9), /\n {5}\| {4}\^\n$/);
  });

  it('shows the part of a very long line that matters', () => {
    const text = `a: ${'x'.repeat(5000)}WRONG${'y'.repeat(5000)}`;
    const [, line = '', carets = ''] = shown(text, 5003, 5008).split('\n');
    assert.ok(line.length < 200);
    assert.equal(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'WRONG');
  });

  it('counts lines as editors do, whatever ends them', () => {
    const text = 'a\r\nb\rc\nd';
    const starts = lineStarts(text);
    assert.deepEqual(
      [...text].map((_, offset) => placeAt(starts, offset).line),
      [1, 1, 1, 2, 2, 3, 3, 4],
    );
  });

  it('never fails, and keeps the carets below the text that they mark', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(50), fc.nat(50), (text, start, length) => {
        const from = Math.min(start, text.length);
        const to = Math.min(from + length, text.length);
        const [head = '', line, carets] = shown(text, from, to).split('\n');
        assert.match(head, /^a\.yaml:\d+:\d+: error RL2001: /);
        if (line === undefined || carets === undefined || line === '') return;
        assert.ok(carets.trimEnd().length <= Math.max(line.length, carets.indexOf('^') + 1));
      }),
    );
  });
});
