import assert from 'node:assert/strict';
import {
  askForVisible,
  giveUpAsked,
  type LinePages,
  lineAt,
  MOST_ASKED,
  MOST_PAGES,
  PAGE,
  takeLines,
} from '../../../webview/replay/line-pages.ts';
import { longTrial } from '../trial.ts';

const STEPS = 100_000;
const trial = longTrial(STEPS);

function scrollTo(pages: LinePages, first: number): LinePages {
  const asked = askForVisible(pages, { first, last: first + 40 }, STEPS);
  return asked.post.reduce<LinePages>((held, message) => {
    if (message.type !== 'want-lines') return held;
    const lines = Array.from({ length: message.to - message.from }, (_, index) => trial.line(message.from + index));
    return takeLines(held, message.from, lines);
  }, asked.pages);
}

describe('line pages', () => {
  it('holds no more lines however far one scrolls, and those in view', () => {
    let pages: LinePages = new Map();
    for (let first = 0; first < STEPS; first += 1777) {
      pages = scrollTo(pages, first);
      assert.ok(pages.size <= MOST_PAGES);
      for (let step = first; step <= Math.min(first + 40, STEPS); step += 1)
        assert.equal(lineAt(pages, step)?.step, step);
    }
  });

  it('asks for whole pages, cut at the last step, and not twice', () => {
    const { pages, post } = askForVisible(new Map(), { first: 10, last: 70 }, 100);
    assert.deepEqual(post, [
      { type: 'want-lines', from: 0, to: PAGE },
      { type: 'want-lines', from: PAGE, to: 101 },
    ]);
    assert.deepEqual(askForVisible(pages, { first: 10, last: 70 }, 100).post, []);
  });

  it('does not ask for more than a few pages at once', () => {
    const { post } = askForVisible(new Map(), { first: 0, last: 5000 }, STEPS);
    assert.equal(post.length, MOST_ASKED);
  });

  it('drops lines of pages that it let go', () => {
    const pages = takeLines(new Map(), 640, [trial.line(640)]);
    assert.equal(lineAt(pages, 640), undefined);
  });

  it('asks again for what the host could not answer', () => {
    const { pages } = askForVisible(new Map(), { first: 0, last: 5 }, 100);
    assert.equal(askForVisible(giveUpAsked(pages), { first: 0, last: 5 }, 100).post.length, 1);
  });
});
