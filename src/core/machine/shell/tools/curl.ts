/** `curl`, as far as it speaks HTTP. */
import type { ExecResult } from 'just-bash';
import type { HttpRequest } from '../../commands/command.ts';
import { systemText } from '../../files/file-error.ts';
import { nameOf } from '../../files/paths.ts';
import { parseUrl } from '../../network/network.ts';
import { exchange } from '../../python/exchange.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { pathOf } from './files/file-call.ts';
import { type Body, bodyOf } from './http/curl-body.ts';
import {
  type Answered,
  CURL_VERSION,
  complaint,
  exchangeText,
  headText,
  meter,
  versionText,
  writeOut,
} from './http/curl-report.ts';
import { type CurlRequest, curlWords } from './http/curl-words.ts';

const NO_URL = "curl: try 'curl --help' or 'curl --manual' for more information\n";
const MOST_REDIRECTS = 50;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const { os } = call.shell.parts.kernel.state.host;
  if (args.includes('--version') || args.includes('-V')) return { ...fail('', 0), stdout: versionText(os) };
  if (args.includes('--help') || args.includes('-h')) return { ...fail('', 0), stdout: HELP };
  const words = curlWords(args);
  if ('problem' in words) return fail(words.problem, 2);
  const urls = words.urls.flatMap((url) => (words.flags.has('globoff') ? [url] : globbed(url)));
  if (urls.length === 0)
    return fail(words.flags.size + words.values.size > 0 ? `curl: no URL specified!\n${NO_URL}` : NO_URL, 2);
  const body = bodyOf(words, call);
  if ('problem' in body) return fail(body.problem, body.exitCode);
  let all: ExecResult = fail('', 0);
  for (const [index, url] of urls.entries()) {
    const result = await fetchOne(url, index, words, body, call);
    all = { stdout: all.stdout + result.stdout, stderr: all.stderr + result.stderr, exitCode: result.exitCode };
    if (result.exitCode !== 0 && words.flags.has('fail-early')) break;
  }
  return all;
}

/** Addresses that a pattern such as `{a,b}` or `[1-3]` stands for. */
function globbed(url: string): readonly string[] {
  const set = /^(.*?)\{([^}]*)\}(.*)$/s.exec(url);
  if (set) return (set[2] ?? '').split(',').flatMap((part) => globbed(`${set[1]}${part}${set[3]}`));
  const range = /^(.*?)\[(\d+)-(\d+)\](.*)$/s.exec(url);
  if (!range) return [url];
  const [from, to] = [Number(range[2]), Math.min(Number(range[3]), Number(range[2]) + 500)];
  return Array.from(
    { length: Math.max(0, to - from + 1) },
    (_, step) => `${range[1]}${from + step}${range[4]}`,
  ).flatMap(globbed);
}

interface Exchange {
  readonly url: string;
  readonly method: string;
  readonly reply: Answered | undefined;
  readonly exitCode: number;
  readonly problem: string;
  /** Head of each reply that was met on the way. */
  readonly heads: string;
  readonly verbose: string;
  readonly redirects: number;
  readonly ms: number;
}

async function fetchOne(typed: string, index: number, words: CurlRequest, body: Body, call: Call): Promise<ExecResult> {
  const { flags, values } = words;
  const exchange = await exchanged(typed, words, body, call);
  const { reply } = exchange;
  const output = words.outputs[index] ?? (flags.has('remote-name-all') ? { remoteName: true as const } : undefined);
  const loud = !flags.has('silent');
  let { exitCode } = exchange;
  let complaints = exchange.problem === '' ? '' : `curl: (${exitCode}) ${exchange.problem}\n`;
  let stdout = '';
  const failing = reply && reply.status >= 400 && (flags.has('fail') || flags.has('fail-with-body'));
  const shown = reply && !(failing && !flags.has('fail-with-body')) ? reply.body : '';
  const head = flags.has('include') || flags.has('head') ? exchange.heads : '';
  if (failing && exitCode === 0) {
    exitCode = 22;
    complaints = `curl: (22) The requested URL returned error: ${reply.status}\n`;
  }
  const target = output === undefined ? undefined : targetOf(output, exchange.url, values.get('output-dir')?.[0]);
  if (target === '') {
    return fail(`curl: (23) Remote file name has no length!\n`, 23);
  }
  if (reply && target !== undefined && target !== '-' && exitCode === 0) {
    const problem = await save(target, head + shown, flags.has('create-dirs'), call);
    if (problem !== undefined) {
      exitCode = 23;
      complaints = `Warning: Failed to open the file ${target}: ${problem}\ncurl: (23) Failure writing output to destination\n`;
    }
  } else if (target === undefined || target === '-') stdout = head + shown;
  const dump = values.get('dump-header')?.at(-1);
  if (dump === '-') stdout = exchange.heads + stdout;
  else if (dump !== undefined && reply) await save(dump, exchange.heads, false, call);
  const format = values.get('write-out')?.at(-1);
  const place = parseUrl(exchange.url);
  const { network } = call.shell.parts;
  const address = place ? (network.resolve(place.host) ?? '') : '';
  const sent = new TextEncoder().encode(body.text ?? '').length;
  if (format !== undefined) {
    stdout += writeOut(formatText(format, call), {
      ...exchange,
      reply,
      exitCode,
      sent,
      address,
      port: place?.port ?? 0,
      seconds: exchange.ms / 1000,
      from: network.isLocal(address) ? '127.0.0.1' : network.address,
      draw: call.shell.parts.kernel.drawOfMoment('transfer'),
    });
  }
  const elsewhere = (target !== undefined && target !== '-') || ['file', 'nowhere'].includes(call.sinks.stdout.kind);
  const showsMeter = loud && elsewhere && !flags.has('no-progress-meter') && !flags.has('progress-bar');
  const received = reply ? new TextEncoder().encode(reply.body).length : 0;
  const bar = showsMeter ? meter(reply ? { received, sent } : undefined, exchange.ms) : '';
  const quiet = !loud && !flags.has('show-error');
  return { stdout, stderr: bar + exchange.verbose + (quiet ? '' : complaints), exitCode };
}

function formatText(format: string, call: Call): string {
  if (!format.startsWith('@')) return format;
  try {
    return new TextDecoder().decode(call.shell.tree.read(pathOf(format.slice(1), call)));
  } catch {
    return '';
  }
}

function targetOf(output: string | { readonly remoteName: true }, url: string, folder: string | undefined): string {
  const name = typeof output === 'string' ? output : nameOf(parseUrl(url)?.path ?? '');
  return folder === undefined || name === '' || name === '-' || name.startsWith('/') ? name : `${folder}/${name}`;
}

async function save(path: string, text: string, makesFolders: boolean, call: Call): Promise<string | undefined> {
  if (path === '/dev/null') return undefined;
  const at = pathOf(path, call);
  try {
    if (makesFolders) call.shell.tree.makeFolders(at.slice(0, at.lastIndexOf('/')));
    await call.context.fs.writeFile(at, text);
    return undefined;
  } catch (error) {
    return systemText(error);
  }
}

/** Sends the request, and follows where it is sent on to. */
async function exchanged(typed: string, words: CurlRequest, body: Body, call: Call): Promise<Exchange> {
  const { flags, values } = words;
  const { parts } = call.shell;
  const { os } = parts.kernel.state.host;
  const started = parts.kernel.schedule.now;
  const patience = patienceOf(words);
  const retries = Number(values.get('retry')?.at(-1) ?? 0);
  const given = values.get('request')?.at(-1);
  let method = given ?? (flags.has('head') ? 'HEAD' : flags.has('get') ? 'GET' : body.method);
  let text = flags.has('get') ? undefined : body.text;
  let url = withScheme(
    flags.has('get') && body.text !== undefined ? `${typed}${typed.includes('?') ? '&' : '?'}${body.text}` : typed,
  );
  let heads = '';
  let verbose = '';
  for (let redirects = 0, tries = 0; ; ) {
    const passed = (): number => parts.kernel.schedule.now - started;
    const common = { heads, verbose, redirects, url, method };
    const place = parseUrl(url);
    const scheme = /^[a-z]+/i.exec(url)?.[0].toLowerCase() ?? '';
    if (scheme === 'file') return fileReply(url, common, call);
    if (!place || !/^https?$/.test(scheme)) {
      const problem = place
        ? `Protocol "${scheme}" not supported or disabled in libcurl`
        : 'URL using bad/illegal format or missing URL';
      return { ...common, reply: undefined, exitCode: place ? 1 : 3, problem, ms: passed() };
    }
    const headers = headersOf(words, body, text, place, os);
    const request: HttpRequest = { method, url, headers, body: text ?? '' };
    const reply = await exchange(call.shell, request, Math.max(0, patience - passed()));
    if (reply.kind !== 'answered') {
      if (
        tries < retries &&
        (reply.kind === 'timeout' || flags.has('retry-connrefused') || flags.has('retry-all-errors'))
      ) {
        tries += 1;
        await call.shell.pass(1000 * 2 ** Math.min(tries - 1, 9));
        continue;
      }
      const limit = patience === Number.POSITIVE_INFINITY ? undefined : patience;
      const ms = reply.kind === 'timeout' ? Math.max(1, passed()) : reply.kind === 'no-route' ? passed() : 0;
      const tls = scheme === 'https';
      const { exitCode, text: problem } = complaint(reply.kind, { ...place, tls }, { ms, limit, os });
      return { ...common, reply: undefined, exitCode, problem, ms: passed() };
    }
    heads += headText(reply);
    if (flags.has('verbose')) {
      const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/';
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const address = parts.network.resolve(place.host) ?? place.host;
      verbose += exchangeText({ ...place, method, path, headers: lines, address }, reply, os);
    }
    const location = reply.headers['location'];
    const redirected = location !== undefined && reply.status >= 300 && reply.status < 400;
    if (!redirected || !(flags.has('location') || flags.has('location-trusted'))) {
      return { ...common, heads, verbose, reply, exitCode: 0, problem: '', ms: Math.max(1, passed()) };
    }
    const most = Number(values.get('max-redirs')?.at(-1) ?? MOST_REDIRECTS);
    if (redirects >= most && most >= 0) {
      return {
        ...common,
        heads,
        verbose,
        reply,
        exitCode: 47,
        problem: `Maximum (${most}) redirects followed`,
        ms: passed(),
      };
    }
    redirects += 1;
    url = joined(url, location);
    if (
      reply.status === 303 ||
      (reply.status !== 307 && reply.status !== 308 && method === 'POST' && given === undefined)
    ) {
      method = flags.has('head') ? 'HEAD' : 'GET';
      text = undefined;
    }
  }
}

function patienceOf({ values }: CurlRequest): number {
  const times = [...(values.get('max-time') ?? []), ...(values.get('connect-timeout') ?? [])].map(
    (text) => Number(text) * 1000,
  );
  const given = times.filter((time) => Number.isFinite(time) && time > 0);
  return given.length > 0 ? Math.min(...given) : Number.POSITIVE_INFINITY;
}

function joined(base: string, location: string): string {
  if (/^[a-z]+:\/\//i.test(location)) return location;
  const [origin = ''] = /^[a-z]+:\/\/[^/?#]*/i.exec(base) ?? [];
  return location.startsWith('/') ? origin + location : `${base.replace(/[^/]*$/, '')}${location}`;
}

function headersOf(
  words: CurlRequest,
  body: Body,
  text: string | undefined,
  place: { readonly host: string; readonly port: number },
  os: keyof typeof CURL_VERSION,
): Record<string, string> {
  const { values, data } = words;
  const usualPort = place.port === 80 || place.port === 443;
  const headers = new Map<string, readonly [name: string, value: string]>();
  const set = (name: string, value: string): void => {
    headers.set(name.toLowerCase(), [name, value]);
  };
  set('Host', usualPort ? place.host : `${place.host}:${place.port}`);
  const user = values.get('user')?.at(-1);
  if (user !== undefined) set('Authorization', `Basic ${btoa(user)}`);
  const bearer = values.get('oauth2-bearer')?.at(-1);
  if (bearer !== undefined) set('Authorization', `Bearer ${bearer}`);
  set('User-Agent', values.get('user-agent')?.at(-1) ?? `curl/${CURL_VERSION[os]}`);
  set('Accept', data.some(({ kind }) => kind === 'json') ? 'application/json' : '*/*');
  const referer = values.get('referer')?.at(-1);
  if (referer !== undefined) set('Referer', referer);
  const cookie = values.get('cookie')?.at(-1);
  if (cookie?.includes('=')) set('Cookie', cookie);
  if (text !== undefined) {
    if (body.type !== undefined) set('Content-Type', body.type);
    set('Content-Length', String(new TextEncoder().encode(text).length));
  }
  for (const header of values.get('header') ?? []) {
    const [, name = '', value = ''] = /^([^:;]+)[:;]\s*(.*)$/s.exec(header) ?? [];
    if (name === '') continue;
    if (value === '' && header.includes(':')) headers.delete(name.toLowerCase());
    else set(name, value);
  }
  return Object.fromEntries(headers.values());
}

function fileReply(
  url: string,
  common: Pick<Exchange, 'heads' | 'verbose' | 'redirects' | 'url' | 'method'>,
  call: Call,
): Exchange {
  const path = decodeURIComponent(url.replace(/^file:\/\/(localhost)?/i, ''));
  try {
    const body = new TextDecoder().decode(call.shell.tree.read(path));
    call.shell.parts.kernel.events.fileRead(call.shell.tree.resolve(path, 'open'));
    return {
      ...common,
      reply: { kind: 'answered', status: 0, headers: {}, body, pid: 0 },
      exitCode: 0,
      problem: '',
      ms: 1,
    };
  } catch {
    return { ...common, reply: undefined, exitCode: 37, problem: `Couldn't open file ${path}`, ms: 1 };
  }
}

/** Like curl, which takes a bare host for an address of HTTP. */
function withScheme(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
}

const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail silently (no output at all) on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -T, --upload-file <file>   Transfer local FILE to destination
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`;

export const curl: Tool = { name: 'curl', run };
