/** The words of curl: what it is to fetch, and how. */

export interface CurlRequest {
  readonly urls: readonly string[];
  /** Output of each address, in their order: a path, or `-O` for the name that the address ends with. */
  readonly outputs: readonly (string | { readonly remoteName: true })[];
  readonly flags: ReadonlySet<string>;
  /** Values of options by their long name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is sent, in order. */
  readonly data: readonly { readonly kind: 'ascii' | 'binary' | 'raw' | 'urlencode' | 'json'; readonly text: string }[];
}

/** Long names of options that take a value, by letter where they have one. */
const VALUED: Readonly<Record<string, string>> = {
  A: 'user-agent',
  b: 'cookie',
  c: 'cookie-jar',
  C: 'continue-at',
  d: 'data',
  D: 'dump-header',
  e: 'referer',
  E: 'cert',
  F: 'form',
  H: 'header',
  K: 'config',
  m: 'max-time',
  o: 'output',
  P: 'ftp-port',
  r: 'range',
  t: 'telnet-option',
  T: 'upload-file',
  u: 'user',
  U: 'proxy-user',
  w: 'write-out',
  x: 'proxy',
  X: 'request',
  y: 'speed-time',
  Y: 'speed-limit',
  z: 'time-cond',
};
const VALUED_LONG: ReadonlySet<string> = new Set([
  ...Object.values(VALUED),
  ...[
    'cacert',
    'capath',
    'ciphers',
    'connect-timeout',
    'connect-to',
    'data-ascii',
    'data-binary',
    'data-raw',
    'data-urlencode',
  ],
  ...[
    'form-string',
    'interface',
    'json',
    'key',
    'limit-rate',
    'local-port',
    'max-filesize',
    'max-redirs',
    'noproxy',
    'oauth2-bearer',
  ],
  ...[
    'output-dir',
    'proto',
    'resolve',
    'retry',
    'retry-delay',
    'retry-max-time',
    'socks5',
    'socks5-hostname',
    'stderr',
    'trace',
  ],
  ...['trace-ascii', 'unix-socket', 'url', 'keepalive-time', 'dns-servers', 'rate', 'proto-default', 'tls-max'],
]);
const FLAGS: Readonly<Record<string, string>> = {
  '#': 'progress-bar',
  '0': 'http1.0',
  '1': 'tlsv1',
  '2': 'sslv2',
  '3': 'sslv3',
  '4': 'ipv4',
  '6': 'ipv6',
  a: 'append',
  B: 'use-ascii',
  f: 'fail',
  g: 'globoff',
  G: 'get',
  i: 'include',
  I: 'head',
  j: 'junk-session-cookies',
  J: 'remote-header-name',
  k: 'insecure',
  l: 'list-only',
  L: 'location',
  n: 'netrc',
  N: 'no-buffer',
  O: 'remote-name',
  p: 'proxytunnel',
  q: 'disable',
  R: 'remote-time',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  Z: 'parallel',
};
const FLAGS_LONG: ReadonlySet<string> = new Set([
  ...Object.values(FLAGS),
  ...[
    'anyauth',
    'basic',
    'compressed',
    'create-dirs',
    'digest',
    'fail-early',
    'fail-with-body',
    'http1.1',
    'http2',
    'http3',
  ],
  ...[
    'location-trusted',
    'no-keepalive',
    'no-progress-meter',
    'path-as-is',
    'raw',
    'remote-name-all',
    'retry-all-errors',
  ],
  ...[
    'retry-connrefused',
    'ssl',
    'ssl-reqd',
    'tcp-nodelay',
    'tlsv1.0',
    'tlsv1.1',
    'tlsv1.2',
    'tlsv1.3',
    'tr-encoding',
    'xattr',
  ],
  ...[
    'http2-prior-knowledge',
    'http0.9',
    'styled-output',
    'remove-on-error',
    'no-clobber',
    'negotiate',
    'ntlm',
    'tcp-fastopen',
  ],
]);
const MORE = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** Reads the words after `curl`. */
export function curlWords(args: readonly string[]): CurlRequest | { readonly problem: string } {
  const urls: string[] = [];
  const outputs: (string | { readonly remoteName: true })[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const data: { kind: 'ascii' | 'binary' | 'raw' | 'urlencode' | 'json'; text: string }[] = [];
  const flag = (name: string): void => {
    if (name === 'remote-name') outputs.push({ remoteName: true });
    flags.add(name);
  };
  const value = (name: string, text: string): void => {
    if (name === 'url') urls.push(text);
    else if (name === 'output') outputs.push(text);
    else if (name === 'data' || name === 'data-ascii') data.push({ kind: 'ascii', text });
    else if (name === 'data-binary') data.push({ kind: 'binary', text });
    else if (name === 'data-raw') data.push({ kind: 'raw', text });
    else if (name === 'data-urlencode') data.push({ kind: 'urlencode', text });
    else if (name === 'json') data.push({ kind: 'json', text });
    else values.set(name, [...(values.get(name) ?? []), text]);
  };
  let literal = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (literal || word === '-' || !word.startsWith('-')) {
      urls.push(word);
    } else if (word === '--') {
      literal = true;
    } else if (word.startsWith('--')) {
      const name = word.slice(2);
      if (VALUED_LONG.has(name)) {
        at += 1;
        const text = args[at];
        if (text === undefined) return { problem: `curl: option --${name}: requires parameter\n${MORE}` };
        value(name, text);
      } else if (FLAGS_LONG.has(name) || FLAGS_LONG.has(name.replace(/^no-/, ''))) {
        if (name.startsWith('no-') && FLAGS_LONG.has(name.slice(3))) flags.delete(name.slice(3));
        else flag(name);
      } else return { problem: `curl: option ${word}: is unknown\n${MORE}` };
    } else {
      for (let index = 1; index < word.length; index += 1) {
        const letter = word.charAt(index);
        const valued = VALUED[letter];
        if (valued !== undefined) {
          const rest = word.slice(index + 1);
          if (rest === '') at += 1;
          const text = rest === '' ? args[at] : rest;
          if (text === undefined) return { problem: `curl: option -${letter}: requires parameter\n${MORE}` };
          value(valued, text);
          break;
        }
        const name = FLAGS[letter];
        if (name === undefined) return { problem: `curl: option ${word}: is unknown\n${MORE}` };
        flag(name);
      }
    }
  }
  return { urls, outputs, flags, values, data };
}
