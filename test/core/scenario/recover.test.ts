import assert from 'node:assert/strict';
import { readSource } from '../../../src/core/scenario/source-reader.ts';
import { plainValue } from '../../../src/core/scenario/source-value.ts';

/** What is read of a text, and the codes and characters of its errors. */
function read(text: string) {
  const { root, problems } = readSource(text);
  return {
    value: root && JSON.parse(JSON.stringify(plainValue(root))),
    problems: problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
  };
}

describe('reading in spite of errors in YAML', () => {
  it('keeps an open quote to its line', () => {
    const { value, problems } = read('a: "open\nb: 1\nc:\n  d: "also\n  e: 2\n');
    assert.deepEqual(value, { a: 'open', b: 1, c: { d: 'also', e: 2 } });
    assert.deepEqual(problems, [
      ['RL1004', '"open'],
      ['RL1004', '"also'],
    ]);
  });

  it('keeps an open bracket to its line', () => {
    const { value, problems } = read('a: { b: 1\nc: [1, 2\nd: 3\n');
    assert.deepEqual(value, { a: { b: 1 }, c: [1, 2], d: 3 });
    assert.deepEqual(
      problems.map(([code]) => code),
      ['RL1004', 'RL1004'],
    );
  });

  it('takes wrongly indented keys for neighbours', () => {
    const { value, problems } = read('m:\n  a: 1\n   b: 2\n  c: 3\n d: 4\n  e: 5\nz: 6\n');
    assert.deepEqual(value, { m: { a: 1, b: 2, c: 3, d: 4, e: 5 }, z: 6 });
    assert.deepEqual(problems, [
      ['RL1003', 'b: 2'],
      ['RL1003', 'd: 4'],
    ]);
  });

  it('takes tabs for the spaces that were meant', () => {
    assert.deepEqual(read('m:\n\ta: 1\n\tn:\n\t\tb: 2\n\tc: 3\nz: 4\n'), {
      value: { m: { a: 1, n: { b: 2 }, c: 3 }, z: 4 },
      problems: [['RL1002', '\t']],
    });
    assert.deepEqual(read('m:\n  n:\n    a: 1\n\tb: 2\n    c: 3\n'), {
      value: { m: { n: { a: 1, b: 2, c: 3 } } },
      problems: [['RL1002', '\t']],
    });
  });

  it('takes text that lacks quotes for the text that was meant', () => {
    assert.deepEqual(read('a: !b.c(d, e)\nf: "g" in h\ni: j: k\nl: {{m}} n\no: @p\nq: 1'), {
      value: { a: '!b.c(d, e)', f: '"g" in h', i: 'j: k', l: '{{m}} n', o: '@p', q: 1 },
      problems: [
        ['RL1009', '!b.c(d, e)'],
        ['RL1001', 'in h'],
        ['RL1001', ':'],
        ['RL1001', '{{m}} n'],
        ['RL1001', '@p'],
      ],
    });
  });

  it('does so in lists too', () => {
    const { value, problems } = read('a:\n  - one\n  - "two\n  - b: 1\n    c: !x y\n  - three\n');
    assert.deepEqual(value, { a: ['one', 'two', { b: 1, c: '!x y' }, 'three'] });
    assert.deepEqual(problems, [
      ['RL1004', '"two'],
      ['RL1009', '!x y'],
    ]);
  });

  it('passes over a line that is no key', () => {
    const { value, problems } = read('a: 1\nwhat is this\nb: 2\n');
    assert.deepEqual(value, { a: 1, b: 2 });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.[1] ?? '', /what is this/);
  });

  it('leaves blocks of text alone', () => {
    const text = 'a: |\n  key: "open\n  \tb\n\n    - [ {\n# comment\nb: "open\n';
    assert.deepEqual(read(text).value, { a: 'key: "open\n\tb\n\n  - [ {\n', b: 'open' });
  });

  it('does not follow aliases round in circles, nor multiply them without end', () => {
    assert.deepEqual(read('a: &x [*x]').problems, [['RL1007', '*x']]);
    const levels = Array.from(
      { length: 12 },
      (_, i) => `k${i + 1}: &k${i + 1} [${Array(9).fill(`*k${i}`).join(', ')}]`,
    );
    const { problems } = read(`k0: &k0 [1]\n${levels.join('\n')}\n`);
    assert.ok(problems.some(([code]) => code === 'RL1012'));
  });

  it('does not nest without end', () => {
    assert.ok(read(`a: ${'['.repeat(500)}`).problems.length > 0);
    assert.ok(read(`a: ${'['.repeat(80)}${']'.repeat(80)}`).problems.some(([code]) => code === 'RL1012'));
    assert.ok(read(Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')).problems.length > 0);
  });
});
