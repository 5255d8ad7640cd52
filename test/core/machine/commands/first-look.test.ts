import assert from 'node:assert/strict';
import { complaint, makeMachine, output } from '../machine-fixture.ts';

describe('what somebody looks at in the first minutes', () => {
  it('tells kinds of files as file(1) does, in its columns', async () => {
    const machine = await makeMachine();
    await output(
      machine,
      'cd /tmp; printf "import os\\n" > a.py; printf "{}" > b.json; : > none; printf "a\\0b" > raw',
    );
    assert.equal(
      await output(machine, 'file a.py b.json none raw /tmp /etc/mtab nothing'),
      "a.py:      Python script, ASCII text executable\nb.json:    JSON text data\nnone:      empty\nraw:       data\n/tmp:      sticky, directory\n/etc/mtab: symbolic link to ../proc/self/mounts\nnothing:   cannot open `nothing' (No such file or directory)\n",
    );
    assert.match(
      await output(machine, 'file -b /bin/ls'),
      /^ELF 64-bit LSB pie executable, .*BuildID\[sha1\]=[0-9a-f]{40}/,
    );
    assert.equal(await output(machine, 'file -bi a.py'), 'text/x-script.python; charset=us-ascii\n');
  });

  it('lists archives with names, whole dates and the columns of GNU tar', async () => {
    const machine = await makeMachine();
    await output(
      machine,
      'cd /tmp; mkdir d; echo hello > d/x; touch -d "2024-12-27 13:09" d/x; chown ubuntu d/x; tar cf a.tar d/x',
    );
    assert.equal(await output(machine, 'tar tvf a.tar'), '-rw-r--r-- root/root         6 2024-12-27 13:09 d/x\n');
  });

  it('keeps find -xdev on the file system where it began', async () => {
    const machine = await makeMachine();
    assert.equal(await output(machine, 'find / -xdev -path "/proc/*" | head -1'), '');
    assert.equal(await output(machine, 'find / -xdev -maxdepth 1 -name proc'), '/proc\n');
    assert.notEqual(await output(machine, 'find /proc -xdev -maxdepth 1 -name 1'), '');
  });

  it('has a kernel that agrees with the commands on cards and processors', async () => {
    const machine = await makeMachine();
    assert.equal(
      await output(machine, 'cat /sys/class/net/ens3/address'),
      await output(machine, "ip link show ens3 | sed -n 's/.*ether \\([0-9a-f:]*\\).*/\\1/p'"),
    );
    assert.equal(await output(machine, 'cat /sys/devices/system/cpu/online; nproc'), '0-15\n16\n');
    assert.match(await output(machine, 'ls -ld /proc'), / 0 \w{3} +\d+ \d\d:\d\d \/proc\n$/);
  });

  it('has editors that need a terminal, and says which distribution it is', async () => {
    const machine = await makeMachine();
    assert.equal(await complaint(machine, 'nano x'), 'Standard input is not a terminal\n');
    assert.equal(await complaint(machine, 'env -u TERM nano x'), 'Error opening terminal: unknown.\n');
    assert.match(await complaint(machine, 'vim x'), /^Vim: Warning: Output is not to a terminal\n/);
    assert.equal(
      await output(machine, 'lsb_release -a'),
      'Distributor ID:\tUbuntu\nDescription:\tUbuntu 22.04.5 LTS\nRelease:\t22.04\nCodename:\tjammy\n',
    );
  });

  it('gives numbers that awk puts into a text six digits, and leaves what it read', async () => {
    const machine = await makeMachine();
    const program = 'awk \'{ print $1/7 " GB", 1e9/7 "x", 0.1+0.7 "", $2, 2^53 "" }\'';
    assert.equal(
      await output(machine, `echo 100 0.30000000000000004 | ${program}`),
      '14.2857 GB 1.42857e+08x 0.8 0.30000000000000004 9007199254740992\n',
    );
    assert.equal(await output(machine, 'awk \'BEGIN { printf "%.15f\\n", 1/3 }\''), '0.333333333333333\n');
  });

  it('says in the journal what the log files say of the hours before', async () => {
    const machine = await makeMachine();
    const last = await output(machine, "grep -h CRON /var/log/syslog | tail -1 | sed 's/.*CMD/CMD/'");
    assert.match(last, /^CMD \(/);
    assert.equal(await output(machine, "journalctl -u cron -n 100 | grep CMD | tail -1 | sed 's/.*CMD/CMD/'"), last);
    assert.match(await output(machine, 'journalctl -u ssh'), /sshd\[\d+\]: Accepted publickey for /);
  });

  it('shows a listing that Python starts once in what it lists', async () => {
    const machine = await makeMachine();
    const found = await output(machine, "nohup ps -o args > /tmp/list; grep -c '^ps -o args' /tmp/list");
    assert.equal(found, '1\n');
  });
});

describe('the tree of processes', () => {
  it('shows the parents of a shell up to the first process, and pstree below it', async () => {
    const machine = await makeMachine();
    assert.match(
      await output(machine, 'pstree -sp $$'),
      /^systemd\(1\)───sshd\(\d+\)───sshd\(\d+\)───bash\(\d+\)───pstree\(\d+\)\n$/,
    );
    const pid = (await output(machine, 'echo $$')).trim();
    assert.match(await output(machine, 'pstree -sp $$'), new RegExp(`───bash\\(${pid}\\)───`));
    assert.match(await output(machine, 'pstree | cat'), /sshd───sshd───bash─┬─cat\n/);
  });
});
