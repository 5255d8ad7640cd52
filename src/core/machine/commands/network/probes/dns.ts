/** `dig`, `host` and `nslookup` of BIND, `getent`, and `resolvectl`. */
import type { ExecResult } from 'just-bash';
import { textHash } from '../../../host/random.ts';
import { strftime } from '../../../host/strftime.ts';
import { isAddress } from '../../../network/addresses.ts';
import { hostsEntries } from '../../../network/hosts-file.ts';
import { type Call, fail, ok } from '../../../shell/contracts.ts';
import { textFile } from '../../system-tool.ts';
import { type NetworkTool, networkOf } from '../network-tool.ts';

interface Lookup {
  /** `NOERROR`, `NXDOMAIN`, or what the server could not find out. */
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  readonly address: string | undefined;
}

/** What the name server says. It knows the network; names of the outside only when it may ask there. */
function lookUp(name: string, call: Call): Lookup | 'silent' {
  const network = networkOf(call);
  if (!network.asksNames) return 'silent';
  // The resolver of the host answers this itself.
  if (/^localhost\.?$/.test(name)) return { status: 'NOERROR', address: '127.0.0.1' };
  const address = network.map.addressOf(name);
  if (address !== undefined) return { status: 'NOERROR', address };
  if (!name.includes('.') || network.map.letsThrough('1.1.1.1')) return { status: 'NXDOMAIN', address: undefined };
  return { status: 'SERVFAIL', address: undefined };
}

function serverOf(call: Call): string {
  return networkOf(call).nameServers[0] ?? '127.0.0.1';
}

/** Milliseconds until tools give up on a server that does not answer. */
const PATIENCE = 15_000;

async function dig(args: readonly string[], call: Call): Promise<ExecResult> {
  const os = call.shell.parts.kernel.state.host.os;
  const version = {
    'ubuntu-22.04': '9.18.28-0ubuntu0.22.04.1-Ubuntu',
    'ubuntu-24.04': '9.18.28-0ubuntu0.24.04.1-Ubuntu',
    'debian-12': '9.18.28-1~deb12u2-Debian',
  }[os];
  if (args.includes('-v')) return fail(`DiG ${version}\n`, 0);
  const words = args.filter((word) => !word.startsWith('+') && !word.startsWith('@') && !word.startsWith('-'));
  const given = args.find((word) => word.startsWith('@'))?.slice(1);
  const server = given ?? serverOf(call);
  const reverse = args.includes('-x');
  const type =
    words.find((word) => /^(A|AAAA|MX|TXT|NS|SOA|CNAME|PTR|ANY|SRV)$/i.test(word))?.toUpperCase() ??
    (reverse ? 'PTR' : 'A');
  const name = words.find((word) => word.toUpperCase() !== type && word.toUpperCase() !== 'IN') ?? '.';
  const short = args.includes('+short');
  const head = `\n; <<>> DiG ${version} <<>> ${args.join(' ')}\n${given === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`;
  const silent =
    given !== undefined &&
    networkOf(call).connect(given, 53, 'udp').kind !== 'open' &&
    given !== networkOf(call).map.gateway;
  const found = silent ? 'silent' : lookUp(name, call);
  if (found === 'silent') {
    await call.shell.pass(PATIENCE);
    const tries = `;; communications error to ${server}#53: timed out\n`.repeat(3);
    return {
      stdout: short ? `${tries};; no servers could be reached\n` : `${tries}${head};; no servers could be reached\n`,
      stderr: '',
      exitCode: 9,
    };
  }
  const back = reverse ? networkOf(call).map.nameAt(name) : undefined;
  const value = reverse ? back && `${back}.` : type === 'A' ? found.address : undefined;
  if (short) return ok(value === undefined ? '' : `${value}\n`);
  const status = reverse ? (back === undefined ? 'NXDOMAIN' : 'NOERROR') : found.status;
  const now = call.shell.parts.kernel.schedule.now;
  const id = textHash(`${name}${now}`) % 65_536;
  const asked = reverse ? `${name.split('.').reverse().join('.')}.in-addr.arpa` : name.replace(/\.$/, '');
  const answer =
    value === undefined
      ? ''
      : `;; ANSWER SECTION:\n${`${asked}.`.padEnd(24)}${reverse ? 0 : 300}\tIN\t${type}\t${value}\n\n`;
  const text = `${head};; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: ${id}\n;; flags: qr rd ra; QUERY: 1, ANSWER: ${value === undefined ? 0 : 1}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 65494\n;; QUESTION SECTION:\n;${`${asked}.`.padEnd(23)}\tIN\t${type}\n\n${answer};; Query time: 0 msec\n;; SERVER: ${server}#53(${server}) (UDP)\n;; WHEN: ${strftime('%a %b %d %H:%M:%S UTC %Y', now)}\n;; MSG SIZE  rcvd: ${asked.length + (value === undefined ? 40 : 56)}\n\n`;
  return ok(text);
}

async function hostCommand(args: readonly string[], call: Call): Promise<ExecResult> {
  const [name, given] = args.filter((word) => !word.startsWith('-'));
  if (name === undefined)
    return fail(
      'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n',
      1,
    );
  if (given !== undefined && networkOf(call).connect(given, 53, 'udp').kind !== 'open') {
    await call.shell.pass(PATIENCE);
    return {
      stdout: `;; communications error to ${given}#53: timed out\n;; communications error to ${given}#53: timed out\n;; no servers could be reached\n`,
      stderr: '',
      exitCode: 1,
    };
  }
  if (isAddress(name)) {
    const back = networkOf(call).map.nameAt(name);
    const reversed = `${name.split('.').reverse().join('.')}.in-addr.arpa`;
    return back === undefined
      ? { ...ok(`Host ${reversed}. not found: 3(NXDOMAIN)\n`), exitCode: 1 }
      : ok(`${reversed} domain name pointer ${back}.\n`);
  }
  const found = lookUp(name, call);
  if (found === 'silent') {
    await call.shell.pass(PATIENCE);
    return {
      ...ok(';; communications error to 127.0.0.53#53: timed out\n;; no servers could be reached\n'),
      exitCode: 1,
    };
  }
  if (found.address !== undefined) return ok(`${name} has address ${found.address}\n`);
  return {
    ...ok(`Host ${name} not found: ${found.status === 'NXDOMAIN' ? '3(NXDOMAIN)' : '2(SERVFAIL)'}\n`),
    exitCode: 1,
  };
}

async function nslookup(args: readonly string[], call: Call): Promise<ExecResult> {
  const [name, given] = args.filter((word) => !word.startsWith('-'));
  if (name === undefined) return ok('> ');
  const server = given ?? serverOf(call);
  const head = `Server:\t\t${server}\nAddress:\t${server}#53\n\n`;
  const unanswered = given !== undefined && networkOf(call).connect(given, 53, 'udp').kind !== 'open';
  const found = unanswered ? 'silent' : lookUp(name, call);
  if (found === 'silent') {
    await call.shell.pass(PATIENCE);
    return {
      ...ok(
        `;; communications error to ${server}#53: timed out\n;; communications error to ${server}#53: timed out\n;; communications error to ${server}#53: timed out\n;; no servers could be reached\n\n\n`,
      ),
      exitCode: 1,
    };
  }
  if (isAddress(name)) {
    const back = networkOf(call).map.nameAt(name);
    const reversed = `${name.split('.').reverse().join('.')}.in-addr.arpa`;
    return back === undefined
      ? { ...ok(`** server can't find ${reversed}: NXDOMAIN\n\n`), exitCode: 1 }
      : ok(`${reversed}\tname = ${back}.\n\n`);
  }
  if (found.address !== undefined)
    return ok(`${head}Non-authoritative answer:\nName:\t${name}\nAddress: ${found.address}\n\n`);
  return { ...ok(`${head}** server can't find ${name}: ${found.status}\n\n`), exitCode: 1 };
}

const DATABASES: Readonly<Record<string, { readonly path: string; readonly key: number }>> = {
  passwd: { path: '/etc/passwd', key: 2 },
  group: { path: '/etc/group', key: 2 },
  shadow: { path: '/etc/shadow', key: -1 },
};

async function getent(args: readonly string[], call: Call): Promise<ExecResult> {
  const [database, ...keys] = args.filter((word) => !word.startsWith('-'));
  if (database === undefined)
    return fail("getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n");
  if (/^(hosts|ahosts|ahostsv4|ahostsv6)$/.test(database)) return hostsEntriesOf(database, keys, call);
  const table = DATABASES[database];
  if (!table) {
    const known = /^(aliases|ethers|gshadow|initgroups|netgroup|networks|protocols|rpc|services)$/.test(database);
    return known
      ? fail('', 2)
      : fail(`Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`);
  }
  const lines = (textFile(table.path, call) ?? '').split('\n').filter((line) => line !== '');
  if (keys.length === 0) return ok(lines.map((line) => `${line}\n`).join(''));
  const found = keys.flatMap((key) =>
    lines
      .filter((line) => {
        const fields = line.split(':');
        return fields[0] === key || fields[table.key] === key;
      })
      .slice(0, 1),
  );
  return {
    stdout: found.map((line) => `${line}\n`).join(''),
    stderr: '',
    exitCode: found.length === keys.length ? 0 : 2,
  };
}

function hostsEntriesOf(database: string, keys: readonly string[], call: Call): ExecResult {
  const { kernel, network } = call.shell.parts;
  if (keys.length === 0)
    return ok(
      hostsEntries(kernel.state)
        .map(({ address, names }) => `${address.padEnd(15)} ${names.join(' ')}\n`)
        .join(''),
    );
  let text = '';
  for (const key of keys) {
    const backwards = isAddress(key)
      ? (hostsEntries(kernel.state)
          .find(({ address }) => address === key)
          ?.names.join(' ') ?? network.map.nameAt(key))
      : undefined;
    const address = isAddress(key) ? (backwards === undefined ? undefined : key) : network.resolve(key);
    if (address === undefined) return { stdout: text, stderr: '', exitCode: 2 };
    if (database === 'hosts') text += `${(key === 'localhost' ? '::1' : address).padEnd(15)} ${backwards ?? key}\n`;
    else {
      for (const [index, kind] of ['STREAM', 'DGRAM', 'RAW'].entries())
        text += `${address.padEnd(15)} ${index === 0 ? `${kind} ${key}` : kind}\n`;
    }
  }
  return ok(text);
}

async function resolvectl(args: readonly string[], call: Call): Promise<ExecResult> {
  const network = networkOf(call);
  const { host } = call.shell.parts.kernel.state;
  const [verb = 'status', ...names] = args.filter((word) => !word.startsWith('-'));
  if (verb === 'query') {
    let text = '';
    for (const name of names) {
      const address = network.resolve(name);
      if (address === undefined)
        return { stdout: text, stderr: `${name}: resolve call failed: '${name}' not found\n`, exitCode: 1 };
      text += `${name}: ${address}${' '.repeat(Math.max(1, 42 - name.length - address.length))}-- link: ${host.addresses.interface}\n\n-- Information acquired via protocol DNS in 1.2ms.\n-- Data is authenticated: no; Data was acquired via local or encrypted transport: no\n-- Data from: network\n`;
    }
    return ok(text);
  }
  const gateway = network.map.gateway;
  if (verb === 'dns') return ok(`Global:\nLink 2 (${host.addresses.interface}): ${gateway}\n`);
  return ok(
    `Global\n       Protocols: -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported\nresolv.conf mode: stub\n\nLink 2 (${host.addresses.interface})\n    Current Scopes: ${network.connected ? 'DNS' : 'none'}\n         Protocols: +DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported\nCurrent DNS Server: ${gateway}\n       DNS Servers: ${gateway}\n`,
  );
}

export const DNS_TOOLS: readonly NetworkTool[] = [
  { name: 'dig', path: '/usr/bin/dig', run: dig },
  { name: 'host', path: '/usr/bin/host', run: hostCommand },
  { name: 'nslookup', path: '/usr/bin/nslookup', run: nslookup },
  { name: 'getent', path: '/usr/bin/getent', run: getent },
  { name: 'resolvectl', path: '/usr/bin/resolvectl', run: resolvectl },
];
