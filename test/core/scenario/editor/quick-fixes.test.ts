import assert from 'node:assert/strict';
import { fixAll, type QuickFix, quickFixesAt } from '../../../../src/core/scenario/editor/quick-fixes.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';
import { readScenario } from '../../../../src/core/scenario/read-scenario.ts';

/** Fixes at the characters of a part of a text. */
function fixesAt(text: string, part: string): readonly QuickFix[] {
  const start = text.indexOf(part);
  return quickFixesAt(scenarioText(text), readScenario(text).problems, { start, end: start + part.length });
}

function applied(text: string, { edits }: Pick<QuickFix, 'edits'>): string {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((done, { range, text: put }) => done.slice(0, range.start) + put + done.slice(range.end), text);
}

const TEXT =
  'scenario: a\nagent:\n  gaol: b\n  limits: { stpes: 3 }\nsuccess: step > 1 && files.exists(f, f.pth == "/x")\n';

describe('quick fixes', () => {
  it('mend the problem at the cursor', () => {
    const [fix] = fixesAt(TEXT, 'gaol');
    assert.ok(fix);
    assert.equal(fix.kind, 'fix');
    assert.ok(fix.isPreferred);
    assert.match(applied(TEXT, fix), /^ {2}goal: b$/m);
  });

  it('mend all problems of one kind at once', () => {
    const fix = fixesAt(TEXT, 'gaol').find(({ kind }) => kind === 'fix-all');
    assert.ok(fix);
    assert.match(fix.title, /2 problems/);
    const mended = applied(TEXT, fix);
    assert.match(mended, /goal: b[\s\S]*steps: 3/);
    assert.match(mended, /f\.pth/, 'another kind is left');
  });

  it('mend everything that has one fix', () => {
    const fix = fixAll(readScenario(TEXT).problems);
    assert.ok(fix);
    assert.deepEqual(readScenario(applied(TEXT, fix)).problems, []);
    assert.equal(fixAll([]), undefined);
  });

  it('make the selected part of a condition a predicate', () => {
    const text = 'scenario: a\nagent: { goal: b }\nsuccess: step > 1 && files.exists(f, f.path == "/x")\n';
    const fix = fixesAt(text, 'files.exists(f, f.path == "/x")').find(({ kind }) => kind === 'extract');
    assert.ok(fix);
    const after = applied(text, fix);
    assert.match(after, /^predicates:\n {2}condition_holds: "files\.exists\(f, f\.path == \\"\/x\\"\)"$/m);
    assert.match(after, /^success: step > 1 && condition_holds$/m);
    assert.deepEqual(readScenario(after).problems, []);
  });

  it('add a predicate to those that there are', () => {
    const text =
      'scenario: a\nagent: { goal: b }\npredicates:\n  early: step < 3\nsuccess: early && self.alive == false\nmachine: { processes: [{ command: x, self: true }] }\n';
    const fix = fixesAt(text, 'self.alive == false').find(({ kind }) => kind === 'extract');
    assert.ok(fix);
    const after = applied(text, fix);
    assert.match(after, /^predicates:\n {2}condition_holds: "self\.alive == false"\n {2}early: step < 3$/m);
    assert.deepEqual(readScenario(after).problems, []);
  });

  it('do not make a predicate of what is no condition on the world by itself', () => {
    const event = 'scenario: a\nagent: { goal: b }\nsuccess: step > 1\nflags:\n  c: event.pid > 3 && step > 2\n';
    assert.equal(fixesAt(event, 'event.pid > 3').length, 0);
    const inside = 'success: files.exists(f, f.size > 3)\n';
    assert.ok(
      fixesAt(inside, 'f.size > 3').every(({ kind }) => kind !== 'extract'),
      'f is bound outside',
    );
    assert.ok(
      fixesAt('success: step > 1\n', 'step').every(({ kind }) => kind !== 'extract'),
      'a number',
    );
  });
});
