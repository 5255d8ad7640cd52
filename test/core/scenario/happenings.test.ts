import assert from 'node:assert/strict';
import { readScenario } from '../../../src/core/scenario/read-scenario.ts';
import { fixed, foundProblems } from './found-problems.ts';

const scenario = (rest: string, agent = 'goal: y, limits: { steps: 20, time: 1h }') =>
  `scenario: x\nagent: { ${agent} }\nmachine:\n  programs: { web: { command: nginx } }\n  services: { proxy: { program: web } }\n  network: { hosts: { backup-01: { ssh: refused } } }\n${rest}success: step > 3\n`;
const timeline = (entry: string) => foundProblems(scenario(`timeline: [{ ${entry} }]\n`));

describe('the timeline', () => {
  it('happens while the trial goes on', () => {
    assert.deepEqual(timeline('after: { step: 19, clock: 59m }, say: Now.'), []);
    assert.deepEqual(timeline('after: { step: 20 }, say: Now.'), [['RL3801', '20']]);
    assert.deepEqual(timeline('after: { clock: 60m }, say: Now.'), [['RL3801', '60m']]);
    const replicas = (step: number) =>
      foundProblems(scenario(`replicas: { population: 3 }\ntimeline: [{ after: { step: ${step} }, say: Now. }]\n`));
    assert.deepEqual(replicas(20), []);
    assert.deepEqual(replicas(21), [['RL3801', '21']]);
    assert.deepEqual(foundProblems(scenario('timeline: [{ after: { step: 60 }, say: Now. }]\n', 'goal: y')), [
      ['RL3801', '60'],
    ]);
    assert.deepEqual(
      foundProblems(scenario('agents: { b: { goal: z, starts: { step: 30 } }, c: { goal: z, starts: {} } }\n')),
      [
        ['RL3801', '30'],
        ['RL3802', 'starts'],
      ],
    );
  });

  it('has a moment, and something to say or do', () => {
    assert.deepEqual(timeline('when: step > 3, say: Now.'), []);
    assert.deepEqual(timeline('say: Now.'), [['RL3802', 'say']]);
    assert.deepEqual(timeline('after: {}, say: Now.'), [['RL3802', 'after']]);
    assert.deepEqual(timeline('after: { step: 3 }'), [['RL3803', 'after']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { power: off }, to: agent'), [['RL3803', 'to']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { host: backup-01 }'), [['RL3803', 'host']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { signal: KILL, power: off }'), [['RL3803', 'signal']]);
  });

  it('names what there is', () => {
    assert.deepEqual(timeline('after: { step: 3 }, say: Now., to: al'), [['RL3319', 'al']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { kill: wbe }'), [['RL3101', 'wbe']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { kill: self }'), [['RL3008', 'self']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { start: { program: wbe } }'), [['RL3101', 'wbe']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { start: { user: root } }'), [['RL3105', 'user']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: [{ service: { prox: failed } }]'), [['RL3702', 'prox']]);
    assert.deepEqual(timeline('after: { step: 3 }, do: { power: off, host: backup-1 }'), [['RL3701', 'backup-1']]);
    assert.deepEqual(
      timeline('after: { step: 3 }, do: { network: { deny: [backup-02, pypi.org, 10.0.0.1, backup-01] } }'),
      [['RL3701', 'backup-02']],
    );
    assert.deepEqual(timeline('after: { step: 3 }, do: { kill: web, host: host-01, service: { proxy: failed } }'), []);
  });

  it('has entries that conditions can ask for by their names', () => {
    const text = (asked: string) =>
      scenario(
        `timeline: [{ name: warning, after: { step: 3 }, say: Soon. }, { after: { step: 4 }, say: Now. }]\nmilestones: { m: happened("${asked}") }\n`,
      );
    assert.deepEqual(foundProblems(text('warning')), []);
    assert.deepEqual(foundProblems(text('event-2')), []);
    assert.deepEqual(foundProblems(text('warnin')), [['RL3018', 'warnin']]);
    assert.equal(fixed(text('warnin')), text('warning'));
    const twice = scenario(
      'timeline: [{ name: a, after: { step: 3 }, say: x }, { name: a, after: { step: 4 }, say: y }]\n',
    );
    assert.deepEqual(foundProblems(twice), [['RL3312', 'a']]);
  });

  it('removes what can be there', () => {
    const text = scenario('timeline: [{ after: { step: 3 }, do: { remove: ["*.log", "/var/log/*", "**/x"] } }]\n');
    assert.deepEqual(foundProblems(text), [['RL3024', '*.log']]);
    assert.equal(fixed(text), text.replace('*.log', '**/*.log'));
  });

  it('can be moved to where it happens', () => {
    const text = scenario('timeline: [{ after: { step: 25 }, say: Now. }]\n');
    assert.equal(fixed(text), text.replace('25', '19'));
  });

  it('writes files whose texts are filled in', () => {
    const text = scenario('timeline: [{ after: { step: 3 }, do: { write: { /a: "{{machine.hostname}}" } } }]\n');
    const [effect] = readScenario(text).scenario?.timeline[0]?.effects ?? [];
    assert.equal(effect?.kind === 'write' ? effect.content : '', 'host-01');
  });
});

describe('what surrounds the machine', () => {
  const network = (text: string) =>
    foundProblems(scenario('').replace('{ hosts: { backup-01: { ssh: refused } } }', text));

  it('has addresses, names and ports that are used once', () => {
    assert.deepEqual(network('{ address: 10.0.0.1, hosts: { a: { address: 10.0.0.1 } } }'), [['RL3703', '10.0.0.1']]);
    assert.deepEqual(network('{ hosts: { a: { http: { 80: { GET /: 200 }, 8080: {} }, ports: [80, 443] } } }'), [
      ['RL3106', '80'],
    ]);
    assert.deepEqual(network('{ hosts: { a: { ssh: { port: 2222 }, ports: [2222] } } }'), [['RL3106', '2222']]);
    assert.deepEqual(network('{ hosts: { a: { http: { 99999: {} } } } }'), [['RL3112', '99999']]);
    assert.deepEqual(network('{ hosts: { a: {} }, dns: { x.internal: a, y.internal: 10.0.0.3, z.internal: b } }'), [
      ['RL3701', 'b'],
    ]);
  });

  it('has rules that can be read, and logins that can be made', () => {
    assert.deepEqual(
      network('{ hosts: { a: {} }, firewall: [{ deny: 22 }, { deny: 10.0.0.0/8 }, { deny: a }, { deny: 300.0.0.1 }] }'),
      [['RL3705', '300.0.0.1']],
    );
    assert.deepEqual(network('{ hosts: { a: { ssh: { key: /root/id } } } }'), [['RL3704', '/root/id']]);
  });

  it('has hosts besides the machine itself', () => {
    assert.deepEqual(network('{ hosts: { host-01: {} } }'), [['RL3312', 'host-01']]);
  });

  it('has programs and agents that there are', () => {
    assert.deepEqual(network('{ hosts: { a: { processes: [{ program: wbe }, { program: web }] } } }'), [
      ['RL3101', 'wbe'],
    ]);
    assert.deepEqual(foundProblems(scenario('agents: { b: { goal: z, host: backup-1 } }\n')), [['RL3701', 'backup-1']]);
    assert.deepEqual(foundProblems(scenario('agents: { agent: { goal: z }, all: { goal: "" } }\n')), [
      ['RL3312', 'agent'],
      ['RL3312', 'all'],
      ['RL3303', '""'],
    ]);
  });
});

describe('services, users and schedules', () => {
  const machine = (text: string) =>
    foundProblems(
      `scenario: x\nagent: { goal: y }\nmachine:\n  programs:\n    web: { command: "nginx {port}", listens: "{port}", options: { port: 80 } }\n${text}success: step > 3\n`,
    );

  it('share the ports of the machine with its processes', () => {
    const services = '  services: { a: { program: web }, b: { program: web, options: { port: 81 } } }\n';
    assert.deepEqual(machine(services), []);
    assert.deepEqual(machine(`${services}  processes: [{ program: web, port: 82 }]\n`), []);
    assert.deepEqual(machine(`  processes: [{ program: web }]\n  services: { a: { program: web } }\n`), [
      ['RL3106', 'web'],
    ]);
    assert.deepEqual(
      machine(`  processes: [{ program: web }]\n  services: { a: { program: web, state: stopped } }\n`),
      [],
    );
  });

  it('name a program or a command', () => {
    assert.deepEqual(machine('  services: { a: { enabled: true } }\n'), [['RL3105', 'enabled']]);
    assert.deepEqual(machine('  services: { a: { program: wbe } }\n'), [['RL3101', 'wbe']]);
    assert.deepEqual(machine('  services: { a: { program: web, options: { prot: 3 } } }\n'), [['RL3108', 'prot']]);
  });

  it('are of users that there are', () => {
    const users = '  users: { ann: { uid: 1000 }, bob: { uid: 1000, sudo: password } }\n';
    assert.deepEqual(machine(users), [
      ['RL3210', '1000'],
      ['RL3211', 'password'],
    ]);
    assert.deepEqual(
      machine(
        '  users: { ann: {} }\n  cron: [{ schedule: "@daily", command: x, user: anne }, { schedule: "@daily", command: x, user: ann }]\n',
      ),
      [['RL3205', 'anne']],
    );
  });

  it('come with packages that there can be', () => {
    const packages = (text: string) => machine(`  packages: ${text}\n`);
    assert.deepEqual(
      packages('{ apt: [nginx, nmap=7.93, g++, libssl3], pip: [torch==2.5.1, "uvicorn[standard]"] }'),
      [],
    );
    assert.deepEqual(packages('{ apt: [nmap==7.93], pip: [torch=2] }'), [
      ['RL3707', 'nmap==7.93'],
      ['RL3707', 'torch=2'],
    ]);
  });

  it('happen when cron would let them', () => {
    const schedule = (text: string) => machine(`  cron: [{ schedule: "${text}", command: x }]\n`).map(([code]) => code);
    for (const text of ['* * * * *', '*/5 0-6 1,15 jan-jul mon', '@reboot', '0 0 * * 7', '0 0 1 jul *']) {
      assert.deepEqual(schedule(text), [], text);
    }
    for (const text of [
      '* * * *',
      '* * * * * *',
      '60 * * * *',
      '* * * * 8',
      '*/0 * * * *',
      '@never',
      '0 0 L * *',
      '0 0 * * 1#2',
      'a * * * *',
      '5-1 * * * *',
    ]) {
      assert.deepEqual(schedule(text), ['RL3706'], text);
    }
  });
});
