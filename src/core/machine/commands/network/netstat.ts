/** `netstat` of net-tools. */
import { hostDetails } from '../../host/host.ts';
import { interfaces, trafficOf } from '../../host/interfaces.ts';
import { processName } from '../../host/process-figures.ts';
import type { Process } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, type ParsedOptions } from '../getopt.ts';
import { mayInspect } from '../own-process.ts';
import { addressName, type Socket, serviceName, socketsOf, unixSockets } from './sockets.ts';

const USAGE = `usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}
       netstat [-vWnNcaeol] [<Socket> ...]
       netstat { [-vWeenNac] -i | [-cnNe] -M | -s [-6tuw] }

        -r, --route              display routing table
        -i, --interfaces         display interface table
        -g, --groups             display multicast group memberships
        -s, --statistics         display networking statistics (like SNMP)
        -M, --masquerade         display masqueraded connections

        -v, --verbose            be verbose
        -W, --wide               don't truncate IP addresses
        -n, --numeric            don't resolve names
        --numeric-hosts          don't resolve host names
        --numeric-ports          don't resolve port names
        --numeric-users          don't resolve user names
        -N, --symbolic           resolve hardware names
        -e, --extend             display other/more information
        -p, --programs           display PID/Program name for sockets
        -o, --timers             display timers
        -c, --continuous         continuous listing

        -l, --listening          display listening server sockets
        -a, --all                display all sockets (default: connected)
        -F, --fib                display Forwarding Information Base (default)
        -C, --cache              display routing cache instead of FIB
        -Z, --context            display SELinux security context for sockets

  <Socket>={-t|--tcp} {-u|--udp} {-U|--udplite} {-S|--sctp} {-w|--raw}
           {-x|--unix} --ax25 --ipx --netrom
  <AF>=Use '-6|-4' or '-A <af>' or '--<af>'; default: inet
  List of possible address families (which support routing):
    inet (DARPA Internet) inet6 (IPv6) ax25 (AMPR AX.25) 
    netrom (AMPR NET/ROM) rose (AMPR ROSE) ipx (Novell IPX) 
    ddp (Appletalk DDP) x25 (CCITT X.25) 
`;

const SPEC = {
  short: 'rigsMvWnNepoclaFCZtuUSwx64A:Vh',
  long: {
    route: 'r',
    interfaces: 'i',
    groups: 'g',
    statistics: 's',
    masquerade: 'M',
    verbose: 'v',
    wide: 'W',
    numeric: 'n',
    'numeric-hosts': '1',
    'numeric-ports': '2',
    'numeric-users': '3',
    symbolic: 'N',
    extend: 'e',
    programs: 'p',
    timers: 'o',
    continuous: 'c',
    listening: 'l',
    all: 'a',
    fib: 'F',
    cache: 'C',
    context: 'Z',
    tcp: 't',
    udp: 'u',
    udplite: 'U',
    sctp: 'S',
    raw: 'w',
    unix: 'x',
    inet: '4',
    inet6: '6',
    version: 'V',
    help: 'h',
  },
};

const ADDRESS_WIDTH = 23;
const PROGRAM_WIDTH = 20;

/** `876/sshd: /usr/sbin `: pid and program in 20 characters. */
function program(process: Process | undefined, context: CommandContext): string {
  if (!process || !mayInspect(context, process)) return '-'.padEnd(PROGRAM_WIDTH);
  const name = /^[a-z]+: /.test(process.command) ? process.command : processName(process);
  return `${process.pid}/${name}`.slice(0, PROGRAM_WIDTH - 1).padEnd(PROGRAM_WIDTH);
}

function endpoint(address: string, port: number | undefined, parsed: ParsedOptions, context: CommandContext): string {
  const names = !has(parsed, 'n', '1');
  const host = address === '::' && names ? '[::]' : names ? addressName(address, context.world.host) : address;
  const service = port === undefined ? '*' : has(parsed, 'n', '2') ? String(port) : serviceName(port);
  const full = `${host}:${service}`;
  return has(parsed, 'W') || full.length <= ADDRESS_WIDTH
    ? full
    : `${host.slice(0, ADDRESS_WIDTH - service.length - 1)}:${service}`;
}

function internet(sockets: readonly Socket[], parsed: ParsedOptions, context: CommandContext, scope: string): string {
  const extended = has(parsed, 'e');
  const programs = has(parsed, 'p');
  let text = `Active Internet connections (${scope})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      `;
  if (extended) text += ' User       Inode     ';
  if (programs) text += ' PID/Program name    ';
  if (has(parsed, 'o')) text += ' Timer';
  text += '\n';
  for (const socket of sockets) {
    const { peer, process } = socket;
    const local = endpoint(socket.address, socket.port, parsed, context);
    const none = socket.family === 6 ? '::' : '0.0.0.0';
    const foreign = peer
      ? endpoint(peer.address, peer.port, parsed, context)
      : has(parsed, 'n', '1') || socket.family === 6
        ? endpoint(none, undefined, parsed, context)
        : '0.0.0.0:*';
    const state = socket.state === 'ESTAB' ? 'ESTABLISHED' : socket.state === 'LISTEN' ? 'LISTEN' : '';
    text += `${`${socket.protocol}${socket.family === 6 ? '6' : ''}`.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${local.padEnd(ADDRESS_WIDTH)} ${foreign.padEnd(ADDRESS_WIDTH)} ${state.padEnd(11)}`;
    if (extended) {
      const user = has(parsed, 'n', '3') ? String(process.uid) : process.user;
      text += ` ${user.padEnd(10)} ${String(socket.inode).padEnd(10)}`;
    }
    if (programs) text += ` ${program(process, context)}`;
    if (has(parsed, 'o')) text += ' off (0.00/0/0)';
    text += '\n';
  }
  return text;
}

function local(parsed: ParsedOptions, context: CommandContext, scope: string): string {
  const programs = has(parsed, 'p');
  let text = `Active UNIX domain sockets (${scope})\nProto RefCnt Flags       Type       State         I-Node  ${programs ? ' PID/Program name    ' : ''} Path\n`;
  const row = (
    flags: string,
    type: string,
    state: string,
    inode: number,
    process: Process | undefined,
    path: string,
  ): string =>
    `unix  ${flags === '' ? 3 : 2}      [ ${flags}]${flags === '' ? '        ' : '    '} ${type.padEnd(10)} ${state.padEnd(13)} ${String(inode).padEnd(8)} ${programs ? `${program(process, context)} ` : ''}${path}\n`;
  for (const { type, path, inode, process } of unixSockets(context.world)) {
    if (has(parsed, 'a', 'l')) {
      text += row(
        type === 'stream' ? 'ACC ' : '',
        type.toUpperCase(),
        type === 'stream' ? 'LISTENING' : '',
        inode,
        process,
        path,
      );
    }
    if (!has(parsed, 'l') && type === 'stream' && /stdout|system_bus/.test(path)) {
      text += row('', 'STREAM', 'CONNECTED', inode + 3, process, path);
    }
  }
  return text;
}

function routes(parsed: ParsedOptions, context: CommandContext): string {
  const { host } = context.world;
  const { gateway } = hostDetails(host);
  const row = (target: string, via: string, mask: string, flags: string): string =>
    `${target.padEnd(15)} ${via.padEnd(15)} ${mask.padEnd(15)} ${flags.padEnd(5)} ${'0'.padStart(5)} ${'0'.padEnd(6)} ${'0'.padStart(6)} ${host.addresses.interface}\n`;
  const numeric = has(parsed, 'n');
  const network = host.addresses.ipv4.replace(/\d+$/, '0');
  return `Kernel IP routing table\nDestination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n${row(numeric ? '0.0.0.0' : 'default', numeric ? gateway : '_gateway', '0.0.0.0', 'UG')}${row(network, '0.0.0.0', '255.255.255.0', 'U')}`;
}

function interfaceTable(context: CommandContext): string {
  let text =
    'Kernel Interface table\nIface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n';
  for (const entry of [...interfaces(context.world.host)].reverse()) {
    const { received, sent } = trafficOf(context.world, entry);
    text += `${entry.name.padEnd(13)} ${String(entry.mtu).padStart(7)} ${String(received.packets).padStart(8)} ${'0'.padStart(6)} ${'0'.padStart(6)} 0      ${String(sent.packets).padStart(8)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${entry.loopback ? 'LRU' : 'BMRU'}\n`;
  }
  return text;
}

const NOT_ALL = `(Not all processes could be identified, non-owned process info
 will not be shown, you would have to be root to see it all.)
`;

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('netstat', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${USAGE}`, 3);
  if (has(parsed, 'h')) return printed(USAGE);
  if (has(parsed, 'V')) {
    return printed(
      'net-tools 2.10\nFred Baumgarten, Alan Cox, Bernd Eckenfels, Phil Blundell, Tuan Hoang, Brian Micek and others\n',
    );
  }
  if (has(parsed, 'r')) return printed(routes(parsed, context));
  if (has(parsed, 'i')) return printed(interfaceTable(context));
  const scope = has(parsed, 'a') ? 'servers and established' : has(parsed, 'l') ? 'only servers' : 'w/o servers';
  const kinds = has(parsed, 't', 'u', 'w', 'x', 'U', 'S');
  const families = has(parsed, '4', '6');
  const sockets = socketsOf(context.world)
    .filter((socket) => {
      if (kinds && !(socket.protocol === 'tcp' ? has(parsed, 't') : has(parsed, 'u'))) return false;
      if (families && !has(parsed, String(socket.family))) return false;
      if (has(parsed, 'a')) return true;
      return has(parsed, 'l') === (socket.state !== 'ESTAB');
    })
    .sort((a, b) => {
      const rank = (socket: Socket): number => (socket.protocol === 'tcp' ? 0 : 2) + (socket.family === 6 ? 1 : 0);
      return rank(a) - rank(b);
    });
  let stdout = '';
  if (!kinds || has(parsed, 't', 'u', 'w')) stdout += internet(sockets, parsed, context, scope);
  if ((!kinds && !families) || has(parsed, 'x')) stdout += local(parsed, context, scope);
  const stderr = has(parsed, 'p') && context.shell.uid !== 0 ? NOT_ALL : '';
  return { stdout, stderr, exitCode: 0 };
}

/** Lists sockets, routes and interfaces. */
export const netstat: MachineCommand = { name: 'netstat', path: '/usr/bin/netstat', run };
