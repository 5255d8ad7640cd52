/** What runs on a host before anybody does anything: the kernel's threads, the services of the distribution, the login. */
import type { HostFacts, Listener, Process } from '../world.ts';
import { hostDetails } from './host.ts';
import { loginPort } from './logins.ts';
import { type Draw, drawFrom } from './random.ts';
import { systemFacts } from './systems.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** What differs from a service of root that sleeps in `/`. */
interface Particulars {
  readonly user?: string;
  readonly memory?: number;
  readonly tty?: string;
  readonly listens?: readonly Listener[];
  readonly connections?: Process['connections'];
  readonly cpu?: number;
  readonly state?: Process['state'];
}

type Service = readonly [command: string, particulars: Particulars];

function processOf(
  host: HostFacts,
  ids: Pick<Process, 'pid' | 'ppid' | 'pgid' | 'startedAt'>,
  command: string,
  particulars: Particulars,
): Process {
  const user = particulars.user ?? 'root';
  return {
    ...ids,
    uid: host.users.find((entry) => entry.name === user)?.uid ?? 0,
    user,
    tty: particulars.tty ?? '?',
    command,
    argv: command.startsWith('[') ? [] : command.split(' '),
    cwd: '/',
    state: particulars.state ?? 'sleeping',
    memory: particulars.memory ?? 0,
    gpuMemory: 0,
    gpus: [],
    cpu: particulars.cpu ?? 0,
    listens: particulars.listens ?? [],
    ...(particulars.connections ? { connections: particulars.connections } : {}),
    nohup: false,
    stdout: '/dev/null',
    stderr: '/dev/null',
    program: undefined,
    self: false,
  };
}

/** Per cent of a processor that threads of the kernel take, for those that take any. */
const THREAD_LOAD: Readonly<Record<string, number>> = {
  rcu_sched: 0.006,
  'ksoftirqd/0': 0.001,
  'jbd2/vda1-8': 0.002,
  kcompactd0: 0.001,
  'kworker/0:0-events': 0.001,
};

/** Threads of the kernel with their pids; the first ones are numbered the same on every host with the same kernel. */
function kernelThreads(host: HostFacts, draw: Draw): readonly (readonly [pid: number, name: string])[] {
  const afterProcessors = 14 + host.cpus * 5;
  const workers = Math.max(2, Math.min(6, host.cpus));
  const threads: (readonly [number, string])[] = [
    [2, 'kthreadd'],
    [3, 'rcu_gp'],
    [4, 'rcu_par_gp'],
    [5, 'slub_flushwq'],
    [6, 'netns'],
    [8, 'kworker/0:0H-events_highpri'],
    [10, 'mm_percpu_wq'],
    [11, 'rcu_tasks_rude_'],
    [12, 'rcu_tasks_trace'],
    [13, 'ksoftirqd/0'],
    [14, 'rcu_sched'],
    [15, 'migration/0'],
    [16, 'idle_inject/0'],
    [18, 'cpuhp/0'],
  ];
  let pid = afterProcessors + 6;
  for (const name of [
    'kdevtmpfs',
    'inet_frag_wq',
    'kauditd',
    'khungtaskd',
    'oom_reaper',
    'writeback',
    'kcompactd0',
    'ksmd',
    'khugepaged',
    'kintegrityd',
    'kblockd',
    'blkcg_punt_bio',
    'devfreq_wq',
    'watchdogd',
    'kswapd0',
    'kthrotld',
    'scsi_eh_0',
    'jbd2/vda1-8',
    'ext4-rsv-conver',
  ]) {
    threads.push([pid, name]);
    pid += draw.int(1, 3);
  }
  if (host.gpus.length > 0) {
    for (const name of ['nvidia-modeset/', 'nv_queue', 'UVM global queue']) {
      pid += draw.int(2, 9);
      threads.push([pid, name]);
    }
  }
  for (let cpu = 0; cpu < workers; cpu += 1) {
    pid += draw.int(3, 40);
    threads.push([pid, `kworker/${cpu}:${draw.int(0, 3)}-events`]);
  }
  return threads;
}

/** Services in the order in which they start. */
function services(host: HostFacts): readonly Service[] {
  const ubuntu = systemFacts(host.os).id === 'ubuntu';
  const everywhere = (port: number): readonly Listener[] => [
    { protocol: 'tcp', address: '0.0.0.0', port },
    { protocol: 'tcp', address: '::', port },
  ];
  const resolver: readonly Listener[] = [
    { protocol: 'udp', address: '127.0.0.53', port: 53 },
    { protocol: 'tcp', address: '127.0.0.53', port: 53 },
  ];
  const dhcp: readonly Listener[] = [{ protocol: 'udp', address: host.addresses.ipv4, port: 68 }];
  const list: Service[] = [
    ['/lib/systemd/systemd-journald', { memory: 61_120 * KIB, cpu: 0.004 }],
    ['/lib/systemd/systemd-udevd', { memory: 7_296 * KIB }],
  ];
  if (ubuntu) {
    list.push(
      ['/sbin/multipathd -d -s', { memory: 27_100 * KIB, cpu: 0.02 }],
      ['/lib/systemd/systemd-networkd', { user: 'systemd-network', memory: 8_076 * KIB, cpu: 0.001, listens: dhcp }],
      [
        '/lib/systemd/systemd-resolved',
        { user: 'systemd-resolve', memory: 13_196 * KIB, cpu: 0.003, listens: resolver },
      ],
    );
  } else {
    list.push([
      `dhclient -4 -v -i -pf /run/dhclient.${host.addresses.interface}.pid -lf /var/lib/dhcp/dhclient.${host.addresses.interface}.leases -I -df /var/lib/dhcp/dhclient6.${host.addresses.interface}.leases ${host.addresses.interface}`,
      { memory: 5_968 * KIB, listens: [{ protocol: 'udp', address: '0.0.0.0', port: 68 }] },
    ]);
  }
  list.push(
    ['/lib/systemd/systemd-timesyncd', { user: 'systemd-timesync', memory: 6_572 * KIB, cpu: 0.001 }],
    [ubuntu ? '/usr/sbin/cron -f -P' : '/usr/sbin/cron -f', { memory: 2_948 * KIB, cpu: 0.001 }],
    [
      `@dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only`.replace(
        '@dbus-daemon',
        ubuntu ? '@dbus-daemon' : '/usr/bin/dbus-daemon',
      ),
      { user: 'messagebus', memory: 4_972 * KIB, cpu: 0.003 },
    ],
  );
  if (ubuntu) {
    list.push(
      ['/usr/sbin/irqbalance --foreground', { memory: 3_896 * KIB, cpu: 0.012 }],
      ['/usr/bin/python3 /usr/bin/networkd-dispatcher --run-startup-triggers', { memory: 19_412 * KIB }],
      ['/usr/sbin/rsyslogd -n -iNONE', { user: 'syslog', memory: 5_876 * KIB, cpu: 0.004 }],
    );
  }
  if (host.gpus.length > 0) {
    list.push([
      '/usr/bin/nvidia-persistenced --user nvidia-persistenced --no-persistence-mode --verbose',
      { user: 'nvidia-persistenced', memory: 1_964 * KIB },
    ]);
  }
  list.push(
    ['/lib/systemd/systemd-logind', { memory: 7_612 * KIB, cpu: 0.002 }],
    [
      '/sbin/agetty -o -p -- \\u --keep-baud 115200,57600,38400,9600 ttyS0 vt220',
      { tty: 'ttyS0', memory: 2_204 * KIB },
    ],
    ['/sbin/agetty -o -p -- \\u --noclear tty1 linux', { tty: 'tty1', memory: 1_892 * KIB }],
    ['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', { memory: 9_208 * KIB, listens: everywhere(22) }],
  );
  list.push(['/usr/sbin/atd -f', { memory: 2_284 * KIB }]);
  if (ubuntu) {
    list.push([
      '/usr/bin/python3 /usr/share/unattended-upgrades/unattended-upgrade-shutdown --wait-for-signal',
      { memory: 21_732 * KIB },
    ]);
  }
  return list;
}

/** What runs on the host when nobody is logged in. Everything started with the host. */
export function baseProcesses(host: HostFacts, seed: number): readonly Process[] {
  const draw = drawFrom(seed, 'processes');
  const boot = host.bootedAt;
  const init = host.os === 'ubuntu-24.04' ? '/usr/lib/systemd/systemd --system --deserialize=32' : '/sbin/init';
  const processes = [
    processOf(host, { pid: 1, ppid: 0, pgid: 1, startedAt: boot }, init, { memory: 13 * MIB, cpu: 0.01 }),
  ];
  let last = 1;
  for (const [pid, name] of kernelThreads(host, draw)) {
    const ppid = pid === 2 ? 0 : 2;
    processes.push(
      processOf(host, { pid, ppid, pgid: 0, startedAt: boot }, `[${name}]`, { cpu: THREAD_LOAD[name] ?? 0 }),
    );
    last = Math.max(last, pid);
  }
  let pid = last + draw.int(40, 90);
  let startedAt = boot + draw.int(2000, 4000);
  for (const [command, particulars] of services(host)) {
    processes.push(processOf(host, { pid, ppid: 1, pgid: pid, startedAt }, command, particulars));
    pid += draw.int(1, 38);
    startedAt += draw.int(30, 1200);
  }
  return processes;
}

/** Pid of the server that takes logins, for the parent of a session; 1 when there is none. */
function sshServer(processes: Iterable<Process>): number {
  for (const process of processes) {
    if (process.command.startsWith('sshd: /usr/sbin/sshd')) return process.pid;
  }
  return 1;
}

/** A login, as far as it does not follow from the host. */
export interface LoginPlace {
  readonly user: string;
  readonly cwd: string;
  /** Terminal of the shell; `pts/0` when it is left out. */
  readonly tty?: string;
  /** Milliseconds since 1970; when it is left out, the login that was there when the trial began. */
  readonly at?: number;
  /** Pids start here if it is given. */
  readonly firstPid?: number;
}

/**
 * The login of a user as it is seen among the processes: the parts of the ssh server that belong to it, and last the shell on
 * its terminal, which stands in `cwd`. Their pids are above those of `others` and start at `firstPid` if it is given.
 */
export function loginProcesses(
  host: HostFacts,
  login: LoginPlace,
  others: Iterable<Process>,
): readonly [...Process[], Process] {
  const existing = [...others];
  const { user, tty = 'pts/0' } = login;
  const { at: usualTime, pid: usual } = hostDetails(host).login;
  const startedAt = login.at ?? usualTime;
  const first = login.firstPid ?? Math.max(usual, ...existing.map((process) => process.pid + 7));
  const parts: Process[] = [];
  const add = (ppid: number, command: string, particulars: Particulars): Process => {
    const pid = first + parts.length * (parts.length + 1) * 9;
    const group = particulars.tty === undefined && parts.length > 0 ? (parts[0]?.pid ?? pid) : pid;
    const part = processOf(
      host,
      { pid, ppid, pgid: group, startedAt: login.at ?? startedAt + parts.length * 130 },
      command,
      particulars,
    );
    parts.push(part);
    return part;
  };
  const { from } = hostDetails(host).login;
  const connections = [{ port: 22, peer: { address: from, port: loginPort(host, startedAt) } }];
  let parent = sshServer(existing);
  if (user === 'root') {
    parent = add(parent, `sshd: root@${tty}`, { memory: 10_964 * KIB, connections }).pid;
  } else {
    parent = add(parent, `sshd: ${user} [priv]`, { memory: 10_880 * KIB }).pid;
    parent = add(parent, `sshd: ${user}@${tty}`, { user, memory: 8_040 * KIB, connections }).pid;
  }
  const shell: Process = {
    ...add(parent, '-bash', { user, memory: 5_276 * KIB, tty }),
    cwd: login.cwd,
    stdout: undefined,
    stderr: undefined,
  };
  return [...parts.slice(0, -1), shell];
}
