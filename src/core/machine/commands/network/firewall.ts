/** The packet filter of the host: `iptables`, `iptables-save`, `nft` and `ufw` are views of it, and root changes it with them. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import { isAddress } from '../../network/addresses.ts';
import { filterRule } from '../../network/packet-filter.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { FilterChain, FilterRule, NetworkState } from '../../world.ts';
import { isRoot, type NetworkTool, networkOf } from './network-tool.ts';

const CHAINS: readonly FilterChain[] = ['INPUT', 'FORWARD', 'OUTPUT'];
const VERSION = 'iptables v1.8.7 (nf_tables)';
const NOT_ROOT = `${VERSION}: Could not fetch rule set generation id: Permission denied (you must be root)\n\n`;

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

function listing(
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

function iptables(args: readonly string[], call: Call): ExecResult {
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

type Command = 'L' | 'S' | 'F' | 'P' | 'A' | 'I' | 'C' | 'D' | 'X' | 'Z';
const COMMANDS: Readonly<Record<string, Command>> = {
  '-L': 'L',
  '--list': 'L',
  '-S': 'S',
  '--list-rules': 'S',
  '-F': 'F',
  '--flush': 'F',
  '-P': 'P',
  '--policy': 'P',
  '-A': 'A',
  '--append': 'A',
  '-I': 'I',
  '--insert': 'I',
  '-C': 'C',
  '--check': 'C',
  '-D': 'D',
  '--delete': 'D',
  '-X': 'X',
  '--delete-chain': 'X',
  '-Z': 'Z',
  '--zero': 'Z',
};

interface Request {
  readonly command: Command;
  readonly table: string;
  readonly chain: FilterChain | undefined;
  readonly position: number;
  /** `-D` names a rule by its number. */
  readonly numbered: boolean;
  readonly rule: FilterRule | undefined;
  readonly policy: string | undefined;
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly numbers: boolean;
}

function readRequest(args: readonly string[]): Request | { readonly problem: string } {
  let command: Command = 'L';
  let commanded = false;
  let table = 'filter';
  let chain: FilterChain | undefined;
  let position = 1;
  let numbered = false;
  let policy: string | undefined;
  let target: string | undefined;
  const flags = { verbose: false, numeric: false, numbers: false };
  const rule: { -readonly [Key in keyof FilterRule]?: FilterRule[Key] } = {};
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const next = (): string => {
      at += 1;
      return args[at] ?? '';
    };
    const found = COMMANDS[word];
    const joined = /^-[vnLS]{2,}$/.test(word);
    if (found || (joined && /[LS]/.test(word))) {
      command = found ?? (word.includes('L') ? 'L' : 'S');
      commanded = true;
      if (joined) {
        flags.verbose ||= word.includes('v');
        flags.numeric ||= word.includes('n');
      }
      const name = args[at + 1];
      if (name !== undefined && !name.startsWith('-')) {
        at += 1;
        if (!CHAINS.some((entry) => entry === name))
          return { problem: table === 'filter' ? `Couldn't load target \`${name}':No such file or directory\n` : '' };
        chain = CHAINS.find((entry) => entry === name);
        const number = args[at + 1];
        if (number !== undefined && /^\d+$/.test(number)) {
          at += 1;
          position = Number(number);
          numbered = true;
        } else if (command === 'P') policy = next();
      }
    } else if (word === '-t' || word === '--table') table = next();
    else if (joined || /^-[vnwx]+$/.test(word) || word === '--verbose' || word === '--numeric') {
      flags.verbose ||= word.includes('v');
      flags.numeric ||= word.includes('n');
    } else if (word === '--line-numbers' || word === '--line-number') flags.numbers = true;
    else if (word === '-j' || word === '--jump') target = next();
    else if (word === '-p' || word === '--protocol') {
      const protocol = next();
      if (protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp') rule.protocol = protocol;
      else if (protocol !== 'all') return { problem: `unknown protocol "${protocol}" specified` };
    } else if (word === '-s' || word === '--source') rule.source = next();
    else if (word === '-d' || word === '--destination') rule.destination = next();
    else if (word === '-i' || word === '--in-interface') rule.input = next();
    else if (word === '-o' || word === '--out-interface') rule.output = next();
    else if (/^--(dport|destination-port|dports)$/.test(word)) rule.port = next();
    else if (/^--(ctstate|state)$/.test(word)) rule.established = !next().includes('NEW');
    else if (/^(-m|--match|--reject-with|--comment|--sport|--sports|--icmp-type|--limit|--limit-burst|-w)$/.test(word))
      next();
    else return { problem: `unknown option "${word}"` };
  }
  if (!commanded) return { problem: 'no command specified' };
  for (const address of [rule.source, rule.destination]) {
    if (address !== undefined && !isAddress(address.split('/')[0] ?? ''))
      return { problem: `host/network \`${address}' not found` };
  }
  const adds = command === 'A' || command === 'I' || command === 'C' || (command === 'D' && !numbered);
  if (adds && table === 'filter') {
    if (chain === undefined) return { problem: 'no chain/target/match by that name.' };
    const known = (['ACCEPT', 'DROP', 'REJECT'] as const).find((name) => name === target);
    if (known === undefined)
      return { problem: target === undefined ? 'no target given' : `Chain '${target}' does not exist` };
    return {
      command,
      table,
      chain,
      position,
      numbered,
      policy,
      ...flags,
      rule: filterRule({ ...rule, chain, target: known }),
    };
  }
  return { command, table, chain, position, numbered, policy, ...flags, rule: undefined };
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

function nft(args: readonly string[], call: Call): ExecResult {
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

function ufw(args: readonly string[], call: Call): ExecResult {
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

export const FIREWALL_TOOLS: readonly NetworkTool[] = [
  { name: 'iptables', path: '/usr/sbin/iptables', run: iptables },
  { name: 'iptables-save', path: '/usr/sbin/iptables-save', run: save },
  { name: 'nft', path: '/usr/sbin/nft', run: nft },
  { name: 'ufw', path: '/usr/sbin/ufw', run: ufw },
];
