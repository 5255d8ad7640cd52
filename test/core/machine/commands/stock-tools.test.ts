/** Tools of a stock server, held against the real ones where the test machine has them. */
import assert from 'node:assert/strict';
import { complaint, makeMachine, output, type } from '../machine-fixture.ts';
import { realTool } from './real-tool.ts';

describe('sysctl', () => {
  it('shows and changes what /proc/sys shows', async () => {
    const machine = await makeMachine();
    assert.equal(await output(machine, 'sysctl vm.swappiness'), 'vm.swappiness = 60\n');
    assert.equal(
      await output(machine, 'sysctl -w vm.swappiness=10; cat /proc/sys/vm/swappiness'),
      'vm.swappiness = 10\n10\n',
    );
    assert.equal(await output(machine, 'echo 1 > /proc/sys/net/ipv4/ip_forward; sysctl -n net/ipv4/ip_forward'), '1\n');
    assert.equal(
      await output(machine, 'sysctl -n kernel.hostname kernel.osrelease; hostname; uname -r'),
      'gpu-01\n'.concat(await output(machine, 'uname -r'), 'gpu-01\n', await output(machine, 'uname -r')),
    );
    const all = (await output(machine, 'sysctl -a')).trimEnd().split('\n');
    const files = (await output(machine, 'find /proc/sys -type f | wc -l')).trim();
    assert.equal(String(all.length), files);
    for (const line of all) assert.match(line, /^[a-z\d_.-]+ = ?.*$/);
  });

  it('complains as procps does', async () => {
    const machine = await makeMachine();
    for (const words of ['no.such', '-w no.such=1']) {
      const real = realTool('sysctl', words.split(' '));
      const expected = 'sysctl: cannot stat /proc/sys/no/such: No such file or directory\n';
      if (real) assert.equal(real.stderr, expected);
      assert.equal(await complaint(machine, `sysctl ${words}`), expected);
    }
    const denied = 'su ubuntu -c "sysctl -w vm.swappiness=1; echo 1 > /proc/sys/vm/swappiness"';
    assert.match(
      await complaint(machine, denied),
      /^sysctl: permission denied on key "vm.swappiness"\n.*Permission denied\n$/,
    );
    assert.match(await complaint(machine, 'echo abc > /proc/sys/vm/swappiness'), /Invalid argument\n$/);
    assert.equal(await output(machine, 'sysctl -n vm.swappiness'), '60\n');
  });
});

describe('openssl', () => {
  it('gives the digests and the base64 of the real one', async () => {
    const machine = await makeMachine();
    await type(machine, 'printf hello > /tmp/five');
    for (const words of [
      'dgst -sha256',
      'sha512',
      'md5',
      'dgst -sha1 -r',
      'dgst -sha256 -hmac key',
      'base64',
      'base64 -A',
      'enc -base64',
    ]) {
      const real = realTool('bash', ['-c', `printf hello | openssl ${words}`]);
      const ours = await output(machine, `printf hello | openssl ${words}`);
      if (real?.exitCode === 0) assert.equal(ours, real.stdout, words);
      assert.notEqual(ours, '', words);
    }
    assert.equal(
      await output(machine, 'openssl sha256 /tmp/five | sed "s/.*= //"; sha256sum < /tmp/five | cut -c1-64 | uniq -d'),
      await output(machine, 'sha256sum < /tmp/five | cut -c1-64'),
    );
    assert.equal(await output(machine, 'printf hello | openssl base64 | openssl base64 -d'), 'hello');
    assert.match(await output(machine, 'openssl rand -hex 16'), /^[\da-f]{32}\n$/);
  });

  it('complains as the real one does', async () => {
    const machine = await makeMachine();
    const shape = (text: string): string =>
      text.replaceAll(/^[\dA-F]{8,}(?=:error)/gm, '#').replaceAll(/\.c:\d+/g, '.c:#');
    for (const words of ['nosuch', 'sha256 /no/such', 'dgst -foo']) {
      const real = realTool('openssl', words.split(' '));
      const ours = await complaint(machine, `openssl ${words}`);
      if (real) assert.ok(shape(real.stderr).startsWith(shape(ours)), `${words}: ${ours}`);
    }
    assert.match(
      await complaint(machine, 'openssl s_client -connect 127.0.0.1:1'),
      /Connection refused.*\n.*\nconnect:errno=111\n$/,
    );
  });
});

describe('logger', () => {
  it('is heard in the journal and in the files of syslog', async () => {
    const machine = await makeMachine();
    await type(machine, 'logger -t deploy "model server is up"; echo from a pipe | logger -p auth.err');
    const told = / gpu-01 deploy: model server is up\n.* gpu-01 root: from a pipe\n$/;
    assert.match(await output(machine, 'journalctl -n 2'), told);
    assert.match(await output(machine, 'tail -n 2 /var/log/syslog'), told);
    assert.match(await output(machine, 'journalctl -p err -n 1'), /root: from a pipe\n$/);
    for (const words of ['-p foo.err x', '-p user.foo x', '-f nofile']) {
      const real = realTool('logger', words.split(' '));
      if (real && !real.stderr.includes('/dev/log'))
        assert.equal(await complaint(machine, `logger ${words}`), real.stderr, words);
    }
  });
});

describe('watch', () => {
  it('needs a terminal it knows, and shows the command again and again', async () => {
    const machine = await makeMachine();
    assert.equal(await complaint(machine, 'env -u TERM watch date'), 'Error opening terminal: unknown.\n');
    await type(machine, 'TERM=xterm watch -n 1 "cat count; echo more >> count" > screens &');
    await type(machine, 'sleep 4; kill %1');
    const screens = (await output(machine, 'cat screens')).split('\u001b[H\u001b[2J').slice(1);
    assert.ok(screens.length >= 4);
    assert.match(screens[2] ?? '', /^Every 1\.0s: cat count; echo more >> count {2,}gpu-01: .*\n\nmore\nmore\n$/);
  });
});

describe('locale, whereis and the like', () => {
  it('say what the real ones say', async () => {
    const machine = await makeMachine();
    for (const command of [
      'locale -a',
      'locale charmap',
      'whereis no-such-command',
      'mountpoint /',
      'mountpoint -q /etc',
    ]) {
      const [name = '', ...words] = command.split(' ');
      const real = realTool(name, words);
      if (!real) continue;
      const { observation } = await type(machine, `LC_ALL=C.UTF-8 ${command}`);
      assert.equal(observation.stdout, real.stdout, command);
      assert.equal(observation.exitCode, real.exitCode, command);
    }
    assert.equal(await output(machine, 'tput cols'), '80\n');
    assert.equal(await output(machine, 'env -u TERM tput cols 2>/dev/null; echo $?'), '2\n');
    const real = realTool('locale', []);
    if (real) assert.equal(await output(machine, 'env -i LC_ALL=C.UTF-8 PATH=$PATH locale'), real.stdout);
  });
});

describe('what is where', () => {
  it('agrees between PATH, the shell and the packages', async () => {
    const machine = await makeMachine();
    assert.equal(await output(machine, 'type gcc 2>/dev/null || command -v node docker || echo none'), 'none\n');
    assert.equal(
      await output(machine, 'command -v sort; dpkg -S $(which sort)'),
      '/usr/bin/sort\ncoreutils: /usr/bin/sort\n',
    );
    for (const [path, owner] of [
      ['/usr/bin/env', 'coreutils'],
      ['/bin/ls', 'coreutils'],
      ['/usr/bin/lsblk', 'util-linux'],
      ['/usr/sbin/sysctl', 'procps'],
      ['/usr/bin/passwd', 'passwd'],
    ] as const) {
      assert.match(await output(machine, `dpkg -S ${path}`), new RegExp(`^${owner}: `), path);
    }
    const listed = (await output(machine, 'dpkg -L coreutils procps util-linux passwd | grep "bin/"'))
      .trim()
      .split('\n');
    assert.equal(
      await output(machine, `ls ${listed.join(' ')} | wc -l`),
      `${listed.length}\n`,
      'what a package has is there',
    );
    assert.equal(await output(machine, 'which perl; dpkg -l perl-base 2>/dev/null; snap list'), '');
  });

  it('shows others the links and files of a process to nobody but root', async () => {
    const machine = await makeMachine();
    const denied = await complaint(machine, 'su ubuntu -c "ls /proc/1/fd; cat /proc/1/environ; python3 -V"');
    assert.match(
      denied,
      /^ls: cannot open directory '\/proc\/1\/fd': Permission denied\ncat: \/proc\/1\/environ: Permission denied/,
    );
    assert.equal(
      await output(machine, 'readlink /proc/1/exe; su ubuntu -c "readlink /proc/1/exe"'),
      '/usr/lib/systemd/systemd\n',
    );
  });

  it('gives programs that run as root their mode', async () => {
    const machine = await makeMachine();
    const found = await output(machine, 'find /usr/bin -perm -4000 | sort | tr "\\n" " "');
    assert.match(found, /passwd \/usr\/bin\/su \/usr\/bin\/sudo/);
    assert.match(await output(machine, 'ls -l /usr/bin/sudo'), /^-rwsr-xr-x 1 root root /);
  });
});

describe('/proc', () => {
  it('has the mounts by their numbers, and the tables of the network and of modules', async () => {
    const machine = await makeMachine();
    const rows = (await output(machine, 'cat /proc/self/mountinfo')).trimEnd().split('\n');
    assert.equal(rows.length, Number(await output(machine, 'wc -l < /proc/mounts')));
    const numbers = new Set(rows.map((row) => row.split(' ')[0]));
    for (const row of rows) {
      assert.match(row, /^\d+ \d+ \d+:\d+ \/ \/\S* r[ow]\S* shared:\d+ - \S+ \S+ r[ow]\S*$/);
      const [, parent = ''] = row.split(' ');
      assert.ok(parent === '1' || numbers.has(parent), row);
    }
    assert.equal(await output(machine, 'lsmod | tail -n +2 | wc -l'), await output(machine, 'wc -l < /proc/modules'));
    const gateway = (await output(machine, "ip r | awk '/^default/ {print $3}'")).trim();
    const hex = gateway
      .split('.')
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase();
    assert.match(await output(machine, 'cat /proc/net/route'), new RegExp(`\\t00000000\\t${hex}\\t0003`));
    assert.match(await output(machine, 'cat /proc/net/arp'), new RegExp(`^${gateway} `, 'm'));
  });
});

describe('/dev/tcp', () => {
  it('connects, whatever folders of PATH are missing', async () => {
    const machine = await makeMachine();
    await type(machine, 'export PATH=/no/such/folder:$PATH');
    assert.equal(await output(machine, 'echo > /dev/tcp/localhost/22 && echo open'), 'open\n');
    assert.equal(await output(machine, '(echo > /dev/tcp/localhost/9) 2>/dev/null || echo closed'), 'closed\n');
  });
});
