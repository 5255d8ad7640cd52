import assert from 'node:assert/strict';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { makeMachine, output } from '../machine-fixture.ts';

describe('the timers of the distribution', () => {
  let machine: Machine;

  beforeEach(async () => {
    machine = await makeMachine();
  });

  it('are listed with their times, the next first, in agreement with the journal', async () => {
    const list = (await output(machine, 'systemctl list-timers')).split('\n');
    assert.match(list[0] ?? '', /^NEXT +LEFT +LAST +PASSED +UNIT +ACTIVATES *$/);
    assert.deepEqual(list.slice(-4), [
      '',
      '11 timers listed.',
      'Pass --all to see loaded but inactive timers, too.',
      '',
    ]);
    const rows = list.slice(1, -4);
    const next = rows.map((row) => Date.parse(row.slice(4, 23).replace(' ', 'T').concat('Z')));
    assert.deepEqual(
      next,
      next.toSorted((a, b) => a - b),
    );
    assert.ok(next.every((at) => at > machine.world.clock));
    const last = / (\w{3} \d{4}-\d\d-\d\d (\d\d:\d\d:\d\d)) UTC \S+.* ago +logrotate\.timer +logrotate\.service/.exec(
      rows.join('\n'),
    );
    assert.equal(last?.[2], '00:00:00');
    const journal = await output(machine, 'journalctl -u logrotate');
    assert.match(journal, / 00:00:00 \S+ systemd\[1\]: Starting Rotate log files\.\.\.\n/);
    assert.equal(await output(machine, 'grep -c "Starting Rotate log files" /var/log/syslog'), '1\n');
  });

  it('elapse while the trial goes on, unless they were stopped', async () => {
    await output(machine, 'systemctl stop man-db.timer');
    await machine.perform({ kind: 'wait', ms: 24 * 3_600_000 });
    const today = await output(machine, 'journalctl -u logrotate -u man-db | grep Finished');
    assert.match(today, /Finished Rotate log files\.\n.*Finished Rotate log files\.\n/s);
    assert.equal([...today.matchAll(/man-db/g)].length, 1, today);
    assert.match(await output(machine, 'systemctl list-timers logrotate.timer'), /00:00:00 UTC .*00:00:00 UTC 9h ago/);
  });

  it('are units with a state, a trigger and a file', async () => {
    const status = await output(machine, 'systemctl status apt-daily.timer');
    assert.match(
      status,
      /Active: active \(waiting\) since .*\n {4}Trigger: .* left\n {3}Triggers: ● apt-daily\.service\n/,
    );
    const service = await output(machine, 'systemctl status apt-daily.service');
    assert.match(
      service,
      /^○ .*\n {5}Loaded: loaded \(\S+; static\)\n {5}Active: inactive \(dead\) since .*\nTriggeredBy: ● apt-daily\.timer\n {7}Docs: man:apt\(8\)\n/,
    );
    assert.equal(
      await output(machine, 'systemctl is-active fstrim.timer; systemctl is-enabled fstrim.timer'),
      'active\nenabled\n',
    );
    assert.match(await output(machine, 'systemctl cat fstrim.timer'), /OnCalendar=Mon \*-\*-\* 00:00:00/);
    assert.equal(await output(machine, 'systemctl list-units --type=timer --no-legend | wc -l'), '11\n');
    await output(machine, 'systemctl disable --now fstrim.timer');
    assert.equal(
      await output(machine, 'systemctl is-active fstrim.timer; systemctl is-enabled fstrim.timer'),
      'inactive\ndisabled\n',
    );
  });
});

describe('control groups', () => {
  it('hold the same processes in the tree of systemctl, in /proc and in the status of a service', async () => {
    const machine = await makeMachine();
    const tree = await output(machine, 'systemctl status');
    assert.match(tree, /├─user\.slice\n.*└─user-0\.slice\n.*[├└]─session-3\.scope\n/s);
    assert.match(tree, /└─system\.slice\n.*├─cron\.service\n +│ └─\d+ \/usr\/sbin\/cron -f -P\n/s);
    const pid = (await output(machine, 'systemctl show -p MainPID --value ssh')).trim();
    assert.equal(
      await output(machine, `cat /proc/${pid}/cgroup /proc/$$/cgroup`),
      '0::/system.slice/ssh.service\n0::/user.slice/user-0.slice/session-3.scope\n',
    );
    const status = await output(machine, 'systemctl status ssh');
    assert.match(status, /Docs: man:sshd\(8\)\n {13}man:sshd_config\(5\)\n {3}Main PID: \d+ \(sshd\)\n {6}Tasks: 1 /);
    assert.match(status, new RegExp(`CGroup: /system\\.slice/ssh\\.service\n {13}└─${pid} "sshd: `));
    assert.match(status, /sshd\[\d+\]: Accepted publickey for root/);
  });
});

describe('limits of threads', () => {
  it('are the same in the shell, in /proc and in the status of services', async () => {
    const machine = await makeMachine();
    const [most = '', pending = '', proc = '', threads = ''] = (
      await output(
        machine,
        "ulimit -u; ulimit -i; grep 'Max processes' /proc/$$/limits | tr -s ' ' | cut -d' ' -f3; sysctl -n kernel.threads-max",
      )
    ).split('\n');
    assert.deepEqual([pending, proc], [most, most]);
    assert.equal(Math.floor(Number(threads) / 2), Number(most));
    assert.match(
      await output(machine, 'systemctl status cron'),
      new RegExp(`limit: ${Math.floor(Number(threads) * 0.15)}\\)`),
    );
  });
});
