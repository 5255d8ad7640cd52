import assert from 'node:assert/strict';
import type { StepLine } from '../../../src/protocol/replay.ts';
import {
  askForFound,
  asksForSomething,
  beginFinding,
  EMPTY_QUERY,
  findOn,
  foundFrom,
  takeFound,
  takeFoundLines,
} from '../../../webview/replay/finding.ts';

const line = (step: number): StepLine => ({
  step,
  agent: 'agent',
  tool: 'shell',
  summary: `echo ${step}`,
  status: 'done',
  exitCode: 0,
  effect: '',
  marks: [],
});

describe('finding steps', () => {
  const query = { ...EMPTY_QUERY, text: 'echo' };

  it('takes what is found piece by piece, and passes over answers to older questions', () => {
    const { finding, post } = beginFinding(query, 7);
    assert.deepEqual(post, { type: 'find', id: 7, query, from: 0 });
    const first = takeFound(finding, { id: 7, steps: [1, 4], searched: 255, done: false });
    assert.equal(takeFound(first, { id: 6, steps: [9], searched: 999, done: true }), first);
    const second = takeFound(first, { id: 7, steps: [300], searched: 400, done: true });
    assert.deepEqual([second.found, second.searched, second.done], [[1, 4, 300], 400, true]);
  });

  it('looks on where the trial went on, and takes no step twice', () => {
    const done = takeFound(beginFinding(query, 1).finding, { id: 1, steps: [2, 10], searched: 10, done: true });
    const on = findOn(done);
    assert.deepEqual(on.post, [{ type: 'find', id: 1, query, from: 10 }]);
    assert.deepEqual(findOn(on.finding).post, [], 'one search at a time');
    assert.deepEqual(takeFound(on.finding, { id: 1, steps: [10, 11], searched: 12, done: true }).found, [2, 10, 11]);
  });

  it('asks for the lines of rows in view, each once', () => {
    const found = takeFound(beginFinding(query, 1).finding, { id: 1, steps: [5, 6, 90, 91], searched: 99, done: true });
    const asked = askForFound(found, 1, 2);
    assert.deepEqual(asked.post, [{ type: 'want-lines-of', steps: [6, 90] }]);
    assert.deepEqual(askForFound(asked.finding, 0, 2).post, [{ type: 'want-lines-of', steps: [5] }]);
    const held = takeFoundLines(asked.finding, [line(6), line(90)]);
    assert.deepEqual(askForFound(held, 1, 2).post, []);
    assert.equal(held.lines.get(90)?.summary, 'echo 90');
  });

  it('goes from one found step to the next', () => {
    const found = takeFound(beginFinding(query, 1).finding, { id: 1, steps: [5, 90], searched: 99, done: true });
    assert.deepEqual(
      [foundFrom(found, 5, 'next'), foundFrom(found, 90, 'next'), foundFrom(found, 60, 'previous')],
      [90, undefined, 5],
    );
  });

  it('asks for nothing when nothing is given', () => {
    assert.equal(asksForSomething(EMPTY_QUERY), false);
    assert.equal(asksForSomething({ ...EMPTY_QUERY, kinds: ['failed'] }), true);
  });
});
