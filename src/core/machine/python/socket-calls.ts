/** The calls of the system that are about sockets and names of hosts. */
import { SystemError } from './errno.ts';
import type { Guest } from './guest.ts';
import { GuestSocket } from './guest-socket.ts';
import type { Literal } from './literal.ts';
import { OPEN } from './open-file.ts';
import { FAMILY, ipv4Bytes, ipv6Bytes, readAddress, writeAddress } from './socket-addresses.ts';
import { type Address, type Connection, openChannel } from './socket-table.ts';

const SOCK_STREAM = 1;
const SOCK_NONBLOCK = 0o4000;
const MESSAGE = { peek: 2, waitAll: 0x100, dontWait: 0x40 } as const;
const SO_ERROR = 4;
const SO_TYPE = 3;
const SOL_SOCKET = 1;
/** `EAI_NONAME` and its like. */
const LOOKUP = { noName: -2, again: -3, family: -6, service: -8 } as const;
const AI_NUMERICHOST = 4;
const PORTS: Readonly<Record<string, number>> = {
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  domain: 53,
  http: 80,
  https: 443,
};
const PROTOCOLS: Readonly<Record<string, number>> = { ip: 0, icmp: 1, tcp: 6, udp: 17 };

function socketAt(guest: Guest, descriptor: number): GuestSocket {
  const file = guest.descriptors.get(descriptor);
  if (!(file instanceof GuestSocket)) throw new SystemError('ENOTSOCK');
  return file;
}

function tellAddress(guest: Guest, socket: GuestSocket, address: Address, at: number, length: number): number {
  if (at !== 0) {
    const written = writeAddress(guest, at, socket.family, address);
    if (length !== 0) guest.memory.setU32(length, written);
  }
  return 0;
}

async function receive(
  guest: Guest,
  descriptor: number,
  buffer: number,
  length: number,
  flags: number,
): Promise<number> {
  const socket = socketAt(guest, descriptor);
  const atOnce = socket.nonBlocking || (flags & MESSAGE.dontWait) !== 0;
  const content = await socket.receive(length, (flags & MESSAGE.peek) !== 0, atOnce);
  guest.memory.write(buffer, content);
  return content.length;
}

async function receiveMessage(guest: Guest, descriptor: number, message: number, flags: number): Promise<number> {
  const { memory } = guest;
  const vector = memory.u32(message + 8);
  const count = memory.u32(message + 12);
  const socket = socketAt(guest, descriptor);
  const atOnce = socket.nonBlocking || (flags & MESSAGE.dontWait) !== 0;
  const content = await socket.receive(memory.room(vector, count), (flags & MESSAGE.peek) !== 0, atOnce);
  memory.scatter(vector, count, content);
  return content.length;
}

async function connect(guest: Guest, descriptor: number, at: number): Promise<number> {
  const socket = socketAt(guest, descriptor);
  await socket.connect(readAddress(guest, at));
  return 0;
}

function option(guest: Guest, descriptor: number, level: number, name: number, value: number): number {
  const socket = socketAt(guest, descriptor);
  let told = 0;
  if (level === SOL_SOCKET && name === SO_ERROR) {
    told = socket.error;
    socket.error = 0;
  } else if (level === SOL_SOCKET && name === SO_TYPE) told = socket.stream ? 1 : 2;
  guest.memory.setU32(value, told);
  return 0;
}

/** Lets a socket take connections. */
export function listen(guest: Guest, descriptor: number, backlog: number): Literal {
  socketAt(guest, descriptor).listen(backlog);
  return null;
}

export function shutDown(guest: Guest, descriptor: number, how: number): Literal {
  socketAt(guest, descriptor).shutDown(how);
  return null;
}

/** Lets what is said over a socket count as TLS. */
export function secure(guest: Guest, descriptor: number): Literal {
  socketAt(guest, descriptor).secure = true;
  return null;
}

/** Two sockets that are connected to each other. */
export function socketPair(guest: Guest): Literal {
  const [there, back] = [openChannel(), openChannel()];
  const nowhere: Address = { host: '127.0.0.1', port: 0 };
  const ends: readonly Connection[] = [
    { incoming: back, outgoing: there, local: nowhere, remote: nowhere },
    { incoming: there, outgoing: back, local: nowhere, remote: nowhere },
  ];
  return ends.map((connection) => {
    const socket = new GuestSocket(guest, FAMILY.ipv4, true, 0);
    socket.adopt(connection);
    return guest.descriptors.add(socket);
  });
}

/** Addresses of a name, or a code of what went wrong. */
export function lookUp(guest: Guest, name: string, family: number, numeric = false): readonly Address[] | number {
  const known = ipv4Bytes(name) ?? ipv6Bytes(name);
  if (known) {
    const own = known.length === 4 ? FAMILY.ipv4 : FAMILY.ipv6;
    return family === 0 || family === own ? [{ host: name, port: 0 }] : LOOKUP.noName;
  }
  if (numeric) return LOOKUP.noName;
  const found: Address[] = [];
  const { ipv6, ipv4 } = guest.addressesOf(name);
  if (family !== FAMILY.ipv4) found.push(...ipv6.map((host) => ({ host, port: 0 })));
  if (family !== FAMILY.ipv6) found.push(...ipv4.map((host) => ({ host, port: 0 })));
  if (found.length > 0) return found;
  return guest.network.asksNames ? LOOKUP.noName : LOOKUP.again;
}

export type Allocate = (size: number) => number;

/** Answers `getaddrinfo`: a list of `struct addrinfo` in memory that the interpreter frees. */
function addressList(
  guest: Guest,
  allocate: Allocate,
  given: { node: number; service: number; hints: number; result: number },
): number {
  const { memory } = guest;
  const { node, service, hints, result } = given;
  const flags = hints === 0 ? 0 : memory.i32(hints);
  const family = hints === 0 ? 0 : memory.i32(hints + 4);
  const type = hints === 0 ? 0 : memory.i32(hints + 8);
  const protocol = hints === 0 ? 0 : memory.i32(hints + 12);
  const named = service === 0 ? '0' : memory.text(service);
  const port = /^\d+$/.test(named) ? Number(named) : PORTS[named];
  if (port === undefined) return LOOKUP.service;
  const passive = (flags & 1) !== 0;
  const anywhere: readonly Address[] =
    family === FAMILY.ipv6
      ? [{ host: passive ? '::' : '::1', port: 0 }]
      : [{ host: passive ? '0.0.0.0' : '127.0.0.1', port: 0 }];
  const found = node === 0 ? anywhere : lookUp(guest, memory.text(node), family, (flags & AI_NUMERICHOST) !== 0);
  if (typeof found === 'number') return found;
  const kinds = [
    [1, 6],
    [2, 17],
    [3, 0],
  ] as const;
  const wanted = kinds.filter(
    ([kind, number]) => (type === 0 || kind === type) && (protocol === 0 || number === protocol || kind === 3),
  );
  let next = 0;
  for (const address of [...found].reverse()) {
    const own = address.host.includes(':') ? FAMILY.ipv6 : FAMILY.ipv4;
    for (const [kind, number] of [...wanted].reverse()) {
      const name = allocate(28);
      const entry = allocate(32);
      const length = writeAddress(guest, name, own, { host: address.host, port });
      memory.bytes.fill(0, entry, entry + 32);
      [0, own, kind, number, length, name, 0, next].forEach((field, index) => {
        memory.setU32(entry + index * 4, field);
      });
      next = entry;
    }
  }
  memory.setU32(result, next);
  return next === 0 ? LOOKUP.family : 0;
}

function nameInfo(guest: Guest, at: number, host: number, hostSize: number, service: number, flags: number): number {
  const address = readAddress(guest, at);
  if (host !== 0 && hostSize > 0) {
    const isLocal = address.host === '127.0.0.1' || address.host === '::1';
    const name = (flags & 1) === 0 && isLocal ? 'localhost' : address.host;
    guest.memory.setText(host, name);
  }
  if (service !== 0) {
    const known = Object.entries(PORTS).find(([, port]) => port === address.port)?.[0];
    guest.memory.setText(service, (flags & 2) === 0 && known !== undefined ? known : String(address.port));
  }
  return 0;
}

type Calls = Readonly<Record<string, (...given: never[]) => number | Promise<number>>>;

/** The calls by name: those of the system, which throw when they fail, and those of the C library. */
export function socketCalls(guest: Guest, allocate: Allocate): { readonly system: Calls; readonly plain: Calls } {
  const { descriptors } = guest;
  const system: Calls = {
    __syscall_socket: (family: number, type: number) => {
      if (family !== FAMILY.ipv4 && family !== FAMILY.ipv6 && family !== FAMILY.unix)
        throw new SystemError('EAFNOSUPPORT');
      const kind = type & 0xf;
      if (kind === 3 && guest.who.uid !== 0) throw new SystemError('EPERM');
      const flags = (type & SOCK_NONBLOCK) !== 0 ? OPEN.nonBlocking : 0;
      return descriptors.add(new GuestSocket(guest, family, kind === SOCK_STREAM, flags));
    },
    __syscall_bind: (descriptor: number, at: number) => {
      socketAt(guest, descriptor).bind(readAddress(guest, at));
      return 0;
    },
    __syscall_listen: (descriptor: number, backlog: number) => {
      socketAt(guest, descriptor).listen(backlog);
      return 0;
    },
    __syscall_accept4: async (descriptor: number, at: number, length: number, flags: number) => {
      const socket = await socketAt(guest, descriptor).accept((flags & SOCK_NONBLOCK) !== 0 ? OPEN.nonBlocking : 0);
      tellAddress(guest, socket, socket.remote ?? { host: '0.0.0.0', port: 0 }, at, length);
      return descriptors.add(socket);
    },
    __syscall_connect: (descriptor: number, at: number) => connect(guest, descriptor, at),
    __syscall_getsockname: (descriptor: number, at: number, length: number) => {
      const socket = socketAt(guest, descriptor);
      return tellAddress(guest, socket, socket.local, at, length);
    },
    __syscall_getpeername: (descriptor: number, at: number, length: number) => {
      const socket = socketAt(guest, descriptor);
      if (!socket.remote) throw new SystemError('ENOTCONN');
      return tellAddress(guest, socket, socket.remote, at, length);
    },
    __syscall_getsockopt: (descriptor: number, level: number, name: number, value: number) =>
      option(guest, descriptor, level, name, value),
    __syscall_recvfrom: (descriptor: number, buffer: number, length: number, flags: number) =>
      receive(guest, descriptor, buffer, length, flags),
    __syscall_recvmsg: (descriptor: number, message: number, flags: number) =>
      receiveMessage(guest, descriptor, message, flags),
    __syscall_sendto: (descriptor: number, buffer: number, length: number) =>
      socketAt(guest, descriptor).write(guest.memory.copy(buffer, length)),
    __syscall_sendmsg: (descriptor: number, message: number) =>
      socketAt(guest, descriptor).write(
        guest.memory.gather(guest.memory.u32(message + 8), guest.memory.u32(message + 12)),
      ),
  };
  const plain: Calls = {
    getaddrinfo: (node: number, service: number, hints: number, result: number) =>
      addressList(guest, allocate, { node, service, hints, result }),
    getnameinfo: (
      at: number,
      _length: number,
      host: number,
      hostSize: number,
      service: number,
      _size: number,
      flags: number,
    ) => nameInfo(guest, at, host, hostSize, service, flags),
    getprotobyname: (name: number) => {
      const number = PROTOCOLS[guest.memory.text(name)];
      if (number === undefined) return 0;
      const entry = allocate(12);
      guest.memory.bytes.fill(0, entry, entry + 12);
      guest.memory.setU32(entry + 8, number);
      return entry;
    },
    _emscripten_lookup_name: (name: number) => {
      const found = lookUp(guest, guest.memory.text(name), FAMILY.ipv4);
      const bytes = typeof found === 'number' ? undefined : ipv4Bytes(found[0]?.host ?? '');
      return bytes ? new DataView(Uint8Array.from(bytes).buffer).getInt32(0, true) : 0;
    },
  };
  return { system, plain };
}
