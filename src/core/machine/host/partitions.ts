/** How the disk that a host starts from is divided, and what its root file system holds. All sizes are bytes. */
const MIB = 2 ** 20;
const BLOCK = 4096;
/** Where the root partition begins, in bytes, behind the other two, on a disk that has room for them. */
export const ROOT_OFFSET: number = 111 * MIB;
/** The copy of the partition table at the end of the disk. */
const TABLE_COPY = 33 * 512;
const SMALLEST_DIVIDED = 2 ** 30;

/** Bytes of the partition that the machine starts from. */
export const EFI_PARTITION_SIZE: number = 106 * MIB;
/** Bytes of the file system in it: its tables are left out. */
export const EFI_FILE_SYSTEM_SIZE: number = 109_395_456;
/** Bytes of the partition that holds the loader. */
export const BIOS_PARTITION_SIZE: number = 4 * MIB;
/** Bytes of a file system for each of its inodes. */
const BYTES_PER_INODE = 16_384;
/** Inodes of a group of blocks. */
const GROUP = 8192;

/** Bytes of the root partition. */
export function rootPartitionSize(disk: number): number {
  return disk < SMALLEST_DIVIDED ? disk : disk - ROOT_OFFSET - TABLE_COPY;
}

/** Inodes that ext4 makes for so many bytes. */
export function inodesOf(partition: number): number {
  return Math.floor(partition / BYTES_PER_INODE / GROUP) * GROUP;
}

/**
 * What ext4 keeps back so that delayed writes find room: the least of 4096 clusters and a fiftieth (`ext4_calculate_resv_clusters`).
 * Nobody can use it, and `df` counts it as neither used nor available.
 */
export function reservedBytes(size: number): number {
  return Math.min(4096, Math.floor(size / BLOCK / 50)) * BLOCK;
}

/** What `statfs` gives as the size of the root file system: its tables of inodes, an inode being 256 bytes, and its journal are left out. */
export function rootFileSystemSize(disk: number): number {
  const partition = rootPartitionSize(disk);
  const journal = Math.min(2 ** 30, Math.floor(partition / 256));
  return Math.floor((partition - inodesOf(partition) * 256 - journal) / BLOCK) * BLOCK;
}

/** Bytes that files on the root disk can take. */
export function rootCapacity(disk: number): number {
  const size = rootFileSystemSize(disk);
  return size - reservedBytes(size);
}
