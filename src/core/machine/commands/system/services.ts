/** The services that systemd knows: those of the distribution, as views of the processes, and those that files declare. */
import { processName } from '../../host/process-figures.ts';
import { systemFacts } from '../../host/systems.ts';
import type { HostFacts, Process, World } from '../../world.ts';
import type { CommandContext } from '../command.ts';

export interface Service {
  /** With its ending: `ssh.service`. */
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly enabled: boolean;
  /** Runs once at the start of the host and stays active without a process. */
  readonly once: boolean;
  readonly process: Process | undefined;
  /** What a unit that a file declares starts, and where. */
  readonly start: { readonly command: string; readonly folder: string } | undefined;
}

type Row = readonly [name: string, description: string, processStarts: string | undefined];

const COMMON: readonly Row[] = [
  ['cron.service', 'Regular background program processing daemon', '/usr/sbin/cron'],
  ['dbus.service', 'D-Bus System Message Bus', 'dbus-daemon'],
  ['getty@tty1.service', 'Getty on tty1', 'tty1'],
  ['serial-getty@ttyS0.service', 'Serial Getty on ttyS0', 'ttyS0'],
  ['ssh.service', 'OpenBSD Secure Shell server', 'sshd: /usr/sbin/sshd'],
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

function rowsOf(host: HostFacts): readonly Row[] {
  return [...COMMON, ...(systemFacts(host.os).id === 'ubuntu' ? UBUNTU : DEBIAN), ...(host.gpus.length > 0 ? GPU : [])];
}

function mainProcess(world: World, mark: string): Process | undefined {
  return [...world.processes.values()]
    .filter(({ ppid, argv }) => ppid === 1 && argv.length > 0)
    .find((process) => process.tty === mark || process.command.includes(mark) || processName(process) === mark);
}

const UNIT_FOLDER = '/etc/systemd/system';

/** A setting of a unit file: the value after `Key=`. */
function setting(text: string, key: string): string | undefined {
  return new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim();
}

/** Services that files in the folder for local units declare. */
async function declaredServices(context: CommandContext): Promise<readonly Service[]> {
  const { world } = context;
  const services: Service[] = [];
  for (const [path, node] of world.files) {
    if (node.kind !== 'file' || !/^\/etc\/systemd\/system\/[^/]+\.service$/.test(path)) continue;
    const text = (await context.readText(path)) ?? '';
    const name = path.slice(UNIT_FOLDER.length + 1);
    const command = setting(text, 'ExecStart') ?? '';
    services.push({
      name,
      description: setting(text, 'Description') ?? name,
      file: path,
      enabled: world.files.has(`${UNIT_FOLDER}/multi-user.target.wants/${name}`),
      once: false,
      process:
        command === '' ? undefined : [...world.processes.values()].find((process) => process.command === command),
      start: { command, folder: setting(text, 'WorkingDirectory') ?? '/' },
    });
  }
  return services;
}

/** Every service of the machine, by name. */
export async function servicesOf(context: CommandContext): Promise<readonly Service[]> {
  const { world } = context;
  const shipped = rowsOf(world.host).map(
    ([name, description, mark]): Service => ({
      name,
      description,
      file: `/lib/systemd/system/${name.replace(/@[^.]*/, '@')}`,
      enabled: true,
      once: mark === undefined,
      process: mark === undefined ? undefined : mainProcess(world, mark),
      start: undefined,
    }),
  );
  return [...shipped, ...(await declaredServices(context))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a service does now, in systemd's words. */
export function stateOf(service: Service): { readonly active: string; readonly sub: string } {
  if (service.process) return { active: 'active', sub: 'running' };
  if (service.once) return { active: 'active', sub: 'exited' };
  return service.start ? { active: 'inactive', sub: 'dead' } : { active: 'failed', sub: 'failed' };
}
