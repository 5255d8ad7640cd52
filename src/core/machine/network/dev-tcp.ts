/** `/dev/tcp/HOST/PORT` of bash: a redirection that is a connection. */
import type { Parts } from '../shell/contracts.ts';
import { reasonOf } from './reasons.ts';

/** Who connects. */
export interface DevTcpUser {
  readonly parts: Parts;
  readonly process: { readonly pid: number };
  pass(ms: number): Promise<void>;
}

const FAILURES = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  'no-route': 'No route to host',
  unreachable: 'Network is unreachable',
  'no-such-host': 'Invalid argument',
} as const;

interface Place {
  readonly protocol: 'tcp' | 'udp';
  readonly host: string;
  readonly port: number;
}

/** Host and port of a path that ends in `dev/tcp/HOST/PORT`. */
function placeOf(path: string): Place | undefined {
  const [, protocol, host = '', port = ''] = /dev\/(tcp|udp)\/([^/]+)\/(\d+)$/.exec(path) ?? [];
  return protocol === undefined
    ? undefined
    : { protocol: protocol === 'udp' ? 'udp' : 'tcp', host, port: Number(port) };
}

export class DevTcp {
  readonly #user: DevTcpUser;
  /** What came back over each connection. */
  readonly #received = new Map<string, string>();

  constructor(user: DevTcpUser) {
    this.#user = user;
  }

  /** Connects; gives why it could not, or undefined. */
  async connect(path: string): Promise<string | undefined> {
    const place = placeOf(path);
    if (!place) return 'No such file or directory';
    const { network, kernel } = this.#user.parts;
    const { host, port, protocol } = place;
    const met = network.connect(host, port, protocol);
    await this.#user.pass(network.timeOf(met));
    const outcome = met.kind === 'no-route' || met.kind === 'unreachable' ? 'timeout' : met.kind;
    kernel.events.report({ kind: 'connection', protocol, host, port, outcome });
    return met.kind === 'open' || protocol === 'udp' ? undefined : FAILURES[met.kind];
  }

  /** Sends a text; an HTTP request is answered. */
  send(path: string, text: string): void {
    const place = placeOf(path);
    const [, method, target] = /^([A-Z]+) (\S+) HTTP\/1/.exec(text) ?? [];
    if (!place || method === undefined || target === undefined) return;
    const body = /\r?\n\r?\n(.*)$/s.exec(text)?.[1] ?? '';
    const url = `http://${place.host}:${place.port}${target}`;
    const reply = this.#user.parts.network.request({ method, url, headers: {}, body }, this.#user.process.pid);
    if (reply.kind !== 'answered') return;
    const headers = Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const answer = `HTTP/1.1 ${reply.status} ${reasonOf(reply.status)}\r\n${headers.join('')}\r\n${reply.body}`;
    this.#received.set(path, (this.#received.get(path) ?? '') + answer);
  }

  /** What has come over a connection and was not read yet: a server for logins speaks first. */
  read(path: string): string {
    const place = placeOf(path);
    const received = this.#received.get(path);
    this.#received.delete(path);
    if (received !== undefined || !place) return received ?? '';
    const met = this.#user.parts.network.connect(place.host, place.port);
    const isServer = met.kind === 'open' && met.process?.command.startsWith('sshd:');
    return isServer ? 'SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10\r\n' : '';
  }
}
