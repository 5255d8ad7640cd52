/** What answers connections: the services of the mocked network, and scripts that listen. */
import type { Guest } from './guest.ts';
import { badRequest, readRequest, type WireRequest, writeReply } from './http-wire.ts';
import type { Channel } from './pipe.ts';
import type { Address, Connection } from './socket-table.ts';

/** Takes the other end of a connection. `secure` tells whether it speaks TLS. */
export type Server = (connection: Connection, secure: () => boolean) => void;

/** What came of trying to reach an address. */
export type Reached =
  | { readonly kind: 'open'; readonly server: Server }
  | { readonly kind: 'refused' | 'timeout' | 'no-route' | 'unreachable'; readonly ms: number };

/** Finds what answers at an address. */
export function reach(guest: Guest, address: Address): Reached {
  const { network, shell } = guest;
  const met = network.connect(address.host, address.port);
  if (met.kind === 'no-such-host') return { kind: 'timeout', ms: network.timeOf({ kind: 'timeout' }) };
  if (met.kind !== 'open') return { kind: met.kind, ms: met.kind === 'refused' ? 0 : network.timeOf(met) };
  const socket = met.process && shell.parts.sockets.find(met.process.pid, address.port);
  if (!socket) return { kind: 'open', server: serviceAt(guest, address) };
  return {
    kind: 'open',
    server: (connection) => {
      if (socket.offer(connection)) return;
      connection.outgoing.leave('writers');
      connection.incoming.leave('readers');
    },
  };
}

/** A service of the network behind a connection: it reads requests and answers each. */
function serviceAt(guest: Guest, address: Address): Server {
  return (connection, secure) => {
    const { incoming, outgoing } = connection;
    let open = true;
    const finish = (): void => {
      if (!open) return;
      open = false;
      outgoing.leave('writers');
      incoming.leave('readers');
    };
    const look = (): void => {
      if (!open) return;
      const request = readRequest(incoming.take(incoming.length, true));
      if (request === 'not-http') {
        outgoing.push(badRequest());
        finish();
        return;
      }
      if (request) {
        incoming.take(request.length);
        answer(guest, address, request, secure(), outgoing, finish);
      }
      if (incoming.writers === 0 && incoming.length === 0) finish();
      else incoming.changes.watch(look);
    };
    look();
  };
}

function answer(
  guest: Guest,
  address: Address,
  request: WireRequest,
  secure: boolean,
  outgoing: Channel,
  finish: () => void,
): void {
  const { network, kernel } = guest;
  const { method, headers, body } = request;
  const url = urlOf(guest, address, request, secure);
  const reply = network.request({ method, url, headers, body }, guest.pid);
  if (reply.kind === 'not-http' || reply.kind === 'closed') finish();
  if (reply.kind !== 'answered') return;
  kernel.schedule.after(network.timeOf(reply), () => {
    outgoing.push(writeReply(reply, kernel.schedule.now));
    if (headers['connection']?.toLowerCase() === 'close') finish();
  });
}

/** The address of a request as whoever sent it would write it. */
function urlOf(guest: Guest, address: Address, { target, headers }: WireRequest, secure: boolean): string {
  if (/^https?:\/\//.test(target)) return target;
  const scheme = secure ? 'https' : 'http';
  const named = /^([^:]+)(?::(\d+))?$/.exec(headers['host'] ?? '');
  const usual = secure ? 443 : 80;
  const port = Number(named?.[2] ?? usual);
  const { network } = guest;
  const isSame =
    named?.[1] !== undefined &&
    port === address.port &&
    (network.resolve(named[1]) === address.host || (network.isLocal(named[1]) && network.isLocal(address.host)));
  const host = isSame ? named[1] : address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${scheme}://${host}${address.port === usual ? '' : `:${address.port}`}${target}`;
}
