/** What is mounted on a host. `mount`, `df`, `/proc/mounts`, `lsblk` and `fstab` are views of this list. */
import { diskUsage, volumeUsage } from '../resources.ts';
import type { ExtraMount, HostFacts, World } from '../world.ts';
import { hostDetails } from './host.ts';
import { EFI_FILE_SYSTEM_SIZE, inodesOf, reservedBytes, rootFileSystemSize, rootPartitionSize } from './partitions.ts';
import { systemFacts } from './systems.ts';
import { SHARED_MEMORY, sharedMemorySize } from './volumes.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
  /** Bytes; undefined for what has no size, and does not show in `df`. */
  readonly size?: number;
  readonly used?: number;
  /** Bytes that are neither used nor to be had. */
  readonly reserved?: number;
  /** Inodes. */
  readonly inodes?: number;
  readonly inodesUsed?: number;
}

/** Memory in whole KiB that a file system in memory may take. */
const share = (host: HostFacts, part: number): number => Math.floor((host.memory * part) / (4 * KIB)) * 4 * KIB;

/** Everything that is mounted, in the order in which it was. `uid` is the user who is logged in. */
export function mountsOf(world: World, uid: number): readonly Mount[] {
  const { host } = world;
  const { rootDevice } = hostDetails(host);
  const debian = systemFacts(host.os).id === 'debian';
  const disk = diskUsage(world);
  const tmpfs = (target: string, options: string, size: number, used: number): Mount => ({
    source: 'tmpfs',
    target,
    type: 'tmpfs',
    options: `${options},size=${size / KIB}k`,
    size,
    used,
    inodes: Math.floor(host.memory / (16 * KIB)),
    inodesUsed: target === '/run' ? 842 : target.startsWith('/run/user') ? 26 : 3,
  });
  const inodes = inodesOf(rootPartitionSize(host.disk));
  const mounts: Mount[] = [
    { source: 'sysfs', target: '/sys', type: 'sysfs', options: 'rw,nosuid,nodev,noexec,relatime' },
    { source: 'proc', target: '/proc', type: 'proc', options: 'rw,nosuid,nodev,noexec,relatime' },
    {
      source: 'udev',
      target: '/dev',
      type: 'devtmpfs',
      options: `rw,nosuid,relatime,size=${Math.floor(host.memory / 2 / KIB) - 30_000}k,nr_inodes=${Math.floor(host.memory / 8192)},mode=755,inode64`,
      ...(debian
        ? { size: (Math.floor(host.memory / 2 / KIB) - 30_000) * KIB, used: 0, inodes: 4096, inodesUsed: 388 }
        : {}),
    },
    {
      source: 'devpts',
      target: '/dev/pts',
      type: 'devpts',
      options: 'rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000',
    },
    tmpfs('/run', 'rw,nosuid,nodev,noexec,relatime', share(host, 0.1), 1_376 * KIB),
    {
      source: rootDevice,
      target: '/',
      type: 'ext4',
      options: 'rw,relatime,discard,errors=remount-ro',
      size: rootFileSystemSize(host.disk),
      reserved: reservedBytes(rootFileSystemSize(host.disk)),
      used: Math.min(disk.used, disk.total),
      inodes,
      inodesUsed: Math.min(inodes, 71_204 + world.files.size),
    },
    {
      source: 'securityfs',
      target: '/sys/kernel/security',
      type: 'securityfs',
      options: 'rw,nosuid,nodev,noexec,relatime',
    },
    tmpfs(SHARED_MEMORY, 'rw,nosuid,nodev', sharedMemorySize(host), volumeUsage(world, SHARED_MEMORY).used),
    tmpfs('/run/lock', 'rw,nosuid,nodev,noexec,relatime', 5 * MIB, 0),
    {
      source: 'cgroup2',
      target: '/sys/fs/cgroup',
      type: 'cgroup2',
      options: 'rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot',
    },
    { source: 'pstore', target: '/sys/fs/pstore', type: 'pstore', options: 'rw,nosuid,nodev,noexec,relatime' },
    { source: 'bpf', target: '/sys/fs/bpf', type: 'bpf', options: 'rw,nosuid,nodev,noexec,relatime,mode=700' },
    {
      source: 'systemd-1',
      target: '/proc/sys/fs/binfmt_misc',
      type: 'autofs',
      options: 'rw,relatime,fd=29,pgrp=1,timeout=0,minproto=5,maxproto=5,direct,pipe_ino=17244',
    },
    { source: 'hugetlbfs', target: '/dev/hugepages', type: 'hugetlbfs', options: 'rw,relatime,pagesize=2M' },
    { source: 'mqueue', target: '/dev/mqueue', type: 'mqueue', options: 'rw,nosuid,nodev,noexec,relatime' },
    { source: 'debugfs', target: '/sys/kernel/debug', type: 'debugfs', options: 'rw,nosuid,nodev,noexec,relatime' },
    { source: 'tracefs', target: '/sys/kernel/tracing', type: 'tracefs', options: 'rw,nosuid,nodev,noexec,relatime' },
    {
      source: 'fusectl',
      target: '/sys/fs/fuse/connections',
      type: 'fusectl',
      options: 'rw,nosuid,nodev,noexec,relatime',
    },
    { source: 'configfs', target: '/sys/kernel/config', type: 'configfs', options: 'rw,nosuid,nodev,noexec,relatime' },
    {
      source: `${rootDevice}5`,
      target: '/boot/efi',
      type: 'vfat',
      options: 'rw,relatime,fmask=0077,dmask=0077,codepage=437,iocharset=iso8859-1,shortname=mixed,errors=remount-ro',
      size: EFI_FILE_SYSTEM_SIZE,
      used: 6_382_592,
      inodes: 0,
      inodesUsed: 0,
    },
    tmpfs(`/run/user/${uid}`, `rw,nosuid,nodev,relatime,mode=700,uid=${uid},gid=${uid}`, share(host, 0.1), 4 * KIB),
    ...(hostDetails(host).mounts ?? []).map((mount) => extraMount(mount, world)),
  ];
  return mounts;
}

/** A file system that the scenario declares. */
function extraMount({ path, source, type, readOnly, size }: ExtraMount, world: World): Mount {
  const { disk } = world.host;
  const usage = volumeUsage(world, size === undefined ? '' : path);
  const inodes = inodesOf(size ?? rootPartitionSize(disk));
  const options = type === 'tmpfs' && size !== undefined ? `relatime,size=${size / KIB}k` : 'relatime';
  return {
    source,
    target: path,
    type,
    options: `${readOnly ? 'ro' : 'rw'},${options}`,
    size: size ?? rootFileSystemSize(disk),
    reserved: size === undefined ? reservedBytes(rootFileSystemSize(disk)) : 0,
    used: Math.min(usage.used, usage.total),
    inodes,
    inodesUsed: Math.min(inodes, 11 + [...world.files.keys()].filter((file) => file.startsWith(`${path}/`)).length),
  };
}

/** The file system that a path lies in: of those mounted above it, the deepest, and of those the last. */
export function mountAbove(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ target }) => target === '/' || path === target || path.startsWith(`${target}/`))
    .reduce<Mount | undefined>(
      (best, mount) => (best && best.target.length > mount.target.length ? best : mount),
      undefined,
    );
}

/** What `statfs` tells of a file system, in blocks of 4096 bytes and in inodes. */
export interface FileSystemStatus {
  readonly blocks: number;
  readonly free: number;
  readonly available: number;
  readonly inodes: number;
  readonly inodesFree: number;
}

/** The status of a file system; one without a size has no blocks. */
export function statusOf({ size = 0, used = 0, reserved = 0, inodes = 0, inodesUsed = 0 }: Mount): FileSystemStatus {
  const blocks = Math.floor(size / 4096);
  const free = blocks - Math.ceil(used / 4096);
  const available = Math.max(0, free - Math.ceil(reserved / 4096));
  return { blocks, free, available, inodes, inodesFree: inodes - inodesUsed };
}

/** The lines of `/proc/mounts`. */
export function procMounts(world: World, uid: number): string {
  return mountsOf(world, uid)
    .map((mount) => `${mount.source} ${mount.target} ${mount.type} ${mount.options} 0 0\n`)
    .join('');
}
