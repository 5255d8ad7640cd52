/** The network at a step as the replay shows it: what went over it, and what lets packets pass or keeps them. */
import { CHAINS, ruleWords } from '../machine/commands/network/filter-words.ts';
import { processName } from '../machine/host/process-figures.ts';
import { OPEN_NETWORK } from '../machine/network/packet-filter.ts';
import type { HostWorld, MachineEvent, NetworkState, World } from '../machine/world.ts';
import type { TranscriptEvent } from './events.ts';
import type { MachineNetwork } from './replay-view.ts';

/** Requests and connections that a view lists. */
const MOST_TRAFFIC = 200;

/** The network of a transcript that tells of no machine. */
export const NO_NETWORK: MachineNetwork = {
  traffic: [],
  trafficOmitted: 0,
  connections: [],
  interfaces: [],
  limits: [],
};

/**
 * The network at the end of a step.
 * @param events those of the step
 */
export function networkView(before: World, now: World, events: readonly TranscriptEvent[]): MachineNetwork {
  const traffic = events.flatMap((event) => (event.type === 'machine.event' ? trafficOf(event.event) : []));
  const places = hostsOf(now).map(([host, world]) => ({ host, world, earlier: hostOf(before, host) }));
  return {
    traffic: traffic.slice(0, MOST_TRAFFIC),
    trafficOmitted: Math.max(0, traffic.length - MOST_TRAFFIC),
    connections: places.flatMap(({ host, world, earlier }) =>
      withChanges(
        connectionsOf(world),
        earlier && connectionsOf(earlier),
        ({ pid, port, peer }) => `${pid} ${port} ${peer}`,
      ).map((connection) => ({ host, ...connection })),
    ),
    interfaces: places.map(({ host, world, earlier }) => {
      const { interface: name, ipv4: address } = world.host.addresses;
      const up = isUp(world.network, name);
      const was = earlier === undefined ? up : isUp(earlier.network, name);
      return { host, name, address, up, now: up === was ? undefined : 'changed' };
    }),
    limits: places.flatMap(({ host, world, earlier }) =>
      withChanges(limitsOf(world.network), earlier && limitsOf(earlier.network), ({ text }) => text).map((limit) => ({
        host,
        ...limit,
      })),
    ),
  };
}

function trafficOf(event: MachineEvent): MachineNetwork['traffic'] {
  const host = event.on ?? '';
  if (event.kind === 'http.request') {
    const { method, url, status } = event;
    return [
      {
        host,
        what: `${method} ${url}`,
        outcome: status === 0 ? 'no answer' : String(status),
        failed: status === 0 || status >= 400,
      },
    ];
  }
  if (event.kind !== 'connection') return [];
  const { protocol, outcome } = event;
  return [
    {
      host,
      what: `${protocol} to ${event.host}:${event.port}`,
      outcome: OUTCOMES[outcome],
      failed: outcome !== 'open',
    },
  ];
}

const OUTCOMES: Readonly<Record<Extract<MachineEvent, { kind: 'connection' }>['outcome'], string>> = {
  open: 'open',
  refused: 'refused',
  timeout: 'no answer',
  denied: 'denied',
  'no-such-host': 'no such host',
};

function hostsOf(world: World): readonly (readonly [string, HostWorld])[] {
  return [['', world], ...(world.hosts ?? [])];
}

function hostOf(world: World, host: string): HostWorld | undefined {
  return host === '' ? world : world.hosts?.get(host);
}

function connectionsOf({ processes }: HostWorld) {
  return [...processes.values()].flatMap((process) =>
    (process.connections ?? []).map(({ port, peer }) => ({
      pid: process.pid,
      program: process.program?.name ?? processName(process),
      port,
      peer: `${peer.address}:${peer.port}`,
    })),
  );
}

function isUp(network: NetworkState | undefined, name: string): boolean {
  return network?.down.includes(name) !== true;
}

function limitsOf({ policies, rules, unreachable }: NetworkState = OPEN_NETWORK): readonly { readonly text: string }[] {
  return [
    ...CHAINS.filter((chain) => policies[chain] !== 'ACCEPT').map((chain) => `-P ${chain} ${policies[chain]}`),
    ...rules.map(ruleWords),
    ...unreachable.map((host) => `${host} cannot be reached`),
  ].map((text) => ({ text }));
}

/** What there is, and what is there no more, each with its change. Without anything earlier nothing counts as changed. */
function withChanges<T>(
  now: readonly T[],
  before: readonly T[] | undefined,
  keyOf: (one: T) => string,
): readonly (T & { readonly now: 'added' | 'removed' | undefined })[] {
  const earlier = new Set((before ?? now).map(keyOf));
  const current = new Set(now.map(keyOf));
  const gone = (before ?? []).filter((one) => !current.has(keyOf(one)));
  return [
    ...now.map((one) => ({ ...one, now: earlier.has(keyOf(one)) ? undefined : ('added' as const) })),
    ...gone.map((one) => ({ ...one, now: 'removed' as const })),
  ];
}
