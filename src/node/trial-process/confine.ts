/**
 * Takes from this process the powers that running trials does not need: other connections than the one to the endpoint, listening,
 * other processes, native code, the environment. Node's permission model, where the process was started with it, keeps it from files
 * too; what is taken here is taken on every runtime. Nothing gives it back.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** An address that the process may connect to. */
export interface AllowedAddress {
  /** Host name or address, without brackets. */
  readonly host: string;
  readonly port: number;
}

export interface Wall {
  /** The runtime itself denies files outside the run's folder, other processes and native code. */
  readonly confined: boolean;
  /** Opens the wall for some addresses, once. */
  allow(addresses: readonly AllowedAddress[]): void;
}

/** Thrown by whatever was taken. */
export class DeniedError extends Error {
  override readonly name = 'DeniedError';
  readonly code = 'ERR_ACCESS_DENIED';
}

/** The address that a base URL leads to. */
export function addressOf(baseUrl: string): AllowedAddress {
  const url = new URL(baseUrl);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { host: plainHost(url.hostname), port };
}

/** Takes the powers. To be called before anything else is loaded. */
export function confine(): Wall {
  let allowed: readonly AllowedAddress[] | undefined;
  restrictConnections(() => allowed ?? []);
  denyDatagrams();
  restrictNames(() => allowed ?? []);
  denyModules();
  denyProcessPowers();
  syncBuiltinESMExports();
  const { permission } = process;
  return {
    confined: permission !== undefined && !['child', 'fs.read', 'fs.write'].some((scope) => permission.has(scope)),
    allow(addresses) {
      if (allowed !== undefined) throw new DeniedError('The addresses of this process are set already.');
      allowed = addresses.map(({ host, port }) => ({ host: plainHost(host), port }));
    },
  };
}

type Functions = Record<string, unknown>;

function restrictConnections(allowed: () => readonly AllowedAddress[]): void {
  const { connect } = net.Socket.prototype;
  fix(net.Socket.prototype, 'connect', function (this: net.Socket, ...given: unknown[]): unknown {
    const target = targetOf(given);
    if (!allowed().some(({ host, port }) => target?.host === host && target.port === port)) {
      const to = target === undefined ? 'a local socket' : `${target.host}:${target.port}`;
      throw new DeniedError(`The process that runs trials may not connect to ${to}.`);
    }
    return Reflect.apply(connect, this, given);
  });
  deny(net.Server.prototype, ['listen'], 'listen');
}

/** Where a call of `connect` leads to; undefined for a local socket. Its forms are those of `net.Socket.connect`. */
function targetOf(given: readonly unknown[]): AllowedAddress | undefined {
  // The array is what Node's own callers pass: arguments that were put in order before.
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const options: Functions =
    typeof first === 'object' && first !== null
      ? { ...first }
      : { port: first, host: typeof second === 'string' ? second : undefined };
  if (typeof options['path'] === 'string' || options['fd'] !== undefined) return undefined;
  const port = Number(options['port']);
  if (!Number.isInteger(port)) return undefined;
  return { host: plainHost(String(options['host'] ?? 'localhost')), port };
}

function denyDatagrams(): void {
  deny(dgram.Socket.prototype, ['bind', 'connect', 'send'], 'send datagrams');
}

function restrictNames(allowed: () => readonly AllowedAddress[]): void {
  const check = (host: unknown): void => {
    if (!allowed().some((address) => plainHost(String(host)) === address.host)) {
      throw new DeniedError(`The process that runs trials may not look up ${String(host)}.`);
    }
  };
  for (const module of [dns, dns.promises]) {
    const { lookup } = module;
    fix(module, 'lookup', (host: unknown, ...rest: unknown[]): unknown => {
      check(host);
      return Reflect.apply(lookup, module, [host, ...rest]);
    });
    const others = Object.keys(module).filter((name) => /^(resolve|reverse|lookupService|setServers)/.test(name));
    deny(module, others, 'look up names');
    for (const name of others) deny(module.Resolver.prototype, [name], 'look up names');
  }
}

/** Modules that reach other processes or native code. They are named here only to be emptied. */
function denyModules(): void {
  const emptied: Readonly<Record<string, readonly string[]>> = {
    child_process: [
      'exec',
      'execFile',
      'execFileSync',
      'execSync',
      'fork',
      'spawn',
      'spawnSync',
      '_forkChild',
      'ChildProcess',
    ],
    cluster: ['fork', 'setupPrimary'],
    worker_threads: ['Worker'],
    inspector: ['open', 'Session'],
  };
  for (const [name, functions] of Object.entries(emptied)) {
    const module: unknown = process.getBuiltinModule(`node:${name}`);
    if (typeof module === 'object' && module !== null) deny(module, functions, `use ${name}`);
  }
}

function denyProcessPowers(): void {
  deny(process, ['binding', '_linkedBinding', 'dlopen', 'kill', 'chdir', 'setuid', 'setgid'], 'do that');
  for (const name of Object.keys(process.env)) delete process.env[name];
}

function deny(target: object, names: readonly string[], what: string): void {
  for (const name of names) {
    if (!(name in target)) continue;
    fix(target, name, function denied(): never {
      throw new DeniedError(`The process that runs trials may not ${what}.`);
    });
  }
}

/** Puts a function in place so that it cannot be taken away again. */
function fix(target: object, name: string, value: (...given: never[]) => unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false, enumerable: true });
}

function plainHost(host: string): string {
  return host.replace(/^\[|\]$/g, '').toLowerCase();
}
