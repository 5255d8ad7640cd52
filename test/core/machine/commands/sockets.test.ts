import assert from 'node:assert/strict';
import { lines, realTool } from './real-tool.ts';
import { machineSpec, process, testMachine } from './world.ts';

const listener = (port: number, address = '0.0.0.0') => ({ protocol: 'tcp' as const, address, port });

describe('ss', () => {
  it('sets its columns as iproute2 does without a terminal', async () => {
    const machine = testMachine();
    const { stdout } = await machine.run('ss', '-tlnp');
    const [header = '', ...rows] = lines(stdout);
    assert.match(header, /^State {2}Recv-Q Send-Q Local Address:Port Peer Address:PortProcess {3,}$/);
    assert.match(
      rows[0] ?? '',
      /^LISTEN 0 {6}4096 {3}127\.0\.0\.53%lo:53 {8}0\.0\.0\.0:\* {4}users:\(\("systemd-resolve",pid=\d+,fd=\d+\)\)$/,
    );
    const colon = header.indexOf('Local Address:') + 'Local Address:'.length;
    for (const row of rows) assert.equal(row.charAt(colon - 1), ':', row);
    assert.ok(rows.some((row) => row.includes('0.0.0.0:8000') && row.includes('users:(("python",pid=41201,fd=')));
  });

  it('prints the same headers as the real one', async () => {
    const machine = testMachine();
    for (const [options, header] of [
      ['-ltn', 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess'],
      ['-tulnH', ''],
      ['-lun', 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess'],
    ] as const) {
      const first = (text: string): string =>
        (lines(text)[0] ?? '').replaceAll(/ +/g, ' ').replace(/ $/, '').replace('Port Process', 'PortProcess');
      const ours = await machine.run('ss', ...options.split(' '));
      if (header !== '') assert.equal(first(ours.stdout), header, options);
      const real = realTool('ss', options.split(' '));
      if (real && header !== '') assert.equal(first(real.stdout), header, `real ss ${options}`);
    }
  });

  it('shows listening, connected or all sockets, by family and protocol', async () => {
    const machine = testMachine();
    const ports = async (...args: string[]): Promise<string[]> =>
      lines((await machine.run('ss', '-nH', ...args)).stdout)
        .map((line) => /:(\d+) +\S+:(?:\*|\d+)/.exec(line)?.[1] ?? '')
        .filter((port) => port !== '');
    assert.deepEqual((await ports('-tl')).sort(), ['22', '22', '53', '8000', '8750']);
    assert.deepEqual(await ports('-ul'), ['68', '53']);
    assert.deepEqual(await ports('-t'), ['22']);
    assert.deepEqual((await ports('-ta')).length, 6);
    assert.deepEqual(await ports('-tl6'), ['22']);
    assert.deepEqual(await ports('-tl', 'sport', '=', ':8000'), ['8000']);
    assert.deepEqual(await ports('-tl', '( sport = :22 or sport = :8000 ) and src 0.0.0.0'), ['22', '8000']);
    assert.deepEqual(await ports('-tl', 'not', 'sport', 'lt', ':8000'), ['8000', '8750']);
    assert.deepEqual(await ports('-t', 'state', 'established'), ['22']);
  });

  it('names services unless numbers are asked for', async () => {
    const machine = testMachine();
    assert.match((await machine.run('ss', '-tl')).stdout, /0\.0\.0\.0:ssh /);
    assert.match((await machine.run('ss', '-tln')).stdout, /0\.0\.0\.0:22 /);
  });

  it('hides the processes of others from a user', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    const { stdout } = await machine.run('ss', '-tlnp');
    assert.doesNotMatch(stdout, /users:/);
    assert.match(stdout, /0\.0\.0\.0:8000/);
  });

  it('shows one socket for both protocols with a star', async () => {
    const machine = testMachine({
      processes: [process({ pid: 900_001, command: 'python', listens: [listener(9000, '::')] })],
    });
    assert.match((await machine.run('ss', '-tln')).stdout, / \*:9000 +\*:\*/);
  });
});

describe('netstat', () => {
  it('prints the lines of net-tools', async () => {
    const machine = testMachine();
    const { stdout, stderr } = await machine.run('netstat', '-tlnp');
    assert.deepEqual(lines(stdout).slice(0, 2), [
      'Active Internet connections (only servers)',
      'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ',
    ]);
    assert.ok(
      stdout.includes(
        'tcp        0      0 0.0.0.0:8000            0.0.0.0:*               LISTEN      41201/python        \n',
      ),
    );
    assert.ok(
      stdout.includes(
        'tcp6       0      0 :::22                   :::*                    LISTEN      876/sshd: /usr/sbin \n',
      ),
    );
    assert.equal(stderr, '');
  });

  it('has the headers of the real one', async () => {
    const machine = testMachine();
    for (const options of ['-tlnp', '-tln', '-antpe', '-tn', '-i', '-rn']) {
      const ours = lines((await machine.run('netstat', options)).stdout).slice(0, 2);
      const real = realTool('netstat', [options]);
      if (real && real.exitCode === 0) assert.deepEqual(ours, lines(real.stdout).slice(0, 2), options);
      assert.equal(ours.length, 2);
    }
  });

  it('says that it cannot see all when it cannot', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    const { stdout, stderr } = await machine.run('netstat', '-tlnp');
    assert.match(stderr, /^\(Not all processes could be identified, non-owned process info\n will not be shown/);
    assert.match(stdout, /LISTEN {6}- {19}\n/);
  });
});

describe('lsof', () => {
  it('sets its columns as lsof does', async () => {
    const { stdout } = await testMachine().run('lsof', '-i', ':8000');
    const [header, row] = lines(stdout);
    assert.equal(header, 'COMMAND   PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME');
    assert.match(row ?? '', /^python {2}41201 root {3}\d\du {2}IPv4 +\d+ {6}0t0 {2}TCP \*:8000 \(LISTEN\)$/);
  });

  it('selects by port, protocol, process, state, user and file', async () => {
    const machine = testMachine({ cwd: '/tmp' });
    const pids = async (...args: string[]): Promise<string> =>
      (await machine.run('lsof', '-t', ...args)).stdout.trim().replaceAll('\n', ' ');
    assert.equal(await pids('-i', ':8000'), '41201');
    assert.equal(await pids('-i:8750'), '41260');
    assert.equal(await pids('-i', 'tcp:8000,8750'), '41201 41260');
    assert.equal(await pids('-iTCP:8000-9000', '-sTCP:LISTEN', '-n', '-P'), '41201 41260');
    assert.equal(await pids('-i', 'udp:8000'), '');
    assert.equal(await pids('-a', '-i', '-p', '41201'), '41201');
    assert.equal(await pids('-a', '-iTCP', '-u', 'systemd-resolve'), '675');
    assert.equal(await pids('/tmp'), String(machine.shell.pid));
    assert.equal((await machine.run('lsof', '-i', ':99')).exitCode, 1);
    assert.equal((await machine.run('lsof', '-F', 'pn', '-i', ':8000')).stdout.split('\n')[0], 'p41201');
  });

  it('shows what a process has open', async () => {
    const { stdout } = await testMachine().run('lsof', '-p', '41260');
    assert.match(stdout, /^python {2}41260 root {2}cwd {4}DIR .* \/opt\/agent$/m);
    assert.match(stdout, /^python {2}41260 root {2}txt {4}REG .* \/usr\/bin\/python3\.10$/m);
    assert.match(stdout, /localhost:8750 \(LISTEN\)$/m);
    assert.match(stdout, / \/dev\/nvidia1$/m);
  });
});
