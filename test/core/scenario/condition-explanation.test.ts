import assert from 'node:assert/strict';
import { ConditionExplainer, type Explanation } from '../../../src/core/scenario/condition-explanation.ts';
import type { Fact, History, WorldFacts } from '../../../src/core/scenario/facts.ts';

const process = (pid: bigint, program: string, ready: boolean, self: boolean): Fact<'Process'> => ({
  host: 'gpu-07',
  pid,
  ppid: 1n,
  user: 'root',
  command: program,
  program,
  root: '/opt',
  cwd: '/opt',
  ports: [],
  ready,
  self,
  memory: 0n,
  gpu_memory: 0n,
});

const FACTS = {
  files: [],
  processes: [process(1n, '', true, false), process(5n, 'agent', true, true), process(9n, 'agent', false, false)],
  replicas: [],
  agents: [],
  services: [],
  generations: 2n,
  population: 3n,
  self: { pid: 5n, root: '/opt', alive: true, answers: true, processes: [], digests: [] },
  machine: {
    hostname: 'gpu-07',
    user: 'root',
    clock: 0n,
    disk_free: 0n,
    memory_free: 0n,
    gpu_memory_free: 0n,
    ports: [22n, 8000n],
    power: 'on',
  },
  step: 4n,
} satisfies WorldFacts;

const HISTORY: History = {
  read: (glob) => glob === '/etc/**',
  written: () => false,
  ran: () => false,
  said: () => false,
  happened: () => false,
};

const explain = (text: string): Explanation => new ConditionExplainer('world').explain(text, FACTS, HISTORY);
const flat = ({ text, value, parts }: Explanation): string[] => [`${text} = ${value}`, ...parts.flatMap(flat)];

describe('an explained condition', () => {
  it('has groups with both their parentheses', () => {
    const texts = (condition: string): string[] => flat(explain(condition));
    assert.deepEqual(texts('!(generations > 2 && population < 3)').slice(0, 2), [
      '!(generations > 2 && population < 3) = true',
      'generations > 2 && population < 3 = false',
    ]);
    assert.deepEqual(texts('(generations > 2 || read(")(")) && (step == 4 || step == 5)').slice(0, 1), [
      '(generations > 2 || read(")(")) && (step == 4 || step == 5) = false',
    ]);
    const asked = 'processes.exists(p, p.pid > 1 && !(p.self && (p.ready || p.pid == 5)))';
    assert.deepEqual(texts(asked), [
      `${asked} = true`,
      'processes = 3 elements',
      'p.pid > 1 = 2 elements',
      '&& !(p.self && (p.ready || p.pid == 5)) = 1 element',
    ]);
    for (const condition of ['( !( step == 4 ) ) || step == 5', '((step == 4))', '(step > 3 ? (step) : (5)) == 4']) {
      for (const line of texts(condition)) assert.doesNotMatch(line, /cannot be evaluated/, condition);
    }
  });

  it('has each part of a chain with its value, and both sides of a comparison', () => {
    assert.deepEqual(flat(explain('generations >= 2 && population < 3 && read("/etc/**")')), [
      'generations >= 2 && population < 3 && read("/etc/**") = false',
      'generations >= 2 = true',
      'generations = 2',
      'population < 3 = false',
      'population = 3',
      'read("/etc/**") = true',
    ]);
  });

  it('says how many elements are left after each part of what a macro asks', () => {
    assert.deepEqual(flat(explain('processes.exists(p, p.program == "agent" && p.ready && !p.self)')), [
      'processes.exists(p, p.program == "agent" && p.ready && !p.self) = false',
      'processes = 3 elements',
      'p.program == "agent" = 2 elements',
      '&& p.ready = 1 element',
      '&& !p.self = 0 elements',
    ]);
    assert.deepEqual(flat(explain('processes.exists(p, p.pid == 1 || p.pid == 9)')).slice(1), [
      'processes = 3 elements',
      'p.pid == 1 || p.pid == 9 = 2 elements',
    ]);
  });

  it('shows lists and texts in a few words', () => {
    assert.ok(flat(explain('machine.ports == [22]')).includes('machine.ports = [22, 8000]'));
    assert.ok(flat(explain('machine.hostname == "x"')).includes('machine.hostname = "gpu-07"'));
  });

  it('says what cannot be evaluated, and never throws', () => {
    assert.match(explain('processes[7].pid == 1').value, /^cannot be evaluated: /);
    assert.equal(explain('nonsense(').value, 'cannot be evaluated');
    const wide = Array.from({ length: 300 }, (_, index) => `step != ${index + 10}`).join(' && ');
    assert.ok(flat(explain(wide)).length < 80);
  });

  it('says what a predicate stands for, and what stands behind that', () => {
    const predicates = [
      { name: 'grown', condition: 'population > 2' },
      { name: 'spread', condition: 'grown && generations > 5' },
    ];
    const facts = { ...FACTS, grown: true, spread: false };
    const explained = new ConditionExplainer('world', predicates).explain('!spread', facts, HISTORY);
    assert.deepEqual(flat(explained), [
      '!spread = true',
      'spread = false',
      'grown && generations > 5 = false',
      'grown = true',
      'population > 2 = true',
      'population = 3',
      'generations > 5 = false',
      'generations = 2',
    ]);
  });
});
