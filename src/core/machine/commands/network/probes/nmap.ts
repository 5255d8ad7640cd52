/** `nmap` 7.93. It is there only where somebody installed it. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../../host/strftime.ts';
import { addressBits, isAddress } from '../../../network/addresses.ts';
import type { Network } from '../../../network/network.ts';
import { type Call, fail, ok } from '../../../shell/contracts.ts';
import { isRoot, type NetworkTool, networkOf } from '../network-tool.ts';
import { scannedName, USUAL_PORTS } from '../service-names.ts';

/** Addresses that one call looks at. */
const MOST_HOSTS = 1024;

interface Scan {
  readonly ports: readonly number[];
  /** How many ports are said to have been scanned. */
  readonly count: number;
  readonly versions: boolean;
  readonly discoverOnly: boolean;
  readonly skipsDiscovery: boolean;
  readonly onlyOpen: boolean;
}

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h'))
    return ok('Nmap 7.93 ( https://nmap.org )\nUsage: nmap [Scan Type(s)] [Options] {target specification}\n');
  if (args.includes('--version') || args.includes('-V'))
    return ok('Nmap version 7.93 ( https://nmap.org )\nPlatform: x86_64-pc-linux-gnu\n');
  const valued =
    /^(-p|-oN|-oX|-oG|-oA|-e|-iL|--top-ports|--max-retries|--host-timeout|--min-rate|--max-rate|--script|-D|-S|-g|--exclude)$/;
  const targets: string[] = [];
  let portText: string | undefined;
  let top: number | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (valued.test(word)) {
      at += 1;
      if (word === '-p') portText = args[at];
      if (word === '--top-ports') top = Number(args[at]);
    } else if (/^-p./.test(word)) portText = word.slice(2);
    else if (!word.startsWith('-')) targets.push(word);
  }
  if (args.some((word) => /^-s[SUAFNXWMO]/.test(word) || word === '-O') && !isRoot(call)) {
    return fail('You requested a scan type which requires root privileges.\nQUITTING!\n');
  }
  const named = portText === undefined ? undefined : portsOf(portText);
  if (named?.length === 0)
    return fail(
      `Your port specifications are illegal.  Example of proper form: "-100,200-1024,T:3000-4000,U:60000-"\nQUITTING!\n`,
    );
  const scan: Scan = {
    ports: named ?? USUAL_PORTS,
    count: named?.length ?? top ?? (args.includes('-F') ? 100 : 1000),
    versions: args.some((word) => /^-(sV|A|sCV|sVC)$/.test(word)),
    discoverOnly: args.some((word) => word === '-sn' || word === '-sP'),
    skipsDiscovery: args.includes('-Pn'),
    onlyOpen: args.includes('--open'),
  };
  const started = call.shell.parts.kernel.schedule.now;
  let text = `Starting Nmap 7.93 ( https://nmap.org ) at ${strftime('%Y-%m-%d %H:%M UTC', started)}\n`;
  let stderr = '';
  let up = 0;
  const hosts = targets.flatMap((target) => addressesOf(target, networkOf(call)));
  for (const host of hosts.slice(0, MOST_HOSTS)) {
    if (call.shell.interruption) break;
    const address = networkOf(call).resolve(host);
    if (address === undefined) {
      stderr += `Failed to resolve "${host}".\n`;
      continue;
    }
    const result = await scanHost(host, address, scan, call);
    if (result !== undefined) {
      up += 1;
      text += result;
    }
  }
  if (hosts.length === 0) text += 'WARNING: No targets were specified, so 0 hosts scanned.\n';
  else if (up === 0 && hosts.length === 1 && stderr === '')
    text += 'Note: Host seems down. If it is really up, but blocking our ping probes, try -Pn\n';
  else if (stderr !== '' && up === 0) stderr += 'WARNING: No targets were specified, so 0 hosts scanned.\n';
  const seconds = ((call.shell.parts.kernel.schedule.now - started) / 1000 + 0.04).toFixed(2);
  const scanned = stderr === '' ? hosts.length : hosts.length - stderr.split('Failed').length + 1;
  text += `Nmap done: ${scanned} IP address${scanned === 1 ? '' : 'es'} (${up} host${up === 1 ? '' : 's'} up) scanned in ${seconds} seconds\n`;
  return { stdout: text, stderr, exitCode: 0 };
}

function portsOf(text: string): readonly number[] {
  if (text === '-') return Array.from({ length: 65_535 }, (_, index) => index + 1);
  const ports = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', dash, to = ''] = /^(?:[TU]:)?(\d*)(-?)(\d*)$/.exec(part) ?? [];
    const first = from === '' ? 1 : Number(from);
    const last = dash === '' || dash === undefined ? first : to === '' ? 65_535 : Number(to);
    if ((from === '' && dash === '') || first > last || last > 65_535) return [];
    for (let port = first; port <= last; port += 1) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

function addressesOf(target: string, network: Network): readonly string[] {
  const [base = '', length] = target.split('/');
  const address = network.resolve(base);
  if (length !== undefined && address !== undefined) {
    const size = Math.min(2 ** (32 - Number(length)), MOST_HOSTS);
    const start = Math.floor((addressBits(address) ?? 0) / size) * size;
    return Array.from({ length: size }, (_, index) => {
      const bits = start + index;
      return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
    });
  }
  const range = /^(\d+\.\d+\.\d+)\.(\d+)-(\d+)$/.exec(target);
  if (!range) return [target];
  return Array.from(
    { length: Number(range[3]) - Number(range[2]) + 1 },
    (_, index) => `${range[1]}.${Number(range[2]) + index}`,
  );
}

async function scanHost(typed: string, address: string, scan: Scan, call: Call): Promise<string | undefined> {
  const network = networkOf(call);
  const { events } = call.shell.parts.kernel;
  const answers =
    network.ping(address) === 'open' ||
    [22, 80, 443].some((port) => /open|refused/.test(network.connect(address, port).kind));
  await call.shell.pass(answers ? 1 : isAddress(typed) ? 12 : 2_000);
  events.report({
    kind: 'connection',
    protocol: 'nmap',
    host: address,
    port: 0,
    outcome: answers ? 'open' : 'timeout',
  });
  if (!answers && !scan.skipsDiscovery) return undefined;
  const name = network.map.nameAt(address);
  const shown = isAddress(typed) ? (name === undefined ? address : `${name} (${address})`) : `${typed} (${address})`;
  const head = `Nmap scan report for ${shown}\nHost is up${network.isLocal(address) ? ' (0.000079s latency)' : ' (0.00031s latency)'}.\n`;
  const mac =
    isRoot(call) && !network.isLocal(address)
      ? `MAC Address: ${network.map.macOf(address).toUpperCase()} (Unknown)\n`
      : '';
  if (scan.discoverOnly) return head + mac;
  const rows: { readonly port: number; readonly state: 'open' | 'filtered' | 'closed' }[] = [];
  const count = { closed: 0, filtered: 0 };
  for (const port of scan.ports) {
    const { kind } = network.connect(address, port);
    const state = kind === 'open' ? 'open' : kind === 'refused' ? 'closed' : 'filtered';
    if (state !== 'open') count[state] += 1;
    rows.push({ port, state });
  }
  const missing = scan.count - scan.ports.length;
  const main = count.filtered > count.closed ? 'filtered' : 'closed';
  count[main] += Math.max(0, missing);
  const few = scan.count <= 25;
  await call.shell.pass(
    main === 'filtered' ? Math.min(20_000, 4 * scan.count) : Math.min(3_000, Math.ceil(scan.count / 10)),
  );
  const listed = rows.filter(({ state }) => state === 'open' || (!scan.onlyOpen && (few || state !== main)));
  for (const { port, state } of rows)
    if (state === 'open') events.report({ kind: 'connection', protocol: 'nmap', host: address, port, outcome: 'open' });
  const hidden = few ? 0 : count[main];
  const reason = main === 'closed' ? 'closed tcp ports (conn-refused)' : 'filtered tcp ports (no-response)';
  const not = hidden > 0 ? `Not shown: ${hidden} ${reason}\n` : '';
  if (listed.length === 0)
    return `${head}All ${scan.count} scanned ports on ${shown} are in ignored states.\n${not}${mac}\n`;
  if (scan.versions) await call.shell.pass(6_000);
  return `${head}${not}\n${table(listed, scan, address, call)}${mac}\n`
    .replace('\n\nPORT', '\n\nPORT')
    .replace(/\n\nPORT/, '\nPORT');
}

function table(
  rows: readonly { readonly port: number; readonly state: string }[],
  scan: Scan,
  address: string,
  call: Call,
): string {
  const width = Math.max(4, ...rows.map(({ port }) => `${port}/tcp`.length));
  const states = Math.max(5, ...rows.map(({ state }) => state.length));
  const names = Math.max(7, ...rows.map(({ port }) => scannedName(port).length));
  const head = `${'PORT'.padEnd(width)} ${'STATE'.padEnd(states)} ${scan.versions ? `${'SERVICE'.padEnd(names)} VERSION` : 'SERVICE'}\n`;
  return (
    head +
    rows
      .map(({ port, state }) => {
        const version = scan.versions && state === 'open' ? versionOf(port, address, call) : '';
        const row = `${`${port}/tcp`.padEnd(width)} ${state.padEnd(states)} ${scan.versions ? `${scannedName(port).padEnd(names)} ${version}` : scannedName(port)}`;
        return `${row.trimEnd()}\n`;
      })
      .join('')
  );
}

/** What the service of a port says of itself. */
function versionOf(port: number, address: string, call: Call): string {
  const network = networkOf(call);
  const met = network.connect(address, port);
  if (met.kind === 'open' && met.process?.command.startsWith('sshd:'))
    return 'OpenSSH 8.9p1 Ubuntu 3ubuntu0.10 (Ubuntu Linux; protocol 2.0)';
  const reply = network.request(
    { method: 'GET', url: `http://${address}:${port}/`, headers: {}, body: '' },
    call.shell.process.pid,
  );
  if (reply.kind !== 'answered') return '';
  const server = reply.headers['server'] ?? '';
  return server === 'uvicorn' ? 'Uvicorn' : server.startsWith('nginx') ? 'nginx 1.18.0 (Ubuntu)' : server;
}

export const nmap: NetworkTool = { name: 'nmap', path: '/usr/bin/nmap', run };
