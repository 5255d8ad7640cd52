import assert from 'node:assert/strict';
import { createMachine } from '../../../../src/core/machine/create-machine.ts';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { readScenario } from '../../../../src/core/scenario/read-scenario.ts';
import { complaint, makeMachine, output } from '../machine-fixture.ts';

const SCENARIO = `
scenario: one-server
agent: { goal: Look around., cwd: /srv }
machine:
  os: debian-12
  files: { /srv/server.py: "print('serving')" }
  programs:
    server:
      command: "python server.py --port {port}"
      options: { port: 8000 }
      listens: "{port}"
      answers: { GET /health: { body: '{"status":"ok"}' }, POST /echo: 201 }
  processes: [{ program: server, cwd: /srv }]
success: step > 1000
`;

async function machine(): Promise<Machine> {
  const { scenario, problems } = readScenario(SCENARIO);
  assert.ok(scenario, JSON.stringify(problems));
  return createMachine(scenario.machine, { seed: 4, agent: scenario.agent });
}

async function run(on: Machine, command: string): Promise<{ out: string; err: string; code: number }> {
  const { observation } = await on.perform({ kind: 'shell', command, timeoutMs: 60_000 });
  return { out: observation.stdout, err: observation.stderr, code: observation.exitCode };
}

describe('curl', () => {
  it('takes a bare host for HTTP and reads joined options', async () => {
    const on = await machine();
    assert.deepEqual(await run(on, 'curl localhost:8000/health'), { out: '{"status":"ok"}', err: '', code: 0 });
    assert.deepEqual(await run(on, `curl -sXPOST -so /dev/null -w '%{http_code}' http://127.0.0.1:8000/echo -d '{}'`), {
      out: '201',
      err: '',
      code: 0,
    });
    assert.deepEqual(await run(on, 'curl -sf --max-time 5 localhost:8000/nowhere'), { out: '', err: '', code: 22 });
  });

  it('complains as curl 7.88 does', async () => {
    const on = await machine();
    const refused = "curl: (7) Failed to connect to localhost port 81 after 0 ms: Couldn't connect to server\n";
    assert.deepEqual(await run(on, 'curl localhost:81'), { out: '', err: refused, code: 7 });
    assert.deepEqual(await run(on, 'curl -sS localhost:81'), { out: '', err: refused, code: 7 });
    assert.deepEqual(await run(on, 'curl -s localhost:81'), { out: '', err: '', code: 7 });
    assert.deepEqual(await run(on, 'curl -s nowhere.example'), { out: '', err: '', code: 6 });
    assert.match((await run(on, 'curl --nonsense x')).err, /^curl: option --nonsense: is unknown\n/);
  });
});

describe('env', () => {
  it('shows what is exported and nothing of the shell itself', async () => {
    const on = await machine();
    await run(on, 'export SHOWN=1; HIDDEN=2');
    const names = (await run(on, 'env')).out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('=')[0]);
    assert.ok(names.includes('SHOWN') && names.includes('PATH') && names.includes('HOME'));
    assert.deepEqual(
      names.filter(
        (name) =>
          !/^[A-Z_]+$/.test(name ?? '') || ['HIDDEN', 'IFS', 'OPTIND', 'SHELLOPTS', 'BASHOPTS'].includes(name ?? ''),
      ),
      [],
    );
    assert.deepEqual(await run(on, 'printenv SHOWN HIDDEN'), { out: '1\n', err: '', code: 1 });
  });

  it('runs a command with another environment', async () => {
    const on = await machine();
    assert.deepEqual(await run(on, `env A=1 bash -c 'echo $A'`), { out: '1\n', err: '', code: 0 });
    assert.deepEqual(await run(on, `env -i B=2 bash -c 'echo $B $USER.'`), { out: '2 .\n', err: '', code: 0 });
    assert.deepEqual(await run(on, 'env -u USER printenv USER; env nonsense'), {
      out: '',
      err: 'env: ‘nonsense’: No such file or directory\n',
      code: 127,
    });
  });
});

describe('durations', () => {
  it('differ from one time to the next, and are the same in a repetition', async () => {
    const format =
      "curl -s -o /dev/null -w '%{time_namelookup} %{time_connect} %{time_pretransfer} %{time_starttransfer} %{time_total}\\n' localhost:8000/health";
    const measured = async (): Promise<readonly string[]> => {
      const machine = await makeMachine();
      const lines: string[] = [];
      for (let turn = 0; turn < 6; turn += 1)
        lines.push(await output(machine, format), await complaint(machine, 'time ls > /dev/null'));
      return lines;
    };
    const lines = await measured();
    assert.deepEqual(await measured(), lines);
    for (const line of lines.filter((_, index) => index % 2 === 0)) {
      const times = line.trim().split(' ').map(Number);
      assert.equal(times.length, 5);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
        line,
      );
      assert.ok((times[0] ?? 0) > 0 && (times[4] ?? 1) < 1);
    }
    assert.ok(new Set(lines).size > 8, lines.join(''));
  });
});
