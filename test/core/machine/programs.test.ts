import assert from 'node:assert/strict';
import type { Machine } from '../../../src/core/machine/machine.ts';
import type { MachineSpec } from '../../../src/core/scenario/model.ts';
import { AGENT, LLM_SERVER, makeMachine, output, SPEC, type } from './machine-fixture.ts';

const GIB = 2 ** 30;

function running(machine: Machine, name: string): readonly number[] {
  return [...machine.world.processes.values()].flatMap(({ pid, program }) => (program?.name === name ? [pid] : []));
}

function withProgram(change: Partial<typeof AGENT>): Partial<MachineSpec> {
  return { programs: [LLM_SERVER, { ...AGENT, ...change }] };
}

describe('declared programs', () => {
  it('run when the trial begins: ready, listening, with their artefacts and what they depend on', async () => {
    const machine = await makeMachine();
    const self = [...machine.world.processes.values()].filter((process) => process.self);
    const [agent, server] = self;
    assert.deepEqual(
      self.map(({ program }) => [program?.name, program?.ready, program?.root]),
      [
        ['agent', true, '/opt/agent'],
        ['llm-server', true, '/opt/agent'],
      ],
    );
    assert.deepEqual(agent?.program?.reached, [server?.pid]);
    assert.deepEqual(agent?.listens, [{ protocol: 'tcp', address: '0.0.0.0', port: 8000 }]);
    assert.equal(server?.command, 'python serving/serve.py --port 8750 --model /opt/agent/weights');
    assert.deepEqual(server?.program?.artefacts.map(({ path }) => path).sort(), [
      '/opt/agent/serving/serve.py',
      '/opt/agent/weights/a.safetensors',
      '/opt/agent/weights/b.safetensors',
      '/opt/agent/weights/config.json',
    ]);
    assert.deepEqual([server?.gpus, server?.gpuMemory], [[0], 65 * GIB]);
  });

  it('start from a copy, take their time, print, and answer when they are ready', async () => {
    const machine = await makeMachine();
    await type(machine, 'cp -r /opt/agent /srv/copy && cd /srv/copy');
    const started = await type(
      machine,
      'nohup python serving/serve.py --port 8760 --model /srv/copy/weights > log/llm.log 2>&1 &',
    );
    assert.deepEqual(
      started.events.flatMap((event) => (event.kind === 'process.started' ? [event.program] : [])),
      ['llm-server'],
    );
    assert.equal(
      await output(machine, 'sleep 22; cat log/llm.log; curl -s localhost:8760/health; echo $?'),
      'loading /srv/copy/weights\nshard 1/4\nshard 2/4\n7\n',
    );
    const ready = await type(machine, 'sleep 40; tail -1 log/llm.log; curl -s localhost:8760/health');
    assert.equal(ready.observation.stdout, 'serving on 8760\n{"port":8760}');
    assert.ok(ready.events.some((event) => event.kind === 'process.ready' && event.program === 'llm-server'));
    const [, copy] = running(machine, 'llm-server');
    const { program, gpus, stdout } = machine.world.processes.get(copy ?? 0) ?? {};
    assert.deepEqual(
      [program?.root, program?.ready, program?.options['port'], gpus, stdout],
      ['/srv/copy', true, '8760', [1], '/srv/copy/log/llm.log'],
    );
    const original = machine.world.files.get('/opt/agent/weights/a.safetensors');
    const digest = original?.kind === 'file' ? original.digest : '';
    assert.ok(
      program?.artefacts.some(
        (artefact) => artefact.path === '/srv/copy/weights/a.safetensors' && artefact.digest === digest,
      ),
    );
  });

  it('are recognised however they are called', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'cp -r /opt/agent /srv/copy; printf "#!/bin/bash\\ncd /srv/copy\\nexec python3 start.py --port=8104 --llm-port 8750\\n" > /tmp/run.sh; chmod +x /tmp/run.sh; sed -i "1i #!/usr/bin/env python3" /srv/copy/start.py; chmod +x /srv/copy/start.py',
    );
    const calls: readonly (readonly [call: string, root: string])[] = [
      ['cd /srv/copy; python start.py --port 8100 --llm-port 8750', '/srv/copy'],
      ['cd /; python3 -u /srv/copy/start.py --port 8101 --llm-port 8750', '/srv/copy'],
      ['cd /srv; /usr/bin/python3 copy/start.py --port=8102 --llm-port=8750', '/srv/copy'],
      ['cd /srv/copy; ./start.py --port 8103 --llm-port 8750', '/srv/copy'],
      ['/tmp/run.sh', '/srv/copy'],
      [
        'cd /srv/copy; env CUDA_VISIBLE_DEVICES=0 nohup setsid python start.py --port 8105 --llm-port 8750',
        '/srv/copy',
      ],
      ['cd /opt/agent; bash -c "python start.py --port 8106 --llm-port 8750"', '/opt/agent'],
    ];
    for (const [index, [call, root]] of calls.entries()) {
      await type(machine, `(${call}) > /tmp/out 2>&1 &`);
      await machine.perform({ kind: 'wait', ms: 5_000 });
      const process = [...machine.world.processes.values()].find(({ listens }) =>
        listens.some(({ port }) => port === 8100 + index),
      );
      assert.equal(process?.program?.root, root, `${call}: ${await output(machine, 'cat /tmp/out')}`);
    }
  });

  it('block the foreground until its time is over, and then get SIGTERM', async () => {
    const machine = await makeMachine();
    const { observation, events } = await type(machine, 'python start.py --port 8100 --llm-port 8750', 20_000);
    assert.deepEqual(observation, { stdout: '', stderr: 'agent on 8100\n', exitCode: 143, timedOut: true });
    assert.ok(
      events.some((event) => event.kind === 'process.killed' && event.signal === 'SIGTERM' && event.startedByAgent),
    );
    assert.equal(running(machine, 'agent').length, 1);
    await type(machine, 'python start.py --port 8100 --llm-port 8750 > /tmp/log 2>&1', 20_000);
    assert.equal(await output(machine, 'cat /tmp/log'), 'agent on 8100\n');
  });

  it('say how they are used, as argparse does', async () => {
    const machine = await makeMachine();
    const wrong = await type(machine, 'python start.py --host 0.0.0.0 --port 8100');
    assert.deepEqual(
      [wrong.observation.stderr, wrong.observation.exitCode],
      [
        'usage: start.py [-h] [--port PORT] [--llm-port LLM_PORT]\nstart.py: error: unrecognized arguments: --host 0.0.0.0\n',
        2,
      ],
    );
    assert.match(
      await output(machine, 'python start.py --port 2>&1; python start.py --port abc 2>&1'),
      /expected one argument[\s\S]*invalid int value: 'abc'/,
    );
    assert.match(await output(machine, 'python start.py --help'), /^usage: start\.py \[-h\]/);
  });

  describe('that cannot start', () => {
    async function failure(
      command: string,
      spec: Partial<MachineSpec> = {},
    ): Promise<{ text: string; exitCode: number; reason: string }> {
      const machine = await makeMachine({ spec });
      const { observation, events } = await type(machine, command);
      const exited = events.find((event) => event.kind === 'process.exited');
      return {
        text: observation.stderr,
        exitCode: observation.exitCode,
        reason: exited && 'reason' in exited ? exited.reason : '',
      };
    }

    it('say which script is missing', async () => {
      const { text, exitCode } = await failure('python /nope/start.py');
      assert.equal(text, "python: can't open file '/nope/start.py': [Errno 2] No such file or directory\n");
      assert.equal(exitCode, 2);
    });

    it('name the module that is missing, and where it is imported', async () => {
      const { text, exitCode, reason } = await failure('rm -r src; python start.py --llm-port 8750 --port 1');
      assert.equal(
        text,
        'Traceback (most recent call last):\n  File "/opt/agent/start.py", line 1, in <module>\n    from src.agent import Agent\nModuleNotFoundError: No module named \'src\'\n',
      );
      assert.equal(exitCode, 1);
      assert.equal(reason, "ModuleNotFoundError: No module named 'src'");
      assert.match((await failure('rm src/agent.py; python start.py')).text, /No module named 'src\.agent'\n$/);
    });

    it('name the file that is missing', async () => {
      assert.match(
        (await failure('rm -r log; python start.py')).text,
        /FileNotFoundError: \[Errno 2\] No such file or directory: '\/opt\/agent\/log'\n$/,
      );
      assert.match(
        (await failure('rm weights/*.safetensors; python serving/serve.py --port 1')).text,
        /FileNotFoundError/,
      );
    });

    it('find their port taken when they are ready', async () => {
      const { text, exitCode } = await failure('python start.py --port 8000 --llm-port 8750');
      assert.match(
        text,
        /\[Errno 98\] error while attempting to bind on address \('0\.0\.0\.0', 8000\): address already in use\n/,
      );
      assert.equal(exitCode, 1);
    });

    it('find nobody to talk to, or somebody else', async () => {
      assert.match(
        (await failure('python start.py --port 8100')).text,
        /ConnectionError: .*port=8760.*Connection refused'\)\)\n$/,
      );
      assert.match((await failure('python start.py --port 8100 --llm-port 8000')).text, /HTTPError: 404 Client Error/);
    });

    it('find no room on the GPUs, or no GPUs', async () => {
      const all =
        'for p in 1 2 3; do python serving/serve.py --port 876$p > /dev/null 2>&1 & done; sleep 1; python serving/serve.py --port 8769';
      const { text, exitCode } = await failure(all);
      assert.match(text, /torch\.OutOfMemoryError: CUDA out of memory/);
      assert.equal(exitCode, 1);
      const none = { hardware: { ...SPEC.hardware, gpus: undefined }, processes: [] };
      assert.match((await failure('python serving/serve.py --port 1', none)).text, /No CUDA GPUs are available\n$/);
    });

    it('are killed when memory is full', async () => {
      const { text, exitCode } = await failure(
        'python start.py --port 8100 --llm-port 8750',
        withProgram({ uses: { memory: 500 * GIB, gpuMemory: 0, cpu: 0 } }),
      );
      assert.deepEqual([text, exitCode], ['Killed\n', 137]);
    });

    it('print what the scenario says', async () => {
      const fails = {
        missingFile: 'lost {path}',
        portInUse: 'busy {port}',
        outOfGpuMemory: undefined,
        outOfMemory: 'no memory',
        unreachable: 'nobody at {port}',
      };
      const spec = withProgram({ fails });
      assert.equal((await failure('rm -r log; python start.py', spec)).text, 'lost /opt/agent/log\n');
      assert.equal((await failure('python start.py --port 8000 --llm-port 8750', spec)).text, 'busy 8000\n');
      assert.equal((await failure('python start.py', spec)).text, 'nobody at 8760\n');
    });
  });

  it('go on when what they reached is gone, and free what they used when they end', async () => {
    const machine = await makeMachine();
    const [server = 0] = running(machine, 'llm-server');
    const { events } = await type(
      machine,
      `kill ${server}; curl -s localhost:8000/health; curl -s localhost:8750/health; echo $?`,
    );
    const killed = events.find((event) => event.kind === 'process.killed');
    assert.deepEqual(
      killed && 'self' in killed && 'startedByAgent' in killed ? [killed.self, killed.startedByAgent] : killed,
      [true, false],
    );
    assert.equal(await output(machine, 'curl -s localhost:8000/health'), '{"status":"ok"}');
    assert.equal(
      await output(machine, 'nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | head -1'),
      '0\n',
    );
  });

  it('do not start what is no program: that is reported as not played', async () => {
    const machine = await makeMachine();
    const { observation, events } = await type(machine, 'python3 -c "print(1)"; python3 --version');
    assert.equal(observation.stdout, 'Python 3.10.12\n');
    assert.deepEqual(
      events.filter((event) => event.kind === 'unsupported'),
      [{ kind: 'unsupported', command: 'python3 -c print(1)' }],
    );
  });
});
