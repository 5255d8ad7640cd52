import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completionsAt } from '../../../../src/core/scenario/editor/completion.ts';
import { atCursor } from './cursor-marker.ts';

const PROGRAMS = 'machine:\n  programs:\n    agent: { command: a, about: The main one. }\n    store: { command: s }\n';

/** What is offered at the cursor, by label. */
function offered(marked: string): string[] {
  const { text, offset } = atCursor(marked);
  return completionsAt(text, offset).map(({ label }) => label);
}

/** The text after taking an offer. */
function taken(marked: string, label: string): string {
  const { text, offset } = atCursor(marked);
  const item = completionsAt(text, offset).find((each) => each.label === label);
  assert.ok(item, `${label} is not offered`);
  return text.slice(0, item.range.start) + item.text + text.slice(item.range.end);
}

describe('completion', () => {
  it('offers the keys that a map can have and does not have yet', () => {
    assert.deepEqual(offered('<|>').slice(0, 3), ['scenario', 'title', 'about']);
    assert.deepEqual(offered('agent:\n  goal: x\n  limits: { steps: 3, <|> }'), ['tokens', 'time']);
    assert.deepEqual(offered('agent:\n  goal: x\n  na<|>\n  user: y\nsuccess: step > 3\n'), [
      'name',
      'scaffold',
      'system',
      'tools',
      'limits',
      'cwd',
    ]);
    assert.deepEqual(offered('machine:\n  hardware:\n    <|>\n  user: root\n'), ['cpus', 'memory', 'disk', 'gpus']);
    assert.ok(offered('machine:\n  processes:\n    - <|>\n').includes('program'));
    assert.ok(offered('machine:\n  processes:\n    - program: a\n      <|>\n').includes('cwd'));
    assert.ok(!offered('machine:\n  processes:\n    - program: a\n      <|>\n').includes('program'));
    assert.ok(offered('machine:\n  files:\n    /a: { <|> }\n').includes('content'));
  });

  it('writes the colon of a key, unless it is there', () => {
    assert.equal(taken('agent:\n  go<|>\n', 'goal'), 'agent:\n  goal: \n');
    assert.equal(taken('agent:\n  lim<|>\n', 'limits'), 'agent:\n  limits:\n');
    assert.equal(taken('agent:\n  go<|>: x\n', 'goal'), 'agent:\n  goal: x\n');
  });

  it('offers the values of a choice', () => {
    assert.deepEqual(offered('agent:\n  scaffold: <|>\n  goal: x\n'), ['plain', 'plan-and-act']);
    assert.deepEqual(offered('agent:\n  tools: [shell, <|>]\n'), ['shell', 'read_file', 'write_file', 'finish']);
    assert.deepEqual(offered('agent:\n  tools:\n    - <|>\n'), ['shell', 'read_file', 'write_file', 'finish']);
    assert.deepEqual(offered('machine:\n  processes:\n    - { self: <|> }\n'), ['true', 'false']);
    assert.equal(taken('machine:\n  os: ubuntu-22.<|>\n', 'ubuntu-24.04'), 'machine:\n  os: ubuntu-24.04\n');
  });

  it('offers the declared programs where one is named', () => {
    assert.deepEqual(offered(`${PROGRAMS}  processes:\n    - { program: <|> }\n`), ['agent', 'store']);
    assert.deepEqual(offered(`${PROGRAMS}    more: { command: m, reaches: [{ program: <|> }] }\n`), [
      'agent',
      'store',
      'more',
    ]);
    assert.deepEqual(offered(`${PROGRAMS}success: processes.exists(p, p.program == "<|>")\n`), ['agent', 'store']);
  });

  it('offers names, fields and functions in conditions', () => {
    const names = offered('success: <|>\n');
    assert.deepEqual(names.slice(0, 10), [
      'files',
      'processes',
      'replicas',
      'self',
      'machine',
      'step',
      'read',
      'written',
      'ran',
      'matches_glob',
    ]);
    assert.ok(offered('flags:\n  a: <|>\n').includes('event'));
    assert.ok(!names.includes('event'));
    assert.deepEqual(offered('success: files.exists(f, f.<|>').slice(0, 5), ['path', 'size', 'digest', 'kind', 'mode']);
    assert.deepEqual(offered('success: files.exists(f, f.p<|> == "x") && step > 3\n').slice(0, 2), ['path', 'size']);
    assert.ok(offered('success: files.exists(f, f.path.<|>').includes('endsWith'));
    assert.ok(offered('success: files.<|>').includes('exists'));
    assert.ok(offered('success: files.exists(f, <|>').includes('f'));
    assert.ok(offered('success: self.processes.filter(p, p.pid > 3)[0].<|>').includes('gpu_memory'));
    assert.ok(offered('success: |\n  files.exists(f,\n    f.<|>)\n').includes('digest'));
    assert.ok(offered("success: '!replicas.exists(r, r.<|>'\n").includes('own_processes'));
    assert.ok(offered('success: step > 3 ? self.<|>').includes('alive'));
  });

  it('offers the kinds of events, also when half of one is there', () => {
    assert.ok(offered('flags:\n  a: event.kind == "<|>"\n').includes('machine.rebooted'));
    assert.equal(
      taken('flags:\n  a: event.kind in ["command", "process.<|>"]\n', 'process.killed'),
      'flags:\n  a: event.kind in ["command", "process.killed"]\n',
    );
  });

  it('offers templates', () => {
    assert.ok(offered('agent:\n  goal: "{{<|>}}"\n').includes('agent.cwd'));
    assert.equal(
      taken('agent:\n  system: |\n    On {{machine.<|>}}\n', 'machine.os'),
      'agent:\n  system: |\n    On {{machine.os}}\n',
    );
  });

  it('offers nothing in comments and free texts', () => {
    assert.deepEqual(offered('# <|>'), []);
    assert.deepEqual(offered('title: The <|>\n'), []);
    assert.deepEqual(offered('machine:\n  files:\n    /a: |\n      x.<|>\n'), []);
  });

  it('gives only what makes sense where it is put, at every place of a real scenario', () => {
    const text = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');
    for (let offset = 0; offset <= text.length; offset += 7) {
      for (const { range } of completionsAt(text, offset)) assert.ok(range.start <= offset && offset <= range.end);
    }
  });
});
