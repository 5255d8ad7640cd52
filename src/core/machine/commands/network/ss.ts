/** `ss` of iproute2, with the columns as it sets them when it does not write to a terminal. */
import { processName } from '../../host/process-figures.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { mayInspect } from '../own-process.ts';
import { iprouteVersion } from '../versions.ts';
import { type Socket, serviceName, socketsOf, unixSockets } from './sockets.ts';
import { FilterProblem, parseFilter, statesNamed } from './ss-filter.ts';
import { SS_USAGE } from './ss-usage.ts';

const SPEC = {
  short: 'hVnraloempTisbEZzN:460tMSudwxf:KHOA:D:F:',
  long: {
    help: 'h',
    version: 'V',
    numeric: 'n',
    resolve: 'r',
    all: 'a',
    listening: 'l',
    options: 'o',
    extended: 'e',
    memory: 'm',
    processes: 'p',
    threads: 'T',
    info: 'i',
    summary: 's',
    bpf: 'b',
    events: 'E',
    context: 'Z',
    contexts: 'z',
    'net=': 'N',
    ipv4: '4',
    ipv6: '6',
    packet: '0',
    tcp: 't',
    mptcp: 'M',
    sctp: 'S',
    udp: 'u',
    dccp: 'd',
    raw: 'w',
    unix: 'x',
    'family=': 'f',
    kill: 'K',
    'no-header': 'H',
    oneline: 'O',
    'query=': 'A',
    'socket=': 'A',
    'diag=': 'D',
    'filter=': 'F',
    tos: '1',
    cgroup: '2',
    tipc: '3',
    vsock: '5',
    xdp: '7',
    tipcinfo: '8',
    'inet-sockopt': '9',
  },
};

/** One line, a text for each column. */
type Line = readonly string[];

const HEADERS: Line = [
  'Netid',
  'State',
  'Recv-Q',
  'Send-Q',
  'Local Address:',
  'Port',
  'Peer Address:',
  'Port',
  'Process',
];
const DELIMITERS: Line = ['', ' ', ' ', ' ', ' ', '', ' ', '', ''];
const RIGHT = new Set([4, 6]);

/** Sets the columns: each as wide as its widest text, but for the last text of all, which `ss` does not measure. */
function layout(lines: readonly Line[], hidden: ReadonlySet<number>): string {
  const shown = HEADERS.map((_, column) => column).filter((column) => !hidden.has(column));
  const measured = lines.map((line, index) =>
    index === lines.length - 1 && lines.length > 1 ? line.slice(0, -1) : line,
  );
  const widths = HEADERS.map((_, column) => Math.max(0, ...measured.map((line) => (line[column] ?? '').length)));
  let text = '';
  for (const line of lines) {
    shown.forEach((column, place) => {
      const width = widths[column] ?? 0;
      const content = line[column] ?? '';
      if (width === 0 && content === '') return;
      text += place === 0 ? '' : (DELIMITERS[column] ?? '');
      text += RIGHT.has(column) ? content.padStart(width) : content.padEnd(width);
    });
    text += '\n';
  }
  return text;
}

/** Which kinds of sockets are asked for. */
interface Kinds {
  tcp: boolean;
  udp: boolean;
  unix: boolean;
  raw: boolean;
}

const QUERIES: Readonly<Record<string, Partial<Kinds>>> = {
  all: { tcp: true, udp: true, unix: true },
  inet: { tcp: true, udp: true },
  tcp: { tcp: true },
  udp: { udp: true },
  unix: { unix: true },
  unix_stream: { unix: true },
  unix_dgram: { unix: true },
  raw: { raw: true },
  netlink: {},
  packet: {},
};

/** The kinds that the options name; all of them when none does; undefined for a query that does not exist. */
function kindsOf(parsed: ParsedOptions): Kinds | undefined {
  const kinds: Kinds = { tcp: false, udp: false, unix: false, raw: false };
  let named = false;
  for (const { name, value } of parsed.options) {
    if (name === 't') kinds.tcp = true;
    else if (name === 'u') kinds.udp = true;
    else if (name === 'x') kinds.unix = true;
    else if (name === 'w') kinds.raw = true;
    else if (name === 'A') {
      for (const query of (value ?? '').split(',')) {
        if (!Object.hasOwn(QUERIES, query)) return undefined;
        Object.assign(kinds, QUERIES[query]);
      }
    } else if (!'0MSd3 57'.includes(name)) continue;
    named = true;
  }
  if (named) return kinds;
  const family = optionValue(parsed, 'f');
  const inet = has(parsed, '4', '6') || family === 'inet' || family === 'inet6';
  const other =
    family === 'link' || family === 'netlink' || family === 'vsock' || family === 'tipc' || family === 'xdp';
  if (other) return kinds;
  if (family === 'unix') return { ...kinds, unix: true };
  return { tcp: true, udp: true, unix: !inet, raw: false };
}

function families(parsed: ParsedOptions): ReadonlySet<number> {
  const family = optionValue(parsed, 'f');
  const chosen = new Set<number>();
  if (has(parsed, '4') || family === 'inet') chosen.add(4);
  if (has(parsed, '6') || family === 'inet6') chosen.add(6);
  return chosen.size === 0 ? new Set([4, 6]) : chosen;
}

/** `users:(("sshd",pid=876,fd=3))` and what `-e` adds to it. */
function details(socket: Socket, parsed: ParsedOptions, context: CommandContext): string {
  const { process, descriptor, inode } = socket;
  const parts: string[] = [];
  if (has(parsed, 'p') && mayInspect(context, process)) {
    parts.push(`users:(("${processName(process)}",pid=${process.pid},fd=${descriptor}))`);
  }
  if (has(parsed, 'e')) {
    const user = process.uid === 0 ? '' : `uid:${process.uid} `;
    const unit = process.tty === '?' && process.ppid === 1 ? `/system.slice/${processName(process)}.service` : '/';
    parts.push(`${user}ino:${inode} sk:${(inode % 4096).toString(16)} cgroup:${unit} <->`);
  }
  return parts.map((part) => ` ${part}`).join('');
}

function inetLine(socket: Socket, parsed: ParsedOptions, context: CommandContext): Line {
  const port = (number: number): string => (has(parsed, 'n') ? String(number) : serviceName(number));
  const address = (text: string): string => {
    if (text === '::') return socket.dualStack ? '*' : '[::]';
    return text.includes(':') ? `[${text}]` : text;
  };
  const { peer, device, family } = socket;
  const local = `${address(socket.address)}${device === undefined ? '' : `%${device}`}:`;
  return [
    socket.protocol,
    socket.state,
    '0',
    String(socket.backlog),
    local,
    port(socket.port),
    peer ? `${address(peer.address)}:` : family === 6 ? `${address('::')}:` : '0.0.0.0:',
    peer ? port(peer.port) : '*',
    details(socket, parsed, context),
  ];
}

function unixLines(
  parsed: ParsedOptions,
  context: CommandContext,
  connected: boolean,
  listening: boolean,
): readonly Line[] {
  const lines: Line[] = [];
  for (const { type, path, inode, process } of unixSockets(context.world)) {
    const netid = type === 'stream' ? 'u_str' : 'u_dgr';
    const users =
      has(parsed, 'p') && process && mayInspect(context, process)
        ? ` users:(("${processName(process)}",pid=${process.pid},fd=${12 + (inode % 30)}))`
        : '';
    if (listening) {
      lines.push([
        netid,
        type === 'stream' ? 'LISTEN' : 'UNCONN',
        '0',
        type === 'stream' ? '4096' : '0',
        `${path} `,
        String(inode),
        '* ',
        '0',
        users,
      ]);
    }
    if (connected && type === 'stream' && /stdout|system_bus/.test(path)) {
      lines.push([netid, 'ESTAB', '0', '0', `${path} `, String(inode + 3), '* ', String(inode + 2), users]);
    }
  }
  return lines;
}

function summary(context: CommandContext): string {
  const sockets = socketsOf(context.world);
  const count = (protocol: Socket['protocol'], family?: 4 | 6): number =>
    sockets.filter((socket) => socket.protocol === protocol && (family === undefined || socket.family === family))
      .length;
  const established = sockets.filter((socket) => socket.state === 'ESTAB').length;
  const row = (name: string, all: number, v4: number, v6: number): string =>
    `${name}\t  ${String(all).padEnd(9)} ${String(v4).padEnd(9)} ${String(v6).padEnd(9)}\n`;
  const total = sockets.length + unixSockets(context.world).length * 9;
  return `Total: ${total}\nTCP:   ${count('tcp')} (estab ${established}, closed 0, orphaned 0, timewait 0)\n\nTransport Total     IP        IPv6\n${row('RAW', 0, 0, 0)}${row('UDP', count('udp'), count('udp', 4), count('udp', 6))}${row('TCP', count('tcp'), count('tcp', 4), count('tcp', 6))}${row('INET', sockets.length, count('tcp', 4) + count('udp', 4), count('tcp', 6) + count('udp', 6))}${row('FRAG', 0, 0, 0)}\n`;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('ss', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${SS_USAGE}`, 255);
  if (has(parsed, 'h')) return printed(SS_USAGE);
  if (has(parsed, 'V')) return printed(`ss utility, iproute2-${iprouteVersion(context.world.host.os)}\n`);
  if (has(parsed, 'z', 'Z')) return failed('ss: SELinux is not enabled.\n');
  if (has(parsed, 's')) return printed(summary(context));
  const family = optionValue(parsed, 'f');
  if (family !== undefined && !/^(inet6?|link|unix|netlink|vsock|tipc|xdp)$/.test(family)) {
    return failed(`ss: "${family}" is invalid family\n${SS_USAGE}`, 255);
  }
  const kinds = kindsOf(parsed);
  if (!kinds) return failed(`ss: "${optionValue(parsed, 'A')}" is illegal socket table id\n${SS_USAGE}`, 255);
  let operands = parsed.operands;
  let states: readonly Socket['state'][] = has(parsed, 'a')
    ? ['LISTEN', 'ESTAB', 'UNCONN']
    : has(parsed, 'l')
      ? ['LISTEN', 'UNCONN']
      : ['ESTAB'];
  let stateNamed = false;
  while (operands[0] === 'state' || operands[0] === 'exclude') {
    const named = statesNamed(operands[1] ?? '');
    if (!named) return failed(`ss: wrong state name: ${operands[1] ?? ''}\n${SS_USAGE}`, 255);
    states = operands[0] === 'state' ? named : states.filter((state) => !named.includes(state));
    stateNamed = operands[0] === 'state';
    operands = operands.slice(2);
  }
  try {
    const filter = parseFilter(operands);
    const wanted = families(parsed);
    const sockets = socketsOf(context.world).filter(
      (socket) =>
        kinds[socket.protocol] && wanted.has(socket.family) && states.includes(socket.state) && filter(socket),
    );
    // Datagrams first, and the older protocol before the newer one, as the kernel is asked.
    const rank = (socket: Socket): number => (socket.protocol === 'udp' ? 0 : 2) + (socket.family === 6 ? 1 : 0);
    const inet = [...sockets].sort((a, b) => rank(a) - rank(b)).map((socket) => inetLine(socket, parsed, context));
    const unix =
      kinds.unix && operands.length === 0
        ? unixLines(parsed, context, states.includes('ESTAB'), states.includes('LISTEN'))
        : [];
    const hidden = new Set<number>();
    if (Object.values(kinds).filter(Boolean).length <= 1) hidden.add(0);
    if (stateNamed && states.length <= 1) hidden.add(1);
    return printed(layout([...(has(parsed, 'H') ? [] : [HEADERS]), ...unix, ...inet], hidden));
  } catch (problem) {
    if (problem instanceof FilterProblem) return failed(`${problem.message}\n`);
    throw problem;
  }
}

/** Lists sockets. */
export const ss: MachineCommand = { name: 'ss', path: '/usr/bin/ss', run };
