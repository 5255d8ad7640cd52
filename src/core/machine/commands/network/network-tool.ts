/** A command that uses the network of the host. */
import type { Connection, Network } from '../../network/network.ts';
import type { Call, Tool } from '../../shell/contracts.ts';

export interface NetworkTool extends Tool {
  /** Where `which` finds it. */
  readonly path: string;
}

export function networkOf(call: Call): Network {
  return call.shell.parts.network;
}

export function isRoot(call: Call): boolean {
  return call.shell.who.uid === 0;
}

/** What became of a connection, as events tell of it. */
const OUTCOMES = {
  open: 'open',
  refused: 'refused',
  timeout: 'timeout',
  'no-route': 'timeout',
  unreachable: 'timeout',
  'no-such-host': 'no-such-host',
} as const;

/** Tries to connect, lets the time pass that it takes, `mostMs` at most, and tells of it. */
export async function tryConnection(
  call: Call,
  target: { readonly host: string; readonly port: number; readonly protocol?: 'tcp' | 'udp' },
  how: { readonly by: string; readonly mostMs?: number | undefined },
): Promise<Connection> {
  const { network, kernel } = call.shell.parts;
  const { host, port, protocol } = target;
  const connection = network.connect(host, port, protocol ?? 'tcp');
  await call.shell.pass(Math.min(network.timeOf(connection), how.mostMs ?? Number.POSITIVE_INFINITY));
  kernel.events.report({ kind: 'connection', protocol: how.by, host, port, outcome: OUTCOMES[connection.kind] });
  return connection;
}

/** Why a connection did not come about, as the C library words it. */
export function failureText(kind: Exclude<Connection['kind'], 'open' | 'no-such-host'>): string {
  switch (kind) {
    case 'refused':
      return 'Connection refused';
    case 'timeout':
      return 'Connection timed out';
    case 'no-route':
      return 'No route to host';
    case 'unreachable':
      return 'Network is unreachable';
    default:
      return kind satisfies never;
  }
}

/** What the resolver says of a name that it does not know. */
export function unknownNameText(call: Call, name: string): string {
  const network = networkOf(call);
  const answered = network.asksNames && (!name.includes('.') || network.map.letsThrough('1.1.1.1'));
  return answered ? 'Name or service not known' : 'Temporary failure in name resolution';
}
