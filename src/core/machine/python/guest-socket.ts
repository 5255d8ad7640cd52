/** Sockets of the interpreter on the mocked network. */
import { COMPILED_ERRNO, SystemError } from './errno.ts';
import type { Guest } from './guest.ts';
import { reach, type Server } from './http-server.ts';
import { type FileStatus, KIND, OPEN, OpenFile, POLL } from './open-file.ts';
import { type Address, type Connection, openChannel } from './socket-table.ts';
import { Changes } from './waiting.ts';

const FAILURES = {
  refused: 'ECONNREFUSED',
  timeout: 'ETIMEDOUT',
  'no-route': 'EHOSTUNREACH',
  unreachable: 'ENETUNREACH',
} as const;
const ANY = '0.0.0.0';
const FIRST_EPHEMERAL = 32_768;
const LAST_EPHEMERAL = 60_999;
const PRIVILEGED = 1024;

export class GuestSocket extends OpenFile {
  readonly family: number;
  readonly stream: boolean;
  readonly #guest: Guest;
  readonly #inode: number;
  readonly #own: Changes = new Changes();
  local: Address;
  remote: Address | undefined;
  /** Set for TLS, which is not played: what is said over it is as plain as anything. */
  secure = false;
  /** What went wrong while nobody waited. */
  error = 0;
  #connection: Connection | undefined;
  #queue: Connection[] | undefined;
  #backlog = 0;
  #connecting = false;
  #shutIn = false;
  #shutOut = false;

  constructor(guest: Guest, family: number, stream: boolean, flags: number) {
    super(OPEN.readWrite | flags);
    this.#guest = guest;
    this.family = family;
    this.stream = stream;
    this.#inode = guest.draw.int(20_000, 90_000);
    this.local = { host: family === 10 ? '::' : ANY, port: 0 };
  }

  get pid(): number {
    return this.#guest.pid;
  }

  get listening(): boolean {
    return this.#queue !== undefined;
  }

  status(): FileStatus {
    return { mode: KIND.socket | 0o777, size: 0, uid: 0, gid: 0, links: 1, inode: this.#inode, mtime: 0 };
  }

  /** @throws SystemError when the address is not one of this machine, or taken */
  bind(address: Address): void {
    const { network, who, draw } = this.#guest;
    if (address.port > 0 && address.port < PRIVILEGED && who.uid !== 0) throw new SystemError('EACCES');
    if (address.host !== '::' && !network.isLocal(address.host)) throw new SystemError('EADDRNOTAVAIL');
    if (this.stream && address.port > 0 && network.isTaken(address.port)) throw new SystemError('EADDRINUSE');
    const port = address.port > 0 ? address.port : draw.int(FIRST_EPHEMERAL, LAST_EPHEMERAL);
    this.local = { host: address.host, port };
  }

  listen(backlog: number): void {
    const { network, kernel, shell } = this.#guest;
    if (!this.stream) throw new SystemError('EINVAL');
    if (this.local.port === 0) this.bind({ host: this.local.host, port: 0 });
    this.#backlog = Math.max(1, backlog);
    if (this.#queue) return;
    if (network.isTaken(this.local.port)) throw new SystemError('EADDRINUSE');
    this.#queue = [];
    const { host: address, port } = this.local;
    const listens = [...shell.process.listens, { protocol: 'tcp', address, port } as const];
    kernel.processes.change(this.pid, { listens });
    shell.parts.sockets.add(this);
  }

  /** Another wants to be connected; false when too many wait. */
  offer(connection: Connection): boolean {
    if (!this.#queue || this.#queue.length > this.#backlog + 1) return false;
    this.#queue.push(connection);
    this.#own.tell();
    return true;
  }

  /** Takes the first connection that waits. */
  async accept(flags: number): Promise<GuestSocket> {
    const queue = this.#queue;
    if (!queue) throw new SystemError('EINVAL');
    if (queue.length === 0) {
      if (this.nonBlocking) throw new SystemError('EAGAIN');
      await this.#guest.waitFor(() => queue.length > 0, [this.#own]);
    }
    const connection = queue.shift();
    if (!connection) throw new SystemError(COMPILED_ERRNO.EINTR);
    const socket = new GuestSocket(this.#guest, this.family, true, flags);
    socket.#connected(connection);
    return socket;
  }

  /** Takes over one end of a connection that is there. */
  adopt(connection: Connection): void {
    this.#connected(connection);
  }

  #connected(connection: Connection): void {
    this.#connection = connection;
    this.local = connection.local;
    this.remote = connection.remote;
  }

  /**
   * Connects to an address, as the mocked network lets it.
   * @throws SystemError when it does not, or when that shows only later
   */
  async connect(address: Address): Promise<void> {
    if (this.#connection) throw new SystemError('EISCONN');
    const target = address.host === ANY ? { ...address, host: '127.0.0.1' } : address;
    this.remote = target;
    if (this.local.port === 0) {
      const own = this.#guest.kernel.state.host.addresses.ipv4;
      const host = this.family === 10 ? '::1' : target.host.startsWith('127.') ? '127.0.0.1' : own;
      this.local = { host, port: this.#guest.draw.int(FIRST_EPHEMERAL, LAST_EPHEMERAL) };
    }
    if (!this.stream) return;
    const reached = reach(this.#guest, target);
    if (reached.kind === 'open') {
      this.#connected(this.#meet(target, reached.server));
      return;
    }
    const errno = FAILURES[reached.kind];
    if (reached.kind === 'timeout' && this.nonBlocking) {
      this.#connecting = true;
      this.#guest.kernel.schedule.after(reached.ms, () => {
        this.#connecting = false;
        this.error = new SystemError('ETIMEDOUT').errno;
        this.#own.tell();
      });
      throw new SystemError(COMPILED_ERRNO.EINPROGRESS);
    }
    if (reached.ms > 0) await this.#guest.waitFor(() => false, [], reached.ms);
    throw new SystemError(errno);
  }

  /** The two ends of a new connection; gives that of the one who connects. */
  #meet(target: Address, server: Server): Connection {
    const { local } = this;
    const there = openChannel();
    const back = openChannel();
    server({ incoming: there, outgoing: back, local: target, remote: local }, () => this.secure);
    return { incoming: back, outgoing: there, local, remote: target };
  }

  read(length: number): Uint8Array | Promise<Uint8Array> {
    return this.receive(length, false, this.nonBlocking);
  }

  receive(length: number, peek: boolean, atOnce: boolean): Uint8Array | Promise<Uint8Array> {
    if (!this.stream) return this.#receiveNothing(atOnce);
    const connection = this.#connection;
    if (!connection) throw new SystemError('ENOTCONN');
    const { incoming } = connection;
    const ready = (): boolean => incoming.length > 0 || incoming.writers === 0 || this.#shutIn;
    if (ready()) return incoming.take(length, peek);
    if (atOnce) throw new SystemError('EAGAIN');
    return this.#guest.waitFor(ready, [incoming.changes, this.#own]).then((came) => {
      if (!came) throw new SystemError(COMPILED_ERRNO.EINTR);
      return incoming.take(length, peek);
    });
  }

  /** Nobody ever answers over UDP. */
  async #receiveNothing(atOnce: boolean): Promise<Uint8Array> {
    if (atOnce) throw new SystemError('EAGAIN');
    await this.#guest.waitFor(() => false, [this.#own]);
    throw new SystemError(COMPILED_ERRNO.EINTR);
  }

  write(bytes: Uint8Array): number {
    if (!this.stream) return bytes.length;
    const connection = this.#connection;
    if (!connection) throw new SystemError(this.remote ? 'EPIPE' : 'ENOTCONN');
    if (this.#shutOut || connection.outgoing.readers === 0) throw new SystemError('EPIPE');
    connection.outgoing.push(bytes);
    return bytes.length;
  }

  shutDown(how: number): void {
    if (!this.#connection) throw new SystemError('ENOTCONN');
    if (how !== 0 && !this.#shutOut) {
      this.#shutOut = true;
      this.#connection.outgoing.leave('writers');
    }
    if (how !== 1) this.#shutIn = true;
    this.#own.tell();
  }

  override get changes(): Changes {
    return this.#connection?.incoming.changes ?? this.#own;
  }

  override poll(): number {
    if (this.#queue) return this.#queue.length > 0 ? POLL.in : 0;
    if (this.#connecting) return 0;
    if (this.error !== 0) return POLL.error | POLL.out | POLL.in;
    const connection = this.#connection;
    if (!connection) return this.stream ? POLL.out | POLL.hangUp : POLL.out;
    const { incoming, outgoing } = connection;
    const readable = incoming.length > 0 || incoming.writers === 0 || this.#shutIn;
    return (readable ? POLL.in : 0) | POLL.out | (outgoing.readers === 0 && incoming.writers === 0 ? POLL.hangUp : 0);
  }

  override close(): void {
    const { kernel, shell } = this.#guest;
    if (this.#queue) {
      shell.parts.sockets.remove(this);
      const { port } = this.local;
      const listens = shell.process.listens.filter((listener) => listener.port !== port);
      kernel.processes.change(this.pid, { listens });
      for (const { outgoing, incoming } of this.#queue.splice(0)) {
        outgoing.leave('writers');
        incoming.leave('readers');
      }
      this.#queue = undefined;
    }
    if (!this.#connection) return;
    if (!this.#shutOut) this.#connection.outgoing.leave('writers');
    this.#connection.incoming.leave('readers');
  }
}
