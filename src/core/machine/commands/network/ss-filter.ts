/** The filter language of `ss`: `sport = :22 and ( src 127.0.0.1 or not dst 10.0.0.0/8 )`. */
import { portNumber, type Socket } from './sockets.ts';

export type SocketFilter = (socket: Socket) => boolean;

/** A filter that `ss` does not take; the text is what it prints. */
export class FilterProblem extends Error {
  override readonly name = 'FilterProblem';
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  eq: (a, b) => a === b,
  '!=': (a, b) => a !== b,
  ne: (a, b) => a !== b,
  neq: (a, b) => a !== b,
  '>': (a, b) => a > b,
  gt: (a, b) => a > b,
  '<': (a, b) => a < b,
  lt: (a, b) => a < b,
  '>=': (a, b) => a >= b,
  ge: (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  le: (a, b) => a <= b,
};

const STATES: Readonly<Record<string, readonly Socket['state'][]>> = {
  all: ['LISTEN', 'ESTAB', 'UNCONN'],
  listening: ['LISTEN', 'UNCONN'],
  listen: ['LISTEN'],
  established: ['ESTAB'],
  connected: ['ESTAB'],
  synchronized: ['ESTAB'],
  unconnected: ['UNCONN'],
  closed: ['UNCONN'],
  bucket: [],
  big: ['ESTAB', 'LISTEN'],
  'syn-sent': [],
  'syn-recv': [],
  'fin-wait-1': [],
  'fin-wait-2': [],
  'time-wait': [],
  'close-wait': [],
  'last-ack': [],
  closing: [],
};

/** States that a word of `state …` means; undefined when there is no such word. */
export function statesNamed(word: string): readonly Socket['state'][] | undefined {
  return Object.hasOwn(STATES, word) ? STATES[word] : undefined;
}

function portOf(text: string): number {
  const port = portNumber(text.slice(text.lastIndexOf(':') + 1));
  if (port === undefined)
    throw new FilterProblem(`Error: "${text}" does not look like a port.\nCannot parse dst/src address.`);
  return port;
}

const bits = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function addressTest(text: string): (address: string, port: number) => boolean {
  const match = /^(\*|\[?[0-9a-f:.]*?\]?)(?:\/(\d+))?(?::([\w-]+))?$/i.exec(text);
  const [, given = '', prefix, port] = match ?? [];
  const isAddress =
    given === '' || given === '*' || /^\d+\.\d+\.\d+\.\d+$/.test(given) || /^\[?[0-9a-f]*:[0-9a-f:]*\]?$/i.test(given);
  if (!match || !isAddress || text === '') {
    throw new FilterProblem(`Error: an inet prefix is expected rather than "${text}".\nCannot parse dst/src address.`);
  }
  const wantedPort = port === undefined || port === '*' ? undefined : portOf(`:${port}`);
  const bare = given.replace(/[[\]]/g, '');
  const size = 2 ** (32 - Number(prefix ?? 32));
  return (address, ownPort) => {
    if (wantedPort !== undefined && ownPort !== wantedPort) return false;
    if (bare === '' || bare === '*') return true;
    if (!bare.includes('.') || !address.includes('.')) return address === bare;
    return Math.floor(bits(address) / size) === Math.floor(bits(bare) / size);
  };
}

class Reader {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  peek(): string | undefined {
    return this.#tokens[this.#next];
  }

  take(): string {
    const token = this.#tokens[this.#next] ?? '';
    this.#next += 1;
    return token;
  }
}

function parseOr(reader: Reader): SocketFilter {
  const parts = [parseAnd(reader)];
  while (['or', '|', '||'].includes(reader.peek() ?? '')) {
    reader.take();
    parts.push(parseAnd(reader));
  }
  return (socket) => parts.some((part) => part(socket));
}

function parseAnd(reader: Reader): SocketFilter {
  const parts = [parseOne(reader)];
  for (
    let token = reader.peek();
    token !== undefined && !['or', '|', '||', ')'].includes(token);
    token = reader.peek()
  ) {
    if (['and', '&', '&&'].includes(token)) reader.take();
    parts.push(parseOne(reader));
  }
  return (socket) => parts.every((part) => part(socket));
}

function parseOne(reader: Reader): SocketFilter {
  const token = reader.take();
  if (token === '(') {
    const inner = parseOr(reader);
    if (reader.take() !== ')') throw new FilterProblem('Error: unbalanced parentheses in the filter.');
    return inner;
  }
  if (token === 'not' || token === '!') {
    const inner = parseOne(reader);
    return (socket) => !inner(socket);
  }
  if (token === 'sport' || token === 'dport') {
    const compare = OPERATORS[reader.peek() ?? ''];
    if (compare) reader.take();
    const wanted = portOf(reader.take());
    return (socket) => {
      const port = token === 'sport' ? socket.port : (socket.peer?.port ?? 0);
      return (compare ?? Object.is)(port, wanted);
    };
  }
  if (token === 'src' || token === 'dst') {
    if (OPERATORS[reader.peek() ?? '']) reader.take();
    const test = addressTest(reader.take());
    return (socket) =>
      token === 'src' ? test(socket.address, socket.port) : test(socket.peer?.address ?? '', socket.peer?.port ?? 0);
  }
  const test = addressTest(token);
  return (socket) => test(socket.peer?.address ?? '', socket.peer?.port ?? 0);
}

/**
 * The filter that the operands of `ss` make.
 * @throws FilterProblem for what `ss` does not understand.
 */
export function parseFilter(words: readonly string[]): SocketFilter {
  const tokens = words
    .join(' ')
    .replaceAll(/([()])/g, ' $1 ')
    .split(/\s+/)
    .filter((token) => token !== '');
  if (tokens.length === 0) return () => true;
  const reader = new Reader(tokens);
  const filter = parseOr(reader);
  const rest = reader.peek();
  if (rest !== undefined)
    throw new FilterProblem(`Error: an inet prefix is expected rather than "${rest}".\nCannot parse dst/src address.`);
  return filter;
}
