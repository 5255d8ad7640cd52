import assert from 'node:assert/strict';
import fc from 'fast-check';
import { terminalRuns, visibleText } from '../../../webview/replay/terminal-text.ts';

const ESC = '\u001b';
const text = (output: string) =>
  terminalRuns(output)
    .map((run) => run.text)
    .join('');

describe('terminal text', () => {
  it('turns colours and weights into classes', () => {
    assert.deepEqual(terminalRuns(`a ${ESC}[1;31mred${ESC}[0m ${ESC}[42;97mon green${ESC}[m`), [
      { text: 'a ', classes: '', foreground: undefined, background: undefined },
      { text: 'red', classes: 'ansi-bold ansi-fg-red', foreground: undefined, background: undefined },
      { text: ' ', classes: '', foreground: undefined, background: undefined },
      { text: 'on green', classes: 'ansi-fg-bright-white ansi-bg-green', foreground: undefined, background: undefined },
    ]);
  });

  it('gives colours without a name as numbers: the palette of xterm and 24 bits', () => {
    const [cube, grey, exact] = terminalRuns(`${ESC}[38;5;208ma${ESC}[38;5;244mb${ESC}[48;2;1;2;3;39mc`);
    assert.equal(cube?.foreground, 'rgb(255, 135, 0)');
    assert.equal(grey?.foreground, 'rgb(128, 128, 128)');
    assert.equal(exact?.background, 'rgb(1, 2, 3)');
    assert.equal(exact?.foreground, undefined);
  });

  it('starts a line again at a carriage return, and keeps a line that only ends with one', () => {
    assert.equal(text('1 %\r50 %\r100 %\nnext\r\nlast\r'), '100 %\nnext\nlast');
  });

  it('leaves out what moves the cursor, sets a title, or links', () => {
    const link = `${ESC}]8;;https://example.org${ESC}\\here${ESC}]8;;${ESC}\\`;
    assert.equal(text(`${ESC}[2J${ESC}[1;1H${ESC}]0;title\u0007${link}${ESC}(B${ESC}7 ok`), 'here ok');
  });

  it('resolves overstriking', () => {
    assert.equal(text('N\bNA\bAM\bME\bE'), 'NAME');
  });

  it('shows what cannot be printed, and what would turn the direction of the text', () => {
    assert.equal(visibleText('a\u0000b\u0007c\u007f\r\nd\te'), 'a\ufffdb\ufffdc\ufffd\nd\te');
    assert.equal(visibleText('rm \u202egnp.exe'), 'rm [U+202E]gnp.exe');
  });

  it('never lets a control character or an unknown class or colour through, whatever comes', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(ESC, `${ESC}[`, `${ESC}]`, '\r', '\b', '\u009b', '\u202e'),
      fc.array(fc.nat(300), { maxLength: 6 }).map((codes) => `${ESC}[${codes.join(';')}m`),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const run of terminalRuns(pieces.join(''))) {
          // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
          assert.doesNotMatch(run.text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
          assert.match(run.classes, /^(ansi-[a-z-]+( |$))*$/);
          for (const colour of [run.foreground, run.background]) {
            assert.match(colour ?? 'rgb(0, 0, 0)', /^rgb\(\d{1,3}, \d{1,3}, \d{1,3}\)$/);
          }
        }
      }),
    );
  });

  it('keeps every text without control characters as it is', () => {
    const plain = fc.string({ unit: fc.constantFrom('a', 'é', '世', '🦊', ' ', '\n', '<', '&', '[', 'm', ';', '1') });
    fc.assert(fc.property(plain, (output) => assert.equal(text(output), output)));
  });
});
