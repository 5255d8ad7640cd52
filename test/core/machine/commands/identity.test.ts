import assert from 'node:assert/strict';
import { lines, realTool } from './real-tool.ts';
import { machineSpec, testMachine } from './world.ts';

describe('uname', () => {
  it('names kernel and host as the distribution does', async () => {
    const ubuntu = testMachine();
    assert.match(
      (await ubuntu.run('uname', '-a')).stdout,
      /^Linux gpu-07 5\.15\.0-\d+-generic #\d+-Ubuntu SMP .* UTC 2024 x86_64 x86_64 x86_64 GNU\/Linux\n$/,
    );
    const debian = testMachine({ spec: machineSpec({ os: 'debian-12' }) });
    assert.match(
      (await debian.run('uname', '-a')).stdout,
      /^Linux gpu-07 6\.1\.0-\d+-amd64 #1 SMP PREEMPT_DYNAMIC Debian \S+ \(\S+\) x86_64 GNU\/Linux\n$/,
    );
    assert.equal((await ubuntu.run('uname')).stdout, 'Linux\n');
    assert.equal((await ubuntu.run('uname', '-sn')).stdout, 'Linux gpu-07\n');
    assert.equal((await ubuntu.run('uname', '-ns')).stdout, 'Linux gpu-07\n');
    const real = realTool('uname', ['-sm']);
    if (real) assert.equal((await ubuntu.run('uname', '-ms')).stdout.split(' ').length, real.stdout.split(' ').length);
  });
});

describe('id, whoami and groups', () => {
  it('show root as the real ones do', async () => {
    const machine = testMachine();
    const real = realTool('id', ['root']);
    const ours = await machine.run('id');
    assert.equal(ours.stdout, 'uid=0(root) gid=0(root) groups=0(root)\n');
    if (real) assert.equal(real.stdout, ours.stdout);
    assert.equal((await machine.run('whoami')).stdout, 'root\n');
    assert.equal((await machine.run('groups')).stdout, 'root\n');
  });

  it('show a user with the groups of an administrator', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    assert.match(
      (await machine.run('id')).stdout,
      /^uid=1000\(ann\) gid=1000\(ann\) groups=1000\(ann\),4\(adm\),.*27\(sudo\)/,
    );
    assert.equal((await machine.run('id', '-un')).stdout, 'ann\n');
    assert.equal((await machine.run('id', '-u')).stdout, '1000\n');
    assert.equal((await machine.run('id', '-gn')).stdout, 'ann\n');
    assert.match((await machine.run('id', '-G')).stdout, /^1000 4 /);
    assert.match((await machine.run('groups', 'ann')).stdout, /^ann : ann adm /);
    assert.equal((await machine.run('id', 'root')).stdout, 'uid=0(root) gid=0(root) groups=0(root)\n');
  });
});

describe('logins', () => {
  it('agree with each other and with the processes', async () => {
    const machine = testMachine();
    const who = (await machine.run('who')).stdout;
    const [, user, line, from] = /^(\S+) +(\S+) +\d{4}-\d\d-\d\d \d\d:\d\d \((.+)\)\n$/.exec(who) ?? [];
    assert.deepEqual([user, line], ['root', 'pts/0']);
    assert.match((await machine.run('w')).stdout, new RegExp(`^root {5}pts/0 {4}${from} `, 'm'));
    assert.match(
      (await machine.run('last')).stdout,
      new RegExp(`^root {5}pts/0 {8}${from} +Tue Mar {2}4 09:0\\d {3}still logged in$`, 'm'),
    );
    assert.match((await machine.run('ss', '-tnH')).stdout, new RegExp(`:22 +${from}:\\d+`));
    assert.match(
      (await machine.run('last', 'reboot')).stdout,
      /^reboot {3}system boot {2}5\.15\.0-\d+-gener \w{3} \w{3} [ \d]\d \d\d:\d\d {3}still running\n\nwtmp begins /,
    );
    assert.equal(lines((await machine.run('last', '-1')).stdout).length, 3);
  });

  it('have the headers of procps-ng', async () => {
    const header = lines((await testMachine().run('w')).stdout)[1];
    assert.equal(header, 'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT');
    const real = realTool('w', []);
    if (real?.exitCode === 0) assert.equal(lines(real.stdout)[1], header);
  });
});

describe('uptime', () => {
  const SHAPE =
    /^ \d\d:\d\d:\d\d up +(\d+ days?, +)?(\d+:\d\d|\d+ min), +\d+ users?, {2}load average: \d+\.\d\d, \d+\.\d\d, \d+\.\d\d\n$/;

  it('counts from the start of the host on its clock', async () => {
    const machine = testMachine();
    const { stdout } = await machine.run('uptime');
    assert.match(stdout, SHAPE);
    const real = realTool('uptime', []);
    if (real) assert.match(real.stdout, SHAPE);
    const since = Date.parse(`${(await machine.run('uptime', '-s')).stdout.trim().replace(' ', 'T')}Z`);
    const days = Math.floor((machine.world.clock - since) / 86_400_000);
    assert.match(stdout, new RegExp(` up ${days} days, `));
    assert.match(
      (await machine.run('uptime', '-p')).stdout,
      /^up (\d+ weeks?, )?(\d+ days?, )?(\d+ hours?, )?\d+ minutes?\n$/,
    );
  });

  it('feels what processes do', async () => {
    const load = (text: string): number => Number(/load average: ([\d.]+)/.exec(text)?.[1]);
    assert.ok(load((await testMachine().run('uptime')).stdout) >= 1);
    assert.ok(load((await testMachine({ processes: [] }).run('uptime')).stdout) < 0.2);
  });
});

describe('processors', () => {
  it('are as many as the hardware has, in every view', async () => {
    for (const cpus of [1, 2, 7, 8, 64, 96]) {
      const hardware = { cpus, memory: 2 ** 34, disk: 2 ** 40, gpus: undefined };
      const machine = testMachine({ spec: machineSpec({ hardware }), seed: cpus });
      assert.equal((await machine.run('nproc')).stdout, `${cpus}\n`);
      const rows = new Map(
        lines((await machine.run('lscpu')).stdout).map((line) => [
          line.slice(0, line.indexOf(':')),
          line.slice(line.indexOf(':') + 1).trim(),
        ]),
      );
      const number = (name: string): number => Number(rows.get(name));
      assert.equal(number('CPU(s)'), cpus);
      assert.equal(number('Thread(s) per core') * number('Core(s) per socket') * number('Socket(s)'), cpus);
      assert.equal(lines((await machine.run('lscpu', '-p')).stdout).length, cpus + 4);
    }
  });

  it('are described with the labels of util-linux', async () => {
    const labels = (text: string): string[] => lines(text).map((line) => line.slice(0, line.indexOf(':')));
    const ours = labels((await testMachine().run('lscpu')).stdout);
    const real = realTool('lscpu', []);
    const known = new Set(labels(real?.stdout ?? ''));
    for (const label of [
      'Architecture',
      'CPU op-mode(s)',
      'CPU(s)',
      'On-line CPU(s) list',
      'Vendor ID',
      'Model name',
      'Flags',
      'NUMA node(s)',
    ]) {
      assert.ok(ours.includes(label), label);
      if (real?.exitCode === 0) assert.ok(known.has(label), `real lscpu: ${label}`);
    }
    const columns = new Set(
      lines((await testMachine().run('lscpu')).stdout).map(
        (line) => line.length - line.replace(/^[^:]+: +/, '').length,
      ),
    );
    assert.equal(columns.size, 1, 'the values stand under each other');
  });
});

describe('hostname', () => {
  it('shows the name and the address', async () => {
    const machine = testMachine();
    assert.equal((await machine.run('hostname')).stdout, 'gpu-07\n');
    assert.equal((await machine.run('hostname', '-f')).stdout, 'gpu-07\n');
    assert.equal((await machine.run('hostname', '-I')).stdout, `${machine.world.host.addresses.ipv4} \n`);
  });

  it('cannot be changed', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    assert.equal((await machine.run('hostname', 'x')).stderr, 'hostname: you must be root to change the host name\n');
  });
});
