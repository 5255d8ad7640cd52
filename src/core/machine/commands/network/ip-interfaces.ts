/** Addresses and links as `ip` of iproute2 shows them. */
import { type Interface, interfaces, trafficOf } from '../../host/interfaces.ts';
import { systemFacts } from '../../host/systems.ts';
import type { World } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, printed } from '../command.ts';

/** Options that stand before the object. */
export interface IpOptions {
  readonly family: 4 | 6 | undefined;
  readonly brief: boolean;
  readonly oneLine: boolean;
  readonly statistics: boolean;
  readonly json: boolean;
}

/** Seconds that an address from DHCP stays valid: a day, renewed at half of it. */
function lease(context: CommandContext): number {
  const { host, clock } = context.world;
  return 86_400 - (Math.floor((clock - host.bootedAt) / 1000) % 43_200);
}

/** Whether an interface is down. */
export function isDown(entry: Interface, world: World): boolean {
  return world.network?.down.includes(entry.name) ?? false;
}

function flagsOf(entry: Interface, world: World): string {
  const kind = entry.loopback ? 'LOOPBACK' : 'BROADCAST,MULTICAST';
  return isDown(entry, world) ? kind : `${kind},UP,LOWER_UP`;
}

function stateOf(entry: Interface, world: World): string {
  if (isDown(entry, world)) return 'DOWN';
  return entry.loopback ? 'UNKNOWN' : 'UP';
}

function head(entry: Interface, link: boolean, world: World): readonly string[] {
  const queue = `${entry.loopback ? 'noqueue' : 'fq_codel'} state ${stateOf(entry, world)}`;
  return [
    `${entry.index}: ${entry.name}: <${flagsOf(entry, world)}> mtu ${entry.mtu} qdisc ${queue} ${link ? 'mode DEFAULT ' : ''}group default qlen 1000`,
    `    link/${entry.loopback ? 'loopback' : 'ether'} ${entry.mac} brd ${entry.loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}`,
    // A virtual adapter has a second name from its place on the bus.
    ...(entry.loopback || entry.name.startsWith('enp') ? [] : [`    altname enp0s${entry.name.replace(/\D/g, '')}`]),
  ];
}

interface Address {
  readonly family: 'inet' | 'inet6';
  readonly text: string;
  readonly lifetime: string;
}

function addressesOf(entry: Interface, options: IpOptions, context: CommandContext): readonly Address[] {
  const seconds = `${lease(context)}sec`;
  const list: Address[] = [];
  const down = isDown(entry, context.world);
  if (options.family !== 6) {
    const scope = entry.loopback
      ? `inet ${entry.ipv4}/${entry.prefix} scope host lo`
      : `inet ${entry.ipv4}/${entry.prefix} metric 100 brd ${entry.broadcast} scope global dynamic ${entry.name}`;
    const lifetime = entry.loopback
      ? 'valid_lft forever preferred_lft forever'
      : `valid_lft ${seconds} preferred_lft ${seconds}`;
    list.push({
      family: 'inet',
      text: systemFacts(context.world.host.os).id === 'debian' ? scope.replace(' metric 100', '') : scope,
      lifetime,
    });
  }
  if (options.family !== 4 && !down) {
    const scope = entry.loopback ? 'host' : 'link';
    list.push({
      family: 'inet6',
      text: `inet6 ${entry.ipv6}/${entry.ipv6Prefix} scope ${scope} `,
      lifetime: 'valid_lft forever preferred_lft forever',
    });
  }
  return list;
}

function briefLine(entry: Interface, texts: readonly string[], world: World): string {
  return `${entry.name.padEnd(16)} ${stateOf(entry, world).padEnd(14)} ${texts.map((text) => `${text} `).join('')}\n`;
}

function statistics(entry: Interface, context: CommandContext): readonly string[] {
  const { received, sent } = trafficOf(context.world, entry);
  const row = (bytes: number, packets: number): string =>
    `    ${String(bytes).padStart(10)} ${String(packets).padStart(7)}       0       0       0       0 `;
  return [
    '    RX:  bytes packets errors dropped  missed   mcast           ',
    row(received.bytes, received.packets),
    '    TX:  bytes packets errors dropped carrier collsns           ',
    row(sent.bytes, sent.packets),
  ];
}

function json(list: readonly Interface[], link: boolean, options: IpOptions, context: CommandContext): string {
  const entries = list.map((entry) => ({
    ifindex: entry.index,
    ifname: entry.name,
    flags: flagsOf(entry, context.world).split(','),
    mtu: entry.mtu,
    qdisc: entry.loopback ? 'noqueue' : 'fq_codel',
    operstate: stateOf(entry, context.world),
    ...(link ? { linkmode: 'DEFAULT' } : {}),
    group: 'default',
    txqlen: 1000,
    link_type: entry.loopback ? 'loopback' : 'ether',
    address: entry.mac,
    broadcast: entry.loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
    ...(link
      ? {}
      : {
          addr_info: addressesOf(entry, options, context).map(({ family }) => ({
            family,
            local: family === 'inet' ? entry.ipv4 : entry.ipv6,
            prefixlen: family === 'inet' ? entry.prefix : entry.ipv6Prefix,
            ...(family === 'inet' && entry.broadcast !== undefined ? { broadcast: entry.broadcast } : {}),
            scope: entry.loopback ? 'host' : family === 'inet' ? 'global' : 'link',
            ...(family === 'inet' ? { label: entry.name } : {}),
            valid_life_time: entry.loopback || family === 'inet6' ? 4_294_967_295 : lease(context),
            preferred_life_time: entry.loopback || family === 'inet6' ? 4_294_967_295 : lease(context),
          })),
        }),
  }));
  return `${JSON.stringify(entries)}\n`;
}

/** The interface that `show [dev] NAME` means; all without a name; undefined when there is none of that name. */
function wanted(words: readonly string[], context: CommandContext): readonly Interface[] | undefined {
  const all = interfaces(context.world.host);
  const rest = words.filter(
    (word) => !['show', 'list', 'ls', 's', 'l', 'sh', 'dev', 'up', 'primary', 'permanent', 'dynamic'].includes(word),
  );
  const [name] = rest;
  if (name === undefined || ['scope', 'to', 'label', 'type', 'master'].includes(name)) return all;
  const found = all.filter((entry) => entry.name === name);
  return found.length > 0 ? found : undefined;
}

/** What `ip address` and `ip link` show. */
export function showInterfaces(
  words: readonly string[],
  link: boolean,
  options: IpOptions,
  context: CommandContext,
): CommandResult {
  const list = wanted(words, context);
  if (!list) {
    const name = words.filter((word) => !['show', 'list', 'ls', 's', 'dev'].includes(word))[0] ?? '';
    return failed(`Device "${name}" does not exist.\n`);
  }
  if (options.json) return printed(json(list, link, options, context));
  let text = '';
  for (const entry of list) {
    const addresses = addressesOf(entry, options, context);
    if (options.brief) {
      text += link
        ? briefLine(entry, [entry.mac, `<${flagsOf(entry, context.world)}>`], context.world)
        : briefLine(
            entry,
            addresses.map(({ family }) =>
              family === 'inet' ? `${entry.ipv4}/${entry.prefix}` : `${entry.ipv6}/${entry.ipv6Prefix}`,
            ),
            context.world,
          );
      continue;
    }
    if (options.oneLine && !link) {
      for (const address of addresses)
        text += `${entry.index}: ${entry.name}    ${address.text}\\       ${address.lifetime}\n`;
      continue;
    }
    const lines = [...head(entry, link, context.world)];
    if (options.family !== undefined && !link) lines.splice(1);
    if (options.statistics) lines.push(...statistics(entry, context));
    if (!link) for (const address of addresses) lines.push(`    ${address.text}`, `       ${address.lifetime}`);
    text += options.oneLine
      ? `${lines.join('\\').replaceAll('\\    ', '\\    ')}\n`
      : lines.map((line) => `${line}\n`).join('');
  }
  return printed(text);
}
