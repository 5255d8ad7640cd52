/** Connections, and the sockets of a host that wait for them. */
import { Channel } from './pipe.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One end of a connection. */
export interface Connection {
  readonly incoming: Channel;
  readonly outgoing: Channel;
  readonly local: Address;
  readonly remote: Address;
}

/** A channel with somebody at either end. */
export function openChannel(): Channel {
  const channel = new Channel();
  channel.readers = 1;
  channel.writers = 1;
  return channel;
}

/** A socket that takes connections. */
export interface ListeningSocket {
  /** The process that it belongs to. */
  readonly pid: number;
  readonly local: Address;
  /** Another wants to be connected; false when too many wait. */
  offer(connection: Connection): boolean;
}

/** What the Python processes of a host share: how many they are, and the sockets on which they listen. */
export class SocketTable {
  processes = 0;
  readonly #listening: ListeningSocket[] = [];

  add(socket: ListeningSocket): void {
    this.#listening.push(socket);
  }

  remove(socket: ListeningSocket): void {
    const at = this.#listening.indexOf(socket);
    if (at !== -1) this.#listening.splice(at, 1);
  }

  /** The socket of a process that listens on a port. */
  find(pid: number, port: number): ListeningSocket | undefined {
    return this.#listening.find((socket) => socket.pid === pid && socket.local.port === port);
  }
}
