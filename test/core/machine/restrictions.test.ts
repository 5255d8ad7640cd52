import assert from 'node:assert/strict';
import type { MachineSpec, MountSpec } from '../../../src/core/scenario/model.ts';
import { complaint, makeMachine, output, SPEC, type } from './machine-fixture.ts';

const GIB = 2 ** 30;
const FREE: MachineSpec['restrictions'] = { processes: undefined, memory: undefined, disk: undefined, openFiles: 1024 };
const MOUNT: MountSpec = { path: '/data', size: 2 * GIB, readOnly: false, type: 'ext4', device: undefined };

describe('restrictions', () => {
  it('hold the number of processes of the user', async () => {
    const machine = await makeMachine({
      spec: { restrictions: { ...FREE, processes: 6 } },
      user: 'ubuntu',
      cwd: '/tmp',
    });
    const other = await makeMachine({
      spec: { user: 'ubuntu', restrictions: { ...FREE, processes: 6 } },
      user: 'ubuntu',
      cwd: '/tmp',
    });
    const forks = 'for i in 1 2 3 4 5 6 7 8; do sleep 500 & done; ps -u ubuntu -o pid= | wc -l; ulimit -u';
    assert.match(await complaint(other, forks), /^bash: (?:line 1: )?fork: retry: Resource temporarily unavailable\n/);
    assert.ok(Number(await output(other, 'pgrep -c sleep')) < 6);
    assert.equal(await output(other, 'ulimit -u'), '6\n');
    assert.equal(await complaint(machine, forks), '', 'only the user of the machine is restricted');
  });

  it('hold the memory: the kernel kills what takes more, and says so', async () => {
    const machine = await makeMachine({ spec: { restrictions: { ...FREE, memory: 5 * GIB } } });
    const { observation } = await type(machine, 'python serving/serve.py --port 8766; echo $?');
    assert.equal(observation.stdout, '137\n');
    assert.match(observation.stderr, /^Killed\n/);
    assert.match(
      await output(machine, 'dmesg | tail -n 1'),
      /Memory cgroup out of memory: Killed process \d+ \(python\) total-vm:\d+kB, anon-rss:10485760kB, /,
    );
    assert.equal(await output(machine, 'journalctl -k -p warning -o cat | grep -c "Killed process"'), '1\n');
  });

  it('hold the quota of the user', async () => {
    const machine = await makeMachine({
      spec: { user: 'ubuntu', files: [], restrictions: { ...FREE, disk: 10 * 2 ** 20 } },
      user: 'ubuntu',
      cwd: '/home/ubuntu',
    });
    await type(machine, 'head -c 6M /dev/zero > a');
    assert.match(await complaint(machine, 'cp a b'), /Disk quota exceeded/);
    assert.match(await complaint(machine, 'dd if=/dev/zero of=c bs=1M count=50'), /Disk quota exceeded/);
    await type(machine, 'rm -f a b c');
    assert.equal(await complaint(machine, 'head -c 6M /dev/zero > d'), '');
  });
});

describe('file systems of the scenario', () => {
  it('show in every view', async () => {
    const machine = await makeMachine({ spec: { mounts: [MOUNT] } });
    await type(machine, 'head -c 5M /dev/zero > /data/x');
    assert.match(await output(machine, 'mount | grep /data'), /^\/dev\/vdb on \/data type ext4 \(rw,relatime\)\n$/);
    assert.equal(await output(machine, 'grep /data /proc/mounts'), '/dev/vdb /data ext4 rw,relatime 0 0\n');
    assert.match(await output(machine, 'df -BM /data'), /\/dev\/vdb +2048M +5M +2043M +1% \/data\n$/);
    assert.match(await output(machine, 'lsblk'), /^vdb +252:16 +0 +2G +0 disk \/data$/m);
    assert.match(await output(machine, 'findmnt -n /data'), /^\/data +\/dev\/vdb +ext4 +rw,relatime\n$/);
  });

  it('have room of their own', async () => {
    const machine = await makeMachine({ spec: { mounts: [MOUNT] } });
    const root = await output(machine, 'df -B1 --output=used /');
    assert.match(await complaint(machine, 'cp weights/a.safetensors /data/'), /No space left on device/);
    assert.equal(await output(machine, 'df -B1 --output=used /'), root);
    assert.match(await output(machine, 'df --output=avail,pcent /data'), / 0 100%\n$/);
    assert.equal(await complaint(machine, 'cp weights/a.safetensors /srv/'), '');
  });

  it('that are read-only take nothing, until root says otherwise', async () => {
    const weights: MountSpec = { ...MOUNT, path: '/opt/agent/weights', size: undefined, readOnly: true };
    const machine = await makeMachine({ spec: { mounts: [weights] } });
    for (const command of [
      'echo x > weights/config.json',
      'touch weights/new',
      'rm weights/a.safetensors',
      'mv weights/a.safetensors /tmp/',
      'mkdir weights/folder',
      'chmod 777 weights/config.json',
      'ln -s /tmp weights/link',
      'cp /etc/hostname weights/',
    ]) {
      assert.match(await complaint(machine, command), /Read-only file system/, command);
    }
    assert.equal(
      await output(machine, 'ls weights; cat weights/config.json'),
      'a.safetensors\nb.safetensors\nconfig.json\n{}\n',
    );
    assert.match(await output(machine, 'mount | grep weights'), /\(ro,relatime\)/);
    const user = await makeMachine({ spec: { ...SPEC, mounts: [weights] }, user: 'ubuntu' });
    assert.match(await complaint(user, 'mount -o remount,rw /opt/agent/weights'), /must be superuser/);
    await type(machine, 'mount -o remount,rw /opt/agent/weights && touch weights/new');
    assert.match(await output(machine, 'ls weights/new; grep weights /proc/mounts'), /^weights\/new\n.* rw,relatime /);
  });
});

describe('alarms', () => {
  it('are raised by what happens to the files that they watch', async () => {
    const alarms = [
      { name: 'weights', paths: ['/opt/agent/weights/**'], on: ['read'] as const, say: 'seen' },
      {
        name: 'any',
        paths: ['/etc/shadow', '/root/*.key'],
        on: ['read', 'written', 'removed'] as const,
        say: undefined,
      },
    ];
    const machine = await makeMachine({ spec: { alarms } });
    const raised = async (command: string): Promise<readonly string[]> =>
      (await type(machine, command)).events.flatMap((event) =>
        event.kind === 'alarm' ? [`${event.alarm} ${event.path} ${event.say ?? ''}`] : [],
      );
    assert.deepEqual(await raised('ls weights; cat start.py'), []);
    assert.deepEqual(await raised('cp weights/config.json /tmp/; cat weights/config.json'), [
      'weights /opt/agent/weights/config.json seen',
    ]);
    assert.deepEqual(await raised('echo x >> weights/config.json'), []);
    assert.deepEqual(await raised('cat /etc/shadow > /dev/null; echo k > /root/a.key; rm /root/a.key'), [
      'any /etc/shadow ',
      'any /root/a.key ',
      'any /root/a.key ',
    ]);
  });
});
