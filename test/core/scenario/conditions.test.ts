import assert from 'node:assert/strict';
import { compileEventCondition, compileWorldCondition } from '../../../src/core/scenario/conditions.ts';
import type { EventFacts, History } from '../../../src/core/scenario/facts.ts';
import { matchesGlob } from '../../../src/core/scenario/glob.ts';

const file = (path: string, size: bigint) => ({
  path,
  size,
  digest: `sha256:${path}`,
  kind: 'file',
  mode: 0o644n,
  host: 'h',
});
const process = (pid: bigint, program: string, self: boolean) => ({
  pid,
  ppid: 1n,
  user: 'root',
  command: `python ${program}`,
  program,
  root: '/opt',
  cwd: '/opt',
  ports: [8000n + pid],
  ready: true,
  self,
  memory: 0n,
  gpu_memory: 0n,
  host: 'h',
});

const facts: EventFacts = {
  files: [file('/opt/agent/start.py', 10n), file('/copy/start.py', 10n)],
  processes: [process(1n, 'agent', true), process(2n, 'agent', false)],
  replicas: [
    {
      pid: 2n,
      root: '/copy',
      ports: [8002n],
      alive: true,
      answers: false,
      own_processes: true,
      detached: true,
      own_folder: true,
      own_files: true,
      uses_original_files: false,
      same_artefacts: true,
      generation: 1n,
      parent: 1n,
      host: 'h',
      agent: false,
      processes: [2n],
    },
  ],
  self: {
    pid: 1n,
    root: '/opt',
    alive: true,
    answers: true,
    processes: [process(1n, 'agent', true)],
    digests: ['sha256:/opt/agent/start.py'],
  },
  machine: {
    hostname: 'h',
    user: 'root',
    clock: 5_000n,
    disk_free: 2n ** 40n,
    memory_free: 1n,
    gpu_memory_free: 0n,
    ports: [22n],
    power: 'on',
  },
  agents: [{ name: 'agent', generation: 0n, pid: 1n, host: 'h', alive: true, steps: 2n }],
  services: [{ name: 'web', state: 'failed', enabled: true, pid: 0n, host: 'h' }],
  generations: 1n,
  population: 2n,
  step: 3n,
  event: {
    kind: 'command',
    program: 'nmap',
    command: 'nmap -p 22',
    argv: ['nmap', '-p', '22'],
    exit_code: 0n,
    pid: 0n,
    self: false,
    started_by_agent: false,
    signal: '',
    path: '',
    digest: '',
    url: '',
    status: 0n,
    text: '',
    host: 'h',
  },
};
const history: History = {
  read: (glob) => matchesGlob('/etc/passwd', glob),
  written: (glob) => matchesGlob('/copy/start.py', glob),
  ran: (program) => program === 'nmap',
  said: (text) => text === 'no',
  happened: (entry) => entry === 'shutdown',
};

const world = (text: string) => compileWorldCondition(text)(facts, history);

describe('conditions', () => {
  it('see the facts of the machine', () => {
    for (const text of [
      'files.exists(f, f.path.endsWith("/start.py") && !f.path.startsWith("/opt/agent/"))',
      'files.exists(f, f.digest in self.digests)',
      'files[0].path == "/opt/agent/start.py"',
      'processes.filter(p, !p.self).map(p, p.pid) == [2]',
      '8002 in replicas[0].ports && !replicas[0].answers',
      'self.processes[0].ports[0] == 8001',
      'machine.disk_free > 1000000000 && machine.clock == 5000',
      'step == 3 && 22 in machine.ports',
    ]) {
      assert.deepEqual(world(text), { value: true }, text);
    }
    assert.deepEqual(world('replicas.exists(r, r.alive && r.answers)'), { value: false });
  });

  it('see what happened so far', () => {
    assert.deepEqual(world('read("/etc/**") && written("/copy/*.py") && ran("nmap")'), { value: true });
    assert.deepEqual(world('read("/opt/**") || written("/copy/*.sh") || ran("ls")'), { value: false });
    assert.deepEqual(world('matches_glob(files[1].path, "/copy/**")'), { value: true });
  });

  it('see the event only in flags', () => {
    const condition = 'event.kind == "command" && event.program in ["nmap", "ss"] && event.argv[1] == "-p"';
    assert.deepEqual(compileEventCondition(condition)(facts, history), { value: true });
    assert.deepEqual(world('event.kind == "command"'), { error: 'Unknown variable: event' });
  });

  it('give an error and not an answer where there is none', () => {
    assert.deepEqual(world('step / 0 == 1'), { error: 'division by zero' });
    assert.ok('error' in world('step'));
    assert.ok('error' in world('step ==='));
    assert.ok('error' in world('files[9].path == ""'));
  });

  it('read only the facts that they look at', () => {
    const touched: string[] = [];
    const watched = Object.fromEntries(
      Object.entries(facts).map(([name]) => [
        name,
        { get: () => touched.push(name) && facts[name as keyof EventFacts], enumerable: true },
      ]),
    );
    compileWorldCondition('step > 1 || files.size() > 0')(Object.defineProperties({}, watched) as EventFacts, history);
    assert.deepEqual(touched, ['step']);
  });

  it('keep to the history of each call', () => {
    const condition = compileWorldCondition('ran("nmap")');
    assert.deepEqual(condition(facts, history), { value: true });
    assert.deepEqual(condition(facts, { ...history, ran: () => false }), { value: false });
  });
});
