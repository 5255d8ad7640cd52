/** `ifconfig` and `route` of net-tools. */
import { hostDetails } from '../../host/host.ts';
import { type Counter, type Interface, interfaces, trafficOf } from '../../host/interfaces.ts';
import type { HostFacts } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { commandLine } from '../shell-message.ts';
import { isDown } from './ip-interfaces.ts';

/** Bytes as net-tools write them behind the number: `8.3 GB` on Ubuntu, `7.7 GiB` on Debian. */
function roundSize(bytes: number, os: HostFacts['os']): string {
  const [base, units] =
    os === 'debian-12' ? [1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']] : [1000, ['B', 'KB', 'MB', 'GB', 'TB']];
  let value = bytes;
  let unit = 0;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** The mask of a prefix: 24 is 255.255.255.0. */
export function netmask(prefix: number): string {
  return [0, 8, 16, 24].map((start) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - start)))).join('.');
}

function block(entry: Interface, context: CommandContext): string {
  const { received, sent } = trafficOf(context.world, entry);
  const counted = (name: string, { packets, bytes }: Counter): string =>
    `        ${name} packets ${packets}  bytes ${bytes} (${roundSize(bytes, context.world.host.os)})\n`;
  const up = entry.loopback ? '73<UP,LOOPBACK,RUNNING>' : '4163<UP,BROADCAST,RUNNING,MULTICAST>';
  const down = entry.loopback ? '8<LOOPBACK>' : '4098<BROADCAST,MULTICAST>';
  const flags = isDown(entry, context.world) ? down : up;
  const broadcast = entry.broadcast === undefined ? '' : `  broadcast ${entry.broadcast}`;
  const scope = entry.loopback ? '0x10<host>' : '0x20<link>';
  const hardware = entry.loopback
    ? '        loop  txqueuelen 1000  (Local Loopback)\n'
    : `        ether ${entry.mac}  txqueuelen 1000  (Ethernet)\n`;
  return `${entry.name}: flags=${flags}  mtu ${entry.mtu}\n        inet ${entry.ipv4}  netmask ${netmask(entry.prefix)}${broadcast}\n        inet6 ${entry.ipv6}  prefixlen ${entry.ipv6Prefix}  scopeid ${scope}\n${hardware}${counted('RX', received)}        RX errors 0  dropped 0  overruns 0  frame 0\n${counted('TX', sent)}        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0\n\n`;
}

function runIfconfig(words: readonly string[], context: CommandContext): CommandResult {
  const unknown = words.find((word) => word.startsWith('-') && !['-a', '-s', '-v'].includes(word));
  if (unknown !== undefined) {
    return failed(`ifconfig: option \`${unknown}' not recognised.\nifconfig: \`--help' gives usage information.\n`);
  }
  const all = [...interfaces(context.world.host)].sort((a, b) => (a.name < b.name ? -1 : 1));
  const [name, ...change] = words.filter((word) => !word.startsWith('-'));
  const listed = words.includes('-a') ? all : all.filter((entry) => !isDown(entry, context.world));
  const shown = name === undefined ? listed : all.filter((entry) => entry.name === name);
  if (shown.length === 0) return failed(`${name}: error fetching interface information: Device not found\n`);
  if (change.length > 0) {
    if (context.shell.uid === 0) {
      context.control.report({ kind: 'unsupported', command: commandLine(['ifconfig', ...words]) });
    }
    return failed(`SIOCSIFADDR: Operation not permitted\nSIOCSIFFLAGS: Operation not permitted\n`, 255);
  }
  return printed(shown.map((entry) => block(entry, context)).join(''));
}

function runRoute(words: readonly string[], context: CommandContext): CommandResult {
  const { host } = context.world;
  const { gateway, prefix } = hostDetails(host);
  if (words.some((word) => /^(add|del|flush)$/.test(word))) {
    if (context.shell.uid === 0) {
      context.control.report({ kind: 'unsupported', command: commandLine(['route', ...words]) });
    }
    return failed('SIOCADDRT: Operation not permitted\n', 7);
  }
  const numeric = words.some((word) => /^-[a-z]*n/.test(word));
  const row = (target: string, via: string, mask: string, flags: string): string =>
    `${target.padEnd(15)} ${via.padEnd(15)} ${mask.padEnd(15)} ${flags.padEnd(5)} ${'100'.padEnd(6)} ${'0'.padEnd(2)} ${'0'.padStart(7)} ${host.addresses.interface}\n`;
  const network = host.addresses.ipv4.replace(/\d+$/, '0');
  return printed(
    `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n${row(numeric ? '0.0.0.0' : 'default', numeric ? gateway : '_gateway', '0.0.0.0', 'UG')}${row(network, '0.0.0.0', netmask(prefix), 'U')}`,
  );
}

/** Shows the network interfaces. */
export const ifconfig: MachineCommand = { name: 'ifconfig', path: '/usr/sbin/ifconfig', run: runIfconfig };
/** Shows the routes. */
export const route: MachineCommand = { name: 'route', path: '/usr/sbin/route', run: runRoute };
