/** `ip` of iproute2: shows addresses, links, routes and neighbours. */
import { hostDetails } from '../../host/host.ts';
import { type Interface, interfaces, trafficOf } from '../../host/interfaces.ts';
import { textHash } from '../../host/random.ts';
import { systemFacts } from '../../host/systems.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { commandLine } from '../shell-message.ts';
import { iprouteVersion } from '../versions.ts';

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | amt | fou | help | ila | ioam | l2tp |
                   link | macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
`;

const OBJECTS = ['address', 'link', 'route', 'neighbour', 'neighbor', 'rule', 'maddress', 'netns', 'tunnel', 'help'];

interface Options {
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

const flagsOf = (entry: Interface): string =>
  entry.loopback ? 'LOOPBACK,UP,LOWER_UP' : 'BROADCAST,MULTICAST,UP,LOWER_UP';

function head(entry: Interface, link: boolean): readonly string[] {
  const queue = entry.loopback ? 'noqueue state UNKNOWN' : 'fq_codel state UP';
  return [
    `${entry.index}: ${entry.name}: <${flagsOf(entry)}> mtu ${entry.mtu} qdisc ${queue} ${link ? 'mode DEFAULT ' : ''}group default qlen 1000`,
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

function addressesOf(entry: Interface, options: Options, context: CommandContext): readonly Address[] {
  const seconds = `${lease(context)}sec`;
  const list: Address[] = [];
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
  if (options.family !== 4) {
    const scope = entry.loopback ? 'host' : 'link';
    list.push({
      family: 'inet6',
      text: `inet6 ${entry.ipv6}/${entry.ipv6Prefix} scope ${scope} `,
      lifetime: 'valid_lft forever preferred_lft forever',
    });
  }
  return list;
}

function briefLine(entry: Interface, texts: readonly string[]): string {
  return `${entry.name.padEnd(16)} ${(entry.loopback ? 'UNKNOWN' : 'UP').padEnd(14)} ${texts.map((text) => `${text} `).join('')}\n`;
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

function json(list: readonly Interface[], link: boolean, options: Options, context: CommandContext): string {
  const entries = list.map((entry) => ({
    ifindex: entry.index,
    ifname: entry.name,
    flags: flagsOf(entry).split(','),
    mtu: entry.mtu,
    qdisc: entry.loopback ? 'noqueue' : 'fq_codel',
    operstate: entry.loopback ? 'UNKNOWN' : 'UP',
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

function show(words: readonly string[], link: boolean, options: Options, context: CommandContext): CommandResult {
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
        ? briefLine(entry, [entry.mac, `<${flagsOf(entry)}>`])
        : briefLine(
            entry,
            addresses.map(({ family }) =>
              family === 'inet' ? `${entry.ipv4}/${entry.prefix}` : `${entry.ipv6}/${entry.ipv6Prefix}`,
            ),
          );
      continue;
    }
    if (options.oneLine && !link) {
      for (const address of addresses)
        text += `${entry.index}: ${entry.name}    ${address.text}\\       ${address.lifetime}\n`;
      continue;
    }
    const lines = [...head(entry, link)];
    if (options.family !== undefined && !link) lines.splice(1);
    if (options.statistics) lines.push(...statistics(entry, context));
    if (!link) for (const address of addresses) lines.push(`    ${address.text}`, `       ${address.lifetime}`);
    text += options.oneLine
      ? `${lines.join('\\').replaceAll('\\    ', '\\    ')}\n`
      : lines.map((line) => `${line}\n`).join('');
  }
  return printed(text);
}

function routes(words: readonly string[], options: Options, context: CommandContext): CommandResult {
  const { host } = context.world;
  const { ipv4, interface: name } = host.addresses;
  const { gateway, prefix } = hostDetails(host);
  const [verb, target] = words;
  const network = ipv4.replace(/\d+$/, '0');
  if (verb !== undefined && 'get'.startsWith(verb) && target !== undefined) {
    const uid = `uid ${context.shell.uid} `;
    if (target === ipv4 || target.startsWith('127.')) {
      return printed(`local ${target} dev lo src ${target === ipv4 ? ipv4 : '127.0.0.1'} ${uid}\n    cache <local> \n`);
    }
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(target))
      return failed(`Error: any valid prefix is expected rather than "${target}".\n`);
    const near = target.startsWith(network.replace(/0$/, ''));
    return printed(`${target} ${near ? '' : `via ${gateway} `}dev ${name} src ${ipv4} ${uid}\n    cache \n`);
  }
  if (options.family === 6) {
    return printed(
      `::1 dev lo proto kernel metric 256 pref medium\nfe80::/64 dev ${name} proto kernel metric 256 pref medium\n`,
    );
  }
  if (systemFacts(host.os).id === 'debian') {
    return printed(
      `default via ${gateway} dev ${name} \n${network}/${prefix} dev ${name} proto kernel scope link src ${ipv4} \n`,
    );
  }
  const dhcp = `proto dhcp src ${ipv4} metric 100 `;
  return printed(
    `default via ${gateway} dev ${name} ${dhcp}\n${network}/${prefix} dev ${name} proto kernel scope link src ${ipv4} metric 100 \n${gateway} dev ${name} proto dhcp scope link src ${ipv4} metric 100 \n`,
  );
}

/** Hardware address of a neighbour: of the same maker as the host's own. */
export function neighbourMac(address: string): string {
  const hash = textHash(address);
  const byte = (shift: number): string => ((hash >> shift) & 0xff).toString(16).padStart(2, '0');
  return `fa:16:3e:${byte(0)}:${byte(8)}:${byte(16)}`;
}

function neighbours(context: CommandContext): CommandResult {
  const { host } = context.world;
  const { gateway, login } = hostDetails(host);
  const row = (address: string, state: string): string =>
    `${address} dev ${host.addresses.interface} lladdr ${neighbourMac(address)} ${state} \n`;
  return printed(row(gateway, 'REACHABLE') + row(login.from, 'REACHABLE'));
}

const CHANGES = /^(add|a|change|replace|del|delete|d|set|flush|append|save|restore)$/;

function run(words: readonly string[], context: CommandContext): CommandResult {
  const queue = [...words];
  const options = {
    family: undefined as 4 | 6 | undefined,
    brief: false,
    oneLine: false,
    statistics: false,
    json: false,
  };
  while (queue[0]?.startsWith('-')) {
    const option = (queue.shift() ?? '').replace(/^--?/, '');
    const is = (name: string, least: number): boolean => option.length >= least && name.startsWith(option);
    if (option === '4') options.family = 4;
    else if (option === '6') options.family = 6;
    else if (is('brief', 2)) options.brief = true;
    else if (is('oneline', 1)) options.oneLine = true;
    else if (is('statistics', 1) || is('stats', 1)) options.statistics = true;
    else if (is('json', 1)) options.json = true;
    else if (is('Version', 1)) {
      return printed(`ip utility, iproute2-${iprouteVersion(context.world.host.os)}, libbpf 0.5.0\n`);
    } else if (is('help', 1)) return { stdout: '', stderr: USAGE, exitCode: 255 };
    else if (is('family', 1)) {
      const family = queue.shift();
      options.family = family === 'inet6' ? 6 : 4;
    } else if (
      !is('details', 1) &&
      !is('color', 1) &&
      !is('pretty', 1) &&
      !is('human', 1) &&
      !is('resolve', 1) &&
      !is('Numeric', 1) &&
      option !== 'iec' &&
      !option.startsWith('color=')
    ) {
      return failed(`Option "-${option}" is unknown, try "ip -help".\n`, 255);
    }
  }
  const [given, ...rest] = queue;
  if (given === undefined || given === 'help') return { stdout: '', stderr: USAGE, exitCode: 255 };
  const object = OBJECTS.find((name) => name.startsWith(given));
  if (object === undefined) return failed(`Object "${given}" is unknown, try "ip help".\n`);
  const verb = rest[0] ?? 'show';
  if (CHANGES.test(verb) && object !== 'netns') {
    if (context.shell.uid !== 0) return failed('RTNETLINK answers: Operation not permitted\n', 2);
    context.control.report({ kind: 'unsupported', command: commandLine(['ip', ...words]) });
    return failed('RTNETLINK answers: Operation not permitted\n', 2);
  }
  const known = ['show', 'list', 'lst', 'get', 'help'].some((name) => name.startsWith(verb)) || verb === 'ls';
  const fullName = object === 'neighbor' ? 'neighbour' : object;
  const isDevice = interfaces(context.world.host).some(({ name }) => name === verb) || verb === 'dev';
  if (!known && !isDevice) return failed(`Command "${verb}" is unknown, try "ip ${fullName} help".\n`, 255);
  switch (object) {
    case 'address':
      return show(rest, false, options, context);
    case 'link':
      return show(rest, true, options, context);
    case 'route':
      return routes(rest, options, context);
    case 'neighbour':
    case 'neighbor':
      return neighbours(context);
    case 'rule':
      return printed('0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n');
    case 'maddress':
      return printed(
        interfaces(context.world.host)
          .map((entry) => `${entry.index}:\t${entry.name}\n\tinet  224.0.0.1\n\tinet6 ff02::1\n`)
          .join(''),
      );
    default:
      return printed('');
  }
}

/** Shows the network of the host. */
export const ip: MachineCommand = { name: 'ip', path: '/usr/sbin/ip', run };
