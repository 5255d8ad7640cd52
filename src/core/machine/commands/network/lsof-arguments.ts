/** The command line of `lsof`: its options can be joined with their values, and lists add up unless `-a` is given. */
import type { HostFacts } from '../../world.ts';
import type { OpenFile } from './open-files.ts';
import { portNumber } from './sockets.ts';

export type OpenFileTest = (file: OpenFile) => boolean;

/** A command line that `lsof` does not take. */
export class LsofProblem extends Error {
  override readonly name = 'LsofProblem';
}

export interface LsofArguments {
  /** Tests of each kind of list; a file has to pass one test of one kind, or of every kind with `and`. */
  readonly lists: Map<string, OpenFileTest[]>;
  /** States that sockets of TCP have to be in, and must not be in. */
  readonly states: Set<string>;
  readonly notStates: Set<string>;
  readonly names: string[];
  and: boolean;
  pidsOnly: boolean;
  numericHosts: boolean;
  numericPorts: boolean;
  numericUsers: boolean;
  parents: boolean;
  /** Letters of `-F`; undefined for a table. */
  fields: string | undefined;
  commandWidth: number;
  show: 'list' | 'help' | 'version';
}

/** Options whose value may be left out. */
const OPTIONAL = 'iFgoSTrLx';
const REQUIRED = 'pucsdDkmAe';

const STATES = new Set([
  'CLOSED',
  'CLOSE_WAIT',
  'CLOSING',
  'ESTABLISHED',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'LAST_ACK',
  'LISTEN',
  'SYN_RCVD',
  'SYN_SENT',
  'SYN_RECV',
  'TIME_WAIT',
]);

function internetTest(text: string): OpenFileTest {
  const match = /^([46])?(tcp|udp|TCP|UDP)?(?:@([^:]+|\[[^\]]+\]))?(?::(.+))?$/.exec(text);
  if (!match) {
    const protocol = /^[46]?([A-Za-z]+)/.exec(text)?.[1] ?? text;
    throw new LsofProblem(`unknown protocol name (${protocol}) in: -i ${text}`);
  }
  const [, family, protocol, host, ports] = match;
  const ranges = (ports ?? '')
    .split(',')
    .filter(Boolean)
    .map((part): readonly [number, number] => {
      const range = /^(\d+)-(\d+)$/.exec(part);
      if (range) return [Number(range[1]), Number(range[2])];
      const port = portNumber(part);
      if (port === undefined) throw new LsofProblem(`unknown service ${part} in: -i ${text}`);
      return [port, port];
    });
  const address = host === 'localhost' ? '127.0.0.1' : host?.replace(/[[\]]/g, '');
  const inRange = (port: number | undefined): boolean =>
    port !== undefined && ranges.some(([from, to]) => port >= from && port <= to);
  return ({ socket }) => {
    if (!socket) return false;
    if (family !== undefined && socket.family !== Number(family)) return false;
    if (protocol !== undefined && socket.protocol !== protocol.toLowerCase()) return false;
    if (address !== undefined && socket.address !== address && socket.peer?.address !== address) return false;
    return ranges.length === 0 || inRange(socket.port) || inRange(socket.peer?.port);
  };
}

function list<T>(
  text: string,
  read: (entry: string) => T,
): { readonly wanted: readonly T[]; readonly unwanted: readonly T[] } {
  const entries = text.split(',').filter((entry) => entry !== '');
  return {
    wanted: entries.filter((entry) => !entry.startsWith('^')).map(read),
    unwanted: entries.filter((entry) => entry.startsWith('^')).map((entry) => read(entry.slice(1))),
  };
}

function add(into: LsofArguments, kind: string, test: OpenFileTest): void {
  into.lists.set(kind, [...(into.lists.get(kind) ?? []), test]);
}

function setStates(into: LsofArguments, value: string): void {
  const [protocol = '', states] = value.split(':');
  if (!/^(tcp|udp)$/i.test(protocol)) throw new LsofProblem(`unknown -s protocol: "${protocol}"`);
  for (const entry of (states ?? '').split(',').filter(Boolean)) {
    const name = entry.replace(/^\^/, '').toUpperCase();
    if (!STATES.has(name)) throw new LsofProblem(`unknown TCP state name: ${name}`);
    (entry.startsWith('^') ? into.notStates : into.states).add(name);
  }
}

function option(letter: string, value: string, into: LsofArguments, host: HostFacts): void {
  switch (letter) {
    case 'i':
      add(into, 'internet', internetTest(value));
      return;
    case 'p': {
      const { wanted, unwanted } = list(value, (entry) => {
        if (!/^\d+$/.test(entry)) throw new LsofProblem(`illegal process ID: ${entry}`);
        return Number(entry);
      });
      add(
        into,
        'process',
        ({ process: { pid } }) => (wanted.length === 0 || wanted.includes(pid)) && !unwanted.includes(pid),
      );
      return;
    }
    case 'u': {
      const { wanted, unwanted } = list(value, (entry) => {
        const user = host.users.find(({ name, uid }) => name === entry || String(uid) === entry);
        if (!user) throw new LsofProblem(`can't get UID for ${entry}`);
        return user.uid;
      });
      add(
        into,
        'user',
        ({ process: { uid } }) => (wanted.length === 0 || wanted.includes(uid)) && !unwanted.includes(uid),
      );
      return;
    }
    case 'c':
      add(into, 'command', ({ process }) =>
        (process.argv[0] ?? process.command).replace(/.*\//, '').replace(/^-/, '').startsWith(value),
      );
      return;
    case 'd': {
      const { wanted, unwanted } = list(value, (entry) => entry);
      add(into, 'descriptor', ({ descriptor }) => {
        const fits = (entry: string): boolean => {
          const range = /^(\d+)-(\d+)$/.exec(entry);
          return range
            ? Number(descriptor) >= Number(range[1]) && Number(descriptor) <= Number(range[2])
            : entry === descriptor;
        };
        return (wanted.length === 0 || wanted.some(fits)) && !unwanted.some(fits);
      });
      return;
    }
    case 's':
      if (value !== '') setStates(into, value);
      return;
    case 'F':
      into.fields = value === '' ? 'pcfn' : value;
      return;
    default:
  }
}

function flag(letter: string, into: LsofArguments): boolean {
  switch (letter) {
    case 'a':
      into.and = true;
      return true;
    case 't':
      into.pidsOnly = true;
      return true;
    case 'n':
      into.numericHosts = true;
      return true;
    case 'P':
      into.numericPorts = true;
      return true;
    case 'l':
      into.numericUsers = true;
      return true;
    case 'R':
      into.parents = true;
      return true;
    case 'U':
      add(into, 'unix', () => false);
      return true;
    case 'h':
    case '?':
      into.show = 'help';
      return true;
    case 'v':
      into.show = 'version';
      return true;
    default:
      return 'bKNOVwWXCEfMQ'.includes(letter);
  }
}

/**
 * Reads the command line.
 * @throws LsofProblem for what `lsof` does not take.
 */
export function lsofArguments(words: readonly string[], host: HostFacts): LsofArguments {
  const into: LsofArguments = {
    lists: new Map(),
    states: new Set(),
    notStates: new Set(),
    names: [],
    and: false,
    pidsOnly: false,
    numericHosts: false,
    numericPorts: false,
    numericUsers: false,
    parents: false,
    fields: undefined,
    commandWidth: 9,
    show: 'list',
  };
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      into.names.push(...queue);
      break;
    }
    if (word.startsWith('+c')) {
      into.commandWidth = Number(word.slice(2) || queue.shift()) || 0;
      continue;
    }
    if (/^\+[dD]/.test(word)) {
      into.names.push(word.slice(2) || queue.shift() || '');
      continue;
    }
    if (!/^[-+]./.test(word)) {
      into.names.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      const takesValue = REQUIRED.includes(letter) || OPTIONAL.includes(letter);
      if (!takesValue) {
        if (!flag(letter, into)) throw new LsofProblem(`illegal option character: ${letter}`);
        continue;
      }
      let value = word.slice(at + 1);
      const following = queue[0];
      if (value === '' && following !== undefined && !/^[-+]/.test(following)) value = queue.shift() ?? '';
      if (value === '' && 'puc'.includes(letter))
        throw new LsofProblem(`no ${letter === 'p' ? 'PID' : 'argument'} specified`);
      option(letter, value, into, host);
      break;
    }
  }
  return into;
}
