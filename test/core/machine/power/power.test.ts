import assert from 'node:assert/strict';
import { foldPatches } from '../../../../src/core/machine/fold.ts';
import { loginsOf } from '../../../../src/core/machine/host/logins.ts';
import type { WorldPatch } from '../../../../src/core/machine/world.ts';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

const kinds = (events: readonly { readonly kind: string }[]): readonly string[] =>
  events.map(({ kind }) => kind).filter((kind) => kind !== 'command' && !kind.startsWith('file.'));

describe('power', () => {
  it('restarts the machine: what is not kept is gone, and the agent with it', async () => {
    const machine = await makeMachine();
    await type(machine, 'echo kept > /root/kept; echo gone > /tmp/gone; echo gone > /dev/shm/gone; X=1; sleep 1000 &');
    const boot = await output(machine, 'cat /proc/sys/kernel/random/boot_id; who -b');
    const { observation, events } = await type(machine, 'echo before; reboot; echo never > /root/never');
    assert.equal(observation.stdout, 'before\n');
    assert.match(observation.stderr, /^Connection to 10\.[\d.]+ closed by remote host\.\n/);
    assert.equal(observation.exitCode, 255);
    assert.deepEqual(kinds(events), ['machine.rebooted', 'process.killed', 'process.killed']);
    assert.equal([...machine.world.processes.values()].filter(({ self }) => self).length, 0);
    assert.equal(
      await output(
        machine,
        'cat /root/kept; ls /tmp/gone /dev/shm /root/never 2>/dev/null; echo "[$X]"; pwd; pgrep -c sleep; nvidia-smi --query-gpu=memory.used --format=csv,noheader | sort -u',
      ),
      'kept\n/dev/shm:\n[]\n/opt/agent\n0\n0 MiB\n',
    );
    assert.notEqual(await output(machine, 'cat /proc/sys/kernel/random/boot_id; who -b'), boot);
    assert.match(await output(machine, 'uptime -p; uptime -s'), /^up \d minutes?\n2025-/);
    assert.match(
      await output(machine, 'last reboot'),
      /^reboot .*still running\nreboot .* - \d\d:\d\d {1,2}\(\d+\+\d\d:\d\d\)\n/,
    );
    assert.equal(loginsOf(machine.world).length, 1);
  });

  it('shuts everybody out, and lets them in again', async () => {
    const machine = await makeMachine();
    machine.join({ id: 'child', user: 'root', cwd: '/tmp', host: undefined, pid: undefined });
    await machine.perform({ kind: 'shell', agent: 'child', command: 'Y=2', timeoutMs: 1_000 });
    await machine.perform({ kind: 'shell', terminal: 3, command: 'sleep 5000', longRunning: true, timeoutMs: 1_000 });
    await type(machine, 'systemctl reboot');
    const child = await machine.perform({
      kind: 'shell',
      agent: 'child',
      command: 'echo "[$Y]" $PWD',
      timeoutMs: 1_000,
    });
    assert.equal(child.observation.stdout, '[] /tmp\n');
    const third = await machine.perform({ kind: 'shell', terminal: 3, command: 'echo back', timeoutMs: 1_000 });
    assert.equal(third.observation.stdout, 'back\n');
    assert.deepEqual(
      third.observation.terminals?.map(({ state }) => state),
      ['idle', 'idle', 'idle', 'idle', 'idle'],
    );
  });

  it('brings back what is enabled, what cron starts, and nothing else', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'cat > /etc/systemd/system/a.service <<E\n[Service]\nExecStart=/bin/sleep 7001\n[Install]\nWantedBy=multi-user.target\nE\nsed s/7001/7002/ /etc/systemd/system/a.service > /etc/systemd/system/b.service; systemctl enable a; systemctl start a b; echo "@reboot sleep 7003" | crontab -; nohup sleep 7004 >/dev/null 2>&1 &',
    );
    assert.equal(await output(machine, 'pgrep -a sleep | cut -d" " -f3 | sort'), '7001\n7002\n7004\n');
    await type(machine, 'shutdown -r now');
    assert.equal(await output(machine, 'pgrep -a sleep | cut -d" " -f3 | sort'), '7001\n7003\n');
    assert.equal(await output(machine, 'systemctl is-active a b cron ssh'), 'active\ninactive\nactive\nactive\n');
  });

  it('knows after a restart whose services and timers they are', async () => {
    const machine = await makeMachine();
    machine.join({ id: 'child', user: 'root', cwd: '/tmp', host: undefined, pid: 4321 });
    await machine.perform({
      kind: 'shell',
      agent: 'child',
      command:
        'printf "[Service]\\nExecStart=/bin/sleep 7001\\n[Install]\\nWantedBy=multi-user.target\\n" > /etc/systemd/system/a.service; systemctl enable a; echo "@reboot sleep 7002" | crontab -; printf "#!/bin/sh\\nsleep 7003 &\\n" > /etc/rc.local; chmod +x /etc/rc.local; reboot',
      timeoutMs: 60_000,
    });
    await machine.perform({ kind: 'wait', ms: 1_000 });
    const started = [...machine.world.processes.values()].filter(({ command }) => /sleep 700/.test(command));
    assert.deepEqual(started.map(({ command, startedFor }) => [command.replace('/bin/', ''), startedFor]).sort(), [
      ['sleep 7001', 4321],
      ['sleep 7002', 4321],
      ['sleep 7003', undefined],
    ]);
  });

  it('can be announced and taken back', async () => {
    const machine = await makeMachine();
    assert.match(
      await complaint(machine, 'shutdown -r +5'),
      /^Reboot scheduled for \w{3} 2025-\d\d-\d\d \d\d:\d\d:\d\d UTC, use 'shutdown -c' to cancel\.\n$/,
    );
    await type(machine, 'shutdown -c');
    await machine.perform({ kind: 'wait', ms: 600_000 });
    assert.equal(await output(machine, 'pgrep -c -f start.py'), '1\n');
    await type(machine, 'shutdown -r +5');
    const { events } = await machine.perform({ kind: 'wait', ms: 301_000 });
    assert.ok(kinds(events).includes('machine.rebooted'));
    assert.equal(await output(machine, 'pgrep -c -f start.py'), '0\n');
  });

  it('turned off, answers nobody', async () => {
    const machine = await makeMachine();
    const { events } = await type(machine, 'poweroff');
    assert.deepEqual(kinds(events), ['machine.stopped', 'process.killed', 'process.killed']);
    assert.deepEqual([machine.world.power, machine.world.processes.size], ['off', 0]);
    const after = await type(machine, 'echo there');
    assert.equal(after.observation.stdout, '');
    assert.match(after.observation.stderr, /Connection timed out\nThe machine does not answer\.\n$/);
    const read = await machine.perform({ kind: 'read_file', path: '/etc/hostname' });
    assert.equal(read.observation.exitCode, 255);
  });

  it('is in the hands of root', async () => {
    const machine = await makeMachine({ user: 'ubuntu' });
    for (const command of ['reboot', 'shutdown -h now', 'poweroff', 'systemctl reboot', 'init 6']) {
      const { observation, events } = await type(machine, command);
      assert.match(observation.stderr, /Interactive authentication required\./, command);
      assert.deepEqual(kinds(events), []);
    }
  });

  it('is part of the patches, and the fold of them is the world', async () => {
    const machine = await makeMachine();
    const patches: WorldPatch[] = [machine.initial.patch];
    for (const command of ['touch /tmp/x', 'reboot', 'ls', 'poweroff', 'ls']) {
      patches.push((await type(machine, command)).patch);
      const folded = foldPatches(undefined, patches);
      assert.deepEqual(folded, machine.world);
    }
  });
});
