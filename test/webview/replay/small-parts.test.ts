import assert from 'node:assert/strict';
import fc from 'fast-check';
import { announcement } from '../../../webview/replay/announcement.ts';
import { excerpt } from '../../../webview/replay/excerpt.ts';
import { moveOfKey } from '../../../webview/replay/keyboard.ts';
import { readLayout } from '../../../webview/replay/layout.ts';
import { markPlaces } from '../../../webview/replay/mark-places.ts';
import { withMarks } from '../../../webview/replay/marks.ts';
import { bytes, clockTime, count, duration, share } from '../../../webview/replay/quantities.ts';
import { detailOf } from '../trial.ts';

describe('quantities', () => {
  it('says bytes in binary units', () => {
    assert.deepEqual([0, 512, 1536, 36e9, 150 * 1024 ** 3, 4 * 1024 ** 4].map(bytes), [
      '0 B',
      '512 B',
      '1.5 KiB',
      '33.5 GiB',
      '150 GiB',
      '4 TiB',
    ]);
  });

  it('says times in the units that matter', () => {
    assert.deepEqual([350, 4230, 318_000, 2 * 3_600_000 + 300_000, 27 * 3_600_000].map(duration), [
      '350 ms',
      '4.2 s',
      '5 min 18 s',
      '2 h 5 min',
      '1 d 3 h',
    ]);
    assert.equal(clockTime(Date.UTC(2025, 2, 4, 9, 12, 31)), '2025-03-04 09:12:31');
    assert.equal(clockTime(Number.NaN), '');
    assert.equal(count(12345), '12,345');
    assert.deepEqual([share(1, 4), share(9, 4), share(1, 0)], [0.25, 1, 0]);
  });
});

describe('an excerpt', () => {
  it('leaves a short text whole', () => {
    assert.deepEqual(excerpt('a\nb\n'), { text: 'a\nb\n', cutFrom: undefined });
  });

  it('says how long the whole is when it cuts', () => {
    const long = 'line\n'.repeat(1000);
    assert.deepEqual(excerpt(long).cutFrom, { lines: 1000, characters: 5000 });
    assert.equal(excerpt(long).text.split('\n').length - 1, 200);
  });

  it('is always a beginning of the text, of bounded length, with no character cut in two', () => {
    const piece = fc.constantFrom('🦊'.repeat(4999), 'x', '\n', '世\n'.repeat(150), 'y'.repeat(9000));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const whole = pieces.join('');
        const { text, cutFrom } = excerpt(whole);
        assert.ok(whole.startsWith(text));
        assert.ok(text.length <= 20_000);
        assert.ok(text.isWellFormed());
        assert.equal(cutFrom === undefined, text === whole);
      }),
    );
  });
});

describe('keys', () => {
  const press = (key: string, more = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  it('move', () => {
    const keys = ['Home', 'End', 'ArrowLeft', 'k', 'ArrowRight', 'j', ' ', '[', ']'];
    assert.deepEqual(
      keys.map((key) => moveOfKey(press(key), 'BODY')),
      ['first', 'last', 'back', 'back', 'forward', 'forward', 'play', 'previous-mark', 'next-mark'],
    );
  });

  it('leave alone what belongs to a control or to the editor', () => {
    assert.equal(moveOfKey(press('j'), 'VSCODE-TEXT-FIELD'), undefined);
    assert.equal(moveOfKey(press('ArrowRight'), 'INPUT'), undefined);
    assert.equal(moveOfKey(press(' '), 'SUMMARY'), undefined);
    assert.equal(moveOfKey(press(' '), 'SECTION'), 'play');
    assert.equal(moveOfKey(press('End', { ctrlKey: true }), 'BODY'), undefined);
    assert.equal(moveOfKey(press('toString'), 'BODY'), undefined);
  });
});

describe('the layout', () => {
  it('comes back as it was saved', () => {
    const layout = { speed: 4, panel: 'machine', timeline: false, steps: 300, machine: undefined };
    assert.deepEqual(readLayout(structuredClone(layout)), layout);
  });

  it('is the usual one where what was saved makes no sense', () => {
    const usual = { speed: 1, panel: 'step', timeline: true, steps: undefined, machine: undefined };
    for (const saved of [undefined, null, 'x', [], { speed: 3, panel: 'moon', steps: -1, machine: '9' }]) {
      assert.deepEqual(readLayout(saved), usual);
    }
  });
});

describe('marks on the slider', () => {
  it('stand at their share, and the weightiest kind gives a shared place its colour', () => {
    const marks = withMarks(new Map(), [
      { step: 10, kind: 'flag', name: 'scans' },
      { step: 5, kind: 'milestone', name: 'a' },
      { step: 5, kind: 'success', name: 'success' },
      { step: 99, kind: 'flag', name: 'beyond' },
    ]);
    const places = markPlaces(marks, 20);
    assert.deepEqual(places, [
      { step: 5, share: 0.25, kind: 'success', text: 'Step 5: Milestone a, Success' },
      { step: 10, share: 0.5, kind: 'flag', text: 'Step 10: Flag scans' },
    ]);
  });

  it('are no more than can be told apart', () => {
    const marks = new Map(Array.from({ length: 50_000 }, (_, step) => [step, [{ kind: 'flag' as const, name: 'f' }]]));
    assert.ok(markPlaces(marks, 50_000).length <= 201);
  });
});

describe('the announcement', () => {
  it('says where we are, what was done and what came of it', () => {
    const detail = detailOf(7, {
      tool: 'shell',
      arguments: { command: 'cp -r /a /b' },
      exitCode: 1,
      marks: [{ kind: 'milestone', name: 'copied', detail: '' }],
    });
    assert.equal(announcement(detail, 30), 'Step 7 of 30. shell cp -r /a /b, exit code 1. Milestone copied.');
  });
});
