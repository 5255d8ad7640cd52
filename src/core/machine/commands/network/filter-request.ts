/** The words of `iptables`. */
import { isAddress } from '../../network/addresses.ts';
import { filterRule } from '../../network/packet-filter.ts';
import type { FilterChain, FilterRule } from '../../world.ts';
import { CHAINS } from './filter-words.ts';

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

export function readRequest(args: readonly string[]): Request | { readonly problem: string } {
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
