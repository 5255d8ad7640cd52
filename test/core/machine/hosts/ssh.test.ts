import assert from 'node:assert/strict';
import { foldPatches } from '../../../../src/core/machine/fold.ts';
import { newPrivateKey } from '../../../../src/core/machine/hosts/keys.ts';
import type { WorldPatch } from '../../../../src/core/machine/world.ts';
import { BARE_MACHINE } from '../bare-machine.ts';
import { complaint, output, type } from '../machine-fixture.ts';
import { host, machineWith, OPEN_SSH } from './hosts-fixture.ts';

describe('ssh', () => {
  it('runs a command on a host of its own, and hands back what it printed and how it ended', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const { observation, events, patch } = await type(machine, 'ssh gpu-02 "hostname; pwd; echo oops >&2; exit 3"');
    assert.equal(observation.stdout, 'gpu-02\n/root\n');
    assert.equal(observation.stderr, 'oops\n');
    assert.equal(observation.exitCode, 3);
    assert.deepEqual(
      events.map((event) => [event.kind, event.on]).filter(([kind]) => kind !== 'command'),
      [['connection', undefined]],
    );
    assert.ok(
      events.some((event) => event.kind === 'command' && event.program === 'hostname' && event.on === 'gpu-02'),
    );
    assert.deepEqual(Object.keys(patch.hosts ?? {}), ['gpu-02']);
    assert.equal(machine.world.hosts?.get('gpu-02')?.host.hostname, 'gpu-02');
  });

  it('reads a script from standard input, as a login shell does', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const { observation } = await type(machine, 'ssh root@gpu-02 <<EOF\ncd /tmp\npwd\nEOF');
    assert.match(observation.stdout, /^Welcome to Ubuntu 22\.04[\s\S]*\n\/tmp\n$/);
    assert.equal(observation.stderr, 'Pseudo-terminal will not be allocated because stdin is not a terminal.\n');
  });

  it('is at every moment the fold of its patches, with its hosts', async () => {
    const machine = await machineWith([host('gpu-02'), host('gpu-03')]);
    const patches: WorldPatch[] = [machine.initial.patch];
    for (const command of [
      'ssh gpu-02 "echo a > /tmp/a; mkdir /tmp/d; sleep 100 > /dev/null 2>&1 &"',
      'scp gpu-02:/tmp/a /tmp/b; ssh gpu-03 rm /etc/motd; ssh gpu-02 "iptables -A INPUT -p tcp --dport 8000 -j DROP"',
      'ssh gpu-02 "pkill sleep; rm /tmp/a"; kill %1; ip link set ens3 down',
    ]) {
      patches.push((await type(machine, command)).patch);
      assert.deepEqual(foldPatches(undefined, patches), machine.world);
    }
    assert.deepEqual([...(machine.world.hosts?.keys() ?? [])], ['gpu-02', 'gpu-03']);
  });

  it('gives the same bytes for the same seed, and other hosts for another', async () => {
    const commands =
      'ssh gpu-02 "cat /etc/machine-id; nvidia-smi -L; ip a; ps aux; date"; ssh-keygen -q -N "" -f /root/.ssh/k; cat /root/.ssh/k.pub';
    const shown = async (seed: number): Promise<string> =>
      output(await machineWith([host('gpu-02')], {}, seed), commands);
    assert.equal(await shown(3), await shown(3));
    assert.notEqual(await shown(3), await shown(4));
  });

  it('fails as the real one does', async () => {
    const machine = await machineWith([
      host('shut', { ssh: { ...OPEN_SSH, answer: 'refused' } }),
      host('silent', { ssh: { ...OPEN_SSH, answer: 'timeout' } }),
      host('strict', { ssh: { ...OPEN_SSH, answer: 'denied' } }),
    ]);
    const cases: readonly (readonly [command: string, text: RegExp])[] = [
      ['ssh nowhere ls', /^ssh: Could not resolve hostname nowhere: Name or service not known\n$/],
      [
        'ssh a.example.com ls',
        /^ssh: Could not resolve hostname a\.example\.com: Temporary failure in name resolution\n$/,
      ],
      ['ssh shut ls', /^ssh: connect to host shut port 22: Connection refused\n$/],
      ['ssh -o ConnectTimeout=5 silent ls', /^ssh: connect to host silent port 22: Connection timed out\n$/],
      ['ssh -o ConnectTimeout=5 10.99.0.1 ls', /^ssh: connect to host 10\.99\.0\.1 port 22: Connection timed out\n$/],
      ['ssh strict ls', /^Host key verification failed\.\n$/],
      [
        'ssh -o StrictHostKeyChecking=no strict ls',
        /^Warning: Permanently added 'strict' \(ED25519\) to the list of known hosts\.\r\nroot@strict: Permission denied \(publickey,password\)\.\n$/,
      ],
      [
        'ssh -p 8000 localhost ls',
        /^kex_exchange_identification: Connection closed by remote host\nConnection closed by 127\.0\.0\.1 port 8000\n$/,
      ],
    ];
    for (const [command, text] of cases) {
      const { observation } = await type(machine, command);
      assert.match(observation.stderr, text, command);
      assert.equal(observation.exitCode, 255, command);
    }
    assert.equal(machine.world.hosts, undefined);
  });

  it('lets in by the key that the scenario names, wherever it is carried, and by no other', async () => {
    const key = {
      kind: 'text',
      path: '/root/.ssh/id_ed25519',
      content: newPrivateKey('ed25519', 5),
      mode: undefined,
      owner: undefined,
    } as const;
    const open = { ...OPEN_SSH, user: 'ops', key: key.path };
    const machine = await machineWith([host('gpu-02', { ssh: open }), host('gpu-03', { ssh: open })], { files: [key] });
    assert.equal(await output(machine, 'ssh ops@gpu-02 whoami'), 'ops\n');
    assert.match(await complaint(machine, 'ssh root@gpu-02 whoami'), /root@gpu-02: Permission denied \(publickey\)\./);
    assert.match(
      await complaint(machine, 'mv /root/.ssh/id_ed25519 /tmp/k; ssh ops@gpu-02 whoami'),
      /Permission denied \(publickey\)\./,
    );
    assert.equal(await output(machine, 'ssh -i /tmp/k ops@gpu-02 whoami'), 'ops\n');
    assert.match(
      await complaint(machine, 'chmod 644 /tmp/k; ssh -i /tmp/k ops@gpu-02 whoami'),
      /UNPROTECTED PRIVATE KEY FILE[\s\S]*Permission denied/,
    );
    const onwards =
      'chmod 600 /tmp/k; scp -q -i /tmp/k /tmp/k ops@gpu-02:.ssh/id_ed25519; ssh -i /tmp/k ops@gpu-02 "ssh -o StrictHostKeyChecking=no gpu-03 hostname"';
    assert.equal(await output(machine, onwards), 'gpu-03\n');
    await type(
      machine,
      'ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_rsa; ssh-copy-id -i /root/.ssh/id_rsa -o IdentityFile=/tmp/k ops@gpu-02; rm /tmp/k',
    );
    assert.equal(await output(machine, 'ssh -i /root/.ssh/id_rsa ops@gpu-02 whoami'), 'ops\n');
  });

  it('asks for a password where there is nobody to type it', async () => {
    const open = { ...OPEN_SSH, user: 'ops', password: 'sesame' };
    const packages = { ...BARE_MACHINE.packages, apt: ['sshpass'] };
    const machine = await machineWith([host('gpu-02', { ssh: open })], { packages });
    assert.match(
      await complaint(machine, 'ssh ops@gpu-02 ls'),
      /^ops@gpu-02: Permission denied \(publickey,password\)\.\n$/,
    );
    assert.equal(await output(machine, 'sshpass -p sesame ssh ops@gpu-02 whoami'), 'ops\n');
    assert.equal(await output(machine, 'SSHPASS=wrong sshpass -e ssh ops@gpu-02 whoami; echo $?'), '5\n');
    const without = await machineWith([host('gpu-02', { ssh: open })]);
    assert.match(await complaint(without, 'sshpass -p sesame ssh ops@gpu-02 ls'), /sshpass: command not found/);
  });

  it('holds the connection as long as somebody holds its streams', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const before = machine.world.clock;
    await type(machine, 'ssh gpu-02 "nohup sleep 60 > /tmp/log 2>&1 &"');
    assert.ok(machine.world.clock - before < 5_000);
    assert.match(await output(machine, 'ssh gpu-02 pgrep -a sleep'), /^\d+ sleep 60\n$/);
    const held = machine.world.clock;
    await type(machine, 'ssh gpu-02 "cd /tmp && sleep 30 > log 2>&1 &"');
    assert.ok(machine.world.clock - held >= 30_000);
  });

  it('is a process that can be seen and killed, and the shell over there with it', async () => {
    const machine = await machineWith([host('gpu-02')]);
    assert.match(await output(machine, 'ssh gpu-02 sleep 500 & sleep 2; pgrep -a ssh'), /\d+ ssh gpu-02 sleep 500\n/);
    assert.match(
      await output(machine, 'ssh gpu-02 "ps -ef"'),
      /sshd: root@notty\n[\s\S]*bash -c sleep 500\n[\s\S]* sleep 500\n/,
    );
    const [, port] = /ESTAB\s+0\s+0\s+\S+:(\d+)\s+\S+:22/.exec(await output(machine, 'ss -tn')) ?? [];
    assert.match(await output(machine, 'netstat -tn'), new RegExp(`:${port} +\\S+:22 +ESTABLISHED`));
    assert.match(await output(machine, 'lsof -nPi'), new RegExp(`ssh .*:${port}->\\S+:22 \\(ESTABLISHED\\)`));
    assert.match(await output(machine, 'ssh gpu-02 "ss -tn; echo \\$SSH_CLIENT"'), new RegExp(`:22 +\\S+:${port}`));
    await type(machine, 'kill %1; sleep 2');
    assert.doesNotMatch(await output(machine, 'ss -tn'), /:22 *\n.*\S+:22 *$/m);
    assert.doesNotMatch(await output(machine, 'pgrep -a ssh; ssh gpu-02 "pgrep -a sleep"'), /sleep 500/);
  });

  it('goes no deeper than a chain of logins may', async () => {
    const machine = await machineWith([host('gpu-02')]);
    const script = `printf '%s\\n' 'ssh -o StrictHostKeyChecking=no localhost /tmp/again' > /tmp/again; chmod +x /tmp/again`;
    const { observation } = await type(
      machine,
      `ssh gpu-02 "ssh-keygen -q -N '' -f .ssh/id_rsa; cat .ssh/id_rsa.pub >> .ssh/authorized_keys"; ssh gpu-02 ${JSON.stringify(script)}; ssh gpu-02 /tmp/again`,
    );
    assert.match(observation.stderr, /Connection closed by/);
  });
});
