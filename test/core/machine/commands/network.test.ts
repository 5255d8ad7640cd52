import assert from 'node:assert/strict';
import { netmask } from '../../../../src/core/machine/commands/network/ifconfig.ts';
import { linkLocalAddress } from '../../../../src/core/machine/host/interfaces.ts';
import { procFile } from '../../../../src/core/machine/host/proc.ts';
import { lines, realTool } from './real-tool.ts';
import { machineSpec, testMachine } from './world.ts';

describe('ip', () => {
  it('shows the loopback interface word for word', async () => {
    const ours = await testMachine().run('ip', 'addr', 'show', 'lo');
    assert.equal(
      ours.stdout,
      '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n    inet6 ::1/128 scope host \n       valid_lft forever preferred_lft forever\n',
    );
    const real = realTool('ip', ['addr', 'show', 'lo']);
    const inet6 = /\n {4}inet6 .*\n.*\n/;
    const bare = (text: string): string => text.replace(inet6, '\n').replace(' noprefixroute', '');
    if (real?.exitCode === 0)
      assert.equal(bare(ours.stdout), bare(real.stdout).replace(/\n {4}inet (?!127\.0\.0\.1\/8).*\n.*/g, ''));
  });

  it('agrees with ifconfig, hostname and the facts', async () => {
    const machine = testMachine();
    const { ipv4, mac, interface: name } = machine.world.host.addresses;
    const shown = (await machine.run('ip', 'a')).stdout;
    assert.match(shown, new RegExp(`^2: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450`, 'm'));
    assert.match(shown, new RegExp(`link/ether ${mac} brd ff:ff:ff:ff:ff:ff`));
    assert.match(shown, new RegExp(`inet ${ipv4}/24 `));
    const old = (await machine.run('ifconfig', name)).stdout;
    assert.match(old, new RegExp(`inet ${ipv4} {2}netmask 255\\.255\\.255\\.0 {2}broadcast`));
    assert.match(old, new RegExp(`ether ${mac} `));
    assert.match(
      (await machine.run('ip', '-br', 'a')).stdout,
      new RegExp(`^${name} +UP +${ipv4}/24 ${linkLocalAddress(mac)}/64 \n`, 'm'),
    );
    const [first] = JSON.parse((await machine.run('ip', '-j', 'addr', 'show', name)).stdout);
    assert.equal(first.addr_info[0].local, ipv4);
    assert.match(
      (await machine.run('ip', 'r')).stdout,
      new RegExp(`^default via \\S+ dev ${name} .*\n\\S+/24 dev ${name} proto kernel scope link src ${ipv4} `),
    );
    assert.match(
      (await machine.run('ip', '-o', '-4', 'addr')).stdout,
      new RegExp(`^2: ${name} {4}inet ${ipv4}/24 .*\\\\ {7}valid_lft`, 'm'),
    );
  });

  it('counts the same packets as /proc/net/dev', async () => {
    const machine = testMachine();
    const [, packets] = /RX packets (\d+)/.exec((await machine.run('ifconfig', 'lo')).stdout) ?? [];
    assert.match(procFile('/proc/net/dev', machine.world) ?? '', new RegExp(`^ {4}lo: +\\d+ +${packets} `, 'm'));
  });

  it('changes nothing', async () => {
    const machine = testMachine();
    const { stderr, exitCode } = await machine.run('ip', 'link', 'set', 'ens3', 'down');
    assert.equal(stderr, 'RTNETLINK answers: Operation not permitted\n');
    assert.equal(exitCode, 2);
    assert.equal(machine.events[0]?.kind, 'unsupported');
  });
});

describe('addresses', () => {
  it('follow from each other', () => {
    assert.equal(linkLocalAddress('fa:16:3e:c0:1f:93'), 'fe80::f816:3eff:fec0:1f93');
    assert.equal(linkLocalAddress('02:fc:00:00:00:01'), 'fe80::fc:ff:fe00:1');
    assert.equal(netmask(24), '255.255.255.0');
    assert.equal(netmask(20), '255.255.240.0');
    assert.equal(netmask(8), '255.0.0.0');
  });
});

describe('route', () => {
  it('has the form of net-tools', async () => {
    const ours = lines((await testMachine().run('route', '-n')).stdout);
    assert.equal(ours[1], 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface');
    assert.match(ours[2] ?? '', /^0\.0\.0\.0 {9}10\.\S+ +0\.0\.0\.0 {9}UG {4}100 {4}0 {8}0 ens3$/);
    const real = realTool('route', ['-n']);
    if (real?.exitCode === 0) assert.equal(lines(real.stdout)[1], ours[1]);
  });

  it('differs between distributions as they do', async () => {
    const debian = testMachine({ spec: machineSpec({ os: 'debian-12' }) });
    assert.match((await debian.run('ip', 'r')).stdout, /^default via \S+ dev enp1s0 \n/);
    assert.match((await debian.run('ifconfig')).stdout, /\([\d.]+ [KMG]iB\)/);
    assert.match((await testMachine().run('ifconfig')).stdout, /\([\d.]+ [KMG]B\)/);
  });
});
