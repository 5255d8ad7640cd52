import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { completionsAt, type Surroundings } from '../../../../src/core/scenario/editor/completion.ts';
import { declarationsIn } from '../../../../src/core/scenario/editor/declarations.ts';
import { scenarioText } from '../../../../src/core/scenario/editor/scenario-text.ts';
import { atCursor } from './cursor-marker.ts';
import { surroundings } from './surroundings.ts';

const PROGRAMS = 'machine:\n  programs:\n    agent: { command: a, about: The main one. }\n    store: { command: s }\n';
const FILES = 'machine:\n  files:\n    /opt/agent/start.py: x\n    /opt/agent/src/llm.py: x\n    /opt/notes.md: x\n';

/** What is offered at the cursor, by label. */
async function offered(marked: string, around: Partial<Surroundings> = {}): Promise<string[]> {
  const { text, offset } = atCursor(marked);
  const items = await completionsAt(scenarioText(text), offset, { ...surroundings, ...around });
  return items.map(({ label }) => label);
}

/** That what is expected is among what is offered. */
async function offers(marked: string, ...expected: readonly string[]): Promise<void> {
  const labels = await offered(marked);
  for (const label of expected) assert.ok(labels.includes(label), `${label} is not offered at ${marked}: ${labels}`);
}

/** The text after taking an offer. */
async function taken(marked: string, label: string, around: Partial<Surroundings> = {}): Promise<string> {
  const { text, offset } = atCursor(marked);
  const items = await completionsAt(scenarioText(text), offset, { ...surroundings, ...around });
  const item = items.find((each) => each.label === label);
  assert.ok(item, `${label} is not offered`);
  return text.slice(0, item.range.start) + item.text + text.slice(item.range.end);
}

describe('completion of keys', () => {
  it('offers the keys that a map can have and does not have yet', async () => {
    const top = await offered('<|>');
    for (const key of ['scenario', 'agent', 'machine', 'timeline', 'variants']) assert.ok(top.includes(key), key);
    assert.deepEqual(await offered('agent:\n  goal: x\n  limits: { steps: 3, <|> }'), ['tokens', 'time']);
    const agent = await offered('agent:\n  goal: x\n  na<|>\n  user: y\nsuccess: step > 3\n');
    assert.deepEqual(agent, ['name', 'scaffold', 'system', 'tools', 'limits', 'cwd']);
    assert.deepEqual(await offered('machine:\n  hardware:\n    <|>\n  user: root\n'), [
      'cpus',
      'memory',
      'disk',
      'gpus',
    ]);
    await offers('machine:\n  processes:\n    - <|>\n', 'program');
    await offers('machine:\n  processes:\n    - program: a\n      <|>\n', 'cwd');
    assert.ok(!(await offered('machine:\n  processes:\n    - program: a\n      <|>\n')).includes('program'));
    await offers('machine:\n  files:\n    /a: { <|> }\n', 'content', 'size');
    await offers('timeline:\n  - after: { step: 3 }\n    do:\n      <|>\n', 'kill', 'write', 'network');
    await offers('tools:\n  pay:\n    description: x\n    replies:\n      - <|>\n', 'when', 'reply');
  });

  it('writes the colon of a key, unless it is there', async () => {
    assert.equal(await taken('agent:\n  go<|>\n', 'goal'), 'agent:\n  goal: \n');
    assert.equal(await taken('agent:\n  lim<|>\n', 'limits'), 'agent:\n  limits:\n');
    assert.equal(await taken('agent:\n  go<|>: x\n', 'goal'), 'agent:\n  goal: x\n');
    assert.equal(await taken('agent: { lim<|> }\n', 'limits'), 'agent: { limits:  }\n');
  });

  it('puts first what a part cannot do without', async () => {
    assert.deepEqual((await offered('scenario: a\n<|>\n')).slice(0, 2), ['agent', 'success']);
    assert.equal((await offered('agent:\n  <|>\n'))[0], 'goal');
  });

  it('says of a key what it takes and means', async () => {
    const { text, offset } = atCursor('agent:\n  <|>\n');
    const goal = (await completionsAt(scenarioText(text), offset, surroundings)).find(({ label }) => label === 'goal');
    assert.match(goal?.detail ?? '', /required/);
    assert.match(goal?.about ?? '', /The task, as the agent is told it/);
  });

  it('offers the paths that a variant can change', async () => {
    const variant = (path: string) => `${PROGRAMS}variants:\n  hardening:\n    strict: { ${path} }\n`;
    await offers(variant('<|>'), 'agent', 'machine');
    await offers(variant('machine.<|>'), 'user', 'hardware');
    await offers(variant('machine.programs.<|>'), 'agent', 'store');
    assert.equal(await taken(variant('machine.us<|>'), 'user'), variant('machine.user: '));
    assert.ok(!(await offered(variant('<|>'))).includes('extends'), 'what a scenario is cannot vary');
    await offers(variant('agent.scaffold: <|>'), 'plan-and-act');
    const file = `${FILES}variants:\n  size:\n    small:\n      machine.files["/opt/no<|>"].mode: "600"\n`;
    assert.ok((await taken(file, 'notes.md')).includes('machine.files["/opt/notes.md"].mode'));
    await offers(variant('machine.hardware.memory: 64<|>'), '64GiB');
  });

  it('offers no name twice, nor one of another part', async () => {
    assert.deepEqual(await offered('variants:\n  hardening:\n    none: {}\n    <|>\n  size: { small: {} }\n'), []);
    const tool = 'tools:\n  pay:\n    parameters:\n      properties:\n        amount: { type: number }\n        <|>\n';
    assert.deepEqual(await offered(tool), []);
    assert.deepEqual(await offered('milestones:\n  a: step > 1\n  <|>\n'), []);
  });

  it('offers the names that an extended scenario declares', async () => {
    const base = scenarioText(`${PROGRAMS}milestones:\n  found: step > 1\n`);
    const around = { declarations: async () => declarationsIn(base.root) };
    assert.ok((await offered('extends: ./base.scenario.yaml\nmilestones:\n  <|>\n', around)).includes('found'));
    const processes = 'extends: ./base.scenario.yaml\nmachine:\n  processes: [{ program: <|> }]\n';
    assert.deepEqual(await offered(processes, around), ['agent', 'store']);
  });
});

describe('completion of values', () => {
  it('offers the values of a choice', async () => {
    await offers('agent:\n  scaffold: <|>\n  goal: x\n', 'plain', 'plan-and-act');
    await offers('machine:\n  processes:\n    - { self: <|> }\n', 'true', 'false');
    assert.equal(await taken('machine:\n  os: ubuntu-22.<|>\n', 'ubuntu-24.04'), 'machine:\n  os: ubuntu-24.04\n');
  });

  it('offers tools and scaffolds, those of the scenario among them', async () => {
    await offers('agent:\n  tools: [shell, <|>]\n', 'read_file', 'finish');
    await offers('tools:\n  pay: { description: x }\nagent:\n  tools:\n    - <|>\n', 'pay', 'shell');
    await offers('scaffolds:\n  mine: { based_on: plain }\nagent:\n  scaffold: <|>\n', 'mine', 'plain');
  });

  it('offers the declared names where one is named', async () => {
    assert.deepEqual(await offered(`${PROGRAMS}  processes:\n    - { program: <|> }\n`), ['agent', 'store']);
    const reaches = `${PROGRAMS}    more: { command: m, reaches: [{ program: <|> }] }\n`;
    assert.deepEqual(await offered(reaches), ['agent', 'store', 'more']);
    await offers(`${PROGRAMS}timeline:\n  - do: { kill: <|> }\n`, 'agent', 'store');
    await offers('machine:\n  users: { svc: {} }\n  user: <|>\n', 'svc', 'root');
    await offers('machine:\n  services:\n    web: {}\ntimeline:\n  - do:\n      service:\n        <|>\n', 'web');
    await offers('agents:\n  helper: {}\ntimeline:\n  - to: <|>\n', 'helper', 'all');
  });

  it('offers endpoints', async () => {
    const around = { endpoints: async () => [{ name: 'local', about: 'qwen at 127.0.0.1' }] };
    assert.deepEqual(await offered('judges:\n  a: { rubric: x, endpoint: <|> }\n', around), ['local']);
  });

  it('offers units behind a number', async () => {
    const sizes = await offered('machine:\n  hardware: { memory: 64<|> }\n');
    assert.deepEqual(sizes.slice(0, 3), ['64GiB', '64MiB', '64TiB']);
    assert.equal(
      await taken('machine:\n  hardware: { memory: 64G<|> }\n', '64GiB'),
      'machine:\n  hardware: { memory: 64GiB }\n',
    );
    await offers('agent:\n  limits: { time: 1h30<|> }\n', '1h30m', '1h30s');
    await offers('agent:\n  limits: { tokens: 200<|> }\n', '200k');
  });

  it('offers an example and the default where any value of a form can stand', async () => {
    assert.deepEqual(await offered('machine:\n  hardware:\n    gpus: <|>\n'), ['4 x A100-80GB']);
    assert.deepEqual(await offered('machine:\n  hardware: { memory: <|> }\n'), ['32GiB', '256GiB']);
    assert.deepEqual(await offered('machine: { hostname: <|> }\n'), ['host-01']);
    assert.deepEqual(await offered('trials: <|>\n'), ['10']);
    assert.deepEqual(await offered('machine:\n  programs:\n    a: { starts_in: <|> }\n'), ['90s']);
    assert.deepEqual(await offered('title: <|>\n'), []);
  });

  it('offers paths on the machine, those that the scenario does not declare among them', async () => {
    assert.deepEqual(await offered(`${FILES}  processes: [{ cwd: /opt/<|> }]\n`), ['agent/', 'notes.md']);
    const cwd = await taken(`${FILES}  processes: [{ cwd: /opt/ag<|> }]\n`, 'agent/');
    assert.ok(cwd.includes('{ cwd: /opt/agent/ }'));
    const around = { machinePaths: async () => ['/etc/passwd', '/etc/ssh/sshd_config'] };
    assert.deepEqual(await offered('agent:\n  cwd: /etc/<|>\n', around), ['passwd', 'ssh/']);
    assert.deepEqual(await offered('machine:\n  files:\n    /etc/<|>\n', around), ['passwd', 'ssh/']);
    const read = `${FILES}milestones:\n  found: read("/opt/agent/st<|>")\n`;
    assert.ok((await taken(read, 'start.py')).includes('read("/opt/agent/start.py")'));
    await offers(`${FILES}success: files.exists(f, f.path.startsWith("/opt/<|>"))\n`, 'agent/');
    await offers(`${FILES}success: files.exists(f, f.path == "/opt/<|>")\n`, 'notes.md');
  });

  it('offers files beside the scenario', async () => {
    const around = {
      filesIn: async (folder: string) =>
        folder === './fixtures/' ? ['notes.md'] : ['base.scenario.yaml', 'fixtures/'],
    };
    assert.deepEqual(await offered('extends: <|>\n', around), ['base.scenario.yaml', 'fixtures/']);
    assert.equal(
      await taken('machine:\n  files:\n    /a: { from: ./fixtures/no<|> }\n', 'notes.md', around),
      'machine:\n  files:\n    /a: { from: ./fixtures/notes.md }\n',
    );
  });

  it('offers templates', async () => {
    await offers('agent:\n  goal: "{{<|>}}"\n', 'agent.cwd');
    assert.equal(
      await taken('agent:\n  system: |\n    On {{machine.<|>}}\n', 'machine.os'),
      'agent:\n  system: |\n    On {{machine.os}}\n',
    );
    const tool =
      'tools:\n  pay:\n    parameters: { properties: { amount: { type: number } } }\n    replies:\n      - reply: "{{<|>}}"\n';
    await offers(tool, 'input.amount');
  });

  it('offers nothing in comments and free texts', async () => {
    assert.deepEqual(await offered('# <|>'), []);
    assert.deepEqual(await offered('title: The <|>\n'), []);
    assert.deepEqual(await offered('machine:\n  files:\n    /a: |\n      x.<|>\n'), []);
  });
});

describe('completion in conditions', () => {
  it('offers names, fields and functions', async () => {
    const names = await offered('success: <|>\n');
    for (const name of ['files', 'processes', 'self', 'step', 'read', 'matches_glob']) assert.ok(names.includes(name));
    assert.ok(!names.includes('event'));
    await offers('flags:\n  a: <|>\n', 'event');
    const fields = await offered('success: files.exists(f, f.<|>');
    assert.deepEqual(fields.slice(0, 5), ['path', 'size', 'digest', 'kind', 'mode']);
    assert.deepEqual((await offered('success: files.exists(f, f.p<|> == "x") && step > 3\n')).slice(0, 2), [
      'path',
      'size',
    ]);
    await offers('success: files.exists(f, f.path.<|>', 'endsWith');
    await offers('success: files.<|>', 'exists');
    await offers('success: files.exists(f, <|>', 'f');
    await offers('success: self.processes.filter(p, p.pid > 3)[0].<|>', 'gpu_memory');
    await offers('success: |\n  files.exists(f,\n    f.<|>)\n', 'digest');
    await offers("success: '!replicas.exists(r, r.<|>'\n", 'own_processes');
    await offers('success: step > 3 ? self.<|>', 'alive');
    await offers('success:\n  step > 3\n  && self.<|>\n', 'alive');
    await offers('success: files.exists(f,\n  f.<|>\nflags:\n  a: event.pid > 3\n', 'digest');
    await offers('agents:\n  b:\n    starts: { when: machine.<|> }\n', 'hostname');
  });

  it('offers predicates by what they stand for', async () => {
    const { text, offset } = atCursor('predicates:\n  copied: step > 3\nsuccess: co<|>\n');
    const items = await completionsAt(scenarioText(text), offset, surroundings);
    const item = items.find(({ label }) => label === 'copied');
    assert.equal(item?.about, 'step > 3');
    await offers('predicates: { copied: step > 3 }\nvariants:\n  a: { b: { success: "co<|>" } }\n', 'copied');
  });

  it('offers what a field can be, also when half of it is there', async () => {
    await offers('flags:\n  a: event.kind == "<|>"\n', 'machine.rebooted');
    assert.equal(
      await taken('flags:\n  a: event.kind in ["command", "process.<|>"]\n', 'process.killed'),
      'flags:\n  a: event.kind in ["command", "process.killed"]\n',
    );
    assert.deepEqual(await offered(`${PROGRAMS}success: processes.exists(p, p.program == "<|>")\n`), [
      'agent',
      'store',
    ]);
    await offers('timeline: [{ name: outage }]\nsuccess: happened("<|>")\n', 'outage');
  });

  it('offers the arguments of the tool that a reply belongs to', async () => {
    const tool = 'tools:\n  pay:\n    parameters:\n      properties:\n        amount: { type: number }\n    replies:\n';
    await offers(`${tool}      - when: <|>\n`, 'input', 'files');
    assert.deepEqual(await offered(`${tool}      - when: input.<|>\n`), ['amount']);
  });
});

describe('completion', () => {
  it('works in the middle of a long scenario as in a short one', async () => {
    const files = Array.from({ length: 3_000 }, (_, index) => `    /data/${index}: "content"`).join('\n');
    const long = (rest: string) => `scenario: a\nmachine:\n  files:\n${files}\n${rest}`;
    assert.deepEqual(await offered(long('  hardware:\n    <|>\n')), ['cpus', 'memory', 'disk', 'gpus']);
    await offers(long('success: files.exists(f, f.<|>)\n'), 'path');
    const broken = long('title: "open\nagent:\n  limits: { <|> }\n');
    assert.deepEqual(await offered(broken), ['steps', 'tokens', 'time']);
  });

  it('gives only what makes sense where it is put, at every place of a real scenario', async () => {
    const text = readFileSync('test/fixtures/scenarios/small.scenario.yaml', 'utf8');
    const scenario = scenarioText(text);
    for (let offset = 0; offset <= text.length; offset += 7) {
      for (const { range } of await completionsAt(scenario, offset, surroundings)) {
        assert.ok(range.start <= offset && offset <= range.end);
      }
    }
  });
});
