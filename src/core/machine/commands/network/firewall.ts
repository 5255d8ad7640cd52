/** The packet filter of the host: `iptables` and `iptables-save` are views of it, and root changes it with them. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { FilterRule } from '../../world.ts';
import { readRequest } from './filter-request.ts';
import { CHAINS, listing, ruleWords } from './filter-words.ts';
import { nft, ufw } from './firewall-fronts.ts';
import { isRoot, type NetworkTool, networkOf } from './network-tool.ts';

const VERSION = 'iptables v1.8.7 (nf_tables)';

const NOT_ROOT = `${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n\n`;

export function iptables(args: readonly string[], call: Call): ExecResult {
  if (args.includes('-V') || args.includes('--version')) return ok(`${VERSION}\n`);
  if (args.length === 0)
    return fail(`${VERSION}: no command specified\nTry \`iptables -h' or 'iptables --help' for more information.\n`, 2);
  if (!isRoot(call)) return fail(NOT_ROOT, 4);
  const request = readRequest(args);
  if ('problem' in request)
    return fail(`${VERSION}: ${request.problem}\nTry \`iptables -h' or 'iptables --help' for more information.\n`, 2);
  const network = networkOf(call);
  const state = network.state;
  const chains = CHAINS.filter((chain) => request.chain === undefined || chain === request.chain);
  if (request.table !== 'filter') return tableOf(request.table, request.command);
  const { rule, chain, position } = request;
  const same = (entry: FilterRule): boolean => rule !== undefined && ruleWords(entry) === ruleWords(rule);
  const places = state.rules.flatMap((entry, index) => (entry.chain === chain ? [index] : []));
  switch (request.command) {
    case 'L': {
      const how = { verbose: request.verbose, numbers: request.numbers, numeric: request.numeric };
      return ok(chains.map((name) => listing(state, name, how)).join('\n'));
    }
    case 'S': {
      const policies = chains.map((name) => `-P ${name} ${state.policies[name]}\n`).join('');
      return ok(
        policies +
          state.rules
            .filter((entry) => chains.includes(entry.chain))
            .map((entry) => `${ruleWords(entry)}\n`)
            .join(''),
      );
    }
    case 'F':
      network.change({ rules: chain === undefined ? [] : state.rules.filter((entry) => entry.chain !== chain) });
      return ok();
    case 'P': {
      const policy = request.policy;
      if (chain === undefined || (policy !== 'ACCEPT' && policy !== 'DROP'))
        return fail("iptables: Bad policy name. Run `dmesg' for more information.\n", 1);
      network.change({ policies: { ...state.policies, [chain]: policy } });
      return ok();
    }
    case 'A':
      if (rule) network.change({ rules: [...state.rules, rule] });
      return ok();
    case 'I': {
      if (!rule) return ok();
      const at = places[position - 1] ?? (places.length > 0 && position > places.length ? (places.at(-1) ?? 0) + 1 : 0);
      network.change({ rules: [...state.rules.slice(0, at), rule, ...state.rules.slice(at)] });
      return ok();
    }
    case 'C':
      return state.rules.some(same) ? ok() : fail('iptables: Bad rule (does a matching rule exist in that chain?).\n');
    case 'D': {
      const at = request.numbered ? (places[position - 1] ?? -1) : state.rules.findIndex(same);
      if (at < 0) {
        return fail(
          request.numbered
            ? 'iptables: Index of deletion too big.\n'
            : 'iptables: Bad rule (does a matching rule exist in that chain?).\n',
        );
      }
      network.change({ rules: state.rules.filter((_, index) => index !== at) });
      return ok();
    }
    case 'X':
    case 'Z':
      return ok();
    default:
      return request.command satisfies never;
  }
}

function tableOf(table: string, command: string): ExecResult {
  const chains: Readonly<Record<string, readonly string[]>> = {
    nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
    mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
    raw: ['PREROUTING', 'OUTPUT'],
  };
  const names = chains[table];
  if (!names)
    return fail(
      `${VERSION}: can't initialize iptables table \`${table}': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n`,
      3,
    );
  if (command === 'L')
    return ok(
      names
        .map((name) => `Chain ${name} (policy ACCEPT)\ntarget     prot opt source               destination         \n`)
        .join('\n'),
    );
  return ok(command === 'S' ? names.map((name) => `-P ${name} ACCEPT\n`).join('') : '');
}

function save(_args: readonly string[], call: Call): ExecResult {
  if (!isRoot(call))
    return fail(
      'iptables-save v1.8.7 (nf_tables): Could not fetch rule set generation id: Permission denied (you must be root)\n',
      4,
    );
  const { state } = networkOf(call);
  if (call.shell.parts.kernel.state.network === undefined) return ok();
  const now = strftime('%a %b %e %H:%M:%S %Y', call.shell.parts.kernel.schedule.now);
  const chains = CHAINS.map((name) => `:${name} ${state.policies[name]} [0:0]\n`).join('');
  return ok(
    `# Generated by iptables-save v1.8.7 on ${now}\n*filter\n${chains}${state.rules.map((rule) => `${ruleWords(rule)}\n`).join('')}COMMIT\n# Completed on ${now}\n`,
  );
}

export const FIREWALL_TOOLS: readonly NetworkTool[] = [
  { name: 'iptables', path: '/usr/sbin/iptables', run: iptables },
  { name: 'iptables-save', path: '/usr/sbin/iptables-save', run: save },
  { name: 'nft', path: '/usr/sbin/nft', run: nft },
  { name: 'ufw', path: '/usr/sbin/ufw', run: ufw },
];
