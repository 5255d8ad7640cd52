import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lensesOf } from '../../../../src/core/scenario/editor/lenses.ts';
import { outlineOf, type ScenarioSymbol } from '../../../../src/core/scenario/editor/outline.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';

const small = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');

const shown = (symbols: readonly ScenarioSymbol[], indent = ''): string[] =>
  symbols.flatMap(({ name, kind, children }) => [`${indent}${kind} ${name}`, ...shown(children, `${indent}  `)]);

describe('the outline', () => {
  it('has the parts of a scenario', () => {
    const lines = shown(outlineOf(scenarioText(small)));
    assert.deepEqual(lines.slice(0, 4), ['value scenario', 'section agent', '  value goal', 'section machine']);
    for (const line of [
      '    file /srv/current',
      '    program app',
      '    process sshd',
      '  condition saw-notes',
      'condition success',
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });

  it('keeps names inside their parts, and parts inside the text', () => {
    const check = (symbols: readonly ScenarioSymbol[]): void => {
      for (const { range, nameRange, children } of symbols) {
        assert.ok(range.start <= nameRange.start && nameRange.end <= range.end && range.end <= small.length);
        check(children);
      }
    };
    check(outlineOf(scenarioText(small)));
  });

  it('is there as far as a broken text can be read', () => {
    assert.deepEqual(shown(outlineOf(scenarioText('scenario: "x\nagent:\n  goal: y\nsuccess:'))), [
      'value scenario',
      'section agent',
      '  value goal',
      'condition success',
    ]);
    assert.deepEqual(outlineOf(scenarioText('- a')), []);
  });
});

describe('lenses', () => {
  it('stand at the first key and know how many trials there are', () => {
    const text = '# Mine\nscenario: x\ntrials: 25\n';
    const lenses = lensesOf(scenarioText(text));
    assert.deepEqual(
      lenses.map((lens) => (lens.action === 'run-trials' ? [lens.action, lens.trials] : [lens.action])),
      [['run'], ['run-trials', 25], ['open-terminal']],
    );
    for (const { range } of lenses) assert.equal(text.slice(range.start, range.end), 'scenario');
  });

  it('make ten trials where the number is missing or wrong, and are not there without a scenario', () => {
    for (const trials of ['', 'trials: many\n', 'trials: -3\n', 'trials: 1.5\n']) {
      assert.deepEqual(
        lensesOf(scenarioText(`scenario: x\n${trials}`)).flatMap((lens) =>
          lens.action === 'run-trials' ? lens.trials : [],
        ),
        [10],
      );
    }
    assert.deepEqual(lensesOf(scenarioText('scenario: x\nabstract: true\n')), []);
    assert.deepEqual(lensesOf(scenarioText('title: x\n')), []);
  });
});
