/** What the network around a host leaves in its files, and what the host offers to it when a trial begins. */

import { hostKey } from '../host/etc-files.ts';
import type { Kernel } from '../kernel.ts';
import { isPrivate } from '../network/addresses.ts';
import type { Network } from '../network/network.ts';
import type { Neighbour, NetworkMap } from '../network/network-map.ts';
import { filterRule, OPEN_NETWORK } from '../network/packet-filter.ts';
import { answerByRoute, NGINX } from '../network/routes.ts';
import type { FileNode, Listener, Process } from '../world.ts';
import { hostSeed } from './host-spec.ts';

const MEBIBYTE = 2 ** 20;

/** What listens on a port by custom. */
const BY_PORT: Readonly<Record<number, readonly [user: string, command: string]>> = {
  21: ['root', '/usr/sbin/vsftpd /etc/vsftpd.conf'],
  25: ['root', '/usr/lib/postfix/sbin/master -w'],
  53: ['root', '/usr/sbin/named -f -u bind'],
  111: ['root', '/sbin/rpcbind -f -w'],
  2049: ['root', '/usr/sbin/rpc.mountd'],
  3306: ['root', '/usr/sbin/mysqld'],
  5432: ['root', '/usr/lib/postgresql/14/bin/postgres -D /var/lib/postgresql/14/main'],
  6379: ['root', '/usr/bin/redis-server 0.0.0.0:6379'],
  9000: ['root', '/usr/local/bin/minio server /data'],
  9090: ['root', '/usr/bin/prometheus'],
  9100: ['root', '/usr/bin/prometheus-node-exporter'],
};

/** Fills in what follows from the network. */
export function buildNetwork(kernel: Kernel, network: Network, map: NetworkMap, seed: number): void {
  const neighbour = map.neighbours.find(({ name }) => name === network.name);
  writeHostsFile(kernel, map);
  if (neighbour) offer(kernel, network, neighbour);
  else writeKnownHosts(kernel, map, seed);
}

/** Administrators list the hosts of a small network on each of them. */
function writeHostsFile(kernel: Kernel, map: NetworkMap): void {
  const own = kernel.state.host.addresses.ipv4;
  const all = [map.machine, ...map.neighbours].filter(({ address }) => address !== own && isPrivate(address));
  if (map.neighbours.length === 0 || all.length === 0 || isDeclared(kernel, '/etc/hosts')) return;
  const node = kernel.state.node('/etc/hosts');
  if (node?.kind !== 'file') return;
  const lines = all.map(({ name, address }) => `${address} ${name}\n`).join('');
  const text = new TextDecoder().decode(kernel.state.read(node));
  write(kernel, node, text.replace(/(127\.0\.1\.1 .*\n)/, `$1${lines}`));
}

/** Who can log into another host has done so before. */
function writeKnownHosts(kernel: Kernel, map: NetworkMap, seed: number): void {
  const { state, spec } = kernel;
  const user = state.host.users.find(({ name }) => name === spec.user);
  const opened = map.neighbours.filter((entry) => entry.spec.ssh.answer === 'accepted');
  if (!user || opened.length === 0) return;
  const path = `${user.home}/.ssh/known_hosts`;
  if (isDeclared(kernel, path) || state.node(`${user.home}/.ssh`)?.kind !== 'directory') return;
  const lines = opened.map(({ name, address, spec: { ssh } }) => {
    const names = ssh.port === 22 ? `${name},${address}` : `[${name}]:${ssh.port},[${address}]:${ssh.port}`;
    return `${names} ${hostKey(hostSeed(seed, name))}\n`;
  });
  const node: FileNode = {
    kind: 'file',
    inode: state.newInode(),
    size: 0,
    digest: '',
    mode: 0o600,
    uid: user.uid,
    gid: user.gid,
    mtime: kernel.startedAt,
  };
  state.setNode(path, node);
  write(kernel, node, lines.join(''));
}

function isDeclared(kernel: Kernel, path: string): boolean {
  return kernel.spec.files.some((file) => file.path === path);
}

function write(kernel: Kernel, node: FileNode, text: string): void {
  kernel.state.write(node, new TextEncoder().encode(text), node.mtime);
}

/** The server for logins as the scenario has it, and processes for the ports that the host is said to have open. */
function offer(kernel: Kernel, network: Network, { spec }: Neighbour): void {
  const { state, processes } = kernel;
  const { answer, port } = spec.ssh;
  for (const process of [...state.processes.values()]) {
    if (!process.command.startsWith('sshd: /usr/sbin/sshd')) continue;
    if (answer === 'refused') state.removeProcess(process.pid);
    else processes.change(process.pid, { listens: process.listens.map((entry) => ({ ...entry, port })) });
  }
  if (answer === 'timeout') {
    const rule = filterRule({ chain: 'INPUT', target: 'DROP', protocol: 'tcp', port: String(port) });
    state.setNetwork({ ...OPEN_NETWORK, rules: [rule] });
  }
  if (spec.http.length > 0) {
    const pid = serverProcess(
      kernel,
      'root',
      'nginx: master process /usr/sbin/nginx -g daemon on; master_process on;',
      spec.http.map((entry) => entry.port),
    );
    network.serve(pid, (request) => {
      const asked = portOf(request.url);
      const service = spec.http.find((entry) => entry.port === asked);
      return answerByRoute(service?.routes ?? [], request, {}, NGINX);
    });
  }
  for (const open of spec.ports) {
    const [user, command] = BY_PORT[open] ?? ['root', `/usr/local/bin/serviced --port ${open}`];
    if (!network.isTaken(open)) serverProcess(kernel, user, command, [open]);
  }
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function serverProcess(kernel: Kernel, user: string, command: string, ports: readonly number[]): number {
  const { state, processes, startedAt } = kernel;
  const listens: readonly Listener[] = ports.map((port) => ({ protocol: 'tcp', address: '0.0.0.0', port }));
  const pid = processes.newPid(7);
  const process: Process = {
    pid,
    ppid: 1,
    pgid: pid,
    uid: 0,
    user,
    tty: '?',
    command,
    argv: command.split(' '),
    cwd: '/',
    startedAt: Math.min(state.host.bootedAt + 40_000, startedAt),
    state: 'sleeping',
    memory: 12 * MEBIBYTE,
    gpuMemory: 0,
    gpus: [],
    cpu: 0,
    listens,
    nohup: true,
    stdout: '/dev/null',
    stderr: '/dev/null',
    program: undefined,
    self: false,
  };
  processes.addOriginal(process);
  return pid;
}
