import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { foundProblems } from './found-problems.ts';

const scenario = (rest: string) => `scenario: meaning\nagent: { goal: Find it. }\n${rest}`;

describe('the meaning of a scenario', () => {
  it('is checked in every part, whatever is wrong with the others', () => {
    const text = scenario(
      'machine:\n  hostname: [1]\n  processes:\n    - { program: gone, self: maybe }\nmilestones:\n  a: files.exists(f, f.pth == "")\nflags: none\nsuccess: bogus\n',
    );
    assert.deepEqual(
      foundProblems(text).map(([code]) => code),
      ['RL2003', 'RL3101', 'RL2003', 'RL3003', 'RL2003', 'RL3002'],
    );
  });

  it('is checked in both of two parts of one name', () => {
    const text = scenario('milestones:\n  a: bogus1 > 1\n  a: bogus2 > 1\ntrials: 0\ntrials: x\nsuccess: step > 3\n');
    assert.deepEqual(foundProblems(text), [
      ['RL3002', 'bogus1'],
      ['RL1005', 'a'],
      ['RL3002', 'bogus2'],
      ['RL2006', '0'],
      ['RL1005', 'trials'],
      ['RL2003', 'x'],
    ]);
  });

  it('finds what is wrong under a mistyped key, and not that the right one is missing', () => {
    const text = 'scenario: meaning\nagnt:\n  gaol: Find {{nothing}}\n  toolz: [shel, finish]\nsuccess: step > 3\n';
    assert.deepEqual(foundProblems(text), [
      ['RL2001', 'agnt'],
      ['RL2001', 'gaol'],
      ['RL3301', 'nothing'],
      ['RL2001', 'toolz'],
      ['RL3310', 'shel'],
    ]);
  });

  it('finds every mistake of one condition', () => {
    const text = scenario(
      'success: >-\n  processes.exists(p, p.prots.size() > 0 && p.redy)\n  || machne.clock > 3 || files.size() || raed("x")\n',
    );
    assert.deepEqual(foundProblems(text), [
      ['RL3003', 'prots'],
      ['RL3003', 'redy'],
      ['RL3002', 'machne'],
      ['RL3005', 'files.size()'],
      ['RL3004', 'raed'],
    ]);
  });

  it('knows conditions that are decided by a part', () => {
    const codes = (success: string) => foundProblems(scenario(`success: ${success}\n`)).map(([code]) => code);
    assert.deepEqual(codes('step > 3 || 2 > 1'), ['RL3007']);
    assert.deepEqual(codes('step > 3 && "a" == "b"'), ['RL3007']);
    assert.deepEqual(codes("'!(1 < 2)'"), ['RL3007']);
    assert.deepEqual(codes('step > 3 && 1 < 2'), []);
    assert.deepEqual(codes('ran("x")'), []);
  });

  it('takes a name that a condition binds itself for its own', () => {
    const text = scenario('success: files.exists(self, self.size > 3) && processes.exists(event, event.pid > 3)\n');
    assert.deepEqual(foundProblems(text), []);
  });

  it('knows the folders that files imply, and leaves files of the system to the machine', () => {
    const machine = (needs: string) =>
      scenario(
        `machine:\n  files: { /opt/a/lib/x.py: "1" }\n  programs:\n    p: { command: x, needs: [${needs}] }\n  processes: [{ program: p, cwd: /opt/a }]\nsuccess: step > 3\n`,
      );
    assert.deepEqual(foundProblems(machine('lib, lib/x.py, "lib/*.py", ./lib/x.py, /opt/a/lib, /etc/hosts')), []);
    assert.deepEqual(foundProblems(machine('lib/y.py')), [['RL3107', 'p']]);
    assert.deepEqual(foundProblems(machine('/opt/a/lib/y.py')), [['RL3107', 'p']]);
    assert.deepEqual(foundProblems(machine('"*.bin"')), [['RL3107', 'p']]);
  });

  it('shows memory that is not there where the hardware is given, else where it is used', () => {
    const machine = (hardware: string) =>
      scenario(
        `machine:\n  ${hardware}\n  programs:\n    p: { command: x, uses: { gpu_memory: 50GiB } }\n  processes: [{ program: p }, { program: p }]\nsuccess: step > 3\n`,
      );
    assert.deepEqual(foundProblems(machine('hardware: { gpus: 1 x A100-80GB }')), [['RL3109', '1 x A100-80GB']]);
    assert.deepEqual(foundProblems(machine('user: root')), [['RL3109', '50GiB']]);
    assert.deepEqual(foundProblems(machine('hardware: { gpus: 2 x A100-80GB }')), []);
  });

  it('knows the users that the machine will have', () => {
    const machine = (owner: string, agentUser = 'svc') =>
      `scenario: users\nagent: { goal: Find it., user: ${agentUser} }\nmachine:\n  user: svc\n  files:\n    /a: { content: a, owner: "${owner}" }\n    /b: { content: b, owner: alice }\n    /c: { content: c, owner: "alice:alice" }\n  processes: [{ command: db, user: postgres }]\nsuccess: step > 3\n`;
    for (const owner of ['root', 'svc:root', 'postgres', 'alice', 'www-data', '1001:1001']) {
      assert.deepEqual(foundProblems(machine(owner)), [], owner);
    }
    assert.deepEqual(foundProblems(machine('rot:root')), [['RL3209', 'rot']]);
    assert.deepEqual(foundProblems(machine('bob', 'bob')), []);
    assert.deepEqual(foundProblems(machine('root', 'bob')), [['RL3205', 'bob']]);
  });

  it('follows declared links to what a process needs', () => {
    const machine = (target: string) =>
      scenario(
        `machine:\n  files:\n    /srv/app-1/main.py: "1"\n    /srv/current: { link: ${target} }\n    /srv/loop: { link: loop }\n  programs:\n    p: { command: x, needs: [main.py] }\n  processes: [{ program: p, cwd: /srv/current }]\nsuccess: step > 3\n`,
      );
    assert.deepEqual(foundProblems(machine('/srv/app-1')), []);
    assert.deepEqual(foundProblems(machine('app-1')), []);
    assert.deepEqual(foundProblems(machine('app-2')), [['RL3107', 'p']]);
    assert.deepEqual(foundProblems(machine('loop')), [['RL3107', 'p']]);
  });

  it('only warns of what may be meant', () => {
    const text = scenario('flags:\n  late: step > 30\nsuccess: step > 3\n');
    const { scenario: model, problems } = readScenario(text);
    assert.deepEqual(
      problems.map(({ code, severity }) => [code, severity]),
      [['RL3009', 'warning']],
    );
    assert.ok(model);
  });

  it('shows a fixture that is not there at every place that names it', () => {
    const text = scenario(
      'machine:\n  files:\n    /a: { from: ./x }\n    /b: { from: ./x }\n    /c: { from: ../y }\nsuccess: step > 3\n',
    );
    const files = { './z': 'Z' };
    const { problems } = readScenario(text, { files, unreadable: { './x': 'it is not a file' } });
    assert.deepEqual(
      problems.map(({ code, range }) => [code, text.slice(range.start, range.end)]),
      [
        ['RL3204', './x'],
        ['RL3204', './x'],
        ['RL3203', '../y'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /^\.\/x cannot be read: it is not a file\./);
  });

  it('is checked on every host, and on every file system', () => {
    const machine = (rest: string) => scenario(`machine:\n${rest}success: step > 3\n`);
    assert.deepEqual(
      foundProblems(machine('  network: { hosts: { b: { files: { /a: { mode: "644" }, /b//c: x } } } }\n')),
      [
        ['RL3201', '/a'],
        ['RL3207', '/b//c'],
      ],
    );
    const disks = (size: string) =>
      machine(
        `  hardware: { disk: 10GiB }\n  mounts: { /data: { size: ${size} }, /other: {} }\n  files: { /data/w: { size: 50GiB }, /a: { size: 9GiB } }\n`,
      );
    assert.deepEqual(foundProblems(disks('100GiB')), []);
    assert.deepEqual(foundProblems(disks('40GiB')), [['RL3208', '40GiB']]);
    assert.deepEqual(foundProblems(machine('  mounts: { /: {}, /a/../b: {} }\n')), [
      ['RL3207', '/'],
      ['RL3207', '/a/../b'],
    ]);
  });

  it('finds secrets in the files that are included', () => {
    const text = scenario('machine: { files: { /a: { from: ./a } } }\nsuccess: step > 3\n');
    assert.deepEqual(foundProblems(text, { files: { './a': 'key: sk-abcdefghijklmnopqrstuvwx' } }), [
      ['RL3401', './a'],
    ]);
  });
});
