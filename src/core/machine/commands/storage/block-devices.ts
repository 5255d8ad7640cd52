/** The disks and partitions of a host: `lsblk`, `blkid`, `fdisk` and `parted` are views of this list. */
import { hostDetails } from '../../host/host.ts';
import { BIOS_PARTITION_SIZE, EFI_PARTITION_SIZE, ROOT_OFFSET, rootPartitionSize } from '../../host/partitions.ts';
import type { World } from '../../world.ts';

const MIB = 2 ** 20;

export interface BlockDevice {
  readonly name: string;
  readonly type: 'disk' | 'part';
  readonly minor: number;
  /** Bytes. */
  readonly size: number;
  /** Bytes from the beginning of the disk. */
  readonly start: number;
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly label: string;
  readonly uuid: string;
  readonly readOnly?: boolean;
}

/** The disks and partitions of a host, each disk before its partitions. */
export function blockDevices({ host }: World): readonly BlockDevice[] {
  const { rootDevice, rootUuid } = hostDetails(host);
  const disk = rootDevice.replace('/dev/', '').replace(/\d+$/, '');
  const none = { start: 0, mountPoint: '', fileSystem: '', label: '', uuid: '' };
  const vfat = `${rootUuid.slice(0, 4)}-${rootUuid.slice(4, 8)}`.toUpperCase();
  const further = (host.details?.mounts ?? [])
    .filter(({ source, size }) => source.startsWith('/dev/') && size !== undefined)
    .map(
      ({ path, source, type, size = 0, readOnly }, index): BlockDevice => ({
        name: source.replace('/dev/', ''),
        type: 'disk',
        minor: 16 * (index + 1),
        start: 0,
        size,
        mountPoint: path,
        fileSystem: type,
        label: '',
        uuid: `${rootUuid.slice(9)}${rootUuid.slice(0, 9)}`.slice(0, 36),
        readOnly,
      }),
    );
  return [
    {
      ...none,
      name: disk,
      type: 'disk',
      minor: 0,
      size: host.disk,
    },
    {
      name: `${disk}1`,
      type: 'part',
      minor: 1,
      start: ROOT_OFFSET,
      size: rootPartitionSize(host.disk),
      mountPoint: '/',
      fileSystem: 'ext4',
      label: 'cloudimg-rootfs',
      uuid: rootUuid,
    },
    { ...none, name: `${disk}14`, type: 'part', minor: 14, start: MIB, size: BIOS_PARTITION_SIZE },
    {
      name: `${disk}15`,
      type: 'part',
      minor: 15,
      start: MIB + BIOS_PARTITION_SIZE,
      size: EFI_PARTITION_SIZE,
      mountPoint: '/boot/efi',
      fileSystem: 'vfat',
      label: 'UEFI',
      uuid: vfat,
    },
    ...further,
  ];
}
