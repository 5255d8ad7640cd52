import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { complaint, makeMachine, output } from '../machine-fixture.ts';

describe('tools that look at disks and modules', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = await makeMachine();
  });

  it('tell the same partitions as lsblk and /proc/partitions', async () => {
    const table = await output(machine, 'fdisk -l');
    assert.match(table, /^Disk \/dev\/vda: 200 GiB, 214748364800 bytes, 419430400 sectors\n.*Disklabel type: gpt\n/s);
    const rows = [...table.matchAll(/^\/dev\/(\w+) +(\d+) +(\d+) +(\d+) +\S+ (.*)$/gm)];
    assert.deepEqual(
      rows.map(([, name, , , , kind]) => `${name} ${kind}`),
      ['vda1 Linux filesystem', 'vda14 BIOS boot', 'vda15 EFI System'],
    );
    const kernel = await output(machine, 'cat /proc/partitions');
    const inOrder = rows.map(([, , first, last]) => [Number(first), Number(last)] as const).sort(([a], [b]) => a - b);
    for (const [index, [, last]] of inOrder.entries()) assert.ok(last < (inOrder[index + 1]?.[0] ?? 419_430_400));
    for (const [, name, first, last, sectors] of rows) {
      assert.equal(Number(sectors), Number(last) - Number(first) + 1);
      assert.match(kernel, new RegExp(` ${Math.floor(Number(sectors) / 2)} ${name}\n`));
    }
    assert.match(
      await output(machine, 'parted -l'),
      /Partition Table: gpt\n.*\n14 +1049kB +5243kB +4194kB +bios_grub\n15 .* fat32 +boot, esp\n 1 .* ext4\n/s,
    );
  });

  it('tell the same file systems as lsblk and fstab', async () => {
    const uuid = (await output(machine, 'lsblk -no UUID /dev/vda1')).trim();
    assert.equal(await output(machine, 'blkid -s UUID -o value /dev/vda1'), `${uuid}\n`);
    assert.equal(await output(machine, 'blkid -L cloudimg-rootfs; blkid -U none; echo $?'), '/dev/vda1\n2\n');
    assert.match(
      await output(machine, 'blkid'),
      new RegExp(
        `^/dev/vda1: LABEL="cloudimg-rootfs" UUID="${uuid}" BLOCK_SIZE="4096" TYPE="ext4" PARTUUID="[0-9a-f-]{36}"\n/dev/vda15: .*TYPE="vfat".*\n/dev/vda14: PARTUUID=`,
      ),
    );
  });

  it('are for root where the disk itself is read', async () => {
    const user = await makeMachine({ user: 'ubuntu' });
    assert.equal(await complaint(user, 'fdisk -l /dev/vda'), 'fdisk: cannot open /dev/vda: Permission denied\n');
    assert.equal(
      await complaint(machine, 'fdisk -l /dev/sdz'),
      'fdisk: cannot open /dev/sdz: No such file or directory\n',
    );
  });

  it('know the modules that are loaded, and the version of the driver', async () => {
    assert.equal(
      await output(machine, 'modinfo -F version nvidia'),
      await output(machine, 'nvidia-smi --query-gpu=driver_version --format=csv,noheader -i 0'),
    );
    assert.equal(
      await output(
        machine,
        'for m in $(lsmod | tail -n +2 | cut -d" " -f1); do modinfo -n $m >/dev/null || echo $m; done',
      ),
      '',
    );
    assert.match(
      await output(machine, 'modinfo virtio_net'),
      /^filename: {7}\/lib\/modules\/\S+\/kernel\/drivers\/net\/virtio_net\.ko\n/,
    );
    assert.equal(await complaint(machine, 'modinfo nothing'), 'modinfo: ERROR: Module nothing not found.\n');
  });

  it('find no snap where no file system of one is mounted', async () => {
    assert.match(await complaint(machine, 'snap list'), /^No snaps are installed yet\./);
    assert.equal(await output(machine, 'ls /snap; mount | grep -c squashfs'), 'bin\n0\n');
  });
});

describe('programs on the disk', () => {
  it('are as large as they are, hold what programs hold, and belong to packages', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'stat -c %s /bin/ls /usr/bin/python3.10; wc -c < /bin/ls'),
      '138208\n5904904\n138208\n',
    );
    assert.equal(await output(machine, 'strings /bin/ls | head -2'), '/lib64/ld-linux-x86-64.so.2\nlibc.so.6\n');
    assert.match(await output(machine, 'hexdump -C /bin/ls | head -1'), /^00000000 {2}7f 45 4c 46 02 01 01 00 /);
    assert.equal(
      await output(machine, 'dpkg -S /bin/ls /usr/sbin/modinfo'),
      'coreutils: /bin/ls\nkmod: /usr/sbin/modinfo\n',
    );
    assert.equal(await complaint(machine, 'dpkg -S /bin/no'), 'dpkg-query: no path found matching pattern /bin/no\n');
  });
});
