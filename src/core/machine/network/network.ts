/** The network as one host sees it. Nothing here can reach a real one. */
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import { interfaces } from '../host/interfaces.ts';
import type { Kernel } from '../kernel.ts';
import type { NetworkState, Process } from '../world.ts';
import { isAddress, isLoopback, isPrivate, liesIn } from './addresses.ts';
import { dated, declaredReply, unplayed } from './declared-hosts.ts';
import { declaredName } from './hosts-file.ts';
import type { Neighbour, NetworkMap } from './network-map.ts';
import { OPEN_NETWORK, verdict } from './packet-filter.ts';
import type { Answer } from './routes.ts';

/** Answers requests to one process; undefined closes the connection without a word. */
export type Service = (request: HttpRequest, process: Process) => Answer | undefined;

/** What an attempt to connect meets. */
export type Connection =
  | {
      readonly kind: 'open';
      readonly address: string;
      /** The process that takes it; undefined where the host is not played as a machine. */
      readonly process: Process | undefined;
      readonly neighbour: Neighbour | undefined;
      /** The host that takes it, where it is played as a machine. */
      readonly host: Network | undefined;
    }
  /** Somebody says that nobody listens. */
  | { readonly kind: 'refused'; readonly address: string }
  /** Silence. */
  | { readonly kind: 'timeout'; readonly address: string }
  /** Nobody in the own network has this address. */
  | { readonly kind: 'no-route'; readonly address: string }
  /** The interface is down. */
  | { readonly kind: 'unreachable'; readonly address: string }
  | { readonly kind: 'no-such-host' };

/** Milliseconds that a connection takes: on the host itself, in its network, where nobody answers, where nobody is. */
const LOCAL_TIME = 2;
const NETWORK_TIME = 3;
const SILENCE = 130_000;
const NO_NEIGHBOUR = 3_060;
/** Ports on which services speak TLS. */
const TLS_PORTS: readonly number[] = [443, 8443];
/** Bytes that the network carries in a millisecond: ten gigabits a second, less what encryption costs. */
const NETWORK_SPEED = 450_000;

export class Network {
  readonly map: NetworkMap;
  /** Name of the host among the declared ones; undefined for the machine itself. */
  readonly name: string | undefined;
  readonly #kernel: Kernel;
  readonly #peer: (name: string | undefined) => Network | undefined;
  readonly #services = new Map<number, Service>();
  readonly #readers = new Map<number, (text: string) => void>();

  /** @param peer gives the network of another host that is played as a machine; undefined names the machine itself */
  constructor(
    kernel: Kernel,
    map: NetworkMap,
    name?: string,
    peer: (name: string | undefined) => Network | undefined = () => undefined,
  ) {
    this.#kernel = kernel;
    this.map = map;
    this.name = name;
    this.#peer = peer;
  }

  get state(): NetworkState {
    return this.#kernel.state.network ?? OPEN_NETWORK;
  }

  /** The address of the host. */
  get address(): string {
    return this.#kernel.state.host.addresses.ipv4;
  }

  change(change: Partial<NetworkState>): void {
    this.#kernel.state.setNetwork({ ...this.state, ...change });
  }

  /** Takes the host off the network, or back to it. */
  setInterface(name: string, up: boolean): void {
    const others = this.state.down.filter((entry) => entry !== name);
    this.change({ down: up ? others : [...others, name] });
  }

  /** The network drops or comes back: the interface that is not the loopback one. */
  setConnected(connected: boolean): void {
    this.setInterface(this.#kernel.state.host.addresses.interface, connected);
  }

  /** Lets the network between this host and another break off, or heals it. `remote` is a name or an address. */
  setReachable(remote: string, reachable: boolean): void {
    const others = this.state.unreachable.filter((entry) => entry !== remote);
    this.change({ unreachable: reachable ? others : [...others, remote] });
  }

  /** Whether the host is on the network at all. */
  get connected(): boolean {
    return this.#kernel.state.power === 'on' && !this.state.down.includes(this.#kernel.state.host.addresses.interface);
  }

  /** Lets a process answer requests to the ports that it listens on. */
  serve(pid: number, service: Service): void {
    this.#services.set(pid, service);
  }

  /** Lets a process take whatever text is sent to the ports that it listens on; undefined takes no more. */
  takeText(pid: number, take: ((text: string) => void) | undefined): void {
    if (take) this.#readers.set(pid, take);
    else this.#readers.delete(pid);
  }

  /** Hands a text to a process; false when it takes none. */
  handIn(pid: number, text: string): boolean {
    const take = this.#readers.get(pid);
    take?.(text);
    return take !== undefined;
  }

  /** Lets another process answer what this one did. */
  handOver(pid: number, to: number): void {
    const service = this.#services.get(pid);
    if (service) this.#services.set(to, service);
  }

  /** The process that takes connections to an address and a port of this host. */
  listener(host: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Process | undefined {
    for (const process of this.#kernel.state.processes.values()) {
      for (const listens of process.listens) {
        const fits = listens.protocol === protocol && listens.port === port;
        if (fits && this.#reaches(host, listens.address)) return process;
      }
    }
    return undefined;
  }

  /** Whether anything listens on a port, at any address. */
  isTaken(port: number): boolean {
    return [...this.#kernel.state.processes.values()].some((process) =>
      process.listens.some((listens) => listens.protocol === 'tcp' && listens.port === port),
    );
  }

  /** The address of a name: what `/etc/hosts` says, else the name server. Undefined when nobody knows it. */
  resolve(name: string): string | undefined {
    const host = name.toLowerCase().replace(/\.$/, '');
    if (isAddress(host) || host.includes(':')) return host;
    const own = this.#kernel.state.host.hostname.toLowerCase();
    return (
      declaredName(this.#kernel.state, host) ??
      (host === 'localhost' || host.endsWith('.localhost') ? '127.0.0.1' : undefined) ??
      (host === own ? this.address : undefined) ??
      (this.asksNames ? this.map.addressOf(host) : undefined)
    );
  }

  /** Whether a name server can be asked. */
  get asksNames(): boolean {
    return this.connected && this.nameServers.some((server) => this.#carries(server));
  }

  /** Addresses of the name servers, as `/etc/resolv.conf` gives them. */
  get nameServers(): readonly string[] {
    const text = this.#text('/etc/resolv.conf') ?? '';
    return [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].flatMap(([, server]) => (server ? [server] : []));
  }

  /** Tries to connect to a name or an address. */
  connect(target: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Connection {
    const address = this.resolve(target);
    if (address === undefined) return { kind: 'no-such-host' };
    const local = this.isLocal(address);
    const through = local ? 'lo' : this.#kernel.state.host.addresses.interface;
    const packet = { protocol, source: local ? address : this.address, destination: address, port, through };
    if (!local && !this.connected) return { kind: 'unreachable', address };
    const out = verdict(this.state, { ...packet, chain: 'OUTPUT' });
    if (out !== 'ACCEPT') return { kind: out === 'DROP' ? 'timeout' : 'refused', address };
    if (local) return this.#take(address, port, { ...packet, chain: 'INPUT' }, undefined);
    if (!this.#carries(address)) return { kind: 'timeout', address };
    const neighbour = this.map.neighbours.find((entry) => entry.address === address);
    const isMachine = address === this.map.machine.address;
    const host = isMachine ? this.#peer(undefined) : neighbour && this.#peer(neighbour.name);
    if (host) {
      if (!host.connected) return { kind: 'no-route', address };
      return host.#take(address, port, { ...packet, chain: 'INPUT', through: host.#interface }, neighbour);
    }
    if (neighbour) return unplayed(neighbour, port, protocol);
    if (address === this.map.gateway) return { kind: port === 53 ? 'timeout' : 'refused', address };
    if (address === this.map.bastion) return { kind: 'timeout', address };
    const near = liesIn(address, `${this.address}/24`);
    return { kind: near ? 'no-route' : 'timeout', address };
  }

  /** Whether a host answers to ICMP echo. */
  ping(target: string): Exclude<Connection['kind'], 'refused'> {
    const address = this.resolve(target);
    if (address === undefined) return 'no-such-host';
    const local = this.isLocal(address);
    if (!local && !this.connected) return 'unreachable';
    const through = local ? 'lo' : this.#interface;
    const packet = { protocol: 'icmp', source: this.address, destination: address, port: undefined } as const;
    if (verdict(this.state, { ...packet, chain: 'OUTPUT', through }) !== 'ACCEPT') return 'timeout';
    if (local) return 'open';
    if (!this.#carries(address)) return 'timeout';
    const neighbour = this.map.neighbours.find((entry) => entry.address === address);
    if (neighbour && !neighbour.spec.ping) return 'timeout';
    const isMachine = address === this.map.machine.address;
    const host = isMachine ? this.#peer(undefined) : neighbour && this.#peer(neighbour.name);
    if (host && !host.connected) return 'no-route';
    if (host && verdict(host.state, { ...packet, chain: 'INPUT', through: host.#interface }) !== 'ACCEPT')
      return 'timeout';
    if (this.map.isTaken(address)) return 'open';
    return liesIn(address, `${this.address}/24`) ? 'no-route' : 'timeout';
  }

  /** Sends a request. `from` is the process that sends it. */
  request(request: HttpRequest, from?: number): HttpReply {
    const reply = dated(this.#reply(request, from), this.#kernel.schedule.now);
    const status = reply.kind === 'answered' ? reply.status : 0;
    this.#kernel.events.report({ kind: 'http.request', method: request.method, url: request.url, status });
    return reply;
  }

  /** Milliseconds that a request or a connection takes. */
  timeOf(reply: { readonly kind: HttpReply['kind'] | Connection['kind'] }): number {
    if (reply.kind === 'timeout') return SILENCE;
    return reply.kind === 'no-route' ? NO_NEIGHBOUR : LOCAL_TIME;
  }

  /** Milliseconds that it takes to send so many bytes to another host. */
  transferTime(bytes: number): number {
    return NETWORK_TIME + Math.ceil(bytes / NETWORK_SPEED);
  }

  /** Whether a name or an address is one of this host. */
  isLocal(host: string): boolean {
    const { hostname, addresses } = this.#kernel.state.host;
    const name = host.toLowerCase();
    const names = ['localhost', 'localhost.localdomain', 'ip6-localhost', hostname.toLowerCase(), addresses.ipv4];
    return names.includes(name) || isLoopback(host);
  }

  #reply(request: HttpRequest, from: number | undefined): HttpReply {
    const url = parseUrl(request.url);
    if (!url) return { kind: 'no-such-host' };
    const connection = this.connect(url.host, url.port);
    if (connection.kind !== 'open') return { kind: connection.kind };
    const { process, neighbour, host } = connection;
    if (request.url.startsWith('https:') && !TLS_PORTS.includes(url.port)) return { kind: 'not-http' };
    if (process && host) return host.#serve(request, process, from);
    if (!neighbour) return { kind: 'timeout' };
    return declaredReply(neighbour, request, url.port);
  }

  #serve(request: HttpRequest, process: Process, from: number | undefined): HttpReply {
    if (process.state === 'stopped') return { kind: 'timeout' };
    const service = this.#services.get(process.pid);
    if (!service) return process.command.startsWith('sshd:') ? { kind: 'not-http' } : { kind: 'timeout' };
    const answer = service(request, process);
    if (!answer) return { kind: 'closed' };
    const { reply, message } = answer;
    if (message !== undefined) {
      this.#kernel.events.report({ kind: 'agent.message', pid: process.pid, from, text: message });
    }
    return { ...reply, pid: process.pid };
  }

  /** A connection that has come to this host. */
  #take(
    address: string,
    port: number,
    packet: Parameters<typeof verdict>[1],
    neighbour: Neighbour | undefined,
  ): Connection {
    const judged = verdict(this.state, packet);
    if (judged !== 'ACCEPT') return { kind: judged === 'DROP' ? 'timeout' : 'refused', address };
    const process = this.listener(address, port, packet.protocol === 'udp' ? 'udp' : 'tcp');
    return process ? { kind: 'open', address, process, neighbour, host: this } : { kind: 'refused', address };
  }

  /** Whether packets from here get to an address. */
  #carries(address: string): boolean {
    if (isLoopback(address)) return true;
    const name = this.map.nameAt(address);
    const broken = this.state.unreachable.some((entry) => entry === name || this.map.addressOf(entry) === address);
    return !broken && (isPrivate(address) || this.map.letsThrough(address));
  }

  get #interface(): string {
    return interfaces(this.#kernel.state.host)[1].name;
  }

  #reaches(host: string, address: string): boolean {
    if (address === '0.0.0.0' || address === '::' || address === '*') return true;
    const target = host === this.address ? host : '127.0.0.1';
    return address === target || address === host;
  }

  #text(path: string): string | undefined {
    const { state } = this.#kernel;
    const link = state.node(path);
    const at = link?.kind === 'link' ? new URL(link.target, `file://${path}`).pathname : path;
    const node = state.node(at);
    return node?.kind === 'file' ? new TextDecoder().decode(state.read(node)) : undefined;
  }
}

/** Host and port of an address such as `http://localhost:8000/health`. */
export function parseUrl(
  text: string,
): { readonly host: string; readonly port: number; readonly path: string } | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const usual = url.protocol === 'https:' ? 443 : 80;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: url.port === '' ? usual : Number(url.port), path: url.pathname };
}
