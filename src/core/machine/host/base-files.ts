/** The root file system of a host before the scenario adds its files. What `/proc` shows is not here: see `proc.ts`. */
import type { MachineSpec } from '../../scenario/model.ts';
import type { HostFacts } from '../world.ts';
import type { Account } from './accounts.ts';
import { type BaseFile, FileList } from './base-file.ts';
import { etcFiles } from './etc-files.ts';
import { homeFiles } from './home-files.ts';
import { hostDetails, machineAccounts, startTime } from './host.ts';
import { logFiles } from './log-files.ts';
import { textHash } from './random.ts';
import { systemFacts } from './systems.ts';

export type { BaseFile } from './base-file.ts';

const MIB = 2 ** 20;
/** Disks smaller than this carry no large files of the system: a scenario that makes the disk scarce means its own files. */
const ROOMY_DISK = 32 * 2 ** 30;

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
    const size = 31_000 + (textHash(name) % 2600) * 56;
    list.sparse(path, name === 'bash' ? 1_396_520 : size, name === 'sudo' || name === 'su' ? 0o4755 : 0o755);
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

/** Files whose only purpose is that the system is as large as such systems are. */
function large(host: HostFacts): FileList {
  const { driver, installedAt } = hostDetails(host);
  const { python, glibc } = systemFacts(host.os);
  const libraries = '/usr/lib/x86_64-linux-gnu';
  const list = new FileList(installedAt)
    .directory(`/usr/lib/python${python}`)
    .directory('/usr/lib/python3')
    .directory('/usr/lib/python3/dist-packages')
    .directory(`/usr/local/lib/python${python}`)
    .directory(`/usr/local/lib/python${python}/dist-packages`)
    .directory('/usr/lib/modules')
    .directory(`/usr/lib/modules/${host.kernel}`)
    .directory('/usr/lib/firmware')
    .directory('/usr/lib/locale')
    .sparse(`${libraries}/libc.so.6`, 2_220_400, 0o755)
    .sparse(`${libraries}/libm-${glibc}.so`, 940_560)
    .sparse(`/boot/config-${host.kernel}`, 262_224)
    .link('/boot/vmlinuz', `vmlinuz-${host.kernel}`)
    .link('/boot/initrd.img', `initrd.img-${host.kernel}`);
  const roomy = host.disk >= ROOMY_DISK;
  const scale = roomy ? 1 : 0.01;
  const size = (mebibytes: number): number => Math.round(mebibytes * MIB * scale);
  const { codename, id } = systemFacts(host.os);
  const archive = id === 'ubuntu' ? 'archive.ubuntu.com_ubuntu' : 'deb.debian.org_debian';
  const packages = (part: string): string =>
    `/var/lib/apt/lists/${archive}_dists_${codename}_${part}_binary-amd64_Packages`;
  const { machineId } = hostDetails(host);
  list
    .directory('/usr/lib/gcc')
    .directory('/usr/lib/gcc/x86_64-linux-gnu')
    .directory('/usr/lib/gcc/x86_64-linux-gnu/11')
    .directory('/var/lib/apt/lists')
    .directory('/var/lib/command-not-found')
    .sparse(`/boot/vmlinuz-${host.kernel}`, size(11.1), 0o600)
    .sparse(`/boot/initrd.img-${host.kernel}`, size(104.7))
    .sparse(`/boot/System.map-${host.kernel}`, size(6), 0o600)
    .sparse(`/usr/lib/modules/${host.kernel}/modules.dep.bin`, size(0.6))
    .sparse(`/usr/lib/modules/${host.kernel}/modules.alias.bin`, size(1.4))
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/cc1', size(26.9), 0o755)
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/cc1plus', size(28.4), 0o755)
    .sparse('/usr/lib/gcc/x86_64-linux-gnu/11/lto1', size(25.8), 0o755)
    .sparse(`${libraries}/libLLVM-15.so.1`, size(110.2))
    .sparse(`${libraries}/libicudata.so.70.1`, size(28.2))
    .sparse(`${libraries}/libgo.so.21.0.0`, size(57.1))
    .sparse('/usr/lib/locale/locale-archive', size(2.9))
    .sparse('/var/cache/apt/pkgcache.bin', size(58.2))
    .sparse('/var/cache/apt/srcpkgcache.bin', size(58.1))
    .sparse('/var/lib/command-not-found/commands.db', size(2.6))
    .sparse(packages('universe'), size(62.7))
    .sparse(packages('main'), size(7.9))
    .sparse(
      `/var/log/journal/${machineId}/system@0006${machineId.slice(0, 12)}.journal`,
      size(128),
      0o640,
      'root:systemd-journal',
    )
    .sparse(
      `/var/log/journal/${machineId}/system@0007${machineId.slice(4, 16)}.journal`,
      size(128),
      0o640,
      'root:systemd-journal',
    );
  if (host.gpus.length > 0) {
    const cuda = '/usr/local/cuda-12.4';
    list
      .directory(cuda)
      .directory(`${cuda}/bin`)
      .directory(`${cuda}/lib64`)
      .directory(`${cuda}/include`)
      .directory(`${cuda}/nvvm`)
      .link('/usr/local/cuda', cuda)
      .sparse(`${cuda}/version.json`, 3_037)
      .sparse(`${cuda}/bin/nvcc`, size(19.6), 0o755)
      .sparse(`${cuda}/bin/nvdisasm`, size(47.6), 0o755)
      .sparse(`${cuda}/bin/ptxas`, size(29.3), 0o755)
      .sparse(`${cuda}/lib64/libcublasLt.so.12.4.5.8`, size(421.4))
      .sparse(`${cuda}/lib64/libcublasLt_static.a`, size(597.2))
      .sparse(`${cuda}/lib64/libcublas.so.12.4.5.8`, size(103.4))
      .sparse(`${cuda}/lib64/libcublas_static.a`, size(158.1))
      .sparse(`${cuda}/lib64/libcufft.so.11.2.1.3`, size(266.5))
      .sparse(`${cuda}/lib64/libcufft_static.a`, size(292.4))
      .sparse(`${cuda}/lib64/libcurand.so.10.3.5.147`, size(92.2))
      .sparse(`${cuda}/lib64/libcusolver.so.11.6.1.9`, size(117.6))
      .sparse(`${cuda}/lib64/libcusparse.so.12.3.1.170`, size(278.4))
      .sparse(`${cuda}/lib64/libcusparse_static.a`, size(311.7))
      .sparse(`${cuda}/lib64/libnvrtc.so.12.4.127`, size(56.8))
      .sparse(`${cuda}/lib64/libcudart.so.12.4.127`, size(0.7))
      .sparse(`${libraries}/libcuda.so.${driver}`, size(27.8))
      .link(`${libraries}/libcuda.so.1`, `libcuda.so.${driver}`)
      .sparse(`${libraries}/libnvidia-ml.so.${driver}`, size(2))
      .link(`${libraries}/libnvidia-ml.so.1`, `libnvidia-ml.so.${driver}`)
      .sparse(`${libraries}/libnvidia-eglcore.so.${driver}`, size(27))
      .sparse(`${libraries}/libcudnn_engines_precompiled.so.9.5.1`, size(546));
  }
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
    ...etcFiles(host, accounts, seed),
    ...logFiles(host, startTime(spec, seed), seed),
    ...large(host).files,
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
  const depth = (path: string): number => (path === '/' ? 0 : path.split('/').length - 1);
  return [...byPath.values()].sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
}
