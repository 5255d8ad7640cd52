/**
 * `curl`: the interpreter's own does the work. Here its words are brought into the form that it reads, and its complaints into
 * those of the real one.
 */
import type { ExecResult } from 'just-bash';
import type { HostFacts } from '../../world.ts';
import { type Call, fail, type Tool } from '../contracts.ts';

/** Options with a value, by letter, with the long name under which the interpreter's `curl` takes them. */
const VALUED: Readonly<Record<string, string>> = {
  X: '--request',
  H: '--header',
  d: '--data',
  F: '--form',
  u: '--user',
  A: '--user-agent',
  e: '--referer',
  b: '--cookie',
  c: '--cookie-jar',
  T: '--upload-file',
  m: '--max-time',
  o: '--output',
  w: '--write-out',
};
const VALUED_LONG = new Set([
  ...Object.values(VALUED),
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--connect-timeout',
  '--max-redirs',
]);
const FLAGS = 'sSfLIiOvG';
const FLAGS_LONG: Readonly<Record<string, string>> = {
  '--silent': '-s',
  '--show-error': '-S',
  '--fail': '-f',
  '--location': '-L',
  '--head': '-I',
  '--include': '-i',
  '--remote-name': '-O',
  '--verbose': '-v',
  '--get': '-G',
};
/** Options that change nothing that can be seen on the mocked network. */
const IGNORED = new Set([
  ...['-k', '-N', '-4', '-6', '-#', '-g', '-q', '-0', '--insecure', '--no-buffer', '--ipv4', '--ipv6', '--compressed'],
  ...['--progress-bar', '--globoff', '--http1.1', '--http1.0', '--http2', '--no-progress-meter', '--fail-with-body'],
  ...['--tlsv1.2', '--location-trusted', '--retry-connrefused', '--no-keepalive', '--disable'],
]);
const IGNORED_VALUED = new Set([
  '--retry',
  '--retry-delay',
  '--retry-max-time',
  '--noproxy',
  '-x',
  '--proxy',
  '--resolve',
]);
/** What the interpreter's `curl` says when the mocked network did not answer. */
const UNANSWERED = /^curl: \(\d+\) (refused|timeout|no-such-host): (\S+)\n?$/m;

interface Words {
  readonly options: readonly string[];
  readonly urls: readonly string[];
}

export const curl: Tool = {
  name: 'curl',
  run: async (args, call) => {
    if (args.includes('--version') || args.includes('-V'))
      return { ...fail('', 0), stdout: versionText(call.shell.parts.kernel.state.host.os) };
    const words = readWords(args);
    if ('problem' in words) return fail(words.problem, 2);
    if (words.urls.length === 0) {
      return fail("curl: try 'curl --help' or 'curl --manual' for more information\n", 2);
    }
    let all: ExecResult = fail('', 0);
    for (const url of words.urls) {
      const result = await fetchOne(url, words.options, call);
      all = { ...result, stdout: all.stdout + result.stdout, stderr: all.stderr + result.stderr };
    }
    return all;
  },
};

async function fetchOne(url: string, options: readonly string[], call: Call): Promise<ExecResult> {
  const silent = options.includes('-s') && !options.includes('-S');
  // Complaints are always asked for: only their text says why nothing answered.
  const result = await call.context.origCommand?.([...options, '-S', withScheme(url)]);
  if (result === undefined) return fail('bash: curl: command not found\n', 127);
  const unanswered = UNANSWERED.exec(result.stderr);
  if (unanswered === null) return silent && result.exitCode !== 0 ? { ...result, stderr: '' } : result;
  const { exitCode, text } = complaint(unanswered[1] ?? '', unanswered[2] ?? '', call.shell.parts.kernel.state.host.os);
  return { ...result, stderr: silent ? '' : `curl: (${exitCode}) ${text}\n`, exitCode };
}

/** The text and the code for a server that did not answer, in the words of the version that the system ships. */
function complaint(
  why: string,
  address: string,
  os: HostFacts['os'],
): { readonly exitCode: number; readonly text: string } {
  const url = new URL(address);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (why === 'no-such-host') return { exitCode: 6, text: `Could not resolve host: ${url.hostname}` };
  const failed = (ms: number, because: string) =>
    `Failed to connect to ${url.hostname} port ${port} after ${ms} ms: ${because}`;
  if (why === 'timeout')
    return {
      exitCode: 28,
      text: failed(133_214, os === 'ubuntu-22.04' ? 'Connection timed out' : "Couldn't connect to server"),
    };
  return { exitCode: 7, text: failed(0, os === 'ubuntu-22.04' ? 'Connection refused' : "Couldn't connect to server") };
}

/** Like curl, which takes a bare host for an address of HTTP. */
function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
}

function readWords(args: readonly string[]): Words | { readonly problem: string } {
  const options: string[] = [];
  const urls: string[] = [];
  let literal = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = (): string | undefined => (equals < 0 ? args[++at] : word.slice(equals + 1));
    if (literal || word === '-' || !word.startsWith('-')) urls.push(word);
    else if (word === '--') literal = true;
    else if (name === '--url') urls.push(value() ?? '');
    else if (name === '--json') options.push(...jsonOptions(value() ?? ''));
    else if (name === '--data-ascii') options.push('--data', value() ?? '');
    else if (IGNORED.has(word)) continue;
    else if (IGNORED_VALUED.has(name)) value();
    else if (FLAGS_LONG[word] !== undefined) options.push(FLAGS_LONG[word]);
    else if (VALUED_LONG.has(name)) {
      const given = value();
      if (given === undefined) return { problem: `curl: option ${name}: requires parameter\n${MORE}` };
      options.push(name, given);
    } else if (word.startsWith('--')) return { problem: `curl: option ${word}: is unknown\n${MORE}` };
    else {
      const read = readLetters(word, args[at + 1]);
      if ('problem' in read) return read;
      options.push(...read.options);
      if (read.usedNext) at += 1;
    }
  }
  return { options, urls };
}

const MORE = "curl: try 'curl --help' or 'curl --manual' for more information\n";

/** Letters that are joined, of which the last may take the rest of the word, or the next word, as its value. */
function readLetters(
  word: string,
  next: string | undefined,
): { readonly options: readonly string[]; readonly usedNext: boolean } | { readonly problem: string } {
  const options: string[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const long = letter === 'x' ? '' : VALUED[letter];
    if (long !== undefined) {
      const rest = word.slice(at + 1);
      const given = rest === '' ? next : rest;
      if (given === undefined) return { problem: `curl: option -${letter}: requires parameter\n${MORE}` };
      if (long !== '') options.push(long, given);
      return { options, usedNext: rest === '' };
    }
    if (FLAGS.includes(letter)) options.push(`-${letter}`);
    else if (!IGNORED.has(`-${letter}`)) return { problem: `curl: option ${word}: is unknown\n${MORE}` };
  }
  return { options, usedNext: false };
}

function jsonOptions(data: string): readonly string[] {
  return ['--header', 'Content-Type: application/json', '--header', 'Accept: application/json', '--data-binary', data];
}

const VERSIONS: Readonly<Record<HostFacts['os'], string>> = {
  'ubuntu-22.04':
    'curl 7.81.0 (x86_64-pc-linux-gnu) libcurl/7.81.0 OpenSSL/3.0.2 zlib/1.2.11\nRelease-Date: 2022-01-05\n',
  'ubuntu-24.04':
    'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 OpenSSL/3.0.13 zlib/1.3\nRelease-Date: 2023-12-06, security patched: 8.5.0-2ubuntu10.6\n',
  'debian-12':
    'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.15 zlib/1.2.13\nRelease-Date: 2023-02-20\n',
};

function versionText(os: HostFacts['os']): string {
  return `${VERSIONS[os]}Protocols: dict file ftp ftps gopher gophers http https imap imaps mqtt pop3 pop3s rtsp smb smbs smtp smtps telnet tftp\nFeatures: alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IPv6 Largefile libz SSL TLS-SRP UnixSockets\n`;
}
