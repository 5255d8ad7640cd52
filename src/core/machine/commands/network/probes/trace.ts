/** `traceroute`, `tracepath`, `arp`, `ping` of the network, and tools that look at an interface. */
import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../../host/host.ts';
import { textHash } from '../../../host/random.ts';
import { type Call, fail, ok } from '../../../shell/contracts.ts';
import { getopt, optionValue } from '../../getopt.ts';
import { isRoot, type NetworkTool, networkOf, unknownNameText } from '../network-tool.ts';

const HOPS = 30;
/** Milliseconds that a hop is waited for, three times. */
const HOP_PATIENCE = 5_000;

function milliseconds(address: string, probe: number, call: Call): string {
  const now = call.shell.parts.kernel.schedule.now;
  return (0.25 + (textHash(`${address} ${probe} ${now}`) % 400) / 1000).toFixed(3);
}

async function traceroute(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('traceroute', args, { short: '46dFITUnreAVf:g:i:m:N:p:q:s:t:w:z:' });
  const [target] = parsed.operands;
  if (target === undefined)
    return fail(
      'Usage:\n  traceroute [ -46dFITnreAUDV ] [ -f first_ttl ] [ -g gate,... ] [ -i device ] [ -m max_ttl ] [ -N squeries ] [ -p port ] [ -t tos ] [ -l flow_label ] [ -w MAX,HERE,NEAR ] [ -q nqueries ] [ -s src_addr ] [ -z sendwait ] [ --fwmark=num ] host [ packetlen ]\n',
      2,
    );
  const network = networkOf(call);
  const address = network.resolve(target);
  if (address === undefined)
    return fail(
      `${target}: ${unknownNameText(call, target)}\nCannot handle "host" cmdline arg \`${target}' on position 1 (argc 1)\n`,
      2,
    );
  const most = Math.min(HOPS, Number(optionValue(parsed, 'm') ?? HOPS));
  const head = `traceroute to ${target} (${address}), ${most} hops max, 60 byte packets\n`;
  const reached = network.ping(target);
  if (reached === 'unreachable') return { stdout: head, stderr: 'connect: Network is unreachable\n', exitCode: 1 };
  const line = (hop: number, name: string, at: string): string =>
    `${String(hop).padStart(2)}  ${name} (${at})  ${[1, 2, 3].map((probe) => `${milliseconds(at, probe, call)} ms`).join('  ')}\n`;
  if (reached === 'open') return ok(head + line(1, network.map.nameAt(address) ?? target, address));
  const near = reached === 'no-route';
  const first = near
    ? ` 1  ${network.map.machine.name} (${network.address})  3066.512 ms !H  3066.488 ms !H  3066.479 ms !H\n`
    : line(1, '_gateway', network.map.gateway);
  if (near) {
    await call.shell.pass(3_066);
    return ok(head + first);
  }
  const rest = Array.from({ length: most - 1 }, (_, index) => `${String(index + 2).padStart(2)}  * * *\n`).join('');
  await call.shell.pass((HOP_PATIENCE * 3 * most) / 16);
  return ok(head + first + rest);
}

async function tracepath(args: readonly string[], call: Call): Promise<ExecResult> {
  const target = args.filter((word) => !word.startsWith('-')).at(0);
  if (target === undefined) return fail('\nUsage\n  tracepath [options] <destination>\n', 1);
  const network = networkOf(call);
  const address = network.resolve(target);
  if (address === undefined) return fail(`tracepath: ${target}: ${unknownNameText(call, target)}\n`, 1);
  const first = ' 1?: [LOCALHOST]                      pmtu 1450\n';
  if (network.ping(target) === 'open') {
    const name = network.map.nameAt(address) ?? target;
    return ok(
      `${first} 1:  ${name.padEnd(50)} ${milliseconds(address, 1, call)}ms reached\n     Resume: pmtu 1450 hops 1 back 1 \n`,
    );
  }
  const silent = Array.from({ length: HOPS - 1 }, (_, index) => `${String(index + 2).padStart(2)}:  no reply\n`).join(
    '',
  );
  await call.shell.pass(HOPS * 1000);
  return ok(
    `${first} 1:  _gateway${' '.repeat(43)} ${milliseconds(network.map.gateway, 1, call)}ms \n${silent}     Too many hops: pmtu 1450\n     Resume: pmtu 1450 \n`,
  );
}

/** Addresses of the own network that the host has spoken with. */
export function spokenWith(call: Call): readonly string[] {
  const network = networkOf(call);
  const { host } = call.shell.parts.kernel.state;
  const { gateway, login } = hostDetails(host);
  const own = network.address;
  const others = [network.map.machine.address, ...network.map.neighbours.map(({ address }) => address)];
  const near = others.filter((address) => address !== own && address.replace(/\d+$/, '') === own.replace(/\d+$/, ''));
  return [...new Set([gateway, login.from, ...near])].filter((address) => address !== own);
}

async function arp(args: readonly string[], call: Call): Promise<ExecResult> {
  const { addresses } = call.shell.parts.kernel.state.host;
  const network = networkOf(call);
  const known = network.connected ? spokenWith(call) : [];
  const name = (address: string): string => {
    if (args.some((word) => /^-[a-z]*n/.test(word))) return address;
    return address === network.map.gateway ? '_gateway' : (network.map.nameAt(address) ?? address);
  };
  if (args.some((word) => /^-[a-z]*[ae]?a/.test(word))) {
    const shown = (address: string): string => (name(address) === address ? '?' : name(address));
    return ok(
      known
        .map(
          (address) =>
            `${shown(address)} (${address}) at ${network.map.macOf(address)} [ether] on ${addresses.interface}\n`,
        )
        .join(''),
    );
  }
  const head = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';
  return ok(
    head +
      known
        .map(
          (address) =>
            `${name(address).padEnd(24)} ether   ${network.map.macOf(address)}   C                     ${addresses.interface}\n`,
        )
        .join(''),
  );
}

function tcpdump(args: readonly string[], call: Call): ExecResult {
  const { addresses } = call.shell.parts.kernel.state.host;
  const device = args[args.indexOf('-i') + 1] ?? addresses.interface;
  const name = args.includes('-i') ? device : addresses.interface;
  if (!isRoot(call)) {
    return fail(
      `tcpdump: ${name}: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n`,
    );
  }
  return fail(
    `tcpdump: ${name}: You don't have permission to perform this capture on that device\n(Attempt to create packet socket failed - CAP_NET_RAW may be required)\n`,
  );
}

function ethtool(args: readonly string[], call: Call): ExecResult {
  const { addresses } = call.shell.parts.kernel.state.host;
  const name = args.findLast((word) => !word.startsWith('-'));
  if (name === undefined) return fail('ethtool: bad command line argument(s)\nFor more information run ethtool -h\n');
  if (name !== addresses.interface && name !== 'lo') return fail('netlink error: No such device\n', 75);
  if (args.includes('-i'))
    return ok(
      'driver: virtio_net\nversion: 1.0.0\nfirmware-version: \nexpansion-rom-version: \nbus-info: 0000:00:03.0\nsupports-statistics: yes\nsupports-test: no\nsupports-eeprom-access: no\nsupports-register-dump: no\nsupports-priv-flags: no\n',
    );
  const link = name === 'lo' || networkOf(call).connected ? 'yes' : 'no';
  if (name === 'lo') return ok('Settings for lo:\n\tLink detected: yes\n');
  return ok(
    `Settings for ${name}:\n\tSupported ports: [  ]\n\tSupported link modes:   Not reported\n\tSupported pause frame use: No\n\tSupports auto-negotiation: No\n\tSupported FEC modes: Not reported\n\tAdvertised link modes:  Not reported\n\tAdvertised pause frame use: No\n\tAdvertised auto-negotiation: No\n\tAdvertised FEC modes: Not reported\n\tSpeed: Unknown!\n\tDuplex: Unknown! (255)\n\tAuto-negotiation: off\n\tPort: Other\n\tPHYAD: 0\n\tTransceiver: internal\n\tLink detected: ${link}\n`,
  );
}

async function whois(args: readonly string[], call: Call): Promise<ExecResult> {
  const name = args.find((word) => !word.startsWith('-'));
  if (name === undefined) return fail('Usage: whois [OPTION]... OBJECT...\n', 1);
  if (networkOf(call).map.addressOf('whois.iana.org') === undefined)
    return fail(`getaddrinfo(whois.iana.org): ${unknownNameText(call, 'whois.iana.org')}\n`, 1);
  await call.shell.pass(60_000);
  return fail('Timeout.\n', 1);
}

export const TRACE_TOOLS: readonly NetworkTool[] = [
  { name: 'arp', path: '/usr/sbin/arp', run: arp },
  { name: 'ethtool', path: '/usr/sbin/ethtool', run: ethtool },
  { name: 'tcpdump', path: '/usr/bin/tcpdump', run: tcpdump },
  { name: 'tracepath', path: '/usr/bin/tracepath', run: tracepath },
  { name: 'traceroute', path: '/usr/bin/traceroute', run: traceroute },
  { name: 'whois', path: '/usr/bin/whois', run: whois },
];
