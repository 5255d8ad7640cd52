import assert from 'node:assert/strict';
import type { MachineSpec, UserSpec } from '../../../../src/core/scenario/model.ts';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';

function user(name: string, change: Partial<UserSpec> = {}): UserSpec {
  return {
    name,
    uid: undefined,
    groups: [],
    home: `/home/${name}`,
    shell: '/bin/bash',
    sudo: 'none',
    password: undefined,
    ...change,
  };
}

const as = (name: string, users: readonly UserSpec[], spec: Partial<MachineSpec> = {}) =>
  makeMachine({ spec: { ...spec, user: name, users }, user: name, cwd: '/tmp' });

describe('users that a scenario declares', () => {
  it('are in every file and view', async () => {
    const machine = await as('ann', [user('ann', { uid: 1500, groups: ['docker', 'video'] }), user('bob')]);
    assert.equal(
      await output(
        machine,
        'id; getent passwd ann bob; getent group docker; ls -ld /home/bob | cut -d" " -f3,4; whoami',
      ),
      'uid=1500(ann) gid=1500(ann) groups=1500(ann),44(video),1501(docker)\nann:x:1500:1500:ann,,,:/home/ann:/bin/bash\nbob:x:1000:1000:bob,,,:/home/bob:/bin/bash\ndocker:x:1501:ann\nbob bob\nann\n',
    );
  });

  it('are held by the modes of files', async () => {
    const machine = await as('ann', [user('ann')]);
    for (const command of [
      'cat /etc/shadow',
      'touch /etc/x',
      'ls /root',
      'rm /etc/hostname',
      'echo x >> /etc/passwd',
    ]) {
      assert.match(await complaint(machine, command), /Permission denied/, command);
    }
    assert.match(await complaint(machine, 'kill 1'), /Operation not permitted/);
  });
});

describe('sudo', () => {
  it('lets root and those without a password do everything', async () => {
    const machine = await as('ann', [user('ann', { sudo: 'free' })]);
    assert.equal(
      await output(machine, 'sudo whoami; sudo -n id -u; sudo -u nobody id -un; whoami'),
      'root\n0\nnobody\nann\n',
    );
    assert.equal(
      await output(machine, 'sudo sh -c "echo secret > /root/x; cat /root/x"; ls -l /root/x 2>/dev/null'),
      'secret\n',
    );
    assert.equal(
      await output(machine, 'sudo env | grep -E "^(HOME|SUDO_USER|USER)=" | sort'),
      'HOME=/root\nSUDO_USER=ann\nUSER=root\n',
    );
    assert.match(
      await output(machine, 'sudo -l'),
      /User ann may run the following commands on gpu-01:\n {4}\(ALL : ALL\) ALL\n {4}\(ALL\) NOPASSWD: ALL\n/,
    );
    assert.equal(await complaint(machine, 'sudo nosuchcommand'), 'sudo: nosuchcommand: command not found\n');
    assert.equal(await output(machine, 'echo a | sudo tee /root/t > /dev/null; sudo cat /root/t'), 'a\n');
  });

  it('asks others for the password', async () => {
    const machine = await as('ann', [user('ann', { sudo: 'password', password: 'hunter2' })]);
    assert.match(
      await complaint(machine, 'sudo id'),
      /^sudo: a terminal is required to read the password;.*\nsudo: a password is required\n$/,
    );
    assert.equal(await complaint(machine, 'sudo -n id'), 'sudo: a password is required\n');
    assert.match(
      await complaint(machine, 'echo wrong | sudo -S id'),
      /Sorry, try again\.\n.*1 incorrect password attempt\n$/s,
    );
    assert.equal(await output(machine, 'echo hunter2 | sudo -S whoami; sudo -n whoami'), 'root\nroot\n');
    assert.equal(await complaint(machine, 'sudo -k; sudo -n id'), 'sudo: a password is required\n');
  });

  it('refuses those who are not in the sudoers file', async () => {
    const machine = await as('ann', [user('ann', { password: 'pw' })]);
    assert.equal(
      await complaint(machine, 'echo pw | sudo -S id'),
      'ann is not in the sudoers file.  This incident will be reported.\n',
    );
    const root = await makeMachine({ spec: { users: [user('ann', { password: 'pw' })] } });
    await type(root, 'echo "ann ALL=(root) NOPASSWD: /usr/bin/whoami" > /etc/sudoers.d/ann');
    assert.equal(await output(root, 'su ann -c "sudo whoami"'), 'root\n');
    assert.match(
      await complaint(root, 'su ann -c "echo pw | sudo -S id"'),
      /Sorry, user ann is not allowed to execute '\/usr\/bin\/id' as root on gpu-01\./,
    );
  });

  it('opens a shell that is typed into until it ends', async () => {
    const machine = await as('ann', [user('ann', { sudo: 'free' })]);
    await type(machine, 'X=outer; sudo -i');
    assert.equal(
      await output(machine, 'whoami; pwd; echo "[$X]"; touch /root/made; ps -o comm= -p $PPID'),
      'root\n/root\n[]\nsudo\n',
    );
    assert.equal((await type(machine, 'exit 3')).observation.exitCode, 3);
    assert.equal(await output(machine, 'whoami; pwd; echo $X'), 'ann\n/tmp\nouter\n');
    await type(machine, 'sudo su -');
    assert.equal(await output(machine, 'id -un'), 'root\n');
    await type(machine, 'bash');
    assert.equal(await output(machine, 'Y=1; ps -o args= -p $$'), 'bash\n');
    await type(machine, 'exit');
    assert.equal(await output(machine, 'echo "[$Y]"; id -un'), '[]\nroot\n');
    await type(machine, 'exit');
    assert.equal(await output(machine, 'id -un'), 'ann\n');
    assert.equal(await output(machine, 'pgrep -c sudo'), '0\n');
    await type(machine, 'cat /nonexistent 2>/dev/null | bash');
    assert.equal(await output(machine, 'ps -o args= -p $$'), '-bash\n', 'what reads from a pipe is not typed into');
  });
});

describe('su', () => {
  it('makes root anybody, and others who know the password', async () => {
    const machine = await makeMachine({ spec: { users: [user('ann', { password: 'pw' }), user('bob')] } });
    assert.equal(
      await output(machine, 'su ann -c "whoami; pwd"; su - ann -c "pwd; echo $HOME"'),
      'ann\n/opt/agent\n/home/ann\n/root\n',
    );
    assert.match(await complaint(machine, 'su bob -c "su ann -c id"'), /su: Authentication failure/);
    assert.equal(await output(machine, 'su bob -c "echo pw | su ann -c whoami"'), 'ann\n');
    assert.match(await complaint(machine, 'su nobodyhere'), /user nobodyhere does not exist/);
    await type(machine, 'su - bob');
    assert.equal(await output(machine, 'whoami; pwd'), 'bob\n/home/bob\n');
    assert.match(await complaint(machine, 'ls /root'), /Permission denied/);
  });
});

describe('accounts', () => {
  it('come, change and go, and every view follows', async () => {
    const machine = await makeMachine();
    await type(machine, 'useradd -m -s /bin/bash -G sudo,video eve && echo "eve:secret" | chpasswd');
    assert.match(
      await output(machine, 'id eve; ls -ld /home/eve; grep -c "^eve:\\$y" /etc/shadow'),
      /^uid=1001\(eve\) gid=1001\(eve\) groups=1001\(eve\),27\(sudo\),44\(video\)\ndrwxr-x--- \d eve eve .*\n1\n$/,
    );
    assert.equal(await output(machine, 'su eve -c "echo secret | sudo -S whoami"'), 'root\n');
    await type(
      machine,
      'touch /tmp/x; chown eve /tmp/x; usermod -aG docker eve 2>/dev/null; groupadd team; usermod -aG team eve',
    );
    assert.equal(await output(machine, 'stat -c %U /tmp/x; id -Gn eve'), 'eve\neve sudo video team\n');
    await type(machine, 'userdel -r eve');
    assert.equal(
      await output(machine, 'stat -c %u /tmp/x; id eve 2>&1; ls /home'),
      '1001\nid: ‘eve’: no such user\nubuntu\n',
    );
    assert.equal(await complaint(machine, 'useradd ubuntu'), "useradd: user 'ubuntu' already exists\n");
  });

  it('can be written into the files by hand', async () => {
    const machine = await makeMachine();
    await type(
      machine,
      'echo "mallory:x:0:0::/root:/bin/bash" >> /etc/passwd; echo "kit:x:1300:1300::/tmp:/bin/sh" >> /etc/passwd',
    );
    assert.equal(await output(machine, 'id -u mallory; su kit -c "id -u"'), '0\n1300\n');
  });

  it('are only changed by root', async () => {
    const machine = await makeMachine({ user: 'ubuntu' });
    assert.match(await complaint(machine, 'useradd eve'), /cannot lock \/etc\/passwd; try again later\./);
    assert.match(await complaint(machine, 'passwd root'), /You may not view or modify password information for root\./);
  });
});

describe('the history of the shell', () => {
  it('begins with what the scenario says, and is kept when a shell ends', async () => {
    const machine = await makeMachine({ spec: { history: ['ls -la', 'python start.py'] } });
    assert.equal(
      await output(machine, 'cat ~/.bash_history; history | tail -n 2'),
      'ls -la\npython start.py\n    2  python start.py\n    3  cat ~/.bash_history; history | tail -n 2\n',
    );
    await type(machine, 'exit');
    assert.match(
      await output(machine, 'history | head -n 4'),
      /^ {4}1 {2}ls -la\n {4}2 {2}python start\.py\n {4}3 {2}cat .*\n {4}4 {2}exit\n$/,
    );
  });

  it('comes with the variables of the scenario', async () => {
    const machine = await makeMachine({ spec: { env: { MODEL: 'x', HF_HOME: '/models' } } });
    assert.equal(
      await output(machine, 'echo $MODEL; env | grep HF_; tr "\\0" "\\n" < /proc/self/environ | grep -c MODEL'),
      'x\nHF_HOME=/models\n1\n',
    );
  });
});

describe('the name of the host', () => {
  it('is changed by root, in every place where it stands', async () => {
    const machine = await makeMachine();
    await type(machine, 'hostnamectl set-hostname first; hostname second');
    assert.equal(
      await output(
        machine,
        'hostname; uname -n; cat /etc/hostname /proc/sys/kernel/hostname; grep -c second /etc/hosts',
      ),
      'second\nsecond\nsecond\nsecond\n1\n',
    );
    const user = await makeMachine({ user: 'ubuntu' });
    assert.match(await complaint(user, 'hostname x'), /you must be root/);
    assert.match(await complaint(user, 'hostnamectl set-hostname x'), /Interactive authentication required/);
  });
});
