/** What curl prints besides what it fetched: its complaints, its progress, its view of the exchange, and `-w`. */
import type { HttpReply } from '../../../commands/command.ts';
import type { Draw } from '../../../host/random.ts';
import { reasonOf } from '../../../network/reasons.ts';
import type { HostFacts } from '../../../world.ts';

type Os = HostFacts['os'];
export type Answered = Extract<HttpReply, { kind: 'answered' }>;

export const CURL_VERSION: Readonly<Record<Os, string>> = {
  'ubuntu-22.04': '7.81.0',
  'ubuntu-24.04': '8.5.0',
  'debian-12': '7.88.1',
};

const LIBRARIES: Readonly<Record<Os, string>> = {
  'ubuntu-22.04': 'OpenSSL/3.0.2 zlib/1.2.11\nRelease-Date: 2022-01-05\n',
  'ubuntu-24.04': 'OpenSSL/3.0.13 zlib/1.3\nRelease-Date: 2023-12-06, security patched: 8.5.0-2ubuntu10.6\n',
  'debian-12': 'OpenSSL/3.0.15 zlib/1.2.13\nRelease-Date: 2023-02-20\n',
};

export function versionText(os: Os): string {
  const version = CURL_VERSION[os];
  return `curl ${version} (x86_64-pc-linux-gnu) libcurl/${version} ${LIBRARIES[os]}Protocols: dict file ftp ftps gopher gophers http https imap imaps mqtt pop3 pop3s rtsp smb smbs smtp smtps telnet tftp\nFeatures: alt-svc AsynchDNS HSTS HTTP2 HTTPS-proxy IPv6 Largefile libz SSL TLS-SRP UnixSockets\n`;
}

export interface Complaint {
  readonly exitCode: number;
  readonly text: string;
}

/** Why nothing was fetched, in the words of the version that the system ships. `ms` went by. */
export function complaint(
  kind: Exclude<HttpReply['kind'], 'answered'>,
  place: { readonly host: string; readonly port: number; readonly tls: boolean },
  { ms, limit, os }: { readonly ms: number; readonly limit: number | undefined; readonly os: Os },
): Complaint {
  const { host, port } = place;
  const old = os === 'ubuntu-22.04';
  const failed = (because: string): string =>
    `Failed to connect to ${host} port ${port} after ${ms} ms: ${old ? because : "Couldn't connect to server"}`;
  switch (kind) {
    case 'no-such-host':
      return { exitCode: 6, text: `Could not resolve host: ${host}` };
    case 'refused':
      return { exitCode: 7, text: failed('Connection refused') };
    case 'no-route':
      return { exitCode: 7, text: failed('No route to host') };
    case 'unreachable':
      return { exitCode: 7, text: failed('Network is unreachable') };
    case 'timeout':
      if (limit !== undefined)
        return {
          exitCode: 28,
          text: old ? `Connection timed out after ${ms} milliseconds` : `Connection timed out after ${ms} milliseconds`,
        };
      return { exitCode: 28, text: failed('Connection timed out') };
    case 'not-http':
      return place.tls
        ? { exitCode: 35, text: 'error:0A00010B:SSL routines::wrong version number' }
        : { exitCode: 1, text: 'Received HTTP/0.9 when not allowed' };
    case 'closed':
      return { exitCode: 52, text: 'Empty reply from server' };
    default:
      return kind satisfies never;
  }
}

const HEAD = `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current
                                 Dload  Upload   Total   Spent    Left  Speed
`;
const ZERO = '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0';

/** The progress meter of a transfer that took so many milliseconds; without one that never began. */
export function meter(sizes: { readonly received: number; readonly sent: number } | undefined, ms: number): string {
  if (!sizes) return `${HEAD}\r${ZERO}\r${ZERO}\n`;
  const { received, sent } = sizes;
  const rate = (bytes: number): string => shortSize((bytes * 1000) / Math.max(1, ms)).padStart(6);
  const speed = shortSize(((received + sent) * 1000) / Math.max(1, ms)).padStart(5);
  const share = (bytes: number): string => (bytes > 0 ? '100' : '  0');
  const time = ms < 1000 ? '--:--:--' : clockTime(ms);
  return `${HEAD}\r${ZERO}\r${share(received + sent)} ${shortSize(received + sent).padStart(5)}  ${share(received)} ${shortSize(received).padStart(5)}  ${share(sent)} ${shortSize(sent).padStart(5)} ${rate(received)} ${rate(sent)} ${time} ${time} --:--:-- ${speed}\n`;
}

/** A number of bytes in five characters. */
function shortSize(bytes: number): string {
  const whole = Math.round(bytes);
  if (whole < 100_000) return String(whole);
  for (const [unit, size] of [
    ['k', 2 ** 10],
    ['M', 2 ** 20],
    ['G', 2 ** 30],
    ['T', 2 ** 40],
  ] as const) {
    const value = bytes / size;
    if (value < 100 && unit !== 'k') return `${value.toFixed(1)}${unit}`;
    if (value < 10_000) return `${Math.round(value)}${unit}`;
  }
  return `${Math.round(bytes / 2 ** 50)}P`;
}

function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(2)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** The first line and the headers of a reply. */
export function headText(reply: Answered): string {
  const lines = Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${reply.status} ${reasonOf(reply.status)}\r\n${lines.join('')}\r\n`;
}

/** What `-v` says of one exchange. */
export function exchangeText(
  sent: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly string[];
    readonly address: string;
    readonly host: string;
    readonly port: number;
  },
  reply: Answered,
  os: Os,
): string {
  const request = [`${sent.method} ${sent.path} HTTP/1.1`, ...sent.headers, ''].map((line) => `> ${line}\r\n`).join('');
  const answer = headText(reply)
    .split('\r\n')
    .slice(0, -1)
    .map((line) => `< ${line}\r\n`)
    .join('');
  const [connected, left] =
    os === 'ubuntu-24.04'
      ? [
          `* Connected to ${sent.host} (${sent.address}) port ${sent.port}\n`,
          `* Connection #0 to host ${sent.host} left intact\n`,
        ]
      : [
          `* Connected to ${sent.host} (${sent.address}) port ${sent.port} (#0)\n`,
          `* Connection #0 to host ${sent.host} left intact\n`,
        ];
  const marks = os === 'ubuntu-22.04' ? '* Mark bundle as not supporting multiuse\n' : '';
  return `*   Trying ${sent.address}:${sent.port}...\n${connected}${request}${marks}${answer}{ [${reply.body.length} bytes data]\n${left}`;
}

/** Seconds since the begin of the transfer at which each of its parts was over, each no earlier than the one before it. */
function phases({
  reply,
  seconds,
  url,
  draw,
}: {
  readonly reply: Answered | undefined;
  readonly seconds: number;
  readonly url: string;
  readonly draw: Draw;
}): Readonly<Record<'lookup' | 'connect' | 'ready' | 'first' | 'total', string>> {
  const microseconds = (from: number, to: number): number => draw.int(from, to) / 1_000_000;
  const total = seconds + microseconds(40, 960);
  const isNamed = !/^\w+:\/\/(?:[\d.]+|localhost|\[)/.test(url);
  const parts = [
    isNamed ? microseconds(400, 2_600) : microseconds(18, 55),
    microseconds(90, 310),
    microseconds(25, 70),
  ].map((part) => Math.min(part, total / 5));
  const [lookup = 0, connect = 0, ready = 0] = parts;
  const at = (value: number): string => value.toFixed(6);
  if (!reply) return { lookup: at(lookup), connect: at(0), ready: at(0), first: at(0), total: at(total) };
  return {
    lookup: at(lookup),
    connect: at(lookup + connect),
    ready: at(lookup + connect + ready),
    first: at(total - Math.min(microseconds(20, 110), total / 5)),
    total: at(total),
  };
}

/** Fills in the text of `-w`. */
export function writeOut(
  format: string,
  facts: {
    readonly reply: Answered | undefined;
    readonly url: string;
    readonly method: string;
    readonly address: string;
    readonly port: number;
    readonly seconds: number;
    readonly exitCode: number;
    readonly redirects: number;
    readonly sent: number;
    readonly from: string;
    /** Gives the parts of a millisecond, which the clock of the machine does not count. */
    readonly draw: Draw;
  },
): string {
  const { reply, seconds } = facts;
  const size = reply ? new TextEncoder().encode(reply.body).length : 0;
  const times = phases(facts);
  const known: Readonly<Record<string, string>> = {
    http_code: String(reply?.status ?? 0).padStart(3, '0'),
    response_code: String(reply?.status ?? 0).padStart(3, '0'),
    http_version: reply ? '1.1' : '0',
    content_type: reply?.headers['content-type'] ?? '',
    url_effective: facts.url,
    url: facts.url,
    method: facts.method,
    exitcode: String(facts.exitCode),
    errormsg: '',
    scheme: facts.url.startsWith('https') ? 'HTTPS' : 'HTTP',
    size_download: String(size),
    size_upload: String(facts.sent),
    size_header: String(reply ? headText(reply).length : 0),
    size_request: '86',
    speed_download: String(Math.round(size / Math.max(0.000_001, seconds))),
    speed_upload: '0',
    time_total: times.total,
    time_connect: times.connect,
    time_namelookup: times.lookup,
    time_appconnect: '0.000000',
    time_pretransfer: times.ready,
    time_starttransfer: times.first,
    time_redirect: '0.000000',
    num_redirects: String(facts.redirects),
    num_connects: reply ? '1' : '0',
    remote_ip: reply ? facts.address : '',
    remote_port: reply ? String(facts.port) : '0',
    local_ip: reply ? facts.from : '',
    local_port: reply ? String(40_000 + (size % 9_973)) : '0',
    redirect_url: reply?.headers['location'] ?? '',
    ssl_verify_result: '0',
    filename_effective: '',
  };
  return format
    .replace(/%\{(\w+)\}/g, (_whole, name: string) => known[name] ?? '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replaceAll('\\r', '\r')
    .replaceAll('%%', '%');
}
