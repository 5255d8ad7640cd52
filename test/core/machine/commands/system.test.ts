import assert from 'node:assert/strict';
import { complaint, makeMachine, output } from '../machine-fixture.ts';
import { lines, realTool } from './real-tool.ts';
import { process, testMachine } from './world.ts';

describe('top', () => {
  it('has the form of procps-ng', async () => {
    const machine = testMachine();
    const shape = (line: string): string =>
      line
        // A busy processor leaves no room before its share.
        .replace(/(%Cpu\(s\):) *([\d.]+)/, '$1 $2')
        .replaceAll(/[\d.:]+/g, '#')
        .replaceAll(/ +/g, ' ')
        .replace(/up .*,( # users?)/, 'up #,$1')
        .replace(/users?/, 'user')
        .replaceAll(',#', ', #')
        .trim();
    const ours = lines((await machine.run('top', '-b', '-n', '1')).stdout);
    assert.equal(ours[6], '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND');
    assert.match(
      ours[7] ?? '',
      /^ {2}41260 root {6}20 {3}0 {2}\d+\.\dg {2}18\.0g \d{6} S 104\.0 {3}3\.6 {2}74:52\.80 python$/,
    );
    const real = realTool('top', ['-b', '-n', '1', '-p', '1']);
    if (real?.exitCode === 0) assert.deepEqual(ours.slice(1, 6).map(shape), lines(real.stdout).slice(1, 6).map(shape));
  });

  it('says that it needs a terminal otherwise', async () => {
    assert.deepEqual(await testMachine().run('top'), { stdout: '', stderr: 'top: failed tty get\n', exitCode: 1 });
  });
});

describe('pstree', () => {
  it('draws the tree and counts equal branches', async () => {
    const machine = testMachine({
      processes: [
        process({ pid: 900_001, command: 'parent', memory: 0 }),
        process({ pid: 900_002, ppid: 900_001, command: 'child', memory: 0 }),
        process({ pid: 900_003, ppid: 900_001, command: 'child', memory: 0 }),
        process({ pid: 900_004, ppid: 900_001, command: 'other', memory: 0 }),
      ],
    });
    assert.equal((await machine.run('pstree', '900001')).stdout, 'parent─┬─2*[child]\n       └─other\n');
    assert.equal(
      (await machine.run('pstree', '-p', '-A', '900001')).stdout,
      'parent(900001)-+-child(900002)\n               |-child(900003)\n               `-other(900004)\n',
    );
  });
});

describe('nohup and setsid', () => {
  it('leave the terminal, and the output where it is sent', async () => {
    const machine = testMachine({ env: { PATH: '/usr/bin' } });
    const { stderr } = await machine.run('nohup', 'bash', 'a b.sh');
    assert.equal(stderr, "nohup: ignoring input and appending output to 'nohup.out'\n");
    assert.deepEqual(machine.asked, ["run bash 'a b.sh' >> nohup.out 2>&1"]);
    const sent = testMachine({ env: { PATH: '/usr/bin' }, redirected: true });
    assert.equal((await sent.run('nohup', 'bash', 'x.sh')).stderr, '');
    assert.deepEqual(sent.asked, ['run bash x.sh']);
    const apart = testMachine();
    await apart.run('setsid', 'sleep', '5');
    assert.deepEqual(apart.asked, ['spawn nohup sleep 5']);
  });
});

describe('dmesg', () => {
  it('tells of the start of the host, to root', async () => {
    const machine = await makeMachine();
    const messages = lines(await output(machine, 'dmesg'));
    let before = 0;
    for (const line of messages) {
      const at = Number(/^\[ *(\d+\.\d{6})\] /.exec(line)?.[1]);
      assert.ok(at >= before, line);
      before = at;
    }
    assert.ok(messages[0]?.includes(machine.world.host.kernel));
    assert.match(await output(machine, 'dmesg -T'), /^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d 2025\] Linux version /);
    const other = await makeMachine({ user: 'ubuntu' });
    assert.equal(await complaint(other, 'dmesg'), 'dmesg: read kernel buffer failed: Operation not permitted\n');
  });
});

describe('pip', () => {
  it('has nothing, and gets nothing', async () => {
    const machine = testMachine();
    const { stderr, exitCode } = await machine.run('pip', 'install', 'numpy==2.0');
    assert.match(stderr, /ERROR: No matching distribution found for numpy==2\.0\n$/);
    assert.equal(exitCode, 1);
    assert.match((await machine.run('pip', 'list')).stdout, /^Package +Version\n-+ -+\npip /);
  });
});
