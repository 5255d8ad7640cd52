/** `nc` of OpenBSD, `ncat` of nmap where it is installed, and `telnet`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { asClient } from '../../../hosts/client-process.ts';
import type { Connection } from '../../../network/network.ts';
import { type Call, fail, ok } from '../../../shell/contracts.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../../getopt.ts';
import { failureText, type NetworkTool, networkOf, tryConnection, unknownNameText } from '../network-tool.ts';
import { shownName } from '../service-names.ts';

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
	  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
	  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
	  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
	  [destination] [port]
`;
/** Ports that one call may scan. */
const MOST_PORTS = 70_000;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const parsed = getopt('nc', args, { short: '46bCcDdFhklNnrStUuvZzI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:e:' });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n${USAGE}`);
  if (has(parsed, 'h')) return fail(`OpenBSD netcat (Debian patchlevel 1.218-4ubuntu1)\n${USAGE}`, 0);
  if (has(parsed, 'e', 'c')) return fail(`nc: invalid option -- 'e'\n${USAGE}`);
  if (has(parsed, 'l')) return listen(args, parsed, call);
  const [host, ...ports] = parsed.operands;
  if (host === undefined || ports.length === 0) return fail(USAGE);
  const wanted = ports.flatMap(portsOf);
  if (wanted.some((port) => !(port >= 1 && port <= 65_535))) {
    return fail(`nc: port number ${/^\d+$/.test(ports[0] ?? '') ? 'too large' : 'invalid'}: ${ports[0]}\n`);
  }
  let stderr = '';
  let stdout = '';
  let reached = 0;
  for (const port of wanted.slice(0, MOST_PORTS)) {
    if (call.shell.interruption) break;
    const protocol = has(parsed, 'u') ? 'udp' : 'tcp';
    const seconds = Number(optionValue(parsed, 'w') ?? Number.NaN);
    const mostMs = seconds > 0 ? seconds * 1000 : undefined;
    const met = await tryConnection(call, { host, port, protocol }, { by: 'nc', mostMs });
    if (met.kind === 'no-such-host') {
      return fail(`${stderr}nc: getaddrinfo for host "${host}" port ${port}: ${unknownNameText(call, host)}\n`);
    }
    const isOpen = met.kind === 'open' || (protocol === 'udp' && met.kind === 'timeout');
    if (isOpen) reached += 1;
    if (has(parsed, 'v')) stderr += verdictText(host, port, protocol, met, isOpen);
    if (isOpen && !has(parsed, 'z') && met.kind === 'open') stdout += await talk(met, host, port, call);
  }
  return { stdout, stderr, exitCode: reached > 0 ? 0 : 1 };
}

function portsOf(text: string): readonly number[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined)
    return [/^\d+$/.test(text) ? Number(text) : (BY_NAME[text] ?? Number.NaN)];
  const count = Math.min(Number(to) - Number(from) + 1, MOST_PORTS);
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(from) + index);
}

const BY_NAME: Readonly<Record<string, number>> = { ssh: 22, http: 80, https: 443, smtp: 25, domain: 53, ftp: 21 };

function verdictText(host: string, port: number, protocol: string, met: Connection, isOpen: boolean): string {
  const address = 'address' in met ? met.address : host;
  const place = address === host ? host : `${host} (${address})`;
  if (isOpen)
    return `Connection to ${address === host ? host : `${host} (${address})`} ${port} port [${protocol}/${shownName(port)}] succeeded!\n`;
  const reason = met.kind === 'open' || met.kind === 'no-such-host' ? '' : failureText(met.kind);
  return `nc: connect to ${place} port ${port} (${protocol}) failed: ${reason === 'Connection timed out' ? 'Connection timed out' : reason}\n`;
}

/** Sends what comes in, and gives what comes back. */
async function talk(
  met: Extract<Connection, { kind: 'open' }>,
  host: string,
  port: number,
  call: Call,
): Promise<string> {
  const { shell } = call;
  const text = decodeBytesToUtf8(call.context.stdin);
  if (met.process?.command.startsWith('sshd:')) {
    const os = (met.host && shell.parts.hosts.parts(met.host.name)?.kernel.state.host.os) ?? 'ubuntu-22.04';
    return `SSH-2.0-${BANNERS[os]}\r\n`;
  }
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1/.exec(text) ?? [];
  if (method !== undefined && path !== undefined) {
    const body = text
      .split(/\r?\n\r?\n/)
      .slice(1)
      .join('\n\n');
    const reply = networkOf(call).request(
      { method, url: `http://${host}:${port}${path}`, headers: {}, body },
      shell.process.pid,
    );
    if (reply.kind !== 'answered') return '';
    const headers = Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `HTTP/1.1 ${reply.status} ${reply.status === 200 ? 'OK' : ''}\r\n${headers.join('')}\r\n${reply.body}`;
  }
  if (met.process && met.host?.handIn(met.process.pid, text)) return '';
  return text === ''
    ? ''
    : 'HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nInvalid HTTP request received.';
}

const BANNERS = {
  'ubuntu-22.04': 'OpenSSH_8.9p1 Ubuntu-3ubuntu0.10',
  'ubuntu-24.04': 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.5',
  'debian-12': 'OpenSSH_9.2p1 Debian-2+deb12u3',
} as const;

/** Waits for somebody to connect and prints what they send. */
async function listen(args: readonly string[], parsed: ParsedOptions, call: Call): Promise<ExecResult> {
  const [first, second] = parsed.operands;
  const port = Number(optionValue(parsed, 'p') ?? second ?? first);
  const bound = second === undefined ? '0.0.0.0' : (first ?? '0.0.0.0');
  if (!(port >= 1 && port <= 65_535)) return fail(USAGE);
  const { network, kernel } = call.shell.parts;
  if (network.isTaken(port)) return fail('nc: Address already in use\n');
  if (port < 1024 && call.shell.who.uid !== 0) return fail('nc: Permission denied\n');
  return asClient(['nc', ...args], call, async (pid, killed) => {
    kernel.processes.change(pid, { listens: [{ protocol: has(parsed, 'u') ? 'udp' : 'tcp', address: bound, port }] });
    let wake = (): void => undefined;
    let received = '';
    let ended = false;
    const encoder = new TextEncoder();
    network.takeText(pid, (text) => {
      if (call.sinks.stdout.kind === 'result') received += text;
      else call.shell.deliver(call.sinks.stdout, encoder.encode(text));
      if (!has(parsed, 'k')) ended = true;
      wake();
    });
    const notice = has(parsed, 'v') ? `Listening on ${bound} ${port}\n` : '';
    while (!ended && !killed() && !call.shell.interruption) {
      await call.shell.task.until((resume) => {
        wake = resume;
        kernel.processes.whenEnded(pid, resume);
      });
    }
    network.takeText(pid, undefined);
    return { stdout: received, stderr: notice, exitCode: 0 };
  });
}

async function runTelnet(args: readonly string[], call: Call): Promise<ExecResult> {
  const [host, portText = '23'] = args.filter((word) => !word.startsWith('-'));
  if (host === undefined) return ok('telnet> ');
  const port = Number(portText);
  if (!(port > 0 && port < 65_536))
    return fail(`telnet: could not resolve ${host}/${portText}: Servname not supported for ai_socktype\n`);
  const met = await tryConnection(call, { host, port }, { by: 'telnet' });
  if (met.kind === 'no-such-host')
    return fail(`telnet: could not resolve ${host}/${portText}: ${unknownNameText(call, host)}\n`);
  const trying = `Trying ${met.address}...\n`;
  if (met.kind !== 'open') {
    return {
      stdout: trying,
      stderr: `telnet: Unable to connect to remote host: ${failureText(met.kind)}\n`,
      exitCode: 1,
    };
  }
  const said = await talk(met, host, port, call);
  return {
    stdout: `${trying}Connected to ${host}.\nEscape character is '^]'.\n${said}`,
    stderr: 'Connection closed by foreign host.\n',
    exitCode: 1,
  };
}

export const nc: NetworkTool = { name: 'nc', path: '/usr/bin/nc', run };
export const netcat: NetworkTool = { name: 'netcat', path: '/usr/bin/netcat', run };
export const telnet: NetworkTool = { name: 'telnet', path: '/usr/bin/telnet', run: runTelnet };
