import assert from 'node:assert/strict';
import { inOrderOfUse } from '../../../src/core/scenario/predicate-order.ts';
import { fixed, foundProblems } from './found-problems.ts';

const scenario = (predicates: string, success = 'step > 3') =>
  `scenario: x\nagent: { goal: y }\npredicates:\n${predicates}\nsuccess: ${success}\n`;

describe('predicates', () => {
  it('are names of conditions, in every condition', () => {
    const text =
      `${scenario('  copied: files.exists(f, f.size > 3)\n  late: copied && step > 9', 'late || step > 20')}milestones: { m: copied && step > 1 }
flags: { f: copied && event.kind == "command" }
timeline: [{ when: '!late && step > 2', say: Hurry. }]
agents: { helper: { goal: z, starts: { when: copied } } }
tools:
  t: { description: A tool., replies: [{ when: 'late && step > 3', reply: a }, { reply: b }] }
`.replace('{ goal: y }', '{ goal: y, tools: [shell, t, finish] }');
    assert.deepEqual(foundProblems(text), []);
    assert.deepEqual(foundProblems(scenario('  copied: step > 1', 'copyed')), [
      ['RL3016', 'copied'],
      ['RL3002', 'copyed'],
    ]);
    assert.equal(
      fixed(scenario('  a_name: step > 1', 'a_name && a_nmae')),
      scenario('  a_name: step > 1', 'a_name && a_name'),
    );
  });

  it('are true or false', () => {
    assert.deepEqual(foundProblems(scenario('  a: step > 1', 'a > 3')), [['RL3005', 'a > 3']]);
    assert.deepEqual(foundProblems(scenario('  a: step + 1', 'a')), [['RL3006', 'step + 1']]);
  });

  it('cannot need themselves', () => {
    assert.deepEqual(foundProblems(scenario('  a: a || step > 1', 'a')), [['RL3014', 'a']]);
    assert.deepEqual(foundProblems(scenario('  a: b\n  b: c && step > 1\n  c: a', 'a')), [
      ['RL3014', 'b'],
      ['RL3014', 'c'],
      ['RL3014', 'a'],
    ]);
    assert.deepEqual(foundProblems(scenario('  a: files.exists(a, a.size > 3)', 'a')), []);
  });

  it('cannot be about an event', () => {
    assert.deepEqual(foundProblems(scenario('  a: event.kind == "command"', 'a')), [['RL3010', 'event']]);
  });

  it('cannot have the names of facts and of words of CEL', () => {
    assert.deepEqual(foundProblems(scenario('  files: step > 1\n  in: step > 1\n  input: step > 1')), [
      ['RL3015', 'files'],
      ['RL3015', 'in'],
      ['RL3015', 'input'],
    ]);
  });

  it('may use those that are declared later', () => {
    const named = (name: string, condition: string) => ({ name, condition });
    const names = (...predicates: { name: string; condition: string }[]) =>
      inOrderOfUse(predicates).map(({ name }) => name);
    assert.deepEqual(names(named('a', 'b && c'), named('b', 'c'), named('c', 'step > 1')), ['c', 'b', 'a']);
    assert.deepEqual(names(named('a', 'x.b > 1 && s == "b"'), named('b', 'step > 1')), ['a', 'b']);
    assert.deepEqual(names(named('a', 'b'), named('b', 'a')), ['b', 'a']);
  });
});
