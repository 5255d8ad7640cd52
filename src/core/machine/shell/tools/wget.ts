/** `wget`, as far as the mocked network has something to fetch. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../commands/getopt.ts';
import { systemText } from '../../files/file-error.ts';
import { nameOf } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import { parseUrl } from '../../network/network.ts';
import { reasonOf } from '../../network/reasons.ts';
import { exchange } from '../../python/exchange.ts';
import { type Call, fail, type Tool } from '../contracts.ts';
import { pathOf } from './files/file-call.ts';

const SPEC = {
  short: 'O:qvcP:T:t:SnHU:i:o:N',
  long: {
    'output-document=': 'O',
    quiet: 'q',
    verbose: 'v',
    'no-verbose': 'nv',
    'directory-prefix=': 'P',
    'timeout=': 'T',
    'tries=': 't',
    'post-data=': 'post',
    'method=': 'method',
    'body-data=': 'post',
    'header=': 'header',
    'no-check-certificate': 'k',
    'user-agent=': 'U',
    continue: 'c',
    spider: 'spider',
    'server-response': 'S',
  },
};

const FAILURES = {
  refused: 'Connection refused',
  timeout: 'Connection timed out',
  'no-route': 'No route to host',
  unreachable: 'Network is unreachable',
} as const;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('wget', args, SPEC);
  if (parsed.problem !== undefined) {
    return fail(`${parsed.problem}\nUsage: wget [OPTION]... [URL]...\n\nTry \`wget --help' for more options.\n`, 2);
  }
  const [word] = parsed.operands;
  if (word === undefined) {
    return fail("wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n");
  }
  const url = /^[a-z]+:\/\//i.test(word) ? word : `http://${word}`;
  const place = parseUrl(url);
  if (!place) return fail(`${word}: Invalid host name.\n`);
  const quiet = has(parsed, 'q');
  const { kernel, network } = call.shell.parts;
  const time = (): string => strftime('%Y-%m-%d %H:%M:%S', kernel.schedule.now);
  const post = optionValue(parsed, 'post');
  const method = optionValue(parsed, 'method') ?? (post === undefined ? 'GET' : 'POST');
  const started = `--${time()}--  ${url}\n`;
  const seconds = Number(optionValue(parsed, 'T') ?? Number.NaN);
  const most = seconds > 0 ? seconds * 1000 : Number.POSITIVE_INFINITY;
  const reply = await exchange(call.shell, { method, url, headers: {}, body: post ?? '' }, most);
  const { host, port } = place;
  if (reply.kind === 'no-such-host') {
    const text = `${started}Resolving ${host} (${host})... failed: Temporary failure in name resolution.\nwget: unable to resolve host address ‘${host}’\n`;
    return fail(quiet ? '' : text, 4);
  }
  const address = network.resolve(host) ?? host;
  const resolving = address === host ? '' : `Resolving ${host} (${host})... ${address}\n`;
  const connecting = `${started}${resolving}Connecting to ${host}${address === host ? '' : ` (${host})|${address}|`}:${port}... `;
  if (reply.kind !== 'answered') {
    return fail(
      quiet
        ? ''
        : reply.kind === 'not-http' || reply.kind === 'closed'
          ? `${connecting}connected.\nHTTP request sent, awaiting response... No data received.\nGiving up.\n\n`
          : `${connecting}failed: ${FAILURES[reply.kind]}.\n`,
      4,
    );
  }
  const sent = `${connecting}connected.\nHTTP request sent, awaiting response... `;
  if (reply.status >= 400) {
    return fail(
      quiet
        ? ''
        : `${sent}${reply.status} ${reasonOf(reply.status)}\n${time()} ERROR ${reply.status}: ${reasonOf(reply.status)}.\n\n`,
      8,
    );
  }
  const target = optionValue(parsed, 'O') ?? freeName(nameOf(place.path) || 'index.html', call);
  if (has(parsed, 'spider')) return fail(quiet ? '' : `${sent}200 OK\nRemote file exists.\n\n`, 0);
  if (target === '-') return { stdout: reply.body, stderr: quiet ? '' : `${sent}200 OK\n`, exitCode: 0 };
  const folder = optionValue(parsed, 'P');
  const path = pathOf(folder === undefined ? target : `${folder}/${target}`, call);
  try {
    await call.context.fs.writeFile(path, reply.body);
  } catch (error) {
    return fail(`${target}: ${systemText(error)}\n\nCannot write to ‘${target}’ (${systemText(error)}).\n`, 3);
  }
  const length = new TextEncoder().encode(reply.body).length;
  const type = reply.headers['content-type'] ?? 'text/html';
  const saved = `Length: ${length} [${type}]\nSaving to: ‘${target}’\n\n     0K                                                       100% ${(length / 1000).toFixed(2)}M=0s\n\n${time()} (${(length / 1000).toFixed(2)} MB/s) - ‘${target}’ saved [${length}/${length}]\n\n`;
  return fail(quiet ? '' : `${sent}200 OK\n${saved}`, 0);
}

/** A file that is there already is not replaced: the new one gets a number. */
function freeName(name: string, call: Call): string {
  let free = name;
  for (let number = 1; call.shell.tree.find(pathOf(free, call)); number += 1) free = `${name}.${number}`;
  return free;
}

export const wget: Tool = { name: 'wget', run };
