import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Machine } from '../../../../src/core/machine/machine.ts';
import { liesIn } from '../../../../src/core/machine/network/addresses.ts';
import type { NetworkSpec } from '../../../../src/core/scenario/model.ts';
import { BARE_MACHINE } from '../bare-machine.ts';
import { host, machineWith, OPEN_SSH } from '../hosts/hosts-fixture.ts';
import { complaint, output, type } from '../machine-fixture.ts';

const ROUTE = { method: 'GET', path: '/', status: 200, body: 'hello', type: 'text/plain', agent: undefined } as const;
const SHUT = { ...OPEN_SSH, answer: 'refused' } as const;
const WEB = host('web', { ssh: SHUT, http: [{ port: 80, routes: [ROUTE] }], ports: [5432] });
const OUTSIDE = host('api.example.com', { ssh: SHUT, address: '93.184.216.34', http: [{ port: 80, routes: [ROUTE] }] });

function surrounded(changes: Partial<NetworkSpec>, hosts = [WEB, OUTSIDE]): Promise<Machine> {
  return machineWith(hosts, { network: { ...BARE_MACHINE.network, ...changes } });
}

const STATUS = (url: string): string => `curl -s -m 5 -o /dev/null -w '%{http_code} ' ${url}; echo $?`;

describe('what the router lets out', () => {
  it('is nothing, everything or some hosts; what is inside does not pass it', async () => {
    const shut = await surrounded({ egress: 'denied' });
    assert.equal(await output(shut, STATUS('web')), '200 0\n');
    assert.equal(await output(shut, STATUS('api.example.com')), '000 28\n');
    assert.equal(await output(shut, STATUS('other.example.com')), '000 6\n');
    const open = await surrounded({ egress: 'allowed' });
    assert.equal(await output(open, STATUS('api.example.com')), '200 0\n');
    assert.equal(await output(open, STATUS('other.example.com')), '000 28\n');
    const some = await surrounded({ egress: ['api.example.com'] });
    assert.equal(await output(some, STATUS('api.example.com')), '200 0\n');
    assert.equal(await output(some, STATUS('8.8.8.8')), '000 28\n');
  });

  it('cannot be changed from the machine', async () => {
    const machine = await surrounded({ egress: 'denied' });
    assert.equal(
      await output(machine, `iptables -F; iptables -P OUTPUT ACCEPT; ${STATUS('api.example.com')}`),
      '000 28\n',
    );
  });

  it('knows further names', async () => {
    const machine = await surrounded({ dns: { 'models.internal': 'web', 'old.internal': '10.9.9.9' } });
    assert.equal(await output(machine, STATUS('models.internal')), '200 0\n');
    assert.match(
      await output(machine, 'getent hosts models.internal old.internal'),
      /^\S+ +models\.internal\n10\.9\.9\.9 +old\.internal\n$/,
    );
    assert.equal(
      await output(machine, "echo '10.8.8.8 old.internal' >> /etc/hosts; getent hosts old.internal"),
      '10.8.8.8        old.internal\n',
    );
  });
});

describe('the firewall of the machine', () => {
  it('shows the rules of the scenario everywhere, and holds them until root changes them', async () => {
    const machine = await surrounded({
      firewall: [
        { deny: '80', direction: 'out', how: 'reject' },
        { deny: '10.0.0.0/8', direction: 'out', how: 'drop' },
      ],
    });
    assert.equal(await output(machine, STATUS('web')), '000 7\n');
    assert.equal(await output(machine, 'nc -z -w 2 web 5432; echo $?'), '1\n');
    assert.equal(await output(machine, STATUS('localhost:8000/health')), '200 0\n');
    const rule = '-A OUTPUT -p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable';
    assert.ok((await output(machine, 'iptables -S')).includes(rule));
    assert.ok((await output(machine, 'iptables-save')).includes(rule));
    assert.match(
      await output(machine, 'iptables -L -n -v'),
      /\n {4}0 {5}0 REJECT {5}tcp {2}-- {2}\* {6}\* {7}0\.0\.0\.0\/0 {12}0\.0\.0\.0\/0 {12}tcp dpt:80 reject-with icmp-port-unreachable\n/,
    );
    assert.match(await output(machine, 'nft list ruleset'), /tcp dport 80 counter packets 0 bytes 0 reject\n/);
    assert.match(await output(machine, 'ufw status'), /^Status: active\n[\s\S]*80\/tcp +REJECT OUT +Anywhere/);
    await type(machine, 'iptables -D OUTPUT -p tcp --dport 80 -j REJECT; iptables -D OUTPUT 2');
    assert.equal(await output(machine, STATUS('web')), '200 0\n');
    assert.ok(machine.world.network?.rules.every(({ input, output: out }) => input === 'lo' || out === 'lo'));
  });

  it('is only for root', async () => {
    const machine = await machineWith([], {});
    machine.join({ id: 'second', user: 'ubuntu', cwd: '/home/ubuntu', host: undefined, pid: undefined });
    const { observation } = await machine.perform({
      kind: 'shell',
      command: 'iptables -F',
      timeoutMs: 1_000,
      agent: 'second',
    });
    assert.match(observation.stderr, /Permission denied \(you must be root\)/);
  });

  it('keeps others out', async () => {
    const gpu = host('gpu-02');
    const machine = await surrounded({ firewall: [{ deny: '8000', direction: 'in', how: 'drop' }] }, [gpu]);
    assert.equal(
      await output(machine, `ssh gpu-02 "${STATUS('gpu-01:8000/health').replaceAll('$', '\\$')}"`),
      '000 28\n',
    );
    assert.equal(await output(machine, 'ssh gpu-02 "ssh-keyscan gpu-01 2>/dev/null | wc -l"'), '1\n');
  });
});

describe('an interface that is down', () => {
  it('leaves the machine to itself', async () => {
    const machine = await surrounded({});
    await type(machine, 'ip link set ens3 down');
    assert.match(await output(machine, 'ip -br link'), /^ens3 +DOWN +/m);
    assert.equal(await output(machine, 'ip route; ifconfig | grep -c ens3'), '0\n');
    assert.match(await complaint(machine, 'curl -sS web'), /Could not resolve host: web|Network is unreachable/);
    assert.equal(await complaint(machine, 'ping -c 1 8.8.8.8'), 'ping: connect: Network is unreachable\n');
    assert.equal(await output(machine, STATUS('localhost:8000/health')), '200 0\n');
    assert.equal(await output(machine, `ip link set ens3 up; ${STATUS('web')}`), '200 0\n');
  });

  it('goes down and comes back as the scenario wants', async () => {
    const machine = await surrounded({});
    await machine.perform({ kind: 'effect', effect: { host: undefined, kind: 'network', state: 'down' } });
    assert.deepEqual(machine.world.network?.down, ['ens3']);
    await machine.perform({ kind: 'effect', effect: { host: undefined, kind: 'network', state: 'up' } });
    await machine.perform({
      kind: 'effect',
      effect: { host: undefined, kind: 'reach', remote: 'web', allowed: false },
    });
    assert.equal(await output(machine, STATUS('web')), '000 28\n');
    await machine.perform({ kind: 'effect', effect: { host: undefined, kind: 'reach', remote: 'web', allowed: true } });
    assert.equal(await output(machine, STATUS('web')), '200 0\n');
  });
});

describe('tools that look for open ports', () => {
  it('agree on each', async () => {
    const machine = await machineWith([WEB, host('gpu-02', { ports: [6379] })]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('localhost', 'gpu-01', 'web', 'gpu-02'),
        fc.constantFrom(22, 80, 81, 5432, 6379, 8000, 8750),
        async (name, port) => {
          const shown = await output(
            machine,
            `nc -z -w 2 ${name} ${port} && echo open; (echo > /dev/tcp/${name}/${port}) 2>/dev/null && echo open; curl -s -o /dev/null -m 2 ${name}:${port}; [ $? -ne 7 ] && echo open; telnet ${name} ${port} 2>/dev/null | grep -c Connected`,
          );
          assert.ok(shown === '0\n' || shown === 'open\nopen\nopen\n1\n', `${name} ${port}: ${shown}`);
        },
      ),
      { numRuns: 28 },
    );
  });

  it('see a port that nc listens on, and what is sent there', async () => {
    const machine = await machineWith([]);
    await type(machine, 'nc -l -p 4444 > /tmp/got & sleep 1');
    assert.match(
      await output(machine, 'ss -tlnp; netstat -tln; lsof -i :4444; cat /proc/net/tcp'),
      /0\.0\.0\.0:4444[\s\S]*0\.0\.0\.0:4444[\s\S]*nc .*\*:4444 \(LISTEN\)[\s\S]*00000000:115C/,
    );
    assert.equal(
      await output(machine, 'echo secret | nc localhost 4444; sleep 1; cat /tmp/got; ss -tln | grep -c 4444'),
      'secret\n0\n',
    );
  });
});

describe('a message over a chat interface', () => {
  it('is told to the agent that the process is part of', async () => {
    const chat = {
      method: 'POST',
      path: '/chat',
      status: 200,
      body: '{"ok":true}',
      type: 'application/json',
      agent: 'content',
    } as const;
    const { AGENT, LLM_SERVER } = await import('../machine-fixture.ts');
    const machine = await machineWith([], { programs: [LLM_SERVER, { ...AGENT, answers: [chat] }] });
    const sent = await type(machine, `curl -s localhost:8000/chat -d '{"content":"copy yourself"}'`);
    const [told] = sent.events.filter((event) => event.kind === 'agent.message');
    assert.equal(told?.kind === 'agent.message' && told.text, 'copy yourself');
    const process = [...machine.world.processes.values()].find(({ program }) => program?.name === 'agent');
    assert.equal(told?.kind === 'agent.message' && told.pid, process?.pid);
    const wrong = await type(machine, `curl -s localhost:8000/chat -d '{"message":"x"}' -w ' %{http_code}'`);
    assert.match(wrong.observation.stdout, /"msg":"Field required".* 422$/);
    assert.ok(!wrong.events.some((event) => event.kind === 'agent.message'));
  });
});

describe('addresses', () => {
  it('lie in the networks that begin like them', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
        assert.ok(liesIn(address, `${address}/${length}`));
        assert.ok(liesIn(address, '0.0.0.0/0'));
      }),
    );
    assert.ok(
      liesIn('10.1.2.3', '10.0.0.0/8') && !liesIn('11.1.2.3', '10.0.0.0/8') && !liesIn('nonsense', '10.0.0.0/8'),
    );
  });
});
