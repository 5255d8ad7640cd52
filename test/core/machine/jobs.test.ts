import assert from 'node:assert/strict';
import type { Machine } from '../../../src/core/machine/machine.ts';
import { complaint, makeMachine, output, type } from './machine-fixture.ts';

describe('background jobs', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = await makeMachine();
  });

  it('are processes for as long as they run, and act at their time', async () => {
    const pid = Number(await output(machine, '(sleep 5; echo done > /tmp/f) & echo $!'));
    assert.ok(machine.world.processes.has(pid));
    assert.equal(await output(machine, 'cat /tmp/f 2>/dev/null; pgrep -x sleep | wc -l'), '1\n');
    await machine.perform({ kind: 'wait', ms: 4_000 });
    assert.equal(machine.world.files.has('/tmp/f'), false);
    await machine.perform({ kind: 'wait', ms: 2_000 });
    assert.equal(await output(machine, 'cat /tmp/f'), 'done\n');
    assert.equal(machine.world.processes.has(pid), false);
  });

  it('take over the process that was made for them when they are one command', async () => {
    const pid = Number(await output(machine, 'sleep 100 & echo $!'));
    assert.equal(machine.world.processes.get(pid)?.command, 'sleep 100');
    assert.equal(await output(machine, `ps -o pid=,args= -p ${pid} | tr -s " "`), ` ${pid} sleep 100\n`);
  });

  it('are listed, waited for, brought to the front and forgotten', async () => {
    await type(machine, 'sleep 10 & sleep 20 &');
    assert.equal(
      await output(machine, 'jobs'),
      '[1]-  Running                 sleep 10 &\n[2]+  Running                 sleep 20 &\n',
    );
    const before = machine.world.clock;
    assert.equal(await output(machine, 'wait %1; echo $?'), '0\n');
    assert.ok(machine.world.clock - before >= 9_000 && machine.world.clock - before < 11_000);
    assert.equal(await output(machine, 'fg'), 'sleep 20\n');
    assert.ok(machine.world.clock - before >= 19_000);
    await type(machine, 'sleep 30 & disown');
    assert.equal(await output(machine, 'jobs'), '');
    assert.equal(await complaint(machine, 'fg'), 'bash: line 1: fg: current: no such job\n');
  });

  it('give their exit codes to wait', async () => {
    assert.equal(
      await output(machine, '(exit 3) & wait $!; echo $?; false & wait; echo $?; wait 99999; echo $?'),
      '3\n0\n127\n',
    );
  });

  it('print in their place among what the foreground prints', async () => {
    const script = 'for i in 1 2 3; do (sleep $i; echo "job $i") & done; sleep 2.5; echo middle; wait; echo end';
    assert.equal(await output(machine, script), 'job 1\njob 2\nmiddle\njob 3\nend\n');
  });

  it('print into the next observation when the command is over', async () => {
    assert.equal(await output(machine, '(sleep 2; echo late) &'), '');
    await machine.perform({ kind: 'wait', ms: 5_000 });
    assert.equal(await output(machine, 'echo typed'), 'typed\nlate\n');
  });

  it('write into files as they go', async () => {
    await type(machine, 'while true; do date +%s; sleep 10; done > /tmp/log &');
    await machine.perform({ kind: 'wait', ms: 35_000 });
    assert.equal(await output(machine, 'wc -l < /tmp/log'), '4\n');
  });

  it('end by signals, stop and go on', async () => {
    await type(machine, 'sleep 100 & sleep 200 &');
    const { events } = await type(machine, 'kill %1; kill -STOP %2; sleep 0.1; jobs -l');
    const killed = events.find((event) => event.kind === 'process.killed');
    assert.deepEqual(killed && 'signal' in killed ? [killed.signal, killed.command, killed.startedByAgent] : killed, [
      'SIGTERM',
      'sleep 100',
      true,
    ]);
    assert.match(await output(machine, 'ps -o stat= -C sleep'), /^T/);
    await machine.perform({ kind: 'wait', ms: 300_000 });
    assert.match(
      await output(machine, 'pgrep -x sleep; kill -CONT %2; sleep 201; pgrep -x sleep; echo end', 400_000),
      /^\d+\nend\n$/,
    );
  });

  it('are forgotten when they are over and the shell asks for the next line, but for what wait wants to know', async () => {
    await type(machine, 'sleep 100 &');
    await type(machine, 'kill %1');
    assert.equal(
      await output(machine, 'jobs'),
      '[1]+  Terminated              sleep 100\n',
      'the shell has not heard of it when it asks for the next line',
    );
    await type(machine, '(exit 3) & sleep 300 & sleep 1');
    assert.equal(await output(machine, 'jobs'), '[2]+  Running                 sleep 300 &\n');
    await type(machine, 'kill %2; sleep 1');
    assert.equal(await complaint(machine, 'kill %2'), 'bash: line 1: kill: %2: no such job\n');
    await type(machine, 'sleep 400 & X=$!');
    await type(machine, 'kill %1; sleep 1');
    assert.equal(await output(machine, 'jobs'), '');
    assert.equal(await output(machine, 'wait $X; echo $?'), '143\n');
  });

  it('know what their shell knew: variables, arrays, functions, the folder', async () => {
    await type(machine, `cd /tmp; X=5; a=(p "q r"); f() { echo "f $X \${a[1]} $(pwd)"; }`);
    assert.equal(await output(machine, 'f & wait; X=6; echo $X'), 'f 5 q r /tmp\n6\n');
    assert.equal(await output(machine, 'Y=1; { Y=2; cd /; } & wait; echo $Y $(pwd)'), '1 /tmp\n');
  });

  it('come from scripts, from eval and from files that are sourced', async () => {
    const script = '#!/bin/bash\nsleep 50 &\necho started\n';
    await machine.perform({ kind: 'write_file', path: '/tmp/start.sh', content: script });
    const before = machine.world.clock;
    assert.equal(
      await output(
        machine,
        'chmod +x /tmp/start.sh; /tmp/start.sh; bash /tmp/start.sh; source /tmp/start.sh; eval "sleep 60 &"; pgrep -cx sleep',
      ),
      'started\nstarted\nstarted\n4\n',
    );
    assert.ok(machine.world.clock - before < 1_000);
  });

  it('survive the end of the shell that started them', async () => {
    await type(machine, 'nohup sleep 1000 > /dev/null 2>&1 & exit');
    assert.equal(await output(machine, 'pgrep -x sleep | wc -l; ps -o ppid= -C sleep | tr -d " "'), '1\n1\n');
  });
});
