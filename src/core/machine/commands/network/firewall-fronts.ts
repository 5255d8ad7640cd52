/** `nft` and `ufw`: other ways to look at the packet filter and to change it. */
import type { ExecResult } from 'just-bash';
import { filterRule } from '../../network/packet-filter.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { FilterChain, FilterRule } from '../../world.ts';
import { CHAINS, ruleWords } from './filter-words.ts';
import { isRoot, networkOf } from './network-tool.ts';

export function nft(args: readonly string[], call: Call): ExecResult {
  if (!isRoot(call))
    return fail(
      'Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed: Operation not permitted\n',
    );
  const network = networkOf(call);
  if (args.join(' ') === 'flush ruleset') {
    network.change({ rules: [], policies: { INPUT: 'ACCEPT', FORWARD: 'ACCEPT', OUTPUT: 'ACCEPT' } });
    return ok();
  }
  if (args[0] !== 'list') {
    call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `nft ${args.join(' ')}` });
    return fail(`Error: syntax error, unexpected newline\n${args.join(' ')}\n${' '.repeat(args.join(' ').length)}^\n`);
  }
  if (call.shell.parts.kernel.state.network === undefined) return ok();
  const { state } = network;
  const words = (rule: FilterRule): string => {
    const parts: string[] = [];
    if (rule.input !== undefined) parts.push(`iifname "${rule.input}"`);
    if (rule.output !== undefined) parts.push(`oifname "${rule.output}"`);
    if (rule.source !== undefined) parts.push(`ip saddr ${rule.source}`);
    if (rule.destination !== undefined) parts.push(`ip daddr ${rule.destination}`);
    if (rule.port !== undefined) parts.push(`${rule.protocol ?? 'tcp'} dport ${rule.port.replace(':', '-')}`);
    else if (rule.protocol !== undefined) parts.push(`meta l4proto ${rule.protocol}`);
    if (rule.established) parts.push('ct state related,established');
    return [...parts, 'counter packets 0 bytes 0', rule.target.toLowerCase()].join(' ');
  };
  const chain = (name: FilterChain): string =>
    `\tchain ${name} {\n\t\ttype filter hook ${name.toLowerCase()} priority filter; policy ${state.policies[name].toLowerCase()};\n${state.rules
      .filter((rule) => rule.chain === name)
      .map((rule) => `\t\t${words(rule)}\n`)
      .join('')}\t}\n`;
  if (args[1] === 'tables') return ok('table ip filter\n');
  return ok(`table ip filter {\n${CHAINS.map(chain).join('\n')}}\n`);
}

export function ufw(args: readonly string[], call: Call): ExecResult {
  if (!isRoot(call)) return fail('ERROR: You need to be root to run this script\n');
  const network = networkOf(call);
  const { state } = network;
  const rules = state.rules.filter((rule) => rule.input !== 'lo' && rule.output !== 'lo' && rule.chain !== 'FORWARD');
  const active = state.rules.length > 0;
  const [verb, ...rest] = args.filter((word) => !word.startsWith('--'));
  if (verb === 'status') {
    if (!active) return ok('Status: inactive\n');
    const row = (rule: FilterRule, index: number): string => {
      const out = rule.chain === 'OUTPUT';
      const to = (out ? (rule.destination ?? rule.port) : rule.port) ?? 'Anywhere';
      const port = rule.port !== undefined && rule.protocol !== undefined ? `${rule.port}/${rule.protocol}` : to;
      const from = out ? 'Anywhere (out)' : (rule.source ?? 'Anywhere');
      const action =
        `${{ ACCEPT: 'ALLOW', DROP: 'DENY', REJECT: 'REJECT' }[rule.target]} ${out ? 'OUT' : rest.includes('numbered') || rest.includes('verbose') ? 'IN' : ''}`.trimEnd();
      return `${rest.includes('numbered') ? `[${String(index + 1).padStart(2)}] ` : ''}${port.padEnd(26)} ${action.padEnd(11)} ${from}\n`;
    };
    const defaults = rest.includes('verbose')
      ? `Logging: on (low)\nDefault: ${state.policies.INPUT === 'DROP' ? 'deny' : 'allow'} (incoming), ${state.policies.OUTPUT === 'DROP' ? 'deny' : 'allow'} (outgoing), disabled (routed)\nNew profiles: skip\n`
      : '';
    const indent = rest.includes('numbered') ? '     ' : '';
    return ok(
      `Status: active\n${defaults}\n${indent}${'To'.padEnd(26)} ${'Action'.padEnd(11)} From\n${indent}${'--'.padEnd(26)} ${'------'.padEnd(11)} ----\n${rules.map(row).join('')}\n`,
    );
  }
  if (verb === 'disable' || verb === 'reset') {
    network.change({ rules: [], policies: { INPUT: 'ACCEPT', FORWARD: 'ACCEPT', OUTPUT: 'ACCEPT' } });
    return ok(
      verb === 'reset'
        ? 'Resetting all rules to installed defaults.\n'
        : 'Firewall stopped and disabled on system startup\n',
    );
  }
  if (verb === 'enable') {
    const lo = [
      filterRule({ chain: 'INPUT', target: 'ACCEPT', input: 'lo' }),
      filterRule({ chain: 'OUTPUT', target: 'ACCEPT', output: 'lo' }),
    ];
    network.change({ policies: { ...state.policies, INPUT: 'DROP' }, rules: active ? state.rules : lo });
    return ok('Firewall is active and enabled on system startup\n');
  }
  const added = verb === 'allow' || verb === 'deny' || verb === 'reject' ? ufwRule(verb, rest) : undefined;
  if (added) {
    network.change({ rules: [...state.rules, added] });
    return ok(active ? 'Rule added\nRule added (v6)\n' : 'Rules updated\nRules updated (v6)\n');
  }
  if (verb === 'delete') {
    const words = /^(allow|deny|reject)$/.exec(rest[0] ?? '')?.[1];
    const gone = words === undefined ? rules[Number(rest[0]) - 1] : ufwRule(words, rest.slice(1));
    const at = gone === undefined ? -1 : state.rules.findIndex((rule) => ruleWords(rule) === ruleWords(gone));
    if (at < 0) return fail('Could not delete non-existent rule\n');
    network.change({ rules: state.rules.filter((_, index) => index !== at) });
    return ok('Rule deleted\n');
  }
  return fail(
    'ERROR: Invalid syntax\n\nUsage: ufw COMMAND\n\nCommands:\n enable                          enables the firewall\n disable                         disables the firewall\n allow ARGS                      add allow rule\n deny ARGS                       add deny rule\n status                          show firewall status\n',
  );
}

/** `8000/tcp`, `out 443`, `from 10.0.0.0/8`, `to any port 22`. */
function ufwRule(verb: string, words: readonly string[]): FilterRule | undefined {
  const chain = words[0] === 'out' ? 'OUTPUT' : 'INPUT';
  const rest = words[0] === 'out' || words[0] === 'in' ? words.slice(1) : words;
  const target = { allow: 'ACCEPT', deny: 'DROP', reject: 'REJECT' }[verb] as FilterRule['target'] | undefined;
  if (target === undefined) return undefined;
  const after = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    const value = at < 0 ? undefined : rest[at + 1];
    return value === 'any' ? undefined : value;
  };
  const [, port = after('port'), protocol = after('proto') ?? 'tcp'] =
    /^(\d+(?::\d+)?|ssh|http|https|OpenSSH)(?:\/(tcp|udp))?$/.exec(rest[0] ?? '') ?? [];
  const number =
    port === undefined ? undefined : ({ ssh: '22', OpenSSH: '22', http: '80', https: '443' }[port] ?? port);
  const from = after('from');
  const to = after('to');
  if (number === undefined && from === undefined && to === undefined) return undefined;
  return filterRule({
    chain,
    target,
    port: number,
    protocol: number === undefined ? undefined : protocol === 'udp' ? 'udp' : 'tcp',
    source: from,
    destination: to,
  });
}
