import assert from 'node:assert/strict';
import { readOverridePath, writeOverridePath } from '../../../src/core/scenario/override-path.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { parseVariant, usualVariant, variantCount, variantsOf } from '../../../src/core/scenario/variants.ts';
import { fixed, foundProblems, onlyProblem } from './found-problems.ts';

const MATRIX = {
  variants: {
    hardening: { none: {}, 'non-root': {}, egress: {} },
    scarcity: { ample: {}, 'one-gpu': {} },
  },
};

const scenario = (variants: string, machine = '  user: root') => `scenario: matrix
agent: { goal: Find it. }
machine:
${machine}
  files: { /etc/motd: Hello., /opt/a.sh: { content: ls, mode: "755" } }
  processes: [{ command: sleep 1 }]
timeline:
  - { name: warning, after: { step: 3 }, say: Soon. }
  - { after: { step: 9 }, say: Now. }
success: step > 3
variants:
${variants}
`;

/** A dimension of two values, the second with these overrides. */
const changed = (overrides: string) => scenario(`  kind:\n    plain: {}\n    other: { ${overrides} }`);

const under = (text: string, variant: string) => {
  const { scenario: model, problems } = readScenario(text, { variant });
  assert.ok(model, JSON.stringify(problems));
  return model;
};

describe('the variants of a scenario', () => {
  it('are every combination in the order of the matrix', () => {
    assert.deepEqual(
      variantsOf(MATRIX).map(({ id }) => id),
      [
        'hardening=none,scarcity=ample',
        'hardening=none,scarcity=one-gpu',
        'hardening=non-root,scarcity=ample',
        'hardening=non-root,scarcity=one-gpu',
        'hardening=egress,scarcity=ample',
        'hardening=egress,scarcity=one-gpu',
      ],
    );
    assert.equal(variantCount(MATRIX), 6);
    assert.deepEqual(usualVariant(MATRIX).choices, { hardening: 'none', scarcity: 'ample' });
  });

  it('are a single one where none are declared', () => {
    assert.deepEqual(variantsOf({}), [{ id: 'default', choices: {} }]);
    assert.deepEqual(parseVariant({}, 'default'), { variant: { id: 'default', choices: {} } });
    assert.ok('problem' in parseVariant({}, 'hardening=none'));
  });

  it('are named by their values, the usual ones left out', () => {
    const idOf = (text: string) => {
      const parsed = parseVariant(MATRIX, text);
      return 'variant' in parsed ? parsed.variant.id : parsed.problem;
    };
    assert.equal(idOf(''), 'hardening=none,scarcity=ample');
    assert.equal(idOf('scarcity=one-gpu'), 'hardening=none,scarcity=one-gpu');
    assert.equal(idOf(' scarcity = one-gpu , hardening=egress'), 'hardening=egress,scarcity=one-gpu');
    assert.equal(idOf('non-root'), 'hardening=non-root,scarcity=ample');
    assert.equal(idOf('hardning=egress'), 'No dimension is called hardning. Did you mean hardening?');
    assert.equal(idOf('hardening=egres'), 'hardening has no value egres. Did you mean egress?');
    assert.equal(
      idOf('hardening=none,hardening=egress'),
      'hardening is named twice in hardening=none,hardening=egress. Name it once.',
    );
    assert.equal(idOf('one-gpuu'), 'No dimension has a value one-gpuu. Did you mean one-gpu?');
  });

  for (const variant of variantsOf(MATRIX)) {
    it(`are found again by their id: ${variant.id}`, () => {
      assert.deepEqual(parseVariant(MATRIX, variant.id), { variant });
    });
  }
});

describe('the path of an override', () => {
  const stepsOf = (text: string) => readOverridePath(text).steps.map(({ step }) => step);

  it('has keys, keys in quotes, and places in lists', () => {
    assert.deepEqual(stepsOf('machine.user'), ['machine', 'user']);
    assert.deepEqual(stepsOf('machine.files["/opt/a.py"].mode'), ['machine', 'files', '/opt/a.py', 'mode']);
    assert.deepEqual(stepsOf("machine.files['/a b'][0]"), ['machine', 'files', '/a b', 0]);
    assert.deepEqual(stepsOf('timeline[12].say'), ['timeline', 12, 'say']);
    assert.deepEqual(stepsOf('["a.b"]'), ['a.b']);
  });

  it('is told where it cannot be read', () => {
    for (const text of ['', '.', 'a.', 'a..b', 'a[', 'a["x"', 'a]b', '[x]', 'a[1', 'a["x"]b']) {
      const { problem } = readOverridePath(text);
      assert.ok(problem, text);
      assert.ok(problem.start <= problem.end && problem.end <= text.length, text);
    }
  });

  it('is written as it is read', () => {
    for (const text of ['machine.user', 'machine.files["/opt/a.py"].mode', 'timeline[12].say']) {
      assert.equal(writeOverridePath(stepsOf(text)), text);
    }
  });
});

describe('a scenario under a variant', () => {
  it('has what the overrides say, and the rest as it is', () => {
    const text = changed(
      'machine.user: svc, \'machine.files["/etc/motd"]\': Other., \'machine.files["/opt/a.sh"].mode\': "700", timeline.warning.say: Later., "timeline[1]": null, agent.limits.steps: 7',
    );
    const model = under(text, 'kind=other');
    assert.equal(model.machine.user, 'svc');
    assert.equal(model.agent.limits.steps, 7);
    assert.deepEqual(
      model.machine.files.map((file) => [file.path, file.kind === 'text' ? file.content : '', file.mode]),
      [
        ['/etc/motd', 'Other.', undefined],
        ['/opt/a.sh', 'ls', 0o700],
      ],
    );
    assert.deepEqual(
      model.timeline.map(({ name, say }) => [name, say]),
      [['warning', 'Later.']],
    );
    const usual = under(text, '');
    assert.equal(usual.machine.user, 'root');
    assert.equal(usual.timeline.length, 2);
  });

  it('has maps replaced as a whole, parts taken away with null, and things added at the end of a list', () => {
    const model = under(
      changed('machine.files: { /a: x }, machine.processes: null, "timeline[2]": { after: { step: 20 }, say: End. }'),
      'other',
    );
    assert.deepEqual(
      model.machine.files.map(({ path }) => path),
      ['/a'],
    );
    assert.deepEqual(model.machine.processes, []);
    assert.equal(model.timeline[2]?.say, 'End.');
  });

  it('is the one of first values when none is named', () => {
    const text = scenario('  user:\n    service: { machine.user: svc }\n    root: {}');
    assert.equal(readScenario(text).scenario?.machine.user, 'svc');
    assert.equal(readScenario(text).variant?.id, 'user=service');
  });

  it('may be the only one that is whole: a part can be left to the variants', () => {
    const text =
      'scenario: goals\nagent: { tools: [shell, finish] }\nsuccess: step > 3\nvariants:\n  goal:\n    a: { agent.goal: A. }\n    b: { agent.goal: B. }\n';
    assert.deepEqual(foundProblems(text), []);
    assert.equal(under(text, 'b').agent.goal, 'B.');
  });

  it('is not read under a name that there is not', () => {
    const { scenario: model, problems } = readScenario(changed('machine.user: svc'), { variant: 'kind=othr' });
    assert.equal(model, undefined);
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['RL3606', 'kind has no value othr. Did you mean other?']],
    );
  });
});

describe('what is wrong with an override', () => {
  it('is told at its characters', () => {
    assert.deepEqual(foundProblems(changed('machine.hardware.cpsu: 3')), [['RL2001', 'cpsu']]);
    assert.deepEqual(foundProblems(changed('machine.hardware.cpus: many')), [['RL2003', 'many']]);
    assert.deepEqual(foundProblems(changed('agent.tools: [shell, finsh]')), [
      ['RL3302', 'tools'],
      ['RL3310', 'finsh'],
    ]);
    assert.deepEqual(foundProblems(changed('success: \'files.exists(f, f.pth == "")\'')), [['RL3003', 'pth']]);
    assert.deepEqual(foundProblems(changed('timeline.warnin.say: x')), [['RL3602', 'warnin']]);
    assert.deepEqual(foundProblems(changed('"timeline[5].say": x')), [['RL3602', '5']]);
    assert.deepEqual(foundProblems(changed('machine.user.name: x')), [['RL3602', 'name']]);
    assert.deepEqual(foundProblems(changed('scenario: other')), [['RL3602', 'scenario']]);
    assert.deepEqual(foundProblems(changed('machine.usr: null')), [['RL3602', 'usr']]);
  });

  it('has the fix of the key that it names', () => {
    assert.equal(fixed(changed('machine.hardware.cpsu: 3')), changed('machine.hardware.cpus: 3'));
    assert.equal(fixed(changed('timeline.warnin: null')), changed('timeline.warning: null'));
  });

  it('is told at the value of the dimension when it shows elsewhere', () => {
    const { code, underlined, message } = onlyProblem(changed('agent.goal: null'));
    assert.deepEqual([code, underlined], ['RL3604', 'other']);
    assert.match(message, /^With kind=other, line 2 is wrong: agent has no goal\./);
  });

  it('does not repeat what is wrong with the scenario itself', () => {
    const text = changed('machine.hardware.cpus: 3').replace('Hello.', 'Hello., opt/b: x');
    assert.deepEqual(foundProblems(text), [['RL2007', 'opt/b']]);
  });

  it('is told of values other than the first without a run of them', () => {
    const text = scenario(
      '  a:\n    x: {}\n    y: { machine.hardware.cpus: many }\n  b:\n    x: {}\n    y: { machine.os: beos }',
    );
    assert.deepEqual(foundProblems(text), [
      ['RL2003', 'many'],
      ['RL2004', 'beos'],
    ]);
  });
});

describe('a matrix', () => {
  it('whose values make no difference is told', () => {
    assert.deepEqual(foundProblems(scenario('  a:\n    x: {}\n    y: {}')), [['RL3603', 'y']]);
    assert.deepEqual(foundProblems(scenario('  a:\n    x: { machine.user: svc }')), [['RL3603', 'x']]);
    assert.deepEqual(foundProblems(changed('machine.user: root')), [['RL3603', 'other']]);
    assert.deepEqual(foundProblems(scenario('  a:\n    x: { machine.user: root }\n    y: { machine.user: svc }')), []);
  });

  it('in which two dimensions change the same is told', () => {
    const text = (second: string) =>
      scenario(`  a:\n    x: {}\n    y: { machine.hardware: { cpus: 3 } }\n  b:\n    x: {}\n    y: { ${second} }`);
    assert.deepEqual(foundProblems(text('machine.hardware.cpus: 4')), [['RL3605', 'machine.hardware.cpus']]);
    assert.deepEqual(foundProblems(text('machine.user: svc')), []);
  });
});
