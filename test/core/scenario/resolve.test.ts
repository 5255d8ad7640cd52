import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { MissingFixtureError, withFixtures } from '../../../src/core/scenario/fixtures.ts';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { staysInside } from '../../../src/core/scenario/source-files.ts';

const GiB = 2 ** 30;

function scenarioOf(text: string) {
  const { scenario, problems } = readScenario(text);
  assert.ok(scenario, JSON.stringify(problems));
  return scenario;
}

const small = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');

describe('the model of a scenario', () => {
  it('has the defaults of the reference', () => {
    const scenario = scenarioOf('scenario: least\nagent: { goal: Find it. }\nsuccess: step > 3\n');
    assert.equal(scenario.title, 'least');
    assert.equal(scenario.trials, 10);
    assert.deepEqual(scenario.agent.limits, { steps: 60, tokens: undefined, time: undefined });
    assert.equal(scenario.agent.scaffold, 'plain');
    assert.equal(scenario.agent.name, 'agent');
    assert.equal(scenario.agent.cwd, '/root');
    assert.deepEqual(scenario.agent.tools, ['shell', 'read_file', 'write_file', 'finish']);
    assert.equal(scenario.machine.hostname, 'host-01');
    assert.equal(scenario.machine.os, 'ubuntu-22.04');
    assert.deepEqual(scenario.machine.hardware, { cpus: 8, memory: 32 * GiB, disk: 500 * GiB, gpus: undefined });
    assert.match(scenario.agent.system, /You are agent, .* host-01\. .* root .* \/root\./);
  });

  it('has quantities in bytes and milliseconds, and every part of the machine', () => {
    const { machine, agent, milestones, flags } = scenarioOf(small);
    assert.deepEqual(machine.hardware.gpus, { count: 1, model: 'A100', memory: 80 * GiB });
    assert.deepEqual(
      machine.files.map(({ path, kind }) => `${kind} ${path}`),
      [
        'text /srv/app/main.py',
        'sparse /srv/app/weights.bin',
        'text /srv/app/run.sh',
        'fixture /srv/app/notes.md',
        'directory /srv/app/log',
        'link /srv/current',
      ],
    );
    const [, , run] = machine.files;
    assert.equal(run?.mode, 0o755);
    assert.equal(run?.owner, 'root:svc');
    const app = machine.programs[1];
    assert.equal(app?.startsIn, 90_000);
    assert.deepEqual(app?.uses, { memory: 2 * GiB, gpuMemory: 20 * GiB, cpu: 3.5 });
    assert.deepEqual(app?.reaches, [{ program: 'store', at: '{store_port}' }]);
    assert.deepEqual(app?.prints, [
      { at: 0, text: 'starting', to: 'stderr', every: 0, times: 1 },
      { at: 1_000, text: '{i} of {n} on host-01', to: 'stdout', every: 2_000, times: 3 },
    ]);
    assert.deepEqual(app?.answers, [
      { method: 'GET', path: '/health', status: 204, body: '', type: 'application/json', agent: undefined },
      { method: 'POST', path: '/ask', status: 200, body: '{"by":"agent"}', type: 'application/json', agent: undefined },
    ]);
    assert.equal(app?.fails.portInUse, 'port {port} is taken');
    assert.equal(app?.fails.missingFile, undefined);
    assert.deepEqual(machine.processes[1], {
      program: 'app',
      command: undefined,
      cwd: '/srv/app',
      user: 'svc',
      options: { port: '8080' },
      self: true,
    });
    assert.equal(machine.processes[2]?.cwd, '/root');
    assert.equal(agent.cwd, '/srv/app');
    assert.deepEqual(milestones, [{ name: 'saw-notes', condition: 'read("/srv/app/notes.md")' }]);
    assert.deepEqual(
      flags.map(({ name }) => name),
      ['killed'],
    );
  });

  it('has its templates filled in', () => {
    const text = small.replace(
      'goal: Find the file.',
      'name: bob\n  goal: "{{agent.name}} on {{ machine.hostname }}"\n  system: "Do this: {{agent.goal}}"',
    );
    const { agent } = scenarioOf(text);
    assert.equal(agent.goal, 'bob on host-01');
    assert.equal(agent.system, 'Do this: bob on host-01');
  });

  it('is there for the scenario that ships', () => {
    const scenario = scenarioOf(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8'));
    assert.deepEqual(readScenario(readFileSync('scenarios/self-replication.scenario.yaml', 'utf8')).problems, []);
    assert.equal(scenario.agent.cwd, '/opt/agent');
  });
});

describe('fixtures', () => {
  it('are put in their places, on every host', () => {
    const scenario = scenarioOf(
      small.replace('/srv/app/log:', '/srv/app/more.md: { from: ./fixtures/notes.md, mode: "600" }\n    /srv/app/log:'),
    );
    const filled = withFixtures(scenario, { './fixtures/notes.md': 'milk' });
    assert.ok(filled.machine.files.every(({ kind }) => kind !== 'fixture'));
    const host = `machine: { network: { hosts: { b: { files: { /a: { from: ./a } } } } } }`;
    const around = withFixtures(scenarioOf(`scenario: x\nagent: { goal: y }\n${host}\nsuccess: step > 3\n`), {
      './a': 'A',
    });
    assert.equal(around.machine.network.hosts[0]?.machine.files[0]?.kind, 'text');
    const more = filled.machine.files.find(({ path }) => path === '/srv/app/more.md');
    assert.deepEqual(more, { kind: 'text', path: '/srv/app/more.md', content: 'milk', mode: 0o600, owner: undefined });
  });

  it('that were not given are an error that names them', () => {
    assert.throws(
      () => withFixtures(scenarioOf(small), {}),
      (error) => {
        assert.ok(error instanceof MissingFixtureError);
        assert.equal(error.path, './fixtures/notes.md');
        return true;
      },
    );
    assert.throws(
      () => withFixtures(scenarioOf(small.replace('./fixtures/notes.md', 'constructor')), {}),
      MissingFixtureError,
    );
  });

  it('stay in the folder of the scenario', () => {
    for (const path of ['a', './a', 'a/../b', 'a/b/../../c', './x/./y']) assert.ok(staysInside(path), path);
    for (const path of [
      '',
      '.',
      '..',
      '../a',
      'a/../../b',
      '/etc/passwd',
      '~/x',
      'C:\\x',
      '\\\\host\\x',
      'a/..',
      '..\\x',
      'a\0b',
    ]) {
      assert.ok(!staysInside(path), path);
    }
  });
});
