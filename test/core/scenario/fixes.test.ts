import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { fixed, onlyProblem } from './found-problems.ts';

const HEAD = 'scenario: fixes\nagent: { goal: Find it. }\n';

/** The first fix leaves the text like this, and nothing wrong with it. */
function mends(wrong: string, right: string): void {
  assert.equal(fixed(wrong), right);
  assert.deepEqual(readScenario(right).problems, []);
}

describe('fixes', () => {
  it('put the nearest name', () => {
    mends(`${HEAD}succes: step > 3\n`, `${HEAD}success: step > 3\n`);
    mends(`${HEAD}success: stpe > 3\n`, `${HEAD}success: step > 3\n`);
    mends(`${HEAD}success: files.exist(f, f.size > 3)\n`, `${HEAD}success: files.exists(f, f.size > 3)\n`);
    mends(
      `${HEAD}success: |\n  files.exists(f,\n    f.szie > 3)\n`,
      `${HEAD}success: |\n  files.exists(f,\n    f.size > 3)\n`,
    );
    mends(
      `${HEAD}success: "files.exists(f, f.kind == \\"fil\\")"\n`,
      `${HEAD}success: "files.exists(f, f.kind == \\"file\\")"\n`,
    );
  });

  it('put the signs of CEL', () => {
    mends(`${HEAD}success: step > 3 and step < 5\n`, `${HEAD}success: step > 3 && step < 5\n`);
    mends(`${HEAD}success: step = 3\n`, `${HEAD}success: step == 3\n`);
  });

  it('put quotes', () => {
    mends(`${HEAD}success: !ran("x")\n`, `${HEAD}success: '!ran("x")'\n`);
    mends(`${HEAD}success: "x" in files.map(f, f.path)\n`, `${HEAD}success: '"x" in files.map(f, f.path)'\n`);
    mends(`${HEAD}title: 42\nsuccess: step > 3\n`, `${HEAD}title: "42"\nsuccess: step > 3\n`);
    mends(`${HEAD}title: {{a}} b: 'c'\nsuccess: step > 3\n`, `${HEAD}title: '{{a}} b: ''c'''\nsuccess: step > 3\n`);
    const listens = (port: string) =>
      `${HEAD}machine:\n  programs:\n    p: { command: x, options: { port: 1 }, listens: ${port} }\nsuccess: step > 3\n`;
    mends(listens('{port}'), listens('"{port}"'));
  });

  it('add what is missing where it belongs', () => {
    const block = 'scenario: fixes\nagent:\n  name: a\n\nsuccess: step > 3\n';
    assert.equal(fixed(block), 'scenario: fixes\nagent:\n  name: a\n  goal: ""\n\nsuccess: step > 3\n');
    const flow = 'scenario: fixes\nagent: { name: a }\nsuccess: step > 3\n';
    assert.equal(fixed(flow), 'scenario: fixes\nagent: { name: a, goal: "" }\nsuccess: step > 3\n');
    const root = 'scenario: fixes\nsuccess: step > 3\n';
    assert.equal(fixed(root), 'scenario: fixes\nsuccess: step > 3\nagent:\n  goal: ""\n');
    mends(
      `${HEAD.replace('{ goal', '{ tools: [shell], goal')}success: step > 3\n`,
      `${HEAD.replace('{ goal', '{ tools: [shell, finish], goal')}success: step > 3\n`,
    );
  });

  it('set indentation right', () => {
    mends(
      'scenario: fixes\nagent:\n  name: a\n   goal: Find it.\nsuccess: step > 3\n',
      'scenario: fixes\nagent:\n  name: a\n  goal: Find it.\nsuccess: step > 3\n',
    );
    mends(
      'scenario: fixes\nagent:\n\tgoal: Find it.\nsuccess: step > 3\n',
      'scenario: fixes\nagent:\n  goal: Find it.\nsuccess: step > 3\n',
    );
  });
});

describe('sentences', () => {
  it('name what was meant or what there is', () => {
    assert.equal(
      onlyProblem(`${HEAD}success: files.exists(f, f.pth == "x")\n`).message,
      'File has no field pth. Did you mean path?',
    );
    assert.equal(
      onlyProblem(`${HEAD.replace('{ goal', '{ tools: [shell, exec, finish], goal')}success: step > 3\n`).message,
      'No tool is called exec. Known are shell, read_file, write_file, run_in_terminal, receive_output and finish.',
    );
    assert.equal(
      onlyProblem(`${HEAD}machine: { hardware: { cpus: many } }\nsuccess: step > 3\n`).message,
      'machine.hardware.cpus has to be a whole number, but this is text.',
    );
    assert.equal(
      onlyProblem(`${HEAD}machine: { files: { /a: [x] } }\nsuccess: step > 3\n`).message.split('.')[0],
      'machine',
    );
  });

  it('do not repeat a secret', () => {
    const { message, severity } = onlyProblem(
      `${HEAD}about: Bearer abcdefghijklmnopqrstuvwxyz0123\nsuccess: step > 3\n`,
    );
    assert.equal(severity, 'warning');
    assert.doesNotMatch(message, /abcdef/);
  });
});
