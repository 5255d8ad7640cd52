/** The words of ssh and its relatives: whom to connect to, and how. */
import { resolvePath } from '../files/paths.ts';
import type { Call } from '../shell/contracts.ts';

/** What a call of ssh asks for, before the configuration fills in the rest. */
export interface SshWish {
  /** As it was typed, without the user. */
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly identities: readonly string[];
  /** Options of `-o` by their name in small letters. */
  readonly options: ReadonlyMap<string, string>;
  /** A password that somebody types when asked. */
  readonly password: string | undefined;
  readonly quiet: boolean;
}

/** What holds for one host: the words of the call first, then the configuration, then what is usual. */
export interface SshTarget {
  readonly alias: string;
  readonly host: string;
  readonly user: string;
  readonly port: number;
  /** Paths of private keys, in the order in which they are tried. */
  readonly identities: readonly string[];
  readonly strict: 'ask' | 'yes' | 'no' | 'accept-new';
  readonly knownHosts: string;
  /** Milliseconds; undefined waits as long as the network does. */
  readonly patience: number | undefined;
  readonly password: string | undefined;
  readonly batch: boolean;
  readonly quiet: boolean;
}

export interface SshWords {
  readonly wish: SshWish;
  /** Letters without a value. */
  readonly flags: ReadonlySet<string>;
  /** Values of letters that do not say whom to connect to, such as `-L`. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** The words after the options, and after the host. */
  readonly rest: readonly string[];
}

const VALUED = 'BbcDEeFIiJLlmOoPpQRSWw';

/** Splits `user@host`, which may be an address of the kind `ssh://user@host:port`. */
export function splitDestination(word: string): {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
} {
  const [, bare = word] = /^(?:ssh|scp|sftp):\/\/([^/]*)/.exec(word) ?? [];
  const at = bare.lastIndexOf('@');
  const host = at < 0 ? bare : bare.slice(at + 1);
  const [, name = host, port] = bare === word ? [] : (/^(.*?)(?::(\d+))?$/.exec(host) ?? []);
  return {
    user: at < 0 ? undefined : bare.slice(0, at),
    host: name,
    port: port === undefined ? undefined : Number(port),
  };
}

/** Reads the words of `ssh`, up to the command. `portLetter` is `P` for scp and sftp. */
export function sshWords(
  program: string,
  args: readonly string[],
  how: {
    readonly portLetter: 'p' | 'P';
    readonly flags: string;
    readonly valued?: string;
    readonly takesHost: boolean;
    readonly password?: string | undefined;
  },
): SshWords | { readonly problem: string } {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const options = new Map<string, string>();
  const rest: string[] = [];
  const identities: string[] = [];
  let user: string | undefined;
  let port: number | undefined;
  let destination: string | undefined;
  const valued = how.valued ?? VALUED;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (rest.length > 0 && how.takesHost) {
      rest.push(word);
      continue;
    }
    if (word === '--') continue;
    if (!word.startsWith('-') || word === '-') {
      if (how.takesHost && destination === undefined) destination = word;
      else rest.push(word);
      continue;
    }
    for (let index = 1; index < word.length; index += 1) {
      const letter = word.charAt(index);
      if (!valued.includes(letter)) {
        if (!how.flags.includes(letter)) return { problem: `unknown option -- ${letter}` };
        flags.add(letter);
        continue;
      }
      const joined = word.slice(index + 1);
      if (joined === '') at += 1;
      const value = joined === '' ? args[at] : joined;
      if (value === undefined) return { problem: `option requires an argument -- ${letter}` };
      if (letter === 'o') {
        const [, name = value, given = ''] = /^\s*(\w+)\s*(?:=|\s)\s*(.*)$/.exec(value) ?? [];
        if (!options.has(name.toLowerCase())) options.set(name.toLowerCase(), given);
      } else if (letter === 'i') identities.push(value);
      else if (letter === 'l' && program === 'ssh') user ??= value;
      else if (letter === how.portLetter) {
        port ??= Number(value);
        if (!(port > 0 && port < 65_536)) return { problem: `Bad port '${value}'` };
      } else values.set(letter, [...(values.get(letter) ?? []), value]);
      break;
    }
  }
  const split = splitDestination(destination ?? '');
  const wish: SshWish = {
    host: split.host,
    user: user ?? split.user,
    port: port ?? split.port,
    identities,
    options,
    password: how.password,
    quiet: flags.has('q'),
  };
  return { wish, flags, values, rest };
}

/** The settings for a host. The user's own files are read as the calling shell may read them. */
export function targetOf(wish: SshWish, call: Call): SshTarget {
  const { shell, context } = call;
  const home = shell.parts.kernel.state.host.users.find(({ name }) => name === shell.process.user)?.home ?? '/root';
  const config = configFor(wish.host, textAt(`${home}/.ssh/config`, call) ?? '');
  const option = (name: string): string | undefined => wish.options.get(name) ?? config.get(name)?.[0];
  const path = (text: string): string =>
    text.startsWith('~/') ? home + text.slice(1) : resolvePath(context.cwd, text.replace('%d', home));
  const given = [
    ...wish.identities,
    ...(wish.options.has('identityfile') ? [option('identityfile') ?? ''] : []),
    ...(config.get('identityfile') ?? []),
  ];
  const usual = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => `${home}/.ssh/${name}`);
  const strict = option('stricthostkeychecking')?.toLowerCase();
  const seconds = Number(option('connecttimeout') ?? Number.NaN);
  const port = wish.port ?? Number(option('port') ?? 22);
  return {
    alias: wish.host,
    host: option('hostname') ?? wish.host,
    user: wish.user ?? option('user') ?? shell.process.user,
    port: Number.isInteger(port) ? port : 22,
    identities: [...given.map(path), ...usual],
    strict:
      strict === 'no' || strict === 'off'
        ? 'no'
        : strict === 'accept-new'
          ? 'accept-new'
          : strict === 'yes'
            ? 'yes'
            : 'ask',
    knownHosts: path(option('userknownhostsfile')?.split(/\s+/)[0] ?? `${home}/.ssh/known_hosts`),
    patience: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined,
    password: wish.password,
    batch: option('batchmode')?.toLowerCase() === 'yes',
    quiet: wish.quiet || option('loglevel')?.toLowerCase() === 'quiet' || option('loglevel')?.toLowerCase() === 'error',
  };
}

/** What a file of configuration says of a host: the first value of each setting counts, of keys all. */
function configFor(host: string, text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let applies = true;
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^\s*(\w+)(?:\s+|\s*=\s*)(.*?)\s*$/.exec(line.replace(/^\s*#.*/, '')) ?? [];
    const key = name.toLowerCase();
    if (key === '') continue;
    if (key === 'host') applies = value.split(/\s+/).some((pattern) => fits(host, pattern));
    else if (key === 'match') applies = value.toLowerCase() === 'all';
    else if (applies) found.set(key, [...(found.get(key) ?? []), value.replace(/^"(.*)"$/, '$1')]);
  }
  return found;
}

function fits(host: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(host);
}

/** A text as the calling shell may read it; undefined when it may not or there is none. */
export function textAt(path: string, call: Call): string | undefined {
  try {
    return new TextDecoder().decode(call.shell.tree.read(path));
  } catch {
    return undefined;
  }
}
