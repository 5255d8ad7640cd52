/** Rules of the packet filter as `iptables` writes them. */
import type { FilterChain, FilterRule, NetworkState } from '../../world.ts';

/** The chains in the order in which they are listed. */
export const CHAINS: readonly FilterChain[] = ['INPUT', 'FORWARD', 'OUTPUT'];

/** The words that make a rule, as `iptables -S` prints them. */
export function ruleWords(rule: FilterRule): string {
  const parts = [`-A ${rule.chain}`];
  const network = (address: string): string => (address.includes('/') ? address : `${address}/32`);
  if (rule.source !== undefined) parts.push(`-s ${network(rule.source)}`);
  if (rule.destination !== undefined) parts.push(`-d ${network(rule.destination)}`);
  if (rule.input !== undefined) parts.push(`-i ${rule.input}`);
  if (rule.output !== undefined) parts.push(`-o ${rule.output}`);
  if (rule.protocol !== undefined) parts.push(`-p ${rule.protocol}`);
  if (rule.port !== undefined)
    parts.push(
      rule.port.includes(',')
        ? `-m multiport --dports ${rule.port}`
        : `-m ${rule.protocol ?? 'tcp'} --dport ${rule.port}`,
    );
  if (rule.established) parts.push('-m conntrack --ctstate RELATED,ESTABLISHED');
  parts.push(`-j ${rule.target}${rule.target === 'REJECT' ? ' --reject-with icmp-port-unreachable' : ''}`);
  return parts.join(' ');
}

export function listing(
  network: NetworkState,
  chain: FilterChain,
  how: { readonly verbose: boolean; readonly numbers: boolean; readonly numeric: boolean },
): string {
  const rules = network.rules.filter((rule) => rule.chain === chain);
  const policy = network.policies[chain];
  const any = how.numeric ? '0.0.0.0/0' : 'anywhere';
  const place = (address: string | undefined): string => address ?? any;
  const number = (index: number): string => (how.numbers ? String(index + 1).padEnd(5) : '');
  const extra = (rule: FilterRule): string => {
    const port =
      rule.port === undefined ? '' : ` ${rule.protocol ?? 'tcp'} dpt${rule.port.includes(':') ? 's' : ''}:${rule.port}`;
    const state = rule.established ? ' ctstate RELATED,ESTABLISHED' : '';
    return `${port}${state}${rule.target === 'REJECT' ? ' reject-with icmp-port-unreachable' : ''}`.trimStart();
  };
  if (how.verbose) {
    const head = `Chain ${chain} (policy ${policy} 0 packets, 0 bytes)\n${how.numbers ? 'num  ' : ''} pkts bytes target     prot opt in     out     source               destination         \n`;
    return (
      head +
      rules
        .map(
          (rule, index) =>
            `${number(index)}    0     0 ${rule.target.padEnd(10)} ${(rule.protocol ?? 'all').padEnd(4)} --  ${(rule.input ?? (how.numeric ? '*' : 'any')).padEnd(6)} ${(rule.output ?? (how.numeric ? '*' : 'any')).padEnd(7)} ${place(rule.source).padEnd(20)} ${place(rule.destination).padEnd(20)}${extra(rule) === '' ? '' : ` ${extra(rule)}`}\n`,
        )
        .join('')
    );
  }
  const head = `Chain ${chain} (policy ${policy})\n${how.numbers ? 'num  ' : ''}target     prot opt source               destination         \n`;
  return (
    head +
    rules
      .map(
        (rule, index) =>
          `${number(index)}${rule.target.padEnd(10)} ${(rule.protocol ?? 'all').padEnd(4)} --  ${place(rule.source).padEnd(20)} ${place(rule.destination).padEnd(20)}${extra(rule) === '' ? '' : ` ${extra(rule)}`}\n`,
      )
      .join('')
  );
}
