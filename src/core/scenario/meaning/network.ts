/** The network around the machine: addresses, names, ports, and what opens a login. */
import { DEFAULTS } from '../defaults.ts';
import { suggestion } from '../nearest.ts';
import { problem } from '../problem-codes.ts';
import type { Problem } from '../problems.ts';
import { entriesOf, entryOf, itemsOf, type SourceEntry, type SourceNode, textOf, valueAt, wordOf } from '../source.ts';
import type { Declared } from './declared.ts';
import { unknownHost } from './hosts.ts';
import { isPort, undeclaredProgram } from './programs.ts';

const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const PREFIX = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/(?:3[0-2]|[12]?\d))?$/;

/** What is wrong with the network. */
export function checkNetwork(declared: Declared): Problem[] {
  const network = valueAt(declared.root, ['machine', 'network']);
  return [
    ...checkAddresses(network, declared),
    ...checkNames(declared),
    ...declared.hosts.flatMap((host) => [
      ...checkLogin(host, declared),
      ...checkHostPorts(host),
      ...checkHostPrograms(host, declared),
    ]),
    ...entriesOf(entryOf(network, 'dns')?.value).flatMap(({ value }) =>
      ADDRESS.test(textOf(value) ?? '') ? [] : unknownHost(value, declared),
    ),
    ...itemsOf(entryOf(network, 'firewall')?.value).flatMap((rule) =>
      checkRule(entryOf(rule, 'deny')?.value, declared),
    ),
  ];
}

/** Another host cannot have the name of the machine itself. */
function checkNames({ hosts, root }: Declared): Problem[] {
  const own = textOf(valueAt(root, ['machine', 'hostname'])) ?? DEFAULTS.hostname;
  return hosts
    .filter(({ name }) => name === own)
    .map(({ key }) => problem('RL3312', key.range, `${own} is the machine itself. Give this host another name.`));
}

function checkAddresses(network: SourceNode | undefined, { hosts }: Declared): Problem[] {
  const taken = new Map<string, string>();
  const own = entryOf(network, 'address')?.value;
  const addresses = [
    ...(own ? [{ who: 'the machine', node: own }] : []),
    ...hosts.flatMap(({ name, value }) => {
      const node = entryOf(value, 'address')?.value;
      return node ? [{ who: name, node }] : [];
    }),
  ];
  return addresses.flatMap(({ who, node }) => {
    const address = textOf(node);
    if (address === undefined) return [];
    const other = taken.get(address);
    taken.set(address, other ?? who);
    return other === undefined ? [] : [problem('RL3703', node.range, `${address} is the address of ${other} already.`)];
  });
}

/** A key that opens a host has to lie on the machine, or nobody could ever log in with it. */
function checkLogin({ name, value }: SourceEntry, declared: Declared): Problem[] {
  const key = entryOf(entryOf(value, 'ssh')?.value, 'key')?.value;
  const path = textOf(key);
  if (!key || path === undefined || declared.files.some((file) => file.name === path)) return [];
  const paths = declared.files.map((file) => file.name).filter((file) => /\bid_|key/i.test(file));
  const { sentence, fixes } = suggestion(path, paths, key.range);
  const rest = fixes.length > 0 ? sentence : 'Put the key under machine.files.';
  return [problem('RL3704', key.range, `Nothing lies at ${path}, so this key never opens ${name}. ${rest}`, fixes)];
}

function checkHostPorts({ name, value }: SourceEntry): Problem[] {
  const http = entriesOf(entryOf(value, 'http')?.value);
  const ssh = entryOf(value, 'ssh')?.value;
  const sshPort = ssh?.kind === 'map' ? (wordOf(entryOf(ssh, 'port')?.value) ?? '22') : undefined;
  const taken = new Set(sshPort === undefined ? [] : [sshPort]);
  const ports = [
    ...http.map(({ name: number, key }) => ({ port: number, range: key.range })),
    ...itemsOf(entryOf(value, 'ports')?.value).map((node) => ({ port: wordOf(node) ?? '', range: node.range })),
  ];
  return ports.flatMap(({ port, range }) => {
    if (/^\d{1,5}$/.test(port) && !isPort(port)) {
      return [problem('RL3112', range, `${port} is not a port from 1 to 65535.`)];
    }
    const isTaken = taken.has(port);
    taken.add(port);
    return isTaken ? [problem('RL3106', range, `Port ${port} of ${name} is already taken above.`)] : [];
  });
}

function checkHostPrograms({ value }: SourceEntry, { programs }: Declared): Problem[] {
  return itemsOf(entryOf(value, 'processes')?.value).flatMap((process) => {
    const program = entryOf(process, 'program')?.value;
    const name = textOf(program);
    if (!program || name === undefined || programs.has(name)) return [];
    return [undeclaredProgram('RL3101', name, program.range, programs)];
  });
}

function checkRule(node: SourceNode | undefined, declared: Declared): Problem[] {
  const what = textOf(node);
  if (!node || what === undefined || PREFIX.test(what) || isPort(what)) return [];
  if (declared.hosts.some(({ name }) => name === what)) return [];
  const message = `${what || 'This'} is neither a port nor an address. Write a port such as 22, an address such as 10.0.0.7, or a network such as 10.0.0.0/8.`;
  return [problem('RL3705', node.range, message)];
}
