import assert from 'node:assert/strict';
import fc from 'fast-check';
import { globMatcher, isGlob, matchesGlob } from '../../../src/core/scenario/glob.ts';

/** Globs with paths that they match and paths that they do not. */
const CASES: readonly (readonly [glob: string, matched: readonly string[], others: readonly string[]])[] = [
  ['/a/b.py', ['/a/b.py'], ['/a/b_py', '/a/b.py/', '/a', 'a/b.py']],
  ['/a/*.py', ['/a/b.py', '/a/.py', '/a/.b.py'], ['/a/c/b.py', '/a/b.pyc', '/a/']],
  ['/a/**', ['/a/b', '/a/b/c', '/a/.env'], ['/a', '/a/', '/ab/c']],
  ['/**/*.py', ['/x.py', '/a/x.py', '/a/b/x.py'], ['/a/x.pyc', 'x.py']],
  ['**/x', ['/x', '/a/x', 'x'], ['/a/xy']],
  ['/a/**/z/*.py', ['/a/z/1.py', '/a/b/z/1.py', '/a/z/z/1.py'], ['/a/1.py', '/a/z/b/1.py']],
  ['/a/?', ['/a/b', '/a/𝒳'], ['/a/', '/a/bc', '/a//']],
  ['/a/x[0-9]', ['/a/x1'], ['/a/xa', '/a/x']],
  ['/a/[!b]c', ['/a/ac'], ['/a/bc']],
  ['/a/[]b]', ['/a/]', '/a/b'], ['/a/c']],
  ['/a/{b,c}/*.{py,sh}', ['/a/b/x.py', '/a/c/y.sh'], ['/a/d/x.py', '/a/b/x.js']],
  ['/a/\\*', ['/a/*'], ['/a/b']],
  ['/a/[b', ['/a/[b'], ['/a/b']],
  ['!/a', ['!/a'], ['/b']],
  ['#a', ['#a'], ['/b']],
  ['/*/*/', ['/a/b/'], ['/a/b', '/a/b/c']],
];

describe('globs', () => {
  for (const [glob, matched, others] of CASES) {
    it(`know what ${glob} matches`, () => {
      const matches = globMatcher(glob);
      for (const path of matched) assert.ok(matches(path), path);
      for (const path of others) assert.ok(!matches(path), path);
    });
  }

  it('match a name that they were made from', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '.', '/'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.array(fc.nat(11), { maxLength: 4 }), (path, holes) => {
        const glob = path.map((char, index) => (holes.includes(index) && char !== '/' ? '*' : char)).join('');
        assert.ok(matchesGlob(path.join(''), glob) || path.join('').split('/').includes(''), glob);
      }),
    );
  });

  it('take no time for what takes regular expressions for ever', () => {
    assert.ok(!matchesGlob(`/${'a'.repeat(4_000)}`, `/${'*a'.repeat(1_000)}b`));
    assert.ok(!matchesGlob(`/${'a/'.repeat(1_000)}`, `/${'**/a/'.repeat(500)}b`));
    assert.ok(!matchesGlob('/x', `/${'{a,b}'.repeat(500)}`));
    assert.ok(!matchesGlob('/x', '*'.repeat(100_000)));
  });

  it('are told from names', () => {
    for (const text of ['*', 'a?', '[a]', '{a,b}']) assert.ok(isGlob(text));
    for (const text of ['', '/a/b.py', 'a-b', 'a]']) assert.ok(!isGlob(text));
  });
});
