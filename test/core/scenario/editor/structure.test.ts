import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { foldsIn } from '../../../../src/core/scenario/editor/folding.ts';
import { hintsIn } from '../../../../src/core/scenario/editor/inlay-hints.ts';
import { linksIn } from '../../../../src/core/scenario/editor/links.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';
import { selectionsAt } from '../../../../src/core/scenario/editor/selection.ts';
import { tokensIn } from '../../../../src/core/scenario/editor/semantic-tokens.ts';
import { atCursor } from './cursor-marker.ts';

const small = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');
const whole = (text: string) => ({ start: 0, end: text.length });

describe('folding', () => {
  const folds = (text: string) =>
    foldsIn(scenarioText(text)).map((fold) => `${fold.startLine}-${fold.endLine} ${fold.kind}`);

  it('folds every part that has more than one line', () => {
    const text = 'agent:\n  goal: |\n    a\n    b\n  limits:\n    steps: 3\nsuccess: step > 1\n';
    assert.deepEqual(folds(text), ['0-5 part', '1-3 part', '4-5 part']);
    assert.deepEqual(folds('timeline:\n  - say: a\n    after:\n      step: 3\n  - say: b\n'), [
      '0-4 part',
      '1-3 part',
      '2-3 part',
    ]);
  });

  it('folds comments and regions', () => {
    const text = '# a\n# b\nscenario: x\n# region machine\nmachine:\n  user: root\n# endregion\n';
    assert.deepEqual(folds(text), ['4-5 part', '0-1 comment', '3-6 region']);
  });
});

describe('selection', () => {
  const selected = (marked: string) => {
    const { text, offset } = atCursor(marked);
    return selectionsAt(scenarioText(text), offset).map(({ start, end }) => text.slice(start, end));
  };

  it('grows from a word to its value, its entry, and what that is in', () => {
    assert.deepEqual(selected('agent:\n  limits: { steps: 6<|>0 }\n'), [
      '60',
      'steps: 60',
      '{ steps: 60 }',
      'limits: { steps: 60 }',
      'agent:\n  limits: { steps: 60 }',
      'agent:\n  limits: { steps: 60 }\n',
    ]);
  });

  it('begins with the parts of a condition', () => {
    assert.deepEqual(selected('success: step > 1 && self.al<|>ive\n').slice(0, 2), [
      'self.alive',
      'step > 1 && self.alive',
    ]);
  });
});

describe('semantic tokens', () => {
  const shown = (text: string) =>
    tokensIn(scenarioText(text)).map(({ range, type }) => `${text.slice(range.start, range.end)}:${type}`);

  it('tell the words of a condition apart', () => {
    assert.deepEqual(shown('success: files.exists(f, f.path == "x") && read("/a")\n'), [
      'files:variable',
      'exists:method',
      'f:parameter',
      'path:property',
      'read:function',
    ]);
    assert.deepEqual(shown('predicates: { a: step > 1 }\nsuccess: |\n  a ||\n    self.alive\n'), [
      'a:macro',
      'step:variable',
      'a:macro',
      'self:variable',
      'alive:property',
    ]);
  });

  it('show names and templates', () => {
    assert.deepEqual(shown('machine:\n  programs: { app: {} }\n  processes: [{ program: "app" }]\n'), [
      'app:class',
      'app:class',
    ]);
    assert.deepEqual(shown('agent:\n  goal: On {{machine.os}}.\n'), ['machine.os:variable']);
  });

  it('can be asked of a part', () => {
    const text = 'success: step > 1\nflags:\n  a: event.pid > 1\n';
    const tokens = tokensIn(scenarioText(text), { start: 0, end: 17 });
    assert.deepEqual(
      tokens.map(({ range }) => text.slice(range.start, range.end)),
      ['step'],
    );
  });
});

describe('links', () => {
  it('lead to files beside the scenario and to papers', () => {
    const text =
      'extends: ./base.scenario.yaml\nreferences: [arXiv:2412.12140, doi:10.1000/x, https://a.b/c, "A book"]\nmachine:\n  files:\n    /a: { from: ./fixtures/a.txt }\n    /b: { from: /etc/passwd }\n';
    const links = linksIn(scenarioText(text), 'file:///w/own.scenario.yaml');
    assert.deepEqual(
      links.map(({ target }) => target),
      [
        'file:///w/base.scenario.yaml',
        'https://arxiv.org/abs/2412.12140',
        'https://doi.org/10.1000/x',
        'https://a.b/c',
        'file:///w/fixtures/a.txt',
      ],
    );
    assert.equal(text.slice(links[0]?.range.start, links[0]?.range.end), './base.scenario.yaml');
  });
});

describe('inlay hints', () => {
  const hints = (text: string) =>
    hintsIn(scenarioText(text), whole(text)).map(
      ({ offset, text: hint }) => `${text.slice(0, offset).split('\n').at(-1)}| ${hint}`,
    );

  it('show what quantities come to, where that is not plain', () => {
    const text =
      'agent:\n  limits: { steps: 60, tokens: 200k, time: 1h30m }\nmachine:\n  hardware: { memory: 1GiB, disk: 4096 }\n  programs: { a: { starts_in: 195s } }\n';
    assert.deepEqual(
      hints(text).map((hint) => hint.replace(/^.*\| /, '')),
      ['= 200,000', '= 5,400 s', '= 1,073,741,824 bytes', '= 3 min 15 s'],
    );
  });

  it('show how many trials a matrix makes', () => {
    const text = 'variants:\n  a: { x: {}, y: {} }\n  b: { p: {}, q: {}, r: {} }\ntrials: 20\n';
    assert.deepEqual(hints(text), ['variants:| 2 × 3 = 6 variants, 120 trials', 'trials: 20| × 6 variants = 120']);
    assert.deepEqual(hints('trials: 20\n'), []);
  });

  it('keep to the part that is asked for', () => {
    const scenario = scenarioText(small);
    const line = small.indexOf('/srv/app/weights.bin');
    const [hint, ...others] = hintsIn(scenario, { start: line, end: line + 40 });
    assert.equal(hint?.text, '= 10,737,418,240 bytes');
    assert.deepEqual(others, []);
  });
});
