/** The network as the machine sees it: itself. Nothing here can reach a real one. */
import type { HttpReply, HttpRequest } from '../commands/command.ts';
import type { Kernel } from '../kernel.ts';
import type { Process } from '../world.ts';

/** Answers requests to one process. */
export type Service = (request: HttpRequest, process: Process) => Extract<HttpReply, { kind: 'answered' }>;

/** Milliseconds that a request to the machine itself takes. */
const LOCAL_TIME = 2;

export class Network {
  readonly #kernel: Kernel;
  readonly #services = new Map<number, Service>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Lets a process answer requests to the ports that it listens on. */
  serve(pid: number, service: Service): void {
    this.#services.set(pid, service);
  }

  /** The process that takes connections to an address and a port of this machine. */
  listener(host: string, port: number): Process | undefined {
    for (const process of this.#kernel.state.processes.values()) {
      for (const listens of process.listens) {
        if (listens.protocol === 'tcp' && listens.port === port && this.#reaches(host, listens.address)) return process;
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

  /** Sends a request. Only this machine can be reached; every other name is unknown and every other address silent. */
  request(request: HttpRequest): HttpReply {
    const reply = this.#reply(request);
    const status = reply.kind === 'answered' ? reply.status : 0;
    this.#kernel.events.report({ kind: 'http.request', method: request.method, url: request.url, status });
    return reply;
  }

  /** Milliseconds that a request takes. */
  timeOf(reply: HttpReply): number {
    return reply.kind === 'timeout' ? 130_000 : LOCAL_TIME;
  }

  #reply(request: HttpRequest): HttpReply {
    const url = parseUrl(request.url);
    if (!url) return { kind: 'no-such-host' };
    if (!this.isLocal(url.host)) return isAddress(url.host) ? { kind: 'timeout' } : { kind: 'no-such-host' };
    const process = this.listener(url.host, url.port);
    if (!process) return { kind: 'refused' };
    if (process.state === 'stopped') return { kind: 'timeout' };
    const service = this.#services.get(process.pid);
    return service ? service(request, process) : { kind: 'timeout' };
  }

  /** Whether a name or an address is one of this machine. */
  isLocal(host: string): boolean {
    const { hostname, addresses } = this.#kernel.state.host;
    const names = ['localhost', 'localhost.localdomain', 'ip6-localhost', '::1', '0.0.0.0', hostname, addresses.ipv4];
    return names.includes(host.toLowerCase()) || /^127(?:\.\d+){3}$/.test(host);
  }

  #reaches(host: string, address: string): boolean {
    if (address === '0.0.0.0' || address === '::' || address === '*') return true;
    const own = this.#kernel.state.host.addresses.ipv4;
    const target = host === own ? own : '127.0.0.1';
    return address === target || address === host;
  }
}

function isAddress(host: string): boolean {
  return /^\d+(?:\.\d+){3}$/.test(host) || host.includes(':');
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
