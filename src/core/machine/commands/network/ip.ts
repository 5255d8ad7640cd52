/** `ip` of iproute2: shows addresses, links, routes and neighbours. */
import { hostDetails } from '../../host/host.ts';
import { interfaces } from '../../host/interfaces.ts';
import { systemFacts } from '../../host/systems.ts';
import { neighbourMac } from '../../network/network-map.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { commandLine } from '../shell-message.ts';
import { iprouteVersion } from '../versions.ts';
import { type IpOptions, showInterfaces } from './ip-interfaces.ts';

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

function routes(words: readonly string[], options: IpOptions, context: CommandContext): CommandResult {
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
  if (context.world.network?.down.includes(name)) return printed('');
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

function neighbours(context: CommandContext): CommandResult {
  const { host, network } = context.world;
  if (network?.down.includes(host.addresses.interface)) return printed('');
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
      return showInterfaces(rest, false, options, context);
    case 'link':
      return showInterfaces(rest, true, options, context);
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
