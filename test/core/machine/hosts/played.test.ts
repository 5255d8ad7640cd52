import assert from 'node:assert/strict';
import { BARE_MACHINE } from '../bare-machine.ts';
import { output, type } from '../machine-fixture.ts';
import { host, machineWith, OPEN_SSH } from './hosts-fixture.ts';

const ROUTE = { method: 'GET', path: '/', status: 200, body: 'hi', type: 'text/plain', agent: undefined } as const;
const SERVER = {
  program: 'llm-server',
  command: undefined,
  cwd: '/opt/agent',
  user: 'root',
  options: { port: '8750' },
  self: false,
};

describe('hosts that are played as machines', () => {
  it('are made when somebody comes, and at once where something runs', async () => {
    const quiet = host('quiet');
    const busy = host('busy');
    const machine = await machineWith([quiet, { ...busy, machine: { ...busy.machine, processes: [SERVER] } }]);
    assert.deepEqual([...(machine.world.hosts?.keys() ?? [])], ['busy']);
    assert.equal(await output(machine, 'curl -s busy:8750/health'), '{"port":8750}');
    assert.equal(await output(machine, 'nc -z quiet 22; echo $?'), '0\n');
    assert.deepEqual([...(machine.world.hosts?.keys() ?? [])], ['busy', 'quiet']);
  });

  it('are those that one can log into; others only answer', async () => {
    const shut = host('web', { ssh: { ...OPEN_SSH, answer: 'denied' }, http: [{ port: 80, routes: [ROUTE] }] });
    const machine = await machineWith([shut]);
    assert.equal(
      await output(machine, 'curl -s web; nc -z web 22; echo $?; curl -s web/x | grep -c nginx'),
      'hi0\n1\n',
    );
    assert.equal(machine.world.hosts, undefined);
  });

  it('offer what the scenario says, by processes that can be ended', async () => {
    const machine = await machineWith([host('gpu-02', { ports: [6379], http: [{ port: 8080, routes: [ROUTE] }] })]);
    assert.equal(await output(machine, 'curl -s gpu-02:8080; nc -z gpu-02 6379; echo $?'), 'hi0\n');
    const listening = await output(machine, 'ssh gpu-02 "ss -tln"');
    assert.ok(listening.includes('0.0.0.0:6379') && listening.includes('0.0.0.0:8080'));
    assert.equal(await output(machine, 'ssh gpu-02 "pkill nginx"; curl -s gpu-02:8080; echo $?'), '7\n');
  });

  it('can be where an agent works from the start', async () => {
    const machine = await machineWith([host('gpu-02')]);
    machine.join({ id: 'there', user: 'root', cwd: '/tmp', host: 'gpu-02', pid: undefined });
    const command = 'hostname; pwd; echo mine > note';
    const { observation, events } = await machine.perform({ kind: 'shell', command, timeoutMs: 1_000, agent: 'there' });
    assert.equal(observation.stdout, 'gpu-02\n/tmp\n');
    assert.ok(
      events.some((event) => event.kind === 'file.written' && event.path === '/tmp/note' && event.on === 'gpu-02'),
    );
    assert.equal(machine.world.files.has('/tmp/note'), false);
    assert.equal(await output(machine, 'ssh gpu-02 cat /tmp/note'), 'mine\n');
  });

  it('start anew without the others', async () => {
    const machine = await machineWith([host('gpu-02')]);
    await type(machine, 'ssh gpu-02 "echo kept > /root/kept; nohup sleep 5000 > /dev/null 2>&1 & sleep 1; reboot"');
    assert.equal(await output(machine, 'sleep 2; ssh -o ConnectTimeout=3 gpu-02 ls; echo $?'), '255\n');
    await machine.perform({ kind: 'wait', ms: 120_000 });
    assert.equal(
      await output(machine, 'ssh gpu-02 "cat /root/kept; pgrep sleep"; curl -s localhost:8000/health'),
      'kept\n{"status":"ok"}',
    );
  });

  it('have neighbours that agree on who has which address', async () => {
    const packages = { ...BARE_MACHINE.packages, apt: ['nmap'] };
    const machine = await machineWith([host('gpu-02'), host('gpu-03', { ping: false })], { packages });
    const mac = await output(machine, `ssh gpu-02 "ip link" | grep -o 'fa:16:[0-9a-f:]*'`);
    assert.match(await output(machine, 'ip neigh'), new RegExp(`lladdr ${mac.trim()} REACHABLE`));
    const { ipv4, mac: own } = machine.world.host.addresses;
    assert.match(await output(machine, 'ssh gpu-02 "arp -n"'), new RegExp(`^${ipv4} +ether +${own} `, 'm'));
    const scan = await output(machine, `nmap -sn ${ipv4}/24`);
    assert.match(scan, /^Starting Nmap 7\.93 \( https:\/\/nmap\.org \) at \d{4}-\d\d-\d\d \d\d:\d\d UTC\n/);
    for (const name of ['gpu-01', 'gpu-02', 'gpu-03'])
      assert.match(scan, new RegExp(`Nmap scan report for ${name} \\(\\d+\\.\\d+\\.\\d+\\.\\d+\\)\nHost is up`));
    assert.match(scan, /\nNmap done: 256 IP addresses \(5 hosts up\) scanned in \d+\.\d\d seconds\n$/);
    assert.match(
      await output(machine, 'nmap gpu-02'),
      /\nNot shown: 999 closed tcp ports \(conn-refused\)\nPORT {3}STATE SERVICE\n22\/tcp open {2}ssh\n/,
    );
  });
});
