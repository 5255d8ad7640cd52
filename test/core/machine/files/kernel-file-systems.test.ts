import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, output } from '../machine-fixture.ts';

describe('file systems that the kernel makes up', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = await makeMachine();
  });

  it('have numbers that mountinfo tells too', async () => {
    const info = await output(machine, 'cat /proc/self/mountinfo');
    for (const place of ['/', '/proc', '/sys', '/dev', '/dev/shm', '/run', '/run/lock', '/boot/efi']) {
      const [, numbers = ''] = new RegExp(`^\\d+ \\d+ (\\d+:\\d+) / ${place} `, 'm').exec(info) ?? [];
      const [major, minor] = numbers.split(':').map(Number);
      const device = Number(await output(machine, `stat -c %d ${place}`));
      assert.deepEqual([Math.floor(device / 256), device % 256], [major, minor], place);
      assert.equal(await output(machine, `stat -c %m ${place}`), `${place}\n`);
    }
    assert.match(info, /^\d+ 1 252:1 \/ \/ rw,relatime shared:\d+ - ext4 \/dev\/vda1 rw,discard,errors=remount-ro$/m);
    const numbers = [...info.matchAll(/^\d+ \d+ (\d+:\d+) /gm)].map(([, text]) => text);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it('give their roots the first inode, no size, and as many links as there are processes', async () => {
    const booted = await output(machine, 'stat -c %W /proc; date -d "$(uptime -s)" +%s; stat -c %Y /proc');
    const [birth, start, time] = booted.trim().split('\n');
    assert.equal(birth, '0');
    assert.ok(Math.abs(Number(start) - Number(time)) <= 1);
    assert.equal(await output(machine, 'stat -c "%i %s %b %o %F" /proc'), '1 0 0 1024 directory\n');
    assert.equal(
      await output(machine, 'ls -di / /proc /sys /dev/shm | tr -s " "'),
      '2 / 1 /dev/shm 1 /proc 1 /sys\n'.replaceAll(/ (?=\d)/g, '\n'),
    );
    assert.equal(await output(machine, 'ls -ld /proc /sys | cut -d" " -f2-5 | tr -s " " | cut -d" " -f4'), '0\n0\n');
    const [links = '', processes = ''] = (await output(machine, 'stat -c %h /proc; ls -d /proc/[0-9]* | wc -l')).split(
      '\n',
    );
    assert.equal(Number(links), Number(processes) + 11);
    assert.match(
      await output(machine, 'stat /proc'),
      /Size: 0 .*Blocks: 0 .*IO Block: 1024 .*\nDevice: 17h\/23d\tInode: 1 /,
    );
    assert.match(await output(machine, 'stat /proc'), / Birth: -\n$/);
    assert.match(await output(machine, 'stat /dev/null'), /^Device: 5h\/5d\t.*Links: 1 {5}Device type: 1,3$/m);
  });

  it('have folders of processes as old as these, with what a shell holds open', async () => {
    const [folder = '', started = ''] = (
      await output(machine, 'stat -c %Y /proc/1; date -d "$(ps -o lstart= -p 1)" +%s')
    ).split('\n');
    assert.equal(folder, started);
    assert.equal(await output(machine, 'readlink /proc/$$/fd/255; ls /proc/$$/fd | wc -l'), '/dev/pts/0\n4\n');
    assert.match(await output(machine, 'lsof -p $$'), /255u +CHR .*\/dev\/pts\/0$/m);
    assert.equal(await output(machine, 'grep Groups /proc/$$/status /proc/1/status | cut -d: -f3'), '\t0 \n\t \n');
  });
});
