/**
 * What lies in the network of a trial: the machine, the hosts that the scenario declares, the names that its name server knows, and
 * what its router lets out. The router is no part of the machine, so nobody on it can change what `egress` says.
 *
 * Private addresses lie inside. What is outside is reached only through the router: without its leave a connection meets silence, and
 * the name server knows no name of the outside. With it names resolve, but only what the scenario declares answers.
 */
import type { MachineSpec, NetworkSpec, RemoteHostSpec } from '../../scenario/model.ts';
import { hostDetails } from '../host/host.ts';
import { drawFrom, textHash } from '../host/random.ts';
import type { HostFacts } from '../world.ts';
import { isAddress, isPrivate } from './addresses.ts';

/** A declared host and where it lies. */
export interface Neighbour {
  readonly name: string;
  readonly address: string;
  readonly spec: RemoteHostSpec;
}

/** First parts of addresses under which much of the internet is served. */
const SERVED = ['104.18', '151.101', '140.82', '172.67', '185.199', '199.232'] as const;

export class NetworkMap {
  readonly machine: { readonly name: string; readonly address: string; readonly mac: string };
  readonly gateway: string;
  /** Address that people log in from. */
  readonly bastion: string;
  readonly neighbours: readonly Neighbour[];
  /** Whether package indexes can be reached, where the scenario says so itself. */
  readonly index: MachineSpec['packages']['index'];
  readonly #network: NetworkSpec;
  readonly #names: ReadonlyMap<string, string>;

  constructor(spec: Pick<MachineSpec, 'network' | 'packages'>, seed: number, host: HostFacts) {
    const { gateway, login } = hostDetails(host);
    this.machine = { name: host.hostname, address: host.addresses.ipv4, mac: host.addresses.mac };
    this.gateway = gateway;
    this.bastion = login.from;
    this.index = spec.packages.index;
    this.#network = spec.network;
    this.neighbours = placed(spec.network.hosts, seed, [this.machine.address, gateway, login.from]);
    this.#names = this.#knownNames();
  }

  /** The host of a name or an address; undefined when it is the machine or nobody. */
  neighbour(nameOrAddress: string): Neighbour | undefined {
    const address = this.addressOf(nameOrAddress);
    return this.neighbours.find((entry) => entry.address === address);
  }

  /** What the name server says of a name: an address, or undefined. An address is its own. */
  addressOf(name: string): string | undefined {
    const asked = name.toLowerCase().replace(/\.$/, '');
    if (isAddress(asked)) return asked;
    const known = this.#names.get(asked);
    if (known !== undefined) return known;
    const outside =
      /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z]{2,}$/.test(asked) && !/\.(local|internal|lan|home)$/.test(asked);
    return outside && this.#namesLetOut(asked) ? addressOutside(asked) : undefined;
  }

  /** Name of the host at an address, as the name server says it backwards. */
  nameAt(address: string): string | undefined {
    if (address === this.machine.address) return this.machine.name;
    return this.neighbours.find((entry) => entry.address === address)?.name;
  }

  /** Hardware address of whoever has an address inside: all are of the same maker. */
  macOf(address: string): string {
    return address === this.machine.address ? this.machine.mac : neighbourMac(address);
  }

  /** Whether somebody has an address inside. */
  isTaken(address: string): boolean {
    return [this.gateway, this.bastion, this.machine.address].includes(address) || this.nameAt(address) !== undefined;
  }

  /** Whether the router carries packets to an address. What is inside does not pass it. */
  letsThrough(address: string): boolean {
    if (isPrivate(address)) return true;
    const { egress } = this.#network;
    if (egress === 'allowed') return true;
    if (egress === 'denied') return false;
    return egress.some((name) => this.addressOf(name) === address);
  }

  /** Whether an index of packages can be reached: the one of this host. */
  reachesIndex(host: string): boolean {
    if (this.index !== undefined) return this.index === 'reachable';
    return this.#namesLetOut(host);
  }

  #namesLetOut(name: string): boolean {
    const { egress } = this.#network;
    if (typeof egress === 'string') return egress === 'allowed';
    return egress.some((entry) => name === entry.toLowerCase() || name.endsWith(`.${entry.toLowerCase()}`));
  }

  #knownNames(): ReadonlyMap<string, string> {
    const names = new Map<string, string>([[this.machine.name.toLowerCase(), this.machine.address]]);
    for (const { name, address } of this.neighbours) names.set(name.toLowerCase(), address);
    for (const [name, meant] of Object.entries(this.#network.dns)) {
      const address = isAddress(meant) ? meant : names.get(meant.toLowerCase());
      if (address !== undefined) names.set(name.toLowerCase(), address);
    }
    return names;
  }
}

/** Hardware address that goes with an address. */
export function neighbourMac(address: string): string {
  const hash = textHash(address);
  const byte = (shift: number): string => ((hash >> shift) & 0xff).toString(16).padStart(2, '0');
  return `fa:16:3e:${byte(0)}:${byte(8)}:${byte(16)}`;
}

/** The hosts with their addresses: the declared one, else one of the machine's own network that the seed chooses. */
function placed(hosts: readonly RemoteHostSpec[], seed: number, taken: readonly string[]): readonly Neighbour[] {
  const used = new Set(taken);
  for (const { address } of hosts) if (address !== undefined) used.add(address);
  const subnet = (taken[0] ?? '').replace(/\.\d+$/, '');
  return hosts.map((spec) => {
    const draw = drawFrom(seed, `address of ${spec.name}`);
    let address = spec.address ?? `${subnet}.${draw.int(11, 250)}`;
    while (spec.address === undefined && used.has(address)) address = `${subnet}.${draw.int(11, 250)}`;
    used.add(address);
    return { name: spec.name, address, spec };
  });
}

/** An address for a name of the outside: the same for the same name. */
function addressOutside(name: string): string {
  const hash = textHash(name);
  return `${SERVED[hash % SERVED.length] ?? SERVED[0]}.${(hash >>> 8) % 256}.${((hash >>> 16) % 254) + 1}`;
}
