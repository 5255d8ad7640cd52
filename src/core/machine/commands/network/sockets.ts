/** The sockets of the machine. `ss`, `netstat` and `lsof` are views of this list, and so they agree. */
import { socketInode } from '../../host/proc.ts';
import { processName } from '../../host/process-figures.ts';
import { textHash } from '../../host/random.ts';
import type { HostFacts, Process, World } from '../../world.ts';

export interface Socket {
  readonly protocol: 'tcp' | 'udp';
  readonly family: 4 | 6;
  readonly state: 'LISTEN' | 'ESTAB' | 'UNCONN';
  readonly address: string;
  readonly port: number;
  /** One socket of the newer protocol that takes connections of both. */
  readonly dualStack: boolean;
  /** Undefined when there is no other end. */
  readonly peer: { readonly address: string; readonly port: number } | undefined;
  /** Interface that it is bound to. */
  readonly device: string | undefined;
  /** How many connections may wait. */
  readonly backlog: number;
  readonly inode: number;
  readonly process: Process;
  readonly descriptor: number;
}

const BACKLOGS: Readonly<Record<string, number>> = { sshd: 128, 'systemd-resolve': 4096 };

function backlogOf(process: Process): number {
  return (
    BACKLOGS[processName(process)] ?? (process.program || /python|uvicorn|node/.test(process.command) ? 2048 : 4096)
  );
}

/** First descriptor of a socket: services open theirs at once, programs have other files open before. */
function firstDescriptor(process: Process): number {
  if (processName(process) === 'sshd') return 3;
  return process.memory > 100 * 2 ** 20 ? 13 + (textHash(process.command) % 9) : 12;
}

/** Interface that an address is bound to, as `ss` shows it. */
function deviceOf(address: string, protocol: 'tcp' | 'udp', host: HostFacts): string | undefined {
  if (address === '127.0.0.53') return 'lo';
  return protocol === 'udp' && address === host.addresses.ipv4 ? host.addresses.interface : undefined;
}

/** Connections that processes hold open to other hosts. */
function connectedSockets(process: Process, world: World): readonly Socket[] {
  return (process.connections ?? []).map(({ port, peer }, index): Socket => {
    const own = peer.address.startsWith('127.') ? '127.0.0.1' : world.host.addresses.ipv4;
    return {
      protocol: 'tcp',
      family: 4,
      state: 'ESTAB',
      address: own,
      port,
      dualStack: false,
      peer,
      device: undefined,
      backlog: 0,
      inode: socketInode(process, { protocol: 'tcp', address: peer.address, port }),
      process,
      descriptor: (processName(process) === 'sshd' ? 4 : 3) + index,
    };
  });
}

/** Every socket of the internet protocols: first those that wait, by pid, then those that are connected. */
export function socketsOf(world: World): readonly Socket[] {
  const sockets: Socket[] = [];
  const processes = [...world.processes.values()].sort((a, b) => a.pid - b.pid);
  for (const process of processes) {
    process.listens.forEach(({ protocol, address, port }, index) => {
      const family = address.includes(':') ? 6 : 4;
      sockets.push({
        protocol,
        family,
        state: protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
        address,
        port,
        dualStack:
          address === '::' && !process.listens.some((other) => other.port === port && other.address === '0.0.0.0'),
        peer: undefined,
        device: deviceOf(address, protocol, world.host),
        backlog: protocol === 'tcp' ? backlogOf(process) : 0,
        inode: socketInode(process, { protocol, address, port }),
        process,
        descriptor: firstDescriptor(process) + index,
      });
    });
  }
  return [...sockets, ...processes.flatMap((process) => connectedSockets(process, world))];
}

/** Names of `/etc/services` that matter here. */
const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  67: 'bootps',
  68: 'bootpc',
  80: 'http',
  111: 'sunrpc',
  123: 'ntp',
  443: 'https',
  873: 'rsync',
  2049: 'nfs',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
  9418: 'git',
  27017: 'mongodb',
};

/** Name of the service of a port; its number as text when it has none. */
export function serviceName(port: number): string {
  return SERVICES[port] ?? String(port);
}

/** Port of a service by name or number; undefined when there is none. */
export function portNumber(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  const found = Object.entries(SERVICES).find(([, name]) => name === text);
  return found && Number(found[0]);
}

/** Name of an address of the machine itself; the address when it has none. */
export function addressName(address: string, host: HostFacts): string {
  if (address.startsWith('127.') || address === '::1') return 'localhost';
  return address === host.addresses.ipv4 ? host.hostname : address;
}

export interface UnixSocket {
  readonly type: 'stream' | 'dgram';
  readonly path: string;
  readonly inode: number;
  readonly process: Process | undefined;
}

/** Sockets of the local kind that services wait on. */
export function unixSockets(world: World): readonly UnixSocket[] {
  const named = (name: string): Process | undefined =>
    [...world.processes.values()].find((process) => processName(process) === name);
  const list: readonly (readonly ['stream' | 'dgram', string, string])[] = [
    ['dgram', '/run/systemd/notify', 'systemd'],
    ['stream', '/run/systemd/private', 'systemd'],
    ['stream', '/run/systemd/userdb/io.systemd.DynamicUser', 'systemd'],
    ['stream', '/run/lvm/lvmpolld.socket', 'systemd'],
    ['dgram', '/run/systemd/journal/syslog', 'rsyslogd'],
    ['stream', '/run/systemd/fsck.progress', 'systemd'],
    ['dgram', '/run/systemd/journal/dev-log', 'systemd-journal'],
    ['dgram', '/run/systemd/journal/socket', 'systemd-journal'],
    ['stream', '/run/systemd/journal/stdout', 'systemd-journal'],
    ['stream', '/run/udev/control', 'systemd-udevd'],
    ['stream', '/run/dbus/system_bus_socket', 'dbus-daemon'],
    ['stream', '/run/irqbalance/irqbalance736.sock', 'irqbalance'],
  ];
  return list
    .map(([type, path, name]) => ({ type, path, inode: 15_200 + (textHash(path) % 6000), process: named(name) }))
    .filter((socket) => socket.process !== undefined);
}
