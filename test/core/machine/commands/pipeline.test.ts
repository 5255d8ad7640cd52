/** The members of a pipeline as processes. */
import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, output, type } from '../machine-fixture.ts';

/** Numbers stand for their order, so that pids do not matter. */
function withoutPids(text: string): string {
  return text.replaceAll(/\b\d{4,7}\b/g, '#');
}

async function commands(machine: Machine, script: string): Promise<readonly string[]> {
  return (await output(machine, script)).trimEnd().split('\n');
}

describe('the members of a pipeline', () => {
  it('are listed by a ps that is one of them', async () => {
    const machine = await makeMachine();
    assert.deepEqual(await commands(machine, 'ps -o stat=,args= | sort | cat'), [
      'R+   ps -o stat=,args=',
      'S+   cat',
      'S+   sort',
      'Ss   -bash',
    ]);
    assert.match(await output(machine, 'ps aux | grep nothing-else'), /^root .* S\+ .* grep nothing-else\n$/);
    assert.equal(await output(machine, 'ps -o args= | tail -1'), 'tail -1\n');
    assert.equal(await output(machine, 'pgrep -fa pgrep | cat; pgrep -x cat'), '');
    assert.deepEqual(await commands(machine, 'ps -o comm='), ['bash', 'ps'], 'nothing is left of them');
  });

  it('have pids one after the other, above those of everything before', async () => {
    const machine = await makeMachine();
    const pids = (await commands(machine, 'ps -o pid= | cat; ps -o pid=')).map(Number);
    const [shell = 0, first = 0, second = 0, , later = 0] = pids;
    assert.equal(second, first + 1);
    assert.ok(shell < first && second < later);
  });

  it('are a job without a shell above them', async () => {
    const machine = await makeMachine();
    await type(machine, 'sleep 100 | cat | wc -l > lines &');
    const [first = 0, second = 0, third = 0] = (await commands(machine, 'pgrep -P $$')).map(Number);
    assert.equal(await output(machine, 'echo $!; jobs -p'), `${third}\n${first}\n`);
    assert.equal(
      await output(machine, 'jobs -l'),
      `[1]+ ${first} Running                 sleep 100\n     ${second}                       | cat\n     ${third}                       | wc -l > lines &\n`,
    );
    const tree = withoutPids(await output(machine, 'ps --forest -o pid,args | tail -6')).trimEnd();
    assert.deepEqual(
      tree.split('\n').map((line) => line.replace(/^ *# /, '')),
      ['-bash', ' \\_ sleep 100', ' \\_ cat', ' \\_ wc -l', ' \\_ ps --forest -o pid,args', ' \\_ tail -6'],
    );
    await type(machine, 'kill %1; wait');
    assert.deepEqual(await commands(machine, 'ps -o comm='), ['bash', 'ps']);
  });

  it('end when a signal ends one of them', async () => {
    const machine = await makeMachine();
    await type(machine, 'sleep 100 | cat &');
    await type(machine, 'kill $(pgrep -x sleep); wait $!; echo $?');
    assert.deepEqual(await commands(machine, 'ps -o comm='), ['bash', 'ps']);
    assert.equal(await output(machine, 'sleep 5 | (sleep 1; exit 3) | true; echo $PIPESTATUS'), '0\n');
  });

  it('are left out where nothing of the kind runs', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'f() { cat; }; echo x | f; ps -o comm= | while read -r name; do echo $name; done'),
      'x\nbash\nps\n',
    );
    assert.equal(await output(machine, 'ps -o comm= | nosuch; ps -o comm='), 'bash\nps\n');
  });
});

describe('a command that takes a while', () => {
  it('is a process, and ends when a signal ends it', async () => {
    const machine = await makeMachine();
    await type(machine, '(cp -r /opt/agent /root/copy; echo $? > code) &');
    assert.match(await output(machine, 'sleep 1; ps -C cp -o args='), /^cp -r \/opt\/agent \/root\/copy\n$/);
    await type(machine, 'kill $(pidof cp); sleep 1');
    assert.equal(await output(machine, 'cat code; pgrep -x cp'), '143\n');
    const copied = Number(await output(machine, 'du -s /root/copy | cut -f1'));
    assert.ok(copied > 0 && copied < 25_000_000, 'what was copied until then is there');
  });

  it('is seen as it prints', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo one > lines; tail -f lines > seen & ping 127.0.0.1 > pings & vmstat 1 > figures &');
    await type(machine, 'sleep 1; echo two >> lines; sleep 3');
    assert.equal(await output(machine, 'cat seen'), 'one\ntwo\n');
    assert.ok(Number(await output(machine, 'grep -c icmp_seq pings')) >= 4);
    assert.ok(Number(await output(machine, 'wc -l < figures')) >= 6);
    await type(machine, 'pkill -x ping; sleep 1');
    assert.equal(await output(machine, 'grep -c statistics pings'), '0\n', 'only an interrupt makes ping add up');
    await type(machine, 'kill $(jobs -p)');
  });

  it('is one process where it is a job, or runs under another', async () => {
    const machine = await makeMachine();
    await type(machine, 'ping 127.0.0.1 > pings & nohup ping 127.0.0.2 > others 2>&1 &');
    await type(machine, 'timeout 100 ping 127.0.0.3 > /dev/null &');
    assert.deepEqual((await commands(machine, 'sleep 1; ps -o args= | sort')).slice(1), [
      'ping 127.0.0.1',
      'ping 127.0.0.2',
      'ping 127.0.0.3',
      'ps -o args=',
      'sort',
      'timeout 100 ping 127.0.0.3',
    ]);
  });
});
