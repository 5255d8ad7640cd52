import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lines } from './real-tool.ts';
import { machineSpec, process, testMachine } from './world.ts';

/** What bash's own `kill` says in the first line of a script. */
function bashKill(line: string): { readonly text: string; readonly exitCode: number } | undefined {
  const { stdout, stderr, status, error } = spawnSync('bash', ['--norc', '-c', line], {
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
  });
  if (error) return undefined;
  return { text: `${stdout}${stderr}`, exitCode: status ?? -1 };
}

const KILL_LINES: readonly (readonly [line: string, text: string, exitCode: number])[] = [
  ['kill', 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n', 2],
  ['kill -9', 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n', 2],
  ['kill 999999', 'bash: line 1: kill: (999999) - No such process\n', 1],
  ['kill -n 9 999999', 'bash: line 1: kill: (999999) - No such process\n', 1],
  ['kill abc', 'bash: line 1: kill: abc: arguments must be process or job IDs\n', 1],
  ['kill -FOO 1', 'bash: line 1: kill: FOO: invalid signal specification\n', 1],
  ['kill -s', 'bash: line 1: kill: -s: option requires an argument\n', 1],
  ['kill %1', 'bash: line 1: kill: %1: no such job\n', 1],
  ['kill -l 9 15', 'KILL\nTERM\n', 0],
  ['kill -l TERM', '15\n', 0],
  ['kill -l 137', 'KILL\n', 0],
];

describe('kill', () => {
  it('says what bash says', async () => {
    for (const [line, text, exitCode] of KILL_LINES) {
      const ours = await testMachine().run('kill', ...line.split(' ').slice(1));
      assert.equal(ours.stdout + ours.stderr, text, line);
      assert.equal(ours.exitCode, exitCode, line);
      const real = bashKill(line);
      if (real) assert.deepEqual(real, { text, exitCode }, `bash: ${line}`);
    }
  });

  it('prints the table of signals of bash', async () => {
    const { stdout } = await testMachine().run('kill', '-l');
    assert.equal(lines(stdout)[1], ' 6) SIGABRT\t 7) SIGBUS\t 8) SIGFPE\t 9) SIGKILL\t10) SIGUSR1');
    assert.match(stdout, /31\) SIGSYS\t34\) SIGRTMIN\t35\) SIGRTMIN\+1/);
    const real = bashKill('kill -l');
    if (real) assert.equal(stdout, real.text);
  });

  it('sends the signal that is named in any way', async () => {
    for (const args of [['-9'], ['-KILL'], ['-SIGKILL'], ['-kill'], ['-s', 'KILL'], ['-n', '9'], ['-s', '9']]) {
      const machine = testMachine();
      assert.equal((await machine.run('kill', ...args, '41201', '41260')).exitCode, 0);
      assert.deepEqual(machine.asked, ['signal KILL 41201', 'signal KILL 41260'], args.join(' '));
    }
    const machine = testMachine();
    await machine.run('kill', '41201');
    assert.deepEqual(machine.asked, ['signal TERM 41201']);
  });

  it('reaches process groups and jobs', async () => {
    const processes = [
      process({ pid: 900_001, command: 'a', pgid: 900_001 }),
      process({ pid: 900_002, command: 'b', pgid: 900_001 }),
    ];
    const machine = testMachine({ processes });
    await machine.run('kill', '--', '-900001');
    assert.deepEqual(machine.asked, ['signal TERM 900001', 'signal TERM 900002']);
    const shell = machine.shell.pid;
    const withJobs = testMachine({
      processes: [
        process({ pid: 900_001, ppid: shell, command: 'one' }),
        process({ pid: 900_002, ppid: shell, command: 'two' }),
      ],
    });
    await withJobs.run('kill', '%2');
    await withJobs.run('kill', '%1');
    assert.deepEqual(withJobs.asked, ['signal TERM 900002', 'signal TERM 900001']);
  });

  it('tests with signal 0 and sends nothing', async () => {
    const machine = testMachine();
    assert.equal((await machine.run('kill', '-0', '41201')).exitCode, 0);
    assert.equal((await machine.run('kill', '-0', '999999')).exitCode, 1);
    assert.deepEqual(machine.asked, []);
  });

  it('does not let a user reach what is not theirs', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    const { stderr, exitCode } = await machine.run('kill', '41201');
    assert.equal(stderr, 'bash: line 1: kill: (41201) - Operation not permitted\n');
    assert.equal(exitCode, 1);
    assert.equal((await machine.run('kill', '-0', '1')).stderr, 'bash: line 1: kill: (1) - Operation not permitted\n');
  });
});

describe('pgrep and pkill', () => {
  it('match names, command lines and properties', async () => {
    const machine = testMachine();
    const pids = async (...args: string[]): Promise<string> =>
      (await machine.run('pgrep', ...args)).stdout.trim().replaceAll('\n', ' ');
    assert.equal(await pids('-x', 'python'), '41201 41260');
    assert.equal(await pids('-f', 'start\\.py'), '41201');
    assert.equal(await pids('-f', '-n', 'python .*port'), '41260');
    assert.equal(await pids('-fo', 'python .*port'), '41201');
    assert.equal(await pids('-l', '-x', 'python'), '41201 python 41260 python');
    assert.equal(await pids('-a', '-f', 'start.py'), '41201 python start.py --port 8000');
    assert.equal(await pids('-c', '-x', 'python'), '2');
    assert.equal(await pids('-d,', '-x', 'python'), '41201,41260');
    assert.equal(await pids('-i', 'PYTHON$'), '41201 41260');
    assert.equal(await pids('-u', 'syslog'), await pids('-x', 'rsyslogd'));
    assert.equal(await pids('-t', 'pts/0'), String(machine.shell.pid));
    assert.equal((await machine.run('pgrep', 'nosuchprocess')).exitCode, 1);
  });

  it('signal what they match, with any signal', async () => {
    for (const args of [['-9'], ['-KILL'], ['--signal', 'KILL'], ['--signal=9']]) {
      const machine = testMachine();
      assert.equal((await machine.run('pkill', ...args, '-f', 'start.py')).exitCode, 0);
      assert.deepEqual(machine.asked, ['signal KILL 41201']);
    }
    const echo = await testMachine().run('pkill', '-e', 'python$');
    assert.equal(echo.stdout, 'python killed (pid 41201)\npython killed (pid 41260)\n');
  });

  it('say so when they may not', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    const { stderr, exitCode } = await machine.run('pkill', '-f', 'start.py');
    assert.equal(stderr, 'pkill: killing pid 41201 failed: Operation not permitted\n');
    assert.equal(exitCode, 1);
  });

  it('are not slowed down by a pattern made for it', async () => {
    const machine = testMachine({ processes: [process({ pid: 900_001, command: 'a'.repeat(4000) })] });
    assert.equal((await machine.run('pgrep', '-f', '(a+)+$b')).exitCode, 1);
  });
});

describe('killall and pidof', () => {
  it('go by the name of the program', async () => {
    const machine = testMachine();
    assert.equal((await machine.run('killall', '-9', 'python')).exitCode, 0);
    assert.deepEqual(machine.asked, ['signal KILL 41201', 'signal KILL 41260']);
    assert.equal((await machine.run('pidof', 'python')).stdout, '41260 41201\n');
    assert.equal((await machine.run('pidof', '-s', 'python')).stdout, '41260\n');
    assert.equal((await machine.run('pidof', '-x', 'start.py')).stdout, '41201\n');
    assert.deepEqual(await machine.run('pidof', 'nosuch'), { stdout: '', stderr: '', exitCode: 1 });
  });

  it('tell what was done when asked', async () => {
    const { stderr } = await testMachine().run('killall', '-v', 'python');
    assert.equal(stderr, 'Killed python(41201) with signal 15\nKilled python(41260) with signal 15\n');
  });
});
