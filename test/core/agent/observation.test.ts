import assert from 'node:assert/strict';
import fc from 'fast-check';
import { observationText, shorten } from '../../../src/core/agent/observation.ts';

const ended = { stdout: '', stderr: '', exitCode: 0, timedOut: false };
const shell = { tool: 'shell', arguments: { command: 'x' } } as const;
const readFile = { tool: 'read_file', arguments: { path: '/a' } } as const;
const writeFile = { tool: 'write_file', arguments: { path: '/a', content: 'x' } } as const;

describe('observations', () => {
  it('tell what a command printed and how it ended', () => {
    assert.equal(observationText(shell, ended, 1_000), 'Exit code: 0\nNothing was printed.');
    assert.equal(
      observationText(shell, { ...ended, stdout: 'a\n', stderr: 'b\n', exitCode: 2 }, 1_000),
      'Exit code: 2\nstdout:\na\n\nstderr:\nb\n',
    );
    assert.match(
      observationText(shell, { ...ended, stdout: 'a\n', exitCode: 124, timedOut: true }, 90_000),
      /^The command was ended after 90 seconds[\s\S]*stdout:\na\n$/,
    );
  });

  it('tell of files', () => {
    assert.equal(observationText(readFile, { ...ended, stdout: 'text\n' }, 0), 'text\n');
    assert.equal(observationText(readFile, ended, 0), '/a is empty.');
    assert.equal(
      observationText(readFile, { ...ended, stderr: 'No such file', exitCode: 1 }, 0),
      '/a could not be read.\nNo such file',
    );
    assert.equal(observationText(writeFile, ended, 0), '/a is written.');
    assert.equal(observationText(writeFile, { ...ended, exitCode: 1 }, 0), '/a could not be written.');
  });

  it('leave out the middle of a long output and say how much', () => {
    const text = shorten(`${'a'.repeat(50)}${'b'.repeat(900)}${'c'.repeat(50)}`, 100);
    assert.equal(text, `${'a'.repeat(50)}\n[… 900 characters left out …]\n${'c'.repeat(50)}`);
  });

  it('cut no character in two', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 20 }), fc.integer({ min: 4, max: 18 }), (text, most) => {
        assert.ok(shorten(text, most).isWellFormed());
      }),
    );
  });
});
