/** The root file system of a host before the scenario adds its files. What `/proc` shows is not here: see `proc.ts`. */
import type { MachineSpec } from '../../scenario/model.ts';
import type { HostFacts } from '../world.ts';
import type { Account } from './accounts.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { etcFiles } from './etc-files.ts';
import { furtherEtcFiles } from './further-etc-files.ts';
import { homeFiles } from './home-files.ts';
import { hostDetails, machineAccounts, startTime } from './host.ts';
import { installedFiles } from './installed-files.ts';
import { logFiles } from './log-files.ts';
import { programSize } from './program-sizes.ts';
import { serviceUnits, unitFile, unitText } from './service-units.ts';
import { sysFiles } from './sys-files.ts';
import { systemFacts } from './systems.ts';

export type { BaseFile } from './base-file.ts';

/** Programs that run as root, or with the rights of a group, whoever starts them. */
const RUNS_AS_ROOT = new Set(['chfn', 'chsh', 'gpasswd', 'mount', 'newgrp', 'passwd', 'su', 'sudo', 'umount']);
const RUNS_AS_GROUP = new Set(['chage', 'crontab', 'ssh-agent']);

function modeOf(program: string): number {
  if (RUNS_AS_ROOT.has(program)) return 0o4755;
  return RUNS_AS_GROUP.has(program) ? 0o2755 : 0o755;
}

/** Programs that run as services, and the shells: nobody calls them, but they are there. */
function servicePrograms(host: HostFacts): readonly string[] {
  const { id, python } = systemFacts(host.os);
  return [
    '/usr/bin/bash',
    '/usr/bin/dash',
    '/usr/bin/dbus-daemon',
    `/usr/bin/python${python}`,
    '/usr/lib/systemd/systemd',
    '/usr/lib/systemd/systemd-journald',
    '/usr/lib/systemd/systemd-logind',
    '/usr/lib/systemd/systemd-timesyncd',
    '/usr/lib/systemd/systemd-udevd',
    '/usr/sbin/agetty',
    '/usr/sbin/cron',
    '/usr/sbin/sshd',
    ...(id === 'ubuntu'
      ? [
          '/usr/bin/networkd-dispatcher',
          '/usr/lib/systemd/systemd-networkd',
          '/usr/lib/systemd/systemd-resolved',
          '/usr/sbin/irqbalance',
          '/usr/sbin/multipathd',
          '/usr/sbin/rsyslogd',
        ]
      : ['/usr/sbin/dhclient']),
    ...(host.gpus.length > 0 ? ['/usr/bin/nvidia-persistenced'] : []),
  ];
}

/**
 * Entries for programs that are installed, by absolute path: sparse files, as large as such programs are. Later entries of the
 * same path are left out. Hand it the paths of the machine's commands and of the shell's own tools.
 */
export function executables(paths: Iterable<string>, host: HostFacts): readonly BaseFile[] {
  const list = new FileList(hostDetails(host).installedAt - 90 * 86_400_000);
  for (const path of new Set(paths)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    list.sparse(path, programSize(name), modeOf(name));
  }
  return list.files;
}

function folders(host: HostFacts): FileList {
  const list = new FileList(hostDetails(host).installedAt);
  for (const path of [
    '/',
    '/boot',
    '/boot/efi',
    '/boot/grub',
    '/home',
    '/media',
    '/mnt',
    '/opt',
    '/srv',
    '/usr',
    '/usr/bin',
    '/usr/games',
    '/usr/include',
    '/usr/lib',
    '/usr/lib/systemd',
    '/usr/lib/systemd/system',
    '/usr/lib64',
    '/usr/lib/x86_64-linux-gnu',
    '/usr/libexec',
    '/usr/local',
    '/usr/local/bin',
    '/usr/local/etc',
    '/usr/local/include',
    '/usr/local/lib',
    '/usr/local/sbin',
    '/usr/local/share',
    '/usr/local/src',
    '/usr/sbin',
    '/usr/share',
    '/usr/share/doc',
    '/usr/share/man',
    '/usr/share/zoneinfo',
    '/usr/share/zoneinfo/Etc',
    '/usr/src',
    '/var',
    '/var/backups',
    '/var/cache',
    '/var/cache/apt',
    '/var/lib',
    '/var/lib/apt',
    '/var/lib/dpkg',
    '/var/lib/systemd',
    '/var/opt',
    '/var/spool',
    '/var/spool/cron',
  ]) {
    list.directory(path);
  }
  // The daemon of snaps is installed, and no snap.
  const snaps = ['/snap', '/snap/bin', '/var/snap', '/var/lib/snapd', '/var/lib/snapd/snaps', '/var/cache/snapd'];
  if (systemFacts(host.os).id === 'ubuntu') for (const path of snaps) list.directory(path);
  return list
    .directory('/lost+found', 0o700)
    .directory('/root', 0o700)
    .directory('/var/local', 0o2775, 'root:staff')
    .directory('/var/mail', 0o2775, 'root:mail')
    .directory('/var/spool/cron/crontabs', 0o1730)
    .directory('/var/tmp', 0o1777)
    .link('/bin', 'usr/bin')
    .link('/sbin', 'usr/sbin')
    .link('/lib', 'usr/lib')
    .link('/lib64', 'usr/lib64')
    .link('/usr/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2')
    .sparse('/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2', 240_936, 0o755)
    .link('/var/lock', '/run/lock')
    .link('/var/run', '/run')
    .link('/var/spool/mail', '../mail');
}

/** What lies in file systems that are made at each start. */
function volatile(host: HostFacts, accounts: readonly Account[], user: string): FileList {
  const list = new FileList(host.bootedAt);
  for (const path of [
    '/dev',
    '/dev/pts',
    '/dev/mapper',
    '/dev/net',
    '/run',
    '/run/systemd',
    '/run/systemd/system',
    '/run/udev',
    '/sys/fs/cgroup',
  ]) {
    list.directory(path);
  }
  for (const path of ['/proc', '/sys', '/sys/fs']) list.directory(path, 0o555);
  list.directory('/dev/shm', 0o1777).directory('/run/lock', 0o1777).directory('/run/user').directory('/run/sshd');
  for (const name of ['null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx']) list.text(`/dev/${name}`, '', 0o666);
  for (const name of ['vda', 'vda1', 'vda14', 'vda15']) list.text(`/dev/${name}`, '', 0o660, 'root:disk');
  list.text('/dev/pts/0', '', 0o620, `${user}:tty`).text('/dev/ttyS0', '', 0o660, 'root:dialout');
  list
    .link('/dev/fd', '/proc/self/fd')
    .link('/dev/stdin', '/proc/self/fd/0')
    .link('/dev/stdout', '/proc/self/fd/1')
    .link('/dev/stderr', '/proc/self/fd/2');
  if (host.gpus.length > 0) {
    for (const index of host.gpus.keys()) list.text(`/dev/nvidia${index}`, '', 0o666);
    for (const name of ['nvidiactl', 'nvidia-uvm', 'nvidia-uvm-tools', 'nvidia-modeset']) {
      list.text(`/dev/${name}`, '', 0o666);
    }
  }
  const uid = accounts.find((account) => account.name === user)?.uid ?? 0;
  list.directory(`/run/user/${uid}`, 0o700, `${user}:${user}`);
  for (const name of ['sshd', 'crond']) list.text(`/run/${name}.pid`, '');
  list.directory('/tmp', 0o1777);
  const tag = hostDetails(host).machineId;
  for (const unit of ['systemd-logind', 'systemd-resolved', 'systemd-timesyncd']) {
    if (unit === 'systemd-resolved' && systemFacts(host.os).id === 'debian') continue;
    list.directory(`/tmp/systemd-private-${tag}-${unit}.service-${tag.slice(0, 6)}`, 0o700);
  }
  return list;
}

/** The files of the services, and what the zone of the clock is read from. */
function units(host: HostFacts): FileList {
  const list = new FileList(hostDetails(host).installedAt).sparse('/usr/share/zoneinfo/Etc/UTC', 114);
  for (const unit of serviceUnits(host)) list.text(unitFile(unit.name), unitText(unit));
  return list;
}

/**
 * The files of a host before the scenario's own: folders always come before what lies in them. Their times lie before the start
 * of the trial.
 */
export function baseFiles(host: HostFacts, spec: MachineSpec, seed: number): readonly BaseFile[] {
  const accounts = machineAccounts(spec);
  const { python } = systemFacts(host.os);
  const files = [
    ...folders(host).files,
    ...volatile(host, accounts, spec.user).files,
    ...sysFiles(host),
    ...etcFiles(host, accounts, seed),
    ...furtherEtcFiles(host),
    ...logFiles(host, startTime(spec, seed), seed),
    ...units(host).files,
    ...installedFiles(host).files,
    ...homeFiles(host, accounts, seed),
    ...executables(servicePrograms(host), host),
    ...new FileList(hostDetails(host).installedAt)
      .link('/usr/bin/sh', 'dash')
      .link('/usr/sbin/init', '../lib/systemd/systemd')
      .link('/usr/bin/python3', `python${python}`)
      .link('/usr/bin/python', 'python3').files,
  ];
  const byPath = new Map<string, BaseFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  const byDepth: BaseFile[][] = [];
  for (const file of byPath.values()) {
    const depth = file.path === '/' ? 0 : file.path.split('/').length - 1;
    byDepth[depth] ??= [];
    byDepth[depth].push(file);
  }
  return byDepth.flatMap((files) => files.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
