/** The services that a distribution ships, and the files that declare them. */
import type { HostFacts, Process } from '../world.ts';
import { processName } from './process-figures.ts';
import { systemFacts } from './systems.ts';

/** A service that a distribution ships. */
export interface ServiceUnit {
  /** With its ending: `ssh.service`. */
  readonly name: string;
  readonly description: string;
  /** What its process is told by: part of the command line, its name or its terminal. Undefined for one that only runs once. */
  readonly mark: string | undefined;
  readonly command: string;
}

type Row = readonly [name: string, description: string, mark: string | undefined, command?: string];

const COMMON: readonly Row[] = [
  ['atd.service', 'Deferred execution scheduler', '/usr/sbin/atd', '/usr/sbin/atd -f'],
  [
    'cron.service',
    'Regular background program processing daemon',
    '/usr/sbin/cron',
    '/usr/sbin/cron -f -P $EXTRA_OPTS',
  ],
  [
    'dbus.service',
    'D-Bus System Message Bus',
    'dbus-daemon',
    '@/usr/bin/dbus-daemon @dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only',
  ],
  ['getty@tty1.service', 'Getty on tty1', 'tty1', "-/sbin/agetty -o '-p -- \\\\u' --noclear %I $TERM"],
  [
    'serial-getty@ttyS0.service',
    'Serial Getty on ttyS0',
    'ttyS0',
    "-/sbin/agetty -o '-p -- \\\\u' --keep-baud 115200,57600,38400,9600 %I $TERM",
  ],
  ['ssh.service', 'OpenBSD Secure Shell server', 'sshd: /usr/sbin/sshd', '/usr/sbin/sshd -D $SSHD_OPTS'],
  ['systemd-journald.service', 'Journal Service', 'systemd-journald'],
  ['systemd-logind.service', 'User Login Management', 'systemd-logind'],
  ['systemd-timesyncd.service', 'Network Time Synchronization', 'systemd-timesyncd'],
  ['systemd-udevd.service', 'Rule-based Manager for Device Events and Files', 'systemd-udevd'],
  ['apparmor.service', 'Load AppArmor profiles', undefined],
  ['console-setup.service', 'Set console font and keymap', undefined],
  ['keyboard-setup.service', 'Set the console keyboard layout', undefined],
  ['kmod-static-nodes.service', 'Create List of Static Device Nodes', undefined],
  ['systemd-modules-load.service', 'Load Kernel Modules', undefined],
  ['systemd-random-seed.service', 'Load/Save Random Seed', undefined],
  ['systemd-remount-fs.service', 'Remount Root and Kernel File Systems', undefined],
  ['systemd-sysctl.service', 'Apply Kernel Variables', undefined],
  ['systemd-tmpfiles-setup.service', 'Create Volatile Files and Directories', undefined],
  ['systemd-user-sessions.service', 'Permit User Sessions', undefined],
];

const UBUNTU: readonly Row[] = [
  ['irqbalance.service', 'irqbalance daemon', '/usr/sbin/irqbalance'],
  ['multipathd.service', 'Device-Mapper Multipath Device Controller', '/sbin/multipathd'],
  ['networkd-dispatcher.service', 'Dispatcher daemon for systemd-networkd', 'networkd-dispatcher'],
  ['rsyslog.service', 'System Logging Service', '/usr/sbin/rsyslogd'],
  ['systemd-networkd.service', 'Network Configuration', 'systemd-networkd'],
  ['systemd-resolved.service', 'Network Name Resolution', 'systemd-resolved'],
  ['unattended-upgrades.service', 'Unattended Upgrades Shutdown', 'unattended-upgrade-shutdown'],
  ['cloud-init.service', 'Initial cloud-init job (metadata service crawler)', undefined],
];

const DEBIAN: readonly Row[] = [['networking.service', 'Raise network interfaces', 'dhclient']];
const GPU: readonly Row[] = [
  ['nvidia-persistenced.service', 'NVIDIA Persistence Daemon', '/usr/bin/nvidia-persistenced'],
];

/** The services of a host's distribution. */
export function serviceUnits(host: HostFacts): readonly ServiceUnit[] {
  const rows = [
    ...COMMON,
    ...(systemFacts(host.os).id === 'ubuntu' ? UBUNTU : DEBIAN),
    ...(host.gpus.length > 0 ? GPU : []),
  ];
  return rows.map(([name, description, mark, command]) => {
    const bare = name.replace(/\.service$/, '');
    const program = mark?.startsWith('/') ? mark : `/lib/systemd/${bare}`;
    return { name, description, mark, command: command ?? program };
  });
}

/** Path of the file that declares a service; instances share that of their template. */
export function unitFile(name: string): string {
  return `/usr/lib/systemd/system/${name.replace(/@[^.]*/, '@')}`;
}

/** What the file of a service says. */
export function unitText({ description, mark, command }: ServiceUnit): string {
  const service =
    mark === undefined
      ? `Type=oneshot\nExecStart=${command}\nRemainAfterExit=yes`
      : `ExecStart=${command}\nRestart=on-failure`;
  return `[Unit]\nDescription=${description}\nAfter=network.target\n\n[Service]\n${service}\n\n[Install]\nWantedBy=multi-user.target\n`;
}

/** Whether a process is that of a unit of the distribution, by the mark of the unit. */
export function belongs(process: Process, mark: string): boolean {
  return process.tty === mark || process.command.includes(mark) || processName(process) === mark;
}
