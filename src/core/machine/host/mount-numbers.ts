/** The numbers that the kernel gives to what is mounted: `stat`, `findmnt` and `/proc/PID/mountinfo` tell the same ones. */

import type { Mount } from './mounts.ts';
import { textHash } from './random.ts';

export interface NumberedMount {
  readonly mount: Mount;
  readonly id: number;
  /** Of the mount in which it lies; 1 for the root. */
  readonly parent: number;
  readonly major: number;
  readonly minor: number;
  /** Its group of mounts that hear of each other. */
  readonly peers: number;
}

const FIRST_ID = 24;
/** Minor numbers of file systems without a disk that are there before anything is mounted. */
const EARLY: Readonly<Record<string, number>> = {
  devtmpfs: 5,
  securityfs: 6,
  debugfs: 7,
  tracefs: 12,
  mqueue: 19,
  configfs: 20,
};
const FIRST_MINOR = 22;

/** Numbers of a disk that is there as a file; undefined for what is no disk. */
function diskNumbers(source: string): readonly [major: number, minor: number] | undefined {
  const [, kind, letter = 'a', part = '0'] = /^\/dev\/([sv])d([a-z])(\d*)$/.exec(source) ?? [];
  const place = letter.charCodeAt(0) - 97;
  if (kind !== undefined) return [kind === 'v' ? 252 : 8, place * 16 + Number(part)];
  const loop = /^\/dev\/loop(\d+)$/.exec(source)?.[1];
  if (loop !== undefined) return [7, Number(loop)];
  return source.startsWith('/dev/') ? [259, textHash(source) % 16] : undefined;
}

/** Mounts with their numbers, in the order in which they were mounted. */
export function numberedMounts(mounts: readonly Mount[]): readonly NumberedMount[] {
  const ids = new Map(mounts.map(({ target }, index) => [target, FIRST_ID + index]));
  let next = FIRST_MINOR;
  return mounts.map((mount, index) => {
    const [major, minor] = diskNumbers(mount.source) ?? [0, EARLY[mount.type] ?? next++];
    const parent = mount.target === '/' ? 1 : (ids.get(folderOf(mount.target, ids)) ?? 1);
    return { mount, id: FIRST_ID + index, parent, major, minor, peers: index + 1 };
  });
}

/** Where the mount is in which a folder lies. */
function folderOf(target: string, ids: ReadonlyMap<string, number>): string {
  let folder = target;
  do folder = folder.slice(0, folder.lastIndexOf('/'));
  while (folder !== '' && !ids.has(folder));
  return folder === '' ? '/' : folder;
}

/** Options that belong to the mount; all others are those of the file system. */
const MOUNT_OPTIONS = new Set(['rw', 'ro', 'nosuid', 'nodev', 'noexec', 'relatime', 'noatime', 'nodiratime']);

/** The lines of `/proc/PID/mountinfo`. */
export function mountInfo(mounts: readonly Mount[]): string {
  return numberedMounts(mounts)
    .map(({ mount, id, parent, major, minor, peers }) => {
      const options = mount.options.split(',');
      const own = options.filter((option) => MOUNT_OPTIONS.has(option)).join(',');
      const others = options.filter((option) => !MOUNT_OPTIONS.has(option));
      const whole = [options[0] === 'ro' ? 'ro' : 'rw', ...others].join(',');
      return `${id} ${parent} ${major}:${minor} / ${mount.target} ${own} shared:${peers} - ${mount.type} ${mount.source} ${whole}\n`;
    })
    .join('');
}
