/** The packet filter of a host: which of its rules decides on a packet. */
import type { FirewallRule } from '../../scenario/model.ts';
import type { FilterChain, FilterRule, NetworkState } from '../world.ts';
import { liesIn } from './addresses.ts';

/** The first packet of a connection, or one that expects no answer. */
export interface Packet {
  readonly chain: FilterChain;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly source: string;
  readonly destination: string;
  readonly port: number | undefined;
  /** Interface through which it comes or goes. */
  readonly through: string;
}

export const OPEN_NETWORK: NetworkState = {
  down: [],
  policies: { INPUT: 'ACCEPT', FORWARD: 'ACCEPT', OUTPUT: 'ACCEPT' },
  rules: [],
  unreachable: [],
};

/** A rule of which only what is given narrows it down. */
export function filterRule(rule: Pick<FilterRule, 'chain' | 'target'> & Partial<FilterRule>): FilterRule {
  return {
    protocol: undefined,
    source: undefined,
    destination: undefined,
    port: undefined,
    input: undefined,
    output: undefined,
    established: false,
    ...rule,
  };
}

/** How a host's network stands when a trial begins; undefined when the scenario says nothing of it. */
export function declaredNetwork(firewall: readonly FirewallRule[]): NetworkState | undefined {
  if (firewall.length === 0) return undefined;
  // As administrators do, who do not want to cut off a host from itself.
  const rules = [
    filterRule({ chain: 'INPUT', target: 'ACCEPT', input: 'lo' }),
    filterRule({ chain: 'OUTPUT', target: 'ACCEPT', output: 'lo' }),
    ...firewall.map(declaredRule),
  ];
  return { ...OPEN_NETWORK, rules };
}

function declaredRule({ deny, direction, how }: FirewallRule): FilterRule {
  const chain = direction === 'in' ? 'INPUT' : 'OUTPUT';
  const target = how === 'drop' ? 'DROP' : 'REJECT';
  if (/^\d+$/.test(deny)) return filterRule({ chain, target, protocol: 'tcp', port: deny });
  return filterRule(direction === 'in' ? { chain, target, source: deny } : { chain, target, destination: deny });
}

/** What happens to a packet. */
export function verdict(network: NetworkState | undefined, packet: Packet): FilterRule['target'] {
  if (!network) return 'ACCEPT';
  const rule = network.rules.find((entry) => fits(entry, packet));
  return rule?.target ?? network.policies[packet.chain];
}

function fits(rule: FilterRule, packet: Packet): boolean {
  const through = packet.chain === 'INPUT' ? rule.input : rule.output;
  return (
    rule.chain === packet.chain &&
    !rule.established &&
    (rule.protocol === undefined || rule.protocol === packet.protocol) &&
    (rule.source === undefined || liesIn(packet.source, rule.source)) &&
    (rule.destination === undefined || liesIn(packet.destination, rule.destination)) &&
    (rule.port === undefined || coversPort(rule.port, packet.port)) &&
    (through === undefined || through === packet.through)
  );
}

function coversPort(ports: string, port: number | undefined): boolean {
  if (port === undefined) return false;
  return ports.split(',').some((part) => {
    const [from = '', to = from] = part.split(':');
    return port >= Number(from) && port <= Number(to);
  });
}
