import assert from 'node:assert/strict';
import { freeSize, humanSize } from '../../../../src/core/machine/commands/storage/sizes.ts';
import { memoryFigures } from '../../../../src/core/machine/host/load.ts';
import { rootFileSystemSize, rootPartitionSize } from '../../../../src/core/machine/host/partitions.ts';
import { diskUsage, memoryUsage } from '../../../../src/core/machine/resources.ts';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';
import { machineWithPython } from '../python/python-fixture.ts';
import { lines, realTool } from './real-tool.ts';
import { GIB, machineSpec, process, testMachine } from './world.ts';

describe('df', () => {
  it('shows the root disk as the state has it', async () => {
    const machine = testMachine();
    const { used, total } = diskUsage(machine.world);
    const size = rootFileSystemSize(machine.world.host.disk);
    assert.ok(total < size && size < machine.world.host.disk, 'tables and what is kept back take their part');
    const [header, row] = lines((await machine.run('df', '-B1', '--output=source,size,used,avail,target', '/')).stdout);
    assert.match(header ?? '', /^Filesystem +1B-blocks +Used +Avail Mounted on$/);
    assert.deepEqual((row ?? '').split(/ +/), ['/dev/vda1', String(size), String(used), String(total - used), '/']);
  });

  it('has the headers and shapes of coreutils', async () => {
    const machine = testMachine();
    for (const [options, header, shape] of [
      [
        '-h /',
        /^Filesystem {6}Size {2}Used Avail Use% Mounted on$/,
        /^\/\S+ +[\d.]+[KMGT]? +[\d.]+[KMGT]? +[\d.]+[KMGT]? +\d+% \/$/,
      ],
      ['/', /^Filesystem +1K-blocks +Used +Available Use% Mounted on$/, /^\/\S+ +\d+ +\d+ +\d+ +\d+% \/$/],
      [
        '-T /',
        /^Filesystem +Type +1K-blocks +Used +Available Use% Mounted on$/,
        /^\/\S+ +ext4 +\d+ +\d+ +\d+ +\d+% \/$/,
      ],
      ['-BM /', /^Filesystem +1M-blocks +Used +Available Use% Mounted on$/, /^\/\S+ +\d+M +\d+M +\d+M +\d+% \/$/],
      ['-BKB /', /^Filesystem +1kB-blocks +Used +Available Use% Mounted on$/, /^\/\S+ +\d+kB +\d+kB +\d+kB +\d+% \/$/],
      ['-B 512 /', /^Filesystem +512B-blocks +Used +Available Use% Mounted on$/, /^\/\S+ +\d+ +\d+ +\d+ +\d+% \/$/],
      ['-P /', /^Filesystem +1024-blocks +Used +Available Capacity Mounted on$/, /^\/\S+ +\d+ +\d+ +\d+ +\d+% \/$/],
      ['-i /', /^Filesystem +Inodes +IUsed +IFree IUse% Mounted on$/, /^\/\S+ +\d+ +\d+ +\d+ +\d+% \/$/],
    ] as const) {
      const args = options.split(' ');
      const [first = '', second = ''] = lines((await machine.run('df', ...args)).stdout);
      assert.match(first, header, options);
      assert.match(second, shape, options);
      const real = realTool('df', args);
      const [realFirst = '', realSecond = ''] = lines(real?.stdout ?? '');
      if (real?.exitCode === 0 && realSecond.startsWith('/')) {
        assert.match(realFirst, header, `real df ${options}`);
        assert.match(realSecond.replace(/(overlay|xfs|btrfs)/, 'ext4'), shape, `real df ${options}`);
      }
    }
  });

  it('finds the file system of a path, and complains of paths that are not there', async () => {
    const machine = testMachine({ cwd: '/etc' });
    const targets = async (...args: string[]) =>
      lines((await machine.run('df', '--output=target', ...args)).stdout).slice(1);
    assert.deepEqual(await targets('/tmp', '.', '/boot/efi', '/dev/shm'), ['/', '/', '/boot/efi', '/dev/shm']);
    const both = await machine.run('df', '/nosuch', '/');
    assert.equal(both.stderr, 'df: /nosuch: No such file or directory\n');
    assert.equal(both.exitCode, 1);
    assert.equal(lines(both.stdout).length, 2);
  });

  it('is as full as the files make it', async () => {
    const small = { cpus: 4, memory: 8 * GIB, disk: 10 * GIB, gpus: undefined };
    const machine = testMachine({ spec: machineSpec({ hardware: small }) });
    const { used, total } = diskUsage(machine.world);
    assert.ok(used < 0.05 * total, 'a small disk is left to the scenario');
    assert.match((await machine.run('df', '-h', '/')).stdout, /\/dev\/vda1 {7}9\.7G /);
  });
});

describe('figures of the disk', () => {
  const figures = async (machine: Awaited<ReturnType<typeof makeMachine>>, path: string) => {
    const [size, used, available, inodes, inodesUsed] = (
      await output(machine, `df -B4096 --output=size,used,avail,itotal,iused ${path} | tail -1`)
    )
      .trim()
      .split(/ +/)
      .map(Number);
    return { size, used, available, inodes, inodesUsed };
  };

  it('are the same in df, stat and Python', async () => {
    const machine = await machineWithPython();
    for (const path of ['/', '/dev/shm']) {
      const { size = 0, used = 0, available, inodes = 0, inodesUsed = 0 } = await figures(machine, path);
      const status = (await output(machine, `stat -f -c '%S %b %f %a %c %d' ${path}`)).trim();
      assert.equal(status, `4096 ${size} ${size - used} ${available} ${inodes} ${inodes - inodesUsed}`, path);
      const code = `import os; s = os.statvfs('${path}'); print(s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree)`;
      assert.equal((await output(machine, `python3 -c "${code}"`)).trim(), status, path);
    }
  });

  it('grow and shrink with the files of each file system, by what du says of them', async () => {
    const machine = await makeMachine({});
    for (const [path, folder] of [
      ['/', '/tmp'],
      ['/dev/shm', '/dev/shm'],
    ] as const) {
      const before = await figures(machine, path);
      await type(machine, `dd if=/dev/zero of=${folder}/big bs=1M count=300 2>/dev/null`);
      const blocks = Number((await output(machine, `du -B4096 ${folder}/big`)).split('\t')[0]);
      assert.equal(blocks, 300 * 256);
      const full = await figures(machine, path);
      assert.equal((full.used ?? 0) - (before.used ?? 0), blocks, path);
      assert.equal((before.available ?? 0) - (full.available ?? 0), blocks, path);
      await type(machine, `rm ${folder}/big`);
      assert.deepEqual(await figures(machine, path), before, path);
    }
  });

  it('are laid out by stat -f as coreutils lay them out', async () => {
    const machine = await makeMachine({});
    const shape = (text: string): string =>
      text.replaceAll(/\b[\da-f]{6,16}\b|\b\d+ *(?= |$)/gm, '#').replaceAll(/ +/g, ' ');
    for (const [words, format] of [
      ['-f /', ['-f', '/']],
      ['-ft /proc', ['-ft', '/proc']],
      ["-f -c '%T %t %n' /proc /dev/shm", ['-f', '-c', '%T %t %n', '/proc', '/dev/shm']],
    ] as const) {
      const real = realTool('stat', format);
      if (real?.exitCode === 0)
        assert.equal(
          shape(await output(machine, `stat ${words}`)),
          shape(real.stdout.replace('overlayfs', 'ext2/ext3')),
          words,
        );
    }
  });
});

describe('free', () => {
  it('adds up, and agrees with the state and with /proc/meminfo', async () => {
    const machine = testMachine();
    const [, row = ''] = lines((await machine.run('free', '-b')).stdout);
    const [, total, used, free, , cache, available] = row.split(/ +/).map((cell) => Number(cell));
    const figures = memoryFigures(machine.world);
    const state = memoryUsage(machine.world);
    assert.equal(total, figures.total);
    assert.equal((used ?? 0) + (free ?? 0) + (cache ?? 0), total);
    assert.equal(available, (total ?? 0) - (used ?? 0));
    assert.ok(Math.abs((available ?? 0) - (state.total - state.used)) < 16_384);
  });

  it('grows with what processes take', async () => {
    const used = async (memory: number): Promise<number> => {
      const machine = testMachine({ processes: [process({ pid: 900_001, command: 'x', memory })] });
      return Number(lines((await machine.run('free', '-b')).stdout)[1]?.split(/ +/)[2]);
    };
    assert.equal((await used(30 * GIB)) - (await used(10 * GIB)), 20 * GIB);
  });

  it('has the shape of procps-ng in every unit', async () => {
    const machine = testMachine();
    for (const options of ['', '-h', '-m', '-g', '-b', '-t', '-w', '-t -h']) {
      const args = options.split(' ').filter(Boolean);
      const ours = lines((await machine.run('free', ...args)).stdout);
      const real = realTool('free', args);
      const shape = (line: string): string => line.replaceAll(/\d+(\.\d)?([KMGT]i|B)?/g, '#').replaceAll(/ +/g, ' ');
      if (real) assert.deepEqual(ours.map(shape), lines(real.stdout).map(shape), `free ${options}`);
      assert.match(ours[0] ?? '', /^ {15}total {8}used {8}free {6}shared /);
      for (const line of ours.slice(1))
        assert.equal(line.indexOf(':') > 0 && (options === '-b' || line.length <= (ours[0]?.length ?? 0)), true, line);
    }
  });
});

describe('sizes', () => {
  it('are rounded up as coreutils round them', () => {
    for (const [bytes, text] of [
      [0, '0'],
      [1023, '1023'],
      [1024, '1.0K'],
      [1025, '1.1K'],
      [10 * 1024, '10K'],
      [10 * 1024 + 1, '11K'],
      [1023 * 1024 * 1024 + 1, '1.0G'],
      [4096 * GIB, '4.0T'],
    ] as const) {
      assert.equal(humanSize(bytes, 1024), text);
    }
    assert.equal(humanSize(1_500, 1000), '1.5k');
  });

  it('are cut off as free cuts them', () => {
    for (const [bytes, text] of [
      [0, '0B'],
      [8.6 * 2 ** 20, '8.6Mi'],
      [23.9 * GIB, '23Gi'],
      [419 * 2 ** 20, '419Mi'],
      [1023 * 2 ** 20, '1.0Gi'],
    ] as const) {
      assert.equal(freeSize(bytes, false), text);
    }
  });
});

describe('lsblk and mount', () => {
  it('show one disk with the partitions that are mounted', async () => {
    const machine = testMachine();
    const rows = lines((await machine.run('lsblk')).stdout);
    assert.deepEqual(rows, [
      'NAME    MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS',
      'vda     252:0    0    4T  0 disk ',
      '├─vda1  252:1    0    4T  0 part /',
      '├─vda14 252:14   0    4M  0 part ',
      '└─vda15 252:15   0  106M  0 part /boot/efi',
    ]);
    const real = realTool('lsblk', []);
    if (real?.exitCode === 0)
      assert.match(lines(real.stdout)[0] ?? '', /^NAME +MAJ:MIN RM +SIZE RO TYPE MOUNTPOINTS?$/);
    const parsed = JSON.parse((await machine.run('lsblk', '-J', '-b')).stdout);
    assert.equal(parsed.blockdevices[0].children.length, 3);
    assert.equal(Number(parsed.blockdevices[0].size), 4096 * GIB);
    assert.equal(Number(parsed.blockdevices[0].children[0].size), rootPartitionSize(4096 * GIB));
  });

  it('agree with /proc/mounts and df', async () => {
    const machine = await makeMachine();
    const mounted = lines(await output(machine, 'mount'));
    for (const line of mounted) assert.match(line, /^\S+ on \/\S* type \S+ \(r[ow]\S*\)$/);
    const targets = lines(await output(machine, 'df --output=target')).slice(1);
    for (const target of targets)
      assert.ok(
        mounted.some((line) => line.includes(` on ${target} type `)),
        target,
      );
    assert.equal(
      await output(machine, 'mount -t ext4'),
      '/dev/vda1 on / type ext4 (rw,relatime,discard,errors=remount-ro)\n',
    );
  });

  it('do not mount anything', async () => {
    const { observation, events } = await type(await makeMachine(), 'mount /dev/sdb1 /mnt');
    assert.equal(observation.stderr, 'mount: /mnt: special device /dev/sdb1 does not exist.\n');
    assert.equal(observation.exitCode, 32);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'unsupported'),
      [{ kind: 'unsupported', command: 'mount /dev/sdb1 /mnt' }],
    );
    const user = await makeMachine({ user: 'ubuntu' });
    assert.match(await complaint(user, 'mount /dev/sdb1 /mnt'), /must be superuser to use mount/);
  });
});
