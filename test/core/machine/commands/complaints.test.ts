/** What commands say about a wrong command line: recorded from the real tools, and compared with them where they are. */
import assert from 'node:assert/strict';
import type { CommandResult } from '../../../../src/core/machine/commands/command.ts';
import { machineCommands } from '../../../../src/core/machine/commands/index.ts';
import { makeMachine, type } from '../machine-fixture.ts';
import { lines, realTool } from './real-tool.ts';
import { testMachine } from './world.ts';

/** Words, first line of the complaint, exit code. */
const COMPLAINTS: readonly (readonly [words: string, complaint: string, exitCode: number])[] = [
  ['free -z', "free: invalid option -- 'z'", 1],
  ['free --foo', "free: unrecognized option '--foo'", 1],
  ['free -c x', "free: failed to parse count argument: 'x'", 1],
  ['uptime -z', "uptime: invalid option -- 'z'", 1],
  ['w -z', "w: invalid option -- 'z'", 1],
  ['vmstat -z', "vmstat: invalid option -- 'z'", 1],
  ['df -z', "df: invalid option -- 'z'", 1],
  ['df --foo', "df: unrecognized option '--foo'", 1],
  ['df /nosuchpath', 'df: /nosuchpath: No such file or directory', 1],
  ['df --output=foo', 'df: option --output: field ‘foo’ unknown', 1],
  ['df -t nosuch', 'df: no file systems processed', 1],
  ['df -B x /', "df: invalid -B argument 'x'", 1],
  ['uname -z', "uname: invalid option -- 'z'", 1],
  ['uname x', 'uname: extra operand ‘x’', 1],
  ['id -z', 'id: option --zero not permitted in default format', 1],
  ['id nosuchuser', 'id: ‘nosuchuser’: no such user', 1],
  ['id -n', 'id: cannot print only names or real IDs in default format', 1],
  ['id -u -g', 'id: cannot print "only" of more than one choice', 1],
  ['whoami x', 'whoami: extra operand ‘x’', 1],
  ['groups nosuchuser', 'groups: ‘nosuchuser’: no such user', 1],
  ['nproc -z', "nproc: invalid option -- 'z'", 1],
  ['nproc x', 'nproc: extra operand ‘x’', 1],
  ['nproc --ignore=x', 'nproc: invalid number: ‘x’', 1],
  ['date -z', "date: invalid option -- 'z'", 1],
  ['date -d foo', 'date: invalid date ‘foo’', 1],
  ['date x', 'date: invalid date ‘x’', 1],
  ['date -r /nosuchpath', 'date: /nosuchpath: No such file or directory', 1],
  ['who -z', "who: invalid option -- 'z'", 1],
  ['hostname -z', "hostname: invalid option -- 'z'", 255],
  ['lscpu -z', "lscpu: invalid option -- 'z'", 1],
  ['lsblk -o nosuch', 'lsblk: unknown column: nosuch', 1],
  ['lsblk /dev/nosuch', 'lsblk: /dev/nosuch: not a block device', 32],
  ['mount -z', "mount: invalid option -- 'z'", 1],
  ['mount /nosuchpath', "mount: /nosuchpath: can't find in /etc/fstab.", 1],
  ['last -z', "last: invalid option -- 'z'", 1],
  ['dmesg -z', "dmesg: invalid option -- 'z'", 1],
  ['setsid', 'setsid: no command specified', 1],
  ['pgrep', 'pgrep: no matching criteria specified', 2],
  ['pgrep a b', 'pgrep: only one pattern can be provided', 2],
  ['pgrep -z', "pgrep: invalid option -- 'z'", 2],
  ['pgrep -u nosuchuser', 'pgrep: invalid user name: nosuchuser', 2],
  ['pgrep -P x', 'pgrep: not a number: x', 2],
  ['pgrep (', 'pgrep: regex error: Unmatched ( or \\(', 2],
  ['pgrep *x', 'pgrep: regex error: Invalid preceding regular expression', 2],
  [
    'pgrep averyveryverylongname',
    'pgrep: pattern that searches for process name longer than 15 characters will result in zero matches',
    1,
  ],
  ['pkill', 'pkill: no matching criteria specified', 2],
  ['killall', 'Usage: killall [OPTION]... [--] NAME...', 1],
  ['killall nosuchprocess', 'nosuchprocess: no process found', 1],
  ['killall -FOO x', 'FOO: unknown signal; killall -l lists signals.', 1],
  ['killall -u nosuchuser x', 'Cannot find user nosuchuser', 1],
  ['ss -Q', "ss: invalid option -- 'Q'", 255],
  ['ss --foo', "ss: unrecognized option '--foo'", 255],
  ['ss -f nosuch', 'ss: "nosuch" is invalid family', 255],
  ['ss -tln port 22', 'Error: an inet prefix is expected rather than "port".', 1],
  ['netstat -z', "netstat: invalid option -- 'z'", 3],
  ['netstat --foo', "netstat: unrecognized option '--foo'", 3],
  ['lsof -z', 'lsof: illegal option character: z', 1],
  ['lsof -i foo', 'lsof: unknown protocol name (foo) in: -i foo', 1],
  ['lsof -i :nosuch', 'lsof: unknown service nosuch in: -i :nosuch', 1],
  ['lsof -u nosuchuser', "lsof: can't get UID for nosuchuser", 1],
  ['lsof -p abc', 'lsof: illegal process ID: abc', 1],
  ['lsof /nosuchpath', 'lsof: status error on /nosuchpath: No such file or directory', 1],
  ['ip foo', 'Object "foo" is unknown, try "ip help".', 1],
  ['ip -z', 'Option "-z" is unknown, try "ip -help".', 255],
  ['ip addr foo', 'Command "foo" is unknown, try "ip address help".', 255],
  ['ip addr show dev nosuch', 'Device "nosuch" does not exist.', 1],
  ['ifconfig nosuch', 'nosuch: error fetching interface information: Device not found', 1],
  ['nohup', 'nohup: missing operand', 125],
  ['nohup nosuchcommand', "nohup: ignoring input and appending output to 'nohup.out'", 127],
];

/** Complaints that depend on whether a terminal is there, or on the version: only the recorded text counts. */
const RECORDED_ONLY = new Set(['nohup nosuchcommand', 'df -B x /', 'id -z', 'hostname -z']);

/** Whether a command only looks at a world; the others need a machine that runs. */
function isView(name: string): boolean {
  return machineCommands.some((command) => command.name === name);
}

async function typed(line: string): Promise<Pick<CommandResult, 'stdout' | 'stderr' | 'exitCode'>> {
  return (await type(await makeMachine(), line)).observation;
}

describe('complaints of commands', () => {
  for (const [line, complaint, exitCode] of COMPLAINTS) {
    it(`${line}`, async () => {
      const [name = '', ...args] = line.split(' ');
      const ours = isView(name) ? await testMachine().run(name, ...args) : await typed(line);
      assert.equal(lines(ours.stderr)[0], complaint);
      assert.equal(ours.exitCode, exitCode);
      assert.equal(ours.stdout, '');
      const real = RECORDED_ONLY.has(line) ? undefined : realTool(name, args);
      if (real) {
        assert.equal(lines(real.stderr)[0], complaint, 'the real tool');
        assert.equal(real.exitCode, exitCode, 'the real tool');
      }
    });
  }

  it('tells how to get help the way each family of tools does', async () => {
    const machine = testMachine();
    assert.match((await machine.run('df', '-z')).stderr, /\nTry 'df --help' for more information\.\n$/);
    assert.match((await machine.run('free', '-z')).stderr, /\n\nUsage:\n free \[options\]\n\nOptions:\n/);
    assert.match((await machine.run('lsof', '-z')).stderr, /Use the ``-h'' option to get more help information\.\n$/);
    assert.match((await machine.run('pgrep')).stderr, /Try `pgrep --help' for more information\.\n$/);
  });

  it('prints the same usage texts as the real tools of the same version', async () => {
    const machine = testMachine();
    for (const [name, option, version] of [
      ['free', '--help', 'free from procps-ng 4.0.2'],
      ['uptime', '--help', 'uptime from procps-ng 4.0.2'],
      ['pgrep', '--help', 'pgrep from procps-ng 4.0.2'],
      ['pkill', '--help', 'pkill from procps-ng 4.0.2'],
      ['w', '--help', 'w from procps-ng 4.0.2'],
    ] as const) {
      const ours = await machine.run(name, option);
      assert.match(ours.stdout, new RegExp(`Usage:\\n ${name} \\[options\\]`));
      const real = realTool(name, ['-V'])?.stdout.trim() === version ? realTool(name, [option]) : undefined;
      if (real) assert.equal(ours.stdout, real.stdout, name);
    }
  });
});
