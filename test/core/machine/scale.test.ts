/** No command of the machine may cost more than in proportion to what there is: large scenarios would hang. */
import assert from 'node:assert/strict';
import type { Machine } from '../../../src/core/machine/machine.ts';
import type { FileSpec, ProcessSpec } from '../../../src/core/scenario/model.ts';
import { countedWork } from './counted-work.ts';
import { makeMachine, type } from './machine-fixture.ts';

const TIMES = 10;
/** Sorting takes a little more than ten times as long for ten times as much. */
const MOST = 14;

interface Size {
  readonly files: number;
  readonly lines: number;
  readonly processes: number;
}
const SMALL: Size = { files: 150, lines: 1_500, processes: 100 };

const COMMANDS: readonly string[] = [
  'ls -l /data/flat',
  'ls -laR /data',
  'ls -C /data/flat',
  'ls /data/flat | tail -n 1',
  'find /data -name "*7.txt" -newer /etc/passwd',
  'find / -type f -size +1k',
  'grep -rl needle /data',
  'du -ah /data',
  'df -h',
  'cp -r /data /copy && rm -r /copy',
  'mv /data /moved && mv /moved /data',
  'chmod -R u+w /data; chown -R root:root /data',
  'tar cf /tmp/data.tar /data; tar tf /tmp/data.tar | wc -l; rm /tmp/data.tar',
  'diff -r /data /data',
  'for f in /data/flat/*; do :; done',
  'md5sum /data/flat/*',
  'stat -c %n /data/flat/*',
  'rm /data/flat/*; mkdir -p /data/flat; echo new > /data/flat/new',
  'wc /var/log/big.log',
  'tail -n 5 /var/log/big.log; head -n 5 /var/log/big.log; tac /var/log/big.log | tail -n 1',
  'grep -c ERROR /var/log/big.log',
  "awk '{ n += $4 } END { print n }' /var/log/big.log",
  "sed -n 's/ERROR/error/p' /var/log/big.log | tail -n 1",
  'cut -d" " -f2 /var/log/big.log | sort | uniq -c | sort -rn | head -n 3',
  'sort /var/log/big.log | head -n 1',
  'sort -k4n /var/log/big.log | head -n 1',
  'split -l 100 /var/log/big.log /tmp/part; cat /tmp/part* | cmp - /var/log/big.log',
  'echo line >> /var/log/big.log',
  'ps aux',
  'ps -ef --forest',
  'pstree -p',
  'pgrep -fa worker',
  'ss -tulnp; netstat -tulnp',
  'lsof',
  'ls /proc',
  'cat /proc/[0-9]*/comm',
  'top -b -n 1',
  'free -m; uptime; w',
];

function line(index: number): string {
  return `worker-${index % 97} at ${index % 50 === 0 ? 'ERROR' : 'INFO'} ${(index * 7919) % 1000} request ${index}\n`;
}

async function machineOf(size: Size): Promise<Machine> {
  const text = (path: string, content: string): FileSpec => ({
    kind: 'text',
    path,
    content,
    mode: undefined,
    owner: undefined,
  });
  const files = Array.from({ length: size.files }, (_, index) => {
    const path = index % 2 === 0 ? `/data/flat/${index}.txt` : `/data/tree/${index % 20}/${index % 7}/${index}.txt`;
    return text(path, index % 9 === 0 ? `needle ${index}\n` : `hay ${index}\n`);
  });
  const log = text('/var/log/big.log', Array.from({ length: size.lines }, (_, index) => line(index)).join(''));
  const processes = Array.from(
    { length: size.processes },
    (_, index): ProcessSpec => ({
      program: undefined,
      command: `/usr/bin/worker --number ${index}`,
      cwd: '/',
      user: 'root',
      options: {},
      self: false,
    }),
  );
  return makeMachine({ user: 'root', spec: { files: [...files, log], processes } });
}

describe('a machine that holds much', () => {
  let small: Machine;
  let large: Machine;

  before(async () => {
    small = await machineOf(SMALL);
    large = await machineOf({
      files: SMALL.files * TIMES,
      lines: SMALL.lines * TIMES,
      processes: SMALL.processes * TIMES,
    });
  });

  for (const command of COMMANDS) {
    it(`runs in proportion to it: ${command}`, async function () {
      this.timeout(20_000);
      const few = await countedWork(() => type(small, command));
      const many = await countedWork(() => type(large, command));
      assert.ok(many <= few * MOST, `${few} steps on the small machine, ${many} on the large one`);
    });
  }

  it('tells of an action what it changed, however much there is', async () => {
    const { patch } = await large.perform({ kind: 'shell', command: 'echo hi > /tmp/one', timeoutMs: 10_000 });
    assert.deepEqual(Object.keys(patch.files ?? {}).sort(), ['/tmp', '/tmp/one']);
  });
});
