import assert from 'node:assert/strict';
import { lines, realTool } from './real-tool.ts';
import { agentProcesses, GIB, machineSpec, process, testMachine } from './world.ts';

/** Headers as procps-ng prints them on a system whose largest pid has seven digits. */
const HEADERS: readonly (readonly [words: string, header: string])[] = [
  ['aux', 'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND'],
  ['-ef', 'UID          PID    PPID  C STIME TTY          TIME CMD'],
  ['-e', '    PID TTY          TIME CMD'],
  ['', '    PID TTY          TIME CMD'],
  ['ax', '    PID TTY      STAT   TIME COMMAND'],
  ['-eF', 'UID          PID    PPID  C    SZ   RSS PSR STIME TTY          TIME CMD'],
  ['-el', 'F S   UID     PID    PPID  C PRI  NI ADDR SZ WCHAN  TTY          TIME CMD'],
  ['-elf', 'F S UID          PID    PPID  C PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD'],
  ['-eyl', 'S   UID     PID    PPID  C PRI  NI   RSS    SZ WCHAN  TTY          TIME CMD'],
  ['-ej', '    PID    PGID     SID TTY          TIME CMD'],
  ['-ejf', 'UID          PID    PPID    PGID     SID  C STIME TTY          TIME CMD'],
  ['-eLf', 'UID          PID    PPID     LWP  C NLWP STIME TTY          TIME CMD'],
  ['-eT', '    PID    SPID TTY          TIME CMD'],
  ['axl', 'F   UID     PID    PPID PRI  NI    VSZ   RSS WCHAN  STAT TTY        TIME COMMAND'],
  ['axj', '   PPID     PID    PGID     SID TTY        TPGID STAT   UID   TIME COMMAND'],
  ['axv', '    PID TTY      STAT   TIME  MAJFL   TRS   DRS   RSS %MEM COMMAND'],
  ['-ef f', 'UID          PID    PPID  C STIME TTY      STAT   TIME CMD'],
  ['-e -O rss', '    PID   RSS S TTY          TIME COMMAND'],
  ['-eo pid,user:20,%cpu,comm', '    PID USER                 %CPU COMMAND'],
  ['-eo user=WHO,args=WHAT', 'WHO      WHAT'],
];

/** Complaints: the first line of stderr. */
const COMPLAINTS: readonly (readonly [words: string, complaint: string])[] = [
  ['--zzz', 'error: unknown gnu long option'],
  ['-k', 'error: unsupported SysV option'],
  ['b', 'error: unsupported option (BSD syntax)'],
  ['foo', 'error: unknown user-defined format specifier "o"'],
  ['-p', 'error: list of process IDs must follow -p'],
  ['-p abc', 'error: process ID list syntax error'],
  ['-p 0', 'error: process ID out of range'],
  ['-u nosuchuser', 'error: user name does not exist'],
  ['-G nosuchgroup', 'error: group name does not exist'],
  ['-t nosuchtty', 'error: TTY could not be found'],
  ['-o', 'error: format specification must follow -o'],
  ['-o nosuch', 'error: unknown user-defined format specifier "nosuch"'],
  ['-o pid,,comm', 'error: improper format list'],
  ['-o pid:x', 'error: column widths must be unsigned decimal numbers'],
  ['aux --sort=nosuch', 'error: unknown sort specifier'],
  ['--sort', 'error: long sort specification must follow --sort'],
  ['aux -l', 'error: conflicting format options'],
  ['-y', 'error: modifier -y without format -l makes no sense'],
  ['--deselect=x', 'error: option --deselect does not take an argument'],
  ['--cols x', 'error: number of columns must follow --cols, --width, or --columns'],
];

const COLUMN_NAMES =
  '%cpu %mem args bsdstart bsdtime c cgroup class cls cmd comm command cp cputime cputimes drs egid egroup etime etimes euid euser f fname gid group label lstart lwp majflt maj_flt minflt min_flt ni nice nlwp opri pgid pgrp pid policy ppid pri priority psr rgid rgroup rss rssize rsz rtprio ruid ruser s sess session sid size spid start start_time stat state stime suid sz tgid thcount tid time tname tpgid trs tt tty ucmd ucomm uid uname unit user vsize vsz wchan';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

/** Pids take five or seven places, as large as they may get. */
const withoutPidWidth = (header: string): string =>
  header.replaceAll(/ +(?=(?:PID|PPID|PGID|PGRP|SID|SESS|LWP|SPID|TID|TGID|TPGID)\b)/g, ' ').trim();

describe('ps', () => {
  it('prints the headers of procps-ng', async () => {
    const machine = testMachine();
    for (const [options, header] of HEADERS) {
      const { stdout, exitCode } = await machine.run('ps', ...words(options));
      assert.equal(lines(stdout)[0], header, `ps ${options}`);
      assert.equal(exitCode, 0);
      const real = realTool('ps', words(options));
      if (real)
        assert.equal(withoutPidWidth(lines(real.stdout)[0] ?? ''), withoutPidWidth(header), `real ps ${options}`);
    }
  });

  it('gives every column the header and width of procps-ng', async () => {
    const machine = testMachine();
    for (const name of words(COLUMN_NAMES)) {
      const ours = await machine.run('ps', '-o', `ni,${name},ni`, '-p', '1');
      const [header = '', row] = lines(ours.stdout);
      assert.match(header, /^ NI .* NI$/, name);
      assert.ok(row !== undefined && row !== '', name);
      const real = realTool('ps', ['-o', `ni,${name},ni`, '-p', '1']);
      if (real && real.exitCode === 0) {
        assert.equal(withoutPidWidth(header), withoutPidWidth(lines(real.stdout)[0] ?? ''), name);
      }
    }
  });

  it('says what it does not take, as procps-ng does', async () => {
    const machine = testMachine();
    for (const [options, complaint] of COMPLAINTS) {
      const { stdout, stderr, exitCode } = await machine.run('ps', ...words(options));
      assert.equal(lines(stderr)[0], complaint, `ps ${options}`);
      assert.match(stderr, /Usage:\n ps \[options\]/);
      assert.equal(stdout, '');
      assert.equal(exitCode, 1);
      const real = realTool('ps', words(options));
      if (real) assert.equal(lines(real.stderr)[0], complaint, `real ps ${options}`);
    }
  });

  it('sets one line for each process and keeps the columns under their headers', async () => {
    const { stdout } = await testMachine().run('ps', 'aux');
    const [header = '', ...rows] = lines(stdout);
    const stat = header.indexOf('STAT');
    const command = header.indexOf('COMMAND');
    const server = rows.find((row) => row.includes('deploy_api_server'));
    assert.equal(
      server?.slice(server.indexOf('python')),
      'python deploy_api_server_scripts/deploy_api_server_qwen25_72b.py --port 8750',
    );
    for (const row of rows.filter((line) => !line.includes('python'))) {
      assert.match(row.slice(stat, command), /^[RSIT][<NsSl+]* +\S+ +\d+:\d\d $/, row);
    }
    const shell = rows.find((row) => row.endsWith(' -bash'));
    assert.match(shell ?? '', /^root +\d+ {2}0\.0 {2}0\.0 +\d+ +\d+ pts\/0 {4}Ss {3}09:0\d {3}0:00 -bash$/);
  });

  it('takes back the places that a value too wide has used as soon as it can', async () => {
    const { stdout } = await testMachine().run('ps', 'aux');
    const server = lines(stdout).find((row) => row.includes('deploy_api_server')) ?? '';
    assert.match(server, /^root {7}41260 {2}104 {2}3\.5 \d{9} 18874368 \? {2}Ssl {2}08:00 {2}74:52 python/);
  });

  it('lists the terminal of the shell alone, and itself', async () => {
    const machine = testMachine();
    const { stdout } = await machine.run('ps');
    const [, shell, self] = lines(stdout);
    assert.equal(lines(stdout).length, 3);
    assert.equal(shell, `${String(machine.shell.pid).padStart(7)} pts/0    00:00:00 bash`);
    assert.match(self ?? '', /^ +\d+ pts\/0 {4}00:00:00 ps$/);
  });

  it('takes BSD and UNIX letters, mixed, and -aux for aux', async () => {
    const machine = testMachine();
    const count = async (...args: string[]): Promise<number> => lines((await machine.run('ps', ...args)).stdout).length;
    const all = machine.world.processes.size + 2;
    for (const args of [['aux'], ['-aux'], ['a', 'u', 'x'], ['-e'], ['-A'], ['-ef'], ['ax', '-o', 'pid']]) {
      assert.equal(await count(...args), all, args.join(' '));
    }
    assert.equal(await count('-e', '--no-headers'), all - 1);
    assert.equal(await count('-C', 'python'), 3);
    assert.equal(await count('-p', '1,41201'), 3);
    assert.equal(await count('p', '1', '41201'), 3);
    assert.equal(
      await count('--ppid', '2'),
      [...machine.world.processes.values()].filter(({ ppid }) => ppid === 2).length + 1,
    );
    assert.equal(await count('-N', '-p', '1'), all - 1);
    assert.equal(await count('-u', 'syslog'), 2);
  });

  it('ends with 1 when nothing is selected, and prints the header all the same', async () => {
    const { stdout, exitCode } = await testMachine().run('ps', '-p', '999999');
    assert.equal(stdout, '    PID TTY          TIME CMD\n');
    assert.equal(exitCode, 1);
  });

  it('sorts by any column, up and down', async () => {
    const machine = testMachine();
    const first = async (sort: string): Promise<string | undefined> =>
      lines((await machine.run('ps', '-eo', 'pid,rss', '--no-headers', `--sort=${sort}`)).stdout)[0];
    assert.match((await first('-rss')) ?? '', /^ +41260 18874368$/);
    assert.match((await first('-%mem')) ?? '', /^ +41260 /);
    assert.match((await first('pid')) ?? '', /^ +1 /);
    assert.equal((await machine.run('ps', 'ax', 'k', '-pid', '-o', 'pid')).stdout.split('\n')[1]?.trim(), '41261');
  });

  it('draws descent as procps-ng does', async () => {
    const machine = testMachine({
      processes: [
        process({ pid: 900_001, command: 'parent' }),
        process({ pid: 900_002, ppid: 900_001, command: 'first' }),
        process({ pid: 900_003, ppid: 900_002, command: 'inner' }),
        process({ pid: 900_004, ppid: 900_001, command: 'second' }),
      ],
    });
    const tree = await machine.run('ps', 'axf', '-o', 'pid,args');
    assert.match(
      tree.stdout,
      / 900001 parent\n 900002 {2}\\_ first\n 900003 {2}\| {3}\\_ inner\n 900004 {2}\\_ second\n/,
    );
    const indented = await machine.run('ps', '-eH', '-o', 'pid,comm');
    assert.match(indented.stdout, / 900001 {3}parent\n 900002 {5}first\n 900003 {7}inner\n 900004 {5}second\n/);
    assert.equal(lines(tree.stdout)[1], '      2 [kthreadd]');
  });

  it('counts times by the clock of the machine', async () => {
    const machine = testMachine({
      processes: [
        process({ pid: 900_001, command: 'today', startedAt: Date.parse('2025-03-04T00:00:01Z'), cpu: 50 }),
        process({ pid: 900_002, command: 'earlier', startedAt: Date.parse('2025-03-01T09:12:00Z'), cpu: 250 }),
        process({ pid: 900_003, command: 'lastyear', startedAt: Date.parse('2024-12-31T09:12:00Z'), cpu: 0 }),
      ],
    });
    const rows = lines(
      (await machine.run('ps', '-o', 'start_time,etime,time,%cpu,c,comm', '-p', '900001,900002,900003')).stdout,
    );
    assert.deepEqual(rows.slice(1), [
      '00:00    09:11:59 04:35:59 50.0 50 today',
      'Mar01  3-00:00:00 7-12:00:00 250 99 earlier',
      '2024  63-00:00:00 00:00:00  0.0  0 lastyear',
    ]);
  });

  it('shortens long user names, and shows them in full where there is room', async () => {
    const machine = testMachine();
    assert.match((await machine.run('ps', 'aux')).stdout, /^systemd\+ /m);
    assert.match((await machine.run('ps', '-eo', 'user:20,pid')).stdout, /^systemd-resolve {6}/m);
    assert.match((await machine.run('ps', '-eo', 'pid,user')).stdout, / systemd-resolve$/m);
  });

  it('shows another user the same processes', async () => {
    const machine = testMachine({ spec: machineSpec({ user: 'ann' }) });
    assert.match((await machine.run('ps')).stdout, /pts\/0 {4}00:00:00 bash\n/);
    const own = lines((await machine.run('ps', '-u', 'ann', '-o', 'comm=')).stdout);
    assert.deepEqual(own, ['sshd', 'bash', 'ps']);
  });

  it('shows memory in KiB and as a share of the machine', async () => {
    const [server] = agentProcesses.filter(({ memory }) => memory === 18 * GIB);
    const { stdout } = await testMachine().run('ps', '-o', 'rss=,%mem=', '-p', String(server?.pid));
    assert.equal(stdout, '18874368 3.5\n');
  });
});
