/** Output that never ends, and contents that are too large to be held: counts are those of a real host, or the tool is killed. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { complaint, makeMachine, output } from '../machine-fixture.ts';

const SCRIPTS = [
  'yes | head -c 1000000 | wc',
  'yes a b | head -n 300000 | wc',
  'yes | head -c 90000001 | wc -lc',
  'yes | head -c 30000000 | md5sum',
  'head -c 100000000 /dev/zero | wc -c',
  'head -c 70000000 /dev/zero | sha256sum',
  'cat /dev/zero | head -c 1000000 | wc -c',
  'dd if=/dev/zero bs=1M count=100 2>/dev/null | wc -c',
  'cat /dev/zero | dd bs=1K count=70000 2>/dev/null | wc -c',
  'head -c 80M /dev/zero | tr "\\0" a | tail -c 5',
  'tr -dc a-z < /dev/urandom | head -c 100000 | wc -c',
  'base64 /dev/zero | head -c 3000000 | md5sum',
  'yes | sed 3q',
  'yes | grep -m 2 y',
  'yes | awk "NR == 3 { exit } { print NR }"',
  'yes | tr y n | head -n 2',
  'yes | (read a; echo $a)',
  'yes ok | while read -r l; do echo $l; break; done',
  'x=$(yes | head -n 3); echo $x',
  'timeout 9 yes | head -n 2',
  'timeout 9 head -c 100M /dev/zero | wc -c',
  'head -c 16 < /dev/zero | od -An -tx1',
  'od -An -N100000 -v -tx1 /dev/zero | wc',
  'od -An -N4 -tu4 /dev/urandom | wc -l',
  'od -v -An -tx1 /dev/zero | head -n 100000 | wc',
];

describe('output that never ends', () => {
  for (const script of SCRIPTS) {
    it(`is cut as on a real host: ${script}`, async () => {
      const machine = await makeMachine();
      const stdout = await output(machine, script);
      assert.equal(stdout, execFileSync('bash', ['-c', script], { encoding: 'utf8' }));
    });
  }

  it('keeps a reader busy that wants all of it', async () => {
    const machine = await makeMachine();
    const stdout = await output(machine, `timeout 1 yes | wc -l; echo \${PIPESTATUS[0]}`);
    const [lines = '', status] = stdout.trim().split('\n');
    assert.ok(Number(lines) > 1e8);
    assert.equal(status, '124');
  });

  it('fills a file as long as it runs', async () => {
    const machine = await makeMachine();
    const stdout = await output(
      machine,
      'cd /tmp; timeout 1 cat /dev/zero > z; stat -c %s z; timeout 2 yes > y; stat -c %s y',
    );
    const [first = 0, second = 0] = stdout.trim().split('\n').map(Number);
    assert.ok(first > 1e8 && second > first * 1.5);
  });

  it('runs in the background until it is killed, and takes a processor', async () => {
    const machine = await makeMachine();
    const stdout = await output(
      machine,
      'yes > /dev/null & sleep 1; ps -o stat=,comm= -p $!; kill $!; wait $!; echo $?',
    );
    assert.equal(stdout, 'R    yes\n143\n');
  });

  it('kills a tool that would have to hold too much of it, and never counts short', async () => {
    const machine = await makeMachine();
    const command = `head -c 1G /dev/zero | base64 | wc -c; echo \${PIPESTATUS[1]}`;
    const stdout = await output(machine, command);
    const stderr = await complaint(machine, command);
    assert.equal(stdout, '0\n137\n');
    assert.match(stderr, /Killed/);
  });
});
