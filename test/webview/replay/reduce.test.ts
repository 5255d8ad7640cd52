import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FromReplay, StepLine, ToReplay } from '../../../src/protocol/replay.ts';
import { lineAt, MOST_ASKED, MOST_PAGES } from '../../../webview/replay/line-pages.ts';
import { type ReplayAction, reduce } from '../../../webview/replay/reduce.ts';
import { initialState, isFollowing, isWaiting, type ReplayState } from '../../../webview/replay/state.ts';
import { type FixtureTrial, longTrial, storyTrial } from '../trial.ts';

/** The replay and a host that answers only when it is told to. */
class Conversation {
  state: ReplayState = initialState();
  readonly heard: FromReplay[] = [];
  /** Questions that wait for their answer. */
  readonly asked: FromReplay[] = [];
  trial: FixtureTrial;
  /** Lines say which version of the trial they are from. */
  version = 0;

  constructor(trial: FixtureTrial) {
    this.trial = trial;
  }

  do(action: ReplayAction): void {
    const { state, post } = reduce(deepFreeze(this.state), action);
    this.state = state;
    this.heard.push(...post);
    this.asked.push(...post.filter(({ type }) => type === 'want-step' || type === 'want-lines'));
  }

  say(message: ToReplay): void {
    this.do({ type: 'received', message });
  }

  open(at = 0): this {
    const { header, state, steps, marks } = this.trial;
    this.say({ type: 'opened', header, state, steps, at, marks });
    return this;
  }

  line(step: number): StepLine {
    return { ...this.trial.line(step), effect: step === this.trial.steps ? `version ${this.version}` : '' };
  }

  answer(): void {
    const question = this.asked.shift();
    if (question?.type === 'want-step') this.say({ type: 'step', ...this.trial.step(question.step) });
    if (question?.type === 'want-lines') {
      const count = Math.max(0, Math.min(question.to, this.trial.steps + 1) - question.from);
      const lines = Array.from({ length: count }, (_, index) => this.line(question.from + index));
      this.say({ type: 'lines', from: question.from, lines });
    }
  }

  settle(): this {
    while (this.asked.length > 0) this.answer();
    return this;
  }

  grow(by: number, ended = false): void {
    this.version += 1;
    const steps = this.trial.steps + by;
    this.trial = { ...longTrial(steps), state: ended ? storyTrial().state : { state: 'running' } };
    this.say({ type: 'grew', state: this.trial.state, steps, marks: this.trial.marks });
  }
}

const running = (steps: number): FixtureTrial => ({ ...longTrial(steps), state: { state: 'running' } });

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (value instanceof Map) for (const inner of value.values()) deepFreeze(inner);
  else for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

describe('reduce', () => {
  it('asks for the step that the host opens at', () => {
    const talk = new Conversation(longTrial(10)).open(4);
    assert.equal(talk.state.at, 4);
    assert.deepEqual(
      talk.heard.filter(({ type }) => type !== 'want-lines'),
      [
        { type: 'want-step', step: 4 },
        { type: 'want-timeline', from: 0, to: 11, most: 240 },
      ],
    );
  });

  it('opens at the last step when the host names one that is not there', () => {
    assert.equal(new Conversation(longTrial(10)).open(99).state.at, 10);
    assert.equal(new Conversation(longTrial(10)).open(Number.NaN).state.at, 0);
  });

  it('does nothing before a trial is open', () => {
    const talk = new Conversation(longTrial(10));
    for (const move of ['first', 'back', 'forward', 'last', 'play', 'next-mark', 'previous-mark'] as const) {
      talk.do({ type: 'move', move });
    }
    talk.do({ type: 'go', step: 3 });
    talk.do({ type: 'tick' });
    talk.do({ type: 'scrolled', first: 0, last: 20 });
    assert.deepEqual(talk.heard, []);
  });

  it('moves to the first, the last, the one before and the one after, and not over the ends', () => {
    const talk = new Conversation(longTrial(3)).open().settle();
    const at = (move: 'first' | 'last' | 'back' | 'forward') => {
      talk.do({ type: 'move', move });
      talk.settle();
      return talk.state.at;
    };
    assert.deepEqual([at('back'), at('forward'), at('forward'), at('back')], [0, 1, 2, 1]);
    assert.deepEqual([at('last'), at('forward'), at('first'), at('back')], [3, 3, 0, 0]);
  });

  it('tells the host of every step that becomes the current one, and of no other', () => {
    const talk = new Conversation(longTrial(5)).open().settle();
    for (const move of ['forward', 'forward', 'back', 'last', 'last'] as const) talk.do({ type: 'move', move });
    assert.deepEqual(
      talk.heard.filter(({ type }) => type === 'at'),
      [1, 2, 1, 5].map((step) => ({ type: 'at', step })),
    );
  });

  it('moves from mark to mark, and stays where there is none', () => {
    const talk = new Conversation(longTrial(60)).open(30).settle();
    talk.do({ type: 'move', move: 'next-mark' });
    assert.equal(talk.state.at, 50);
    talk.do({ type: 'move', move: 'next-mark' });
    assert.equal(talk.state.at, 50);
    talk.do({ type: 'move', move: 'previous-mark' });
    talk.do({ type: 'move', move: 'previous-mark' });
    assert.equal(talk.state.at, 25);
  });

  it('learns marks from the lines when the host does not send them apart', () => {
    const talk = new Conversation(storyTrial());
    const { header, state, steps } = talk.trial;
    talk.say({ type: 'opened', header, state, steps, at: 0 });
    talk.settle();
    talk.do({ type: 'move', move: 'next-mark' });
    assert.equal(talk.state.at, 2);
  });

  it('keeps the last step on screen until the next one is there, and drops what is out of date', () => {
    const talk = new Conversation(longTrial(9)).open(1).settle();
    talk.do({ type: 'go', step: 5 });
    talk.do({ type: 'go', step: 7 });
    assert.equal(talk.state.shown?.detail.step, 1);
    assert.ok(isWaiting(talk.state));
    talk.answer();
    assert.equal(talk.state.shown?.detail.step, 1, 'the answer for step 5 came too late');
    talk.answer();
    assert.equal(talk.state.shown?.detail.step, 7);
    assert.ok(!isWaiting(talk.state));
  });

  it('asks for few steps when the reader drags over many', () => {
    const talk = new Conversation(longTrial(5000)).open().settle();
    talk.heard.length = 0;
    for (let step = 1; step <= 5000; step += 1) talk.do({ type: 'go', step });
    talk.settle();
    assert.equal(talk.heard.filter(({ type }) => type === 'want-step').length, 2);
    assert.equal(talk.state.shown?.detail.step, 5000);
  });

  it('plays every step, waits for each, and stops at the end', () => {
    const talk = new Conversation(longTrial(3)).open().settle();
    talk.do({ type: 'move', move: 'play' });
    talk.do({ type: 'tick' });
    talk.do({ type: 'tick' });
    assert.equal(talk.state.at, 1, 'step 1 has not arrived');
    for (let i = 0; i < 2; i += 1) {
      talk.settle();
      assert.ok(talk.state.playing);
      talk.do({ type: 'tick' });
    }
    assert.equal(talk.state.at, 3);
    assert.ok(!talk.state.playing);
    talk.settle().do({ type: 'move', move: 'play' });
    assert.equal(talk.state.at, 0, 'play at the end begins again');
  });

  it('pauses on play, and on every move of the reader', () => {
    for (const action of [
      { type: 'move', move: 'play' },
      { type: 'move', move: 'back' },
      { type: 'go', step: 4 },
      { type: 'received', message: { type: 'go', step: 4 } },
      { type: 'received', message: { type: 'move', move: 'forward' } },
    ] as const) {
      const talk = new Conversation(longTrial(9)).open().settle();
      talk.do({ type: 'move', move: 'play' });
      assert.ok(talk.state.playing);
      talk.do(action);
      assert.ok(!talk.state.playing, JSON.stringify(action));
    }
  });

  it('goes on playing at the end of a running trial', () => {
    const talk = new Conversation(running(1)).open(1).settle();
    talk.do({ type: 'move', move: 'play' });
    talk.do({ type: 'tick' });
    assert.deepEqual([talk.state.at, talk.state.playing], [1, true]);
    talk.grow(2);
    talk.settle().do({ type: 'tick' });
    assert.equal(talk.state.at, 2, 'one by one while playing');
  });

  it('follows a running trial while its last step is the current one', () => {
    const talk = new Conversation(running(2)).open(2).settle();
    assert.ok(isFollowing(talk.state));
    talk.grow(3);
    assert.equal(talk.state.at, 5);
    talk.settle();
    assert.equal(talk.state.shown?.detail.step, 5);
    talk.do({ type: 'move', move: 'back' });
    talk.grow(1);
    assert.equal(talk.state.at, 4);
    assert.ok(!isFollowing(talk.state));
    talk.do({ type: 'move', move: 'last' });
    talk.grow(1, true);
    assert.equal(talk.state.at, 7);
    assert.ok(!isFollowing(talk.state), 'an ended trial has nothing to follow');
  });

  it('asks again for the last step when the trial went on without a new one', () => {
    const talk = new Conversation(running(2)).open(2).settle();
    talk.heard.length = 0;
    talk.grow(0);
    assert.deepEqual(
      talk.heard.filter(({ type }) => type === 'want-step'),
      [{ type: 'want-step', step: 2 }],
    );
    // It grows once more while the answer is on its way: what arrives is shown, and asked for once again.
    talk.grow(0);
    assert.equal(talk.asked.filter(({ type }) => type === 'want-step').length, 1);
    talk.settle();
    assert.equal(talk.heard.filter(({ type }) => type === 'want-step').length, 2);
  });

  it('shows what went wrong at the host until a step arrives, and can ask again', () => {
    const talk = new Conversation(longTrial(9)).open().settle();
    talk.do({ type: 'go', step: 3 });
    talk.asked.length = 0;
    talk.say({ type: 'failed', message: 'The transcript is gone.' });
    assert.equal(talk.state.failure, 'The transcript is gone.');
    talk.do({ type: 'go', step: 4 });
    talk.settle();
    assert.equal(talk.state.failure, undefined);
    assert.equal(talk.state.shown?.detail.step, 4);
  });

  it('begins anew when the host opens the trial again, but keeps the speed', () => {
    const talk = new Conversation(longTrial(9)).open(5).settle();
    talk.do({ type: 'speed', speed: 4 });
    talk.trial = longTrial(3);
    talk.open(1).settle();
    assert.deepEqual([talk.state.at, talk.state.shown?.detail.step, talk.state.speed], [1, 1, 4]);
    assert.equal(lineAt(talk.state.lines, 5), undefined);
  });

  it('takes no step that it did not ask for, as of the trial that was open before', () => {
    const talk = new Conversation(longTrial(9)).open(5);
    talk.open(1);
    talk.say({ type: 'step', ...talk.trial.step(5) });
    assert.ok(isWaiting(talk.state));
    assert.equal(talk.state.asked, 1);
    assert.deepEqual(
      talk.heard.filter(({ type }) => type === 'want-step'),
      [5, 1].map((step) => ({ type: 'want-step', step })),
    );
    talk.say({ type: 'step', ...talk.trial.step(1) });
    assert.equal(talk.state.shown?.detail.step, 1);
  });

  it('ignores what it does not know', () => {
    const talk = new Conversation(longTrial(9)).open().settle();
    const before = talk.state;
    talk.say({ type: 'of-a-later-version' } as unknown as ToReplay);
    assert.equal(talk.state, before);
  });

  it('holds together under any order of moves, answers and growth', () => {
    const step = fc.integer({ min: -2, max: 700 });
    const event = fc.oneof(
      fc.constantFrom('first', 'back', 'forward', 'last', 'play', 'next-mark', 'previous-mark').map((move) => ({
        kind: 'move' as const,
        move: move as 'first',
      })),
      step.map((to) => ({ kind: 'go' as const, to })),
      fc
        .tuple(step, fc.integer({ min: 1, max: 90 }))
        .map(([first, rows]) => ({ kind: 'scroll' as const, first, rows })),
      fc.integer({ min: 0, max: 40 }).map((by) => ({ kind: 'grow' as const, by })),
      fc.constant({ kind: 'tick' as const }),
      fc.constant({ kind: 'answer' as const }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.array(event, { maxLength: 60 }), (steps, events) => {
        const talk = new Conversation(running(steps)).open();
        for (const one of events) {
          const before = talk.state.at;
          const heard = talk.heard.length;
          if (one.kind === 'move') talk.do({ type: 'move', move: one.move });
          else if (one.kind === 'go') talk.do({ type: 'go', step: one.to });
          else if (one.kind === 'scroll') {
            const first = Math.min(Math.max(0, one.first), talk.trial.steps);
            talk.do({ type: 'scrolled', first, last: first + one.rows });
          } else if (one.kind === 'grow') talk.grow(one.by);
          else if (one.kind === 'tick') talk.do({ type: 'tick' });
          else talk.answer();

          assert.ok(talk.state.at >= 0 && talk.state.at <= talk.trial.steps);
          assert.ok(talk.asked.filter(({ type }) => type === 'want-step').length <= 1);
          assert.ok(talk.asked.filter(({ type }) => type === 'want-lines').length <= MOST_ASKED);
          assert.ok(talk.state.lines.size <= MOST_PAGES);
          const told = talk.heard.slice(heard).filter(({ type }) => type === 'at');
          assert.deepEqual(told, talk.state.at === before ? [] : [{ type: 'at', step: talk.state.at }]);
        }
        talk.settle();
        assert.equal(talk.state.shown?.detail.step, talk.state.at);
        const { first, last } = talk.state.visible;
        for (let line = first; line <= Math.min(last, talk.trial.steps); line += 1) {
          assert.deepEqual(lineAt(talk.state.lines, line), talk.line(line));
        }
      }),
    );
  });
});
