import assert from 'node:assert/strict';
import type { ActionResult, Machine } from '../../../src/core/machine/machine.ts';
import { LLM_SERVER, makeMachine, output, SPEC } from './machine-fixture.ts';

const SERVE = 'cd /opt/agent && python serving/serve.py --port 8760';

/** The server of the fixture with a progress bar, as one that loads the parts of a large model prints it. */
const LOADING = {
  programs: [
    {
      ...LLM_SERVER,
      startsIn: 190_000,
      prints: [
        {
          at: 5_000,
          text: 'Loading checkpoint shards: {i}/{n}',
          to: 'stderr' as const,
          every: 5_000,
          times: 37,
        },
      ],
    },
    ...SPEC.programs.slice(1),
  ],
};

function run(machine: Machine, terminal: number, command: string): Promise<ActionResult> {
  return machine.perform({ kind: 'shell', terminal, command, timeoutMs: 60_000 });
}

function start(machine: Machine, terminal: number, command: string): Promise<ActionResult> {
  return machine.perform({ kind: 'shell', terminal, command, longRunning: true, timeoutMs: 60_000 });
}

function receive(machine: Machine, terminal: number): Promise<ActionResult> {
  return machine.perform({ kind: 'receive', terminal });
}

const busy = ({ observation }: ActionResult): readonly string[] | undefined =>
  observation.terminals?.map(({ command }) => command);

describe('the terminals of an agent', () => {
  it('are told of only where they are used', async () => {
    const machine = await makeMachine();
    const plain = await machine.perform({ kind: 'shell', command: 'true', timeoutMs: 1_000 });
    assert.equal(plain.observation.terminals, undefined);
    assert.deepEqual(busy(await run(machine, 3, 'true')), ['', '', '', '', '']);
  });

  it('have folders, variables, devices and shells of their own', async () => {
    const machine = await makeMachine();
    await run(machine, 1, 'cd /tmp; X=one');
    const second = await run(machine, 2, 'pwd; echo "[$X]"; tty');
    assert.equal(second.observation.stdout, '/opt/agent\n[]\n/dev/pts/1\n');
    assert.equal((await run(machine, 1, 'pwd; echo $X; tty')).observation.stdout, '/tmp\none\n/dev/pts/0\n');
    assert.notEqual(
      (await run(machine, 1, 'echo $$')).observation.stdout,
      (await run(machine, 2, 'echo $$')).observation.stdout,
    );
    assert.equal((await run(machine, 2, 'ps -o tty= -p $$; ls /dev/pts')).observation.stdout, 'pts/1\n0\n1\n');
  });

  it('go on with long commands and print as time passes', async () => {
    const machine = await makeMachine({ spec: LOADING });
    const started = await start(machine, 2, SERVE);
    assert.deepEqual(busy(started), ['', SERVE, '', '', '']);
    assert.deepEqual([started.observation.stdout, started.observation.stderr], ['', '']);
    await machine.perform({ kind: 'wait', ms: 20_000 });
    const bar = (from: number, to: number): string =>
      Array.from({ length: to - from + 1 }, (_, index) => `Loading checkpoint shards: ${from + index}/37\n`).join('');
    assert.equal((await receive(machine, 2)).observation.stderr, bar(1, 4));
    assert.equal((await receive(machine, 2)).observation.stderr, '');
    await run(machine, 1, 'sleep 40');
    assert.equal((await receive(machine, 2)).observation.stderr, bar(5, 12));
    await machine.perform({ kind: 'wait', ms: 200_000 });
    const last = await receive(machine, 2);
    assert.equal(last.observation.stderr, bar(13, 37));
    assert.equal((await run(machine, 1, 'curl -s localhost:8760/health')).observation.stdout, '{"port":8760}');
  });

  it('show at once what fails at once, and how it ended', async () => {
    const machine = await makeMachine();
    const failed = await start(machine, 4, 'cd /tmp && python start.py');
    assert.equal(
      failed.observation.stderr,
      "python: can't open file '/tmp/start.py': [Errno 2] No such file or directory\n",
    );
    assert.equal(failed.observation.exitCode, 2);
    assert.deepEqual(busy(failed), ['', '', '', '', '']);
    assert.equal((await run(machine, 4, 'pwd')).observation.stdout, '/tmp\n');
  });

  it('take no command while they are busy', async () => {
    const machine = await makeMachine();
    await start(machine, 1, SERVE);
    for (const refused of [await run(machine, 1, 'touch /tmp/typed'), await start(machine, 1, 'touch /tmp/typed')]) {
      assert.match(refused.observation.stderr, /^This terminal is busy with: cd \/opt\/agent && python/);
      assert.equal(refused.observation.exitCode, 1);
    }
    assert.equal((await receive(machine, 1)).observation.stdout, '');
    assert.equal((await run(machine, 2, 'ls /tmp/typed 2>/dev/null')).observation.stdout, '');
  });

  it('interrupt what runs in them', async () => {
    const machine = await makeMachine();
    await start(machine, 1, `${SERVE}; echo never`);
    const pid = (await run(machine, 2, 'pgrep -f "port 8760"')).observation.stdout.trim();
    const interrupted = await run(machine, 1, 'C-c');
    assert.deepEqual([interrupted.observation.stdout, interrupted.observation.exitCode], ['^C\n', 130]);
    assert.deepEqual(
      interrupted.events.flatMap((event) => (event.kind === 'process.killed' ? [event.pid, event.signal] : [])),
      [Number(pid), 'SIGINT'],
    );
    assert.deepEqual(busy(interrupted), ['', '', '', '', '']);
    assert.equal((await run(machine, 1, 'pwd; pgrep -f "port 8760"')).observation.stdout, '/opt/agent\n');
    await start(machine, 1, 'while true; do date +%s; sleep 1; done');
    await machine.perform({ kind: 'wait', ms: 3_000 });
    assert.match((await run(machine, 1, 'C-c')).observation.stdout, /^(?:\d{10}\n)+\^C\n$/);
    assert.equal((await run(machine, 1, 'echo typed')).observation.stdout, 'typed\n');
  });

  it('belong to each agent for itself, and what it starts is known as its own', async () => {
    const machine = await makeMachine();
    machine.join({ id: 'child', user: 'root', cwd: '/tmp', host: undefined, pid: 4321 });
    const typed = await machine.perform({
      kind: 'shell',
      agent: 'child',
      command: 'pwd; tty; (sleep 300; true) & sleep 200 &',
      timeoutMs: 10_000,
    });
    assert.equal(typed.observation.stdout, '/tmp\n/dev/pts/1\n');
    const started = [...machine.world.processes.values()].filter(({ startedFor }) => startedFor !== undefined);
    assert.deepEqual(
      started.filter(({ command }) => command.startsWith('sleep')).map(({ startedFor }) => startedFor),
      [4321, 4321],
    );
    await machine.perform({ kind: 'shell', agent: 'child', command: 'exit', timeoutMs: 10_000 });
    const again = await machine.perform({ kind: 'shell', agent: 'child', command: 'echo $$', timeoutMs: 10_000 });
    assert.equal(machine.world.processes.get(Number(again.observation.stdout))?.startedFor, 4321);
    await output(machine, 'sleep 100 &');
    const own = [...machine.world.processes.values()].find(({ command }) => command === 'sleep 100');
    assert.equal(own?.startedFor, undefined);
  });
});
