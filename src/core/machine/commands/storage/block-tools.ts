/** `blkid`, `fdisk` and `parted`: how the disks are divided. They look and change nothing. */
import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../host/host.ts';
import { drawFrom, textHash } from '../../host/random.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { World } from '../../world.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';
import { utilLinuxVersion } from '../versions.ts';
import { type BlockDevice, blockDevices } from './block-devices.ts';
import { deviceSize } from './sizes.ts';

const SECTOR = 512;
/** Exit code of `blkid` when it found nothing. */
const NOTHING = 2;

function worldOf(call: Call): World {
  return systemOf(call).kernel.state.view;
}

/** The id that the partition table has of a partition, or of itself. */
function tableId(name: string, world: World): string {
  return drawFrom(textHash(`${hostDetails(world.host).rootUuid} ${name}`), 'partition table').uuid();
}

function tagsOf(device: BlockDevice, world: World): readonly (readonly [name: string, value: string])[] {
  const { fileSystem, label, uuid, type, name } = device;
  const fat = fileSystem === 'vfat' && label !== '' ? [['LABEL_FATBOOT', label] as const] : [];
  const blocks = fileSystem === 'vfat' ? '512' : '4096';
  return [
    ...fat,
    ...(label === '' ? [] : [['LABEL', label] as const]),
    ...(uuid === '' ? [] : [['UUID', uuid] as const, ['BLOCK_SIZE', blocks] as const, ['TYPE', fileSystem] as const]),
    ...(type === 'part' ? [['PARTUUID', tableId(name, world)] as const] : []),
  ];
}

function runBlkid(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('blkid', words, {
    short: 'c:dghilL:kn:o:O:ps:S:t:u:U:w:V',
    long: { 'output=': 'o', 'match-tag=': 's', 'match-token=': 't', 'label=': 'L', 'uuid=': 'U', version: 'V' },
  });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'blkid --help' for more information.\n`, 4);
  const world = worldOf(call);
  const release = utilLinuxVersion(world.host.os);
  if (has(parsed, 'V')) return ok(`blkid from util-linux ${release}  (libblkid ${release})\n`);
  const wanted = parsed.operands.map((word) => word.replace(/^\/dev\//, ''));
  const token = optionValue(parsed, 't');
  const label = optionValue(parsed, 'L');
  const uuid = optionValue(parsed, 'U');
  const tags = new Set(parsed.options.flatMap(({ name, value }) => (name === 's' ? [value] : [])));
  const found = blockDevices(world)
    .map((device) => ({ device, all: tagsOf(device, world) }))
    .filter(({ device, all }) => {
      const is = (name: string, value: string): boolean => all.some((tag) => tag[0] === name && tag[1] === value);
      if (label !== undefined) return is('LABEL', label);
      if (uuid !== undefined) return is('UUID', uuid);
      if (wanted.length > 0 && !wanted.includes(device.name)) return false;
      const [name = '', value = ''] = token?.split('=') ?? [];
      return all.length > 0 && (token === undefined || is(name, value.replaceAll('"', '')));
    });
  if (found.length === 0) return fail('', NOTHING);
  if (label !== undefined || uuid !== undefined) return ok(`/dev/${found[0]?.device.name}\n`);
  const output = optionValue(parsed, 'o') ?? 'full';
  // The root file system was looked for first when the host started; what has no file system comes last.
  found.sort((a, b) => Number(a.device.uuid === '') - Number(b.device.uuid === ''));
  return ok(
    found
      .map(({ device, all }) => {
        const shown = all.filter(([name]) => tags.size === 0 || tags.has(name));
        const path = `/dev/${device.name}`;
        if (output === 'device') return `${path}\n`;
        if (output === 'value') return shown.map(([, value]) => `${value}\n`).join('');
        if (output === 'export')
          return [`DEVNAME=${path}`, ...shown.map((tag) => tag.join('='))].join('\n').concat('\n');
        if (shown.length === 0) return '';
        return `${path}: ${shown.map(([name, value]) => `${name}="${value}"`).join(' ')}\n`;
      })
      .join(output === 'export' ? '\n' : ''),
  );
}

/** Disks with their partitions, as many as were named, all by default. */
function disksOf(names: readonly string[], world: World): readonly (readonly [BlockDevice, readonly BlockDevice[]])[] {
  const all = blockDevices(world);
  return all
    .filter(({ type, name }) => type === 'disk' && (names.length === 0 || names.includes(name)))
    .map((disk) => [disk, all.filter(({ type, name }) => type === 'part' && name.startsWith(disk.name))]);
}

const KINDS: Readonly<Record<string, string>> = { '1': 'Linux filesystem', '14': 'BIOS boot', '15': 'EFI System' };

function tableText([disk, parts]: readonly [BlockDevice, readonly BlockDevice[]], world: World): string {
  const head = `Disk /dev/${disk.name}: ${sizeWithUnit(disk.size)}, ${disk.size} bytes, ${disk.size / SECTOR} sectors\nUnits: sectors of 1 * 512 = 512 bytes\nSector size (logical/physical): 512 bytes / 512 bytes\nI/O size (minimum/optimal): 512 bytes / 512 bytes\n`;
  if (parts.length === 0) return head;
  const rows = parts.map((part) => {
    const first = part.start / SECTOR;
    const sectors = Math.floor(part.size / SECTOR);
    const number = part.name.slice(disk.name.length);
    const cells = [first, first + sectors - 1, sectors].map(String);
    return [`/dev/${part.name}`, ...cells, deviceSize(part.size), KINDS[number] ?? 'Linux filesystem'];
  });
  const table = [['Device', 'Start', 'End', 'Sectors', 'Size', 'Type'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? text.padEnd(width) : text.padStart(width);
      })
      .join(' '),
  );
  const id = tableId(disk.name, world).toUpperCase();
  return `${head}Disklabel type: gpt\nDisk identifier: ${id}\n\n${lines.join('\n')}\n\nPartition table entries are not in disk order.\n`;
}

/** `4 TiB`. */
function sizeWithUnit(bytes: number): string {
  return deviceSize(bytes).replace(/([KMGTP])$/, ' $1iB');
}

function runFdisk(words: readonly string[], call: Call): ExecResult {
  const world = worldOf(call);
  if (words.includes('-V') || words.includes('--version')) {
    return ok(`fdisk from util-linux ${utilLinuxVersion(world.host.os)}\n`);
  }
  const names = words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/^\/dev\//, ''));
  const lists = words.includes('-l') || words.includes('--list');
  if (!lists && names.length === 0) return fail("fdisk: bad usage\nTry 'fdisk --help' for more information.\n");
  const known = blockDevices(world).map(({ name }) => name);
  const missing = names.filter((name) => !known.includes(name));
  if (!isRoot(call)) {
    const refused = (names.length > 0 ? names : known.slice(0, 1)).map((name) => `fdisk: cannot open /dev/${name}: `);
    return fail(refused.map((start) => `${start}Permission denied\n`).join(''));
  }
  const stderr = missing.map((name) => `fdisk: cannot open /dev/${name}: No such file or directory\n`).join('');
  if (!lists && missing.length === 0) {
    // Nobody types: it reads the end of its input where it asks for the first command.
    return ok(
      `\nWelcome to fdisk (util-linux ${utilLinuxVersion(world.host.os)}).\nChanges will remain in memory only, until you decide to write them.\nBe careful before using the write command.\n\n\nCommand (m for help): \n`,
    );
  }
  const wanted = disksOf(names, world);
  const stdout = wanted.map((disk) => tableText(disk, world)).join('\n\n');
  return { stdout: missing.length > 0 && wanted.length === 0 ? '' : stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** A place on a disk as `parted` writes it, in three digits of powers of ten. */
function decimal(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  // It goes on to the next unit from ten of it on.
  while (value >= 10_000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)}${units[unit]}`;
}

const FLAGS: Readonly<Record<string, string>> = { '14': 'bios_grub', '15': 'boot, esp' };

function partedText([disk, parts]: readonly [BlockDevice, readonly BlockDevice[]]): string {
  const head = `Model: Virtio Block Device (virtblk)\nDisk /dev/${disk.name}: ${decimal(disk.size)}\nSector size (logical/physical): 512B/512B\nPartition Table: ${parts.length > 0 ? 'gpt' : 'loop'}\nDisk Flags: \n\n`;
  const rows = [...parts]
    .sort((a, b) => a.start - b.start)
    .map((part) => {
      const number = part.name.slice(disk.name.length);
      const system = part.fileSystem === 'vfat' ? 'fat32' : part.fileSystem;
      const places = [part.start, part.start + part.size, part.size].map(decimal);
      return [number.padStart(2), ...places, system, '', FLAGS[number] ?? ''];
    });
  const table = [['Number', 'Start', 'End', 'Size', 'File system', 'Name', 'Flags'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${head}${lines.join('\n')}\n\n`;
}

function runParted(words: readonly string[], call: Call): ExecResult {
  if (words.includes('--version')) return ok('parted (GNU parted) 3.4\n');
  const names = words.filter((word) => word.startsWith('/dev/')).map((word) => word.slice('/dev/'.length));
  if (!isRoot(call))
    return names.length > 0 ? fail(`Error: Error opening /dev/${names[0]}: Permission denied\n`) : ok();
  const verb = words.find((word) => !word.startsWith('-') && !word.startsWith('/dev/'));
  if (words.includes('-l') || words.includes('--list') || verb === 'print') {
    const disks = disksOf(names, worldOf(call));
    if (disks.length === 0) return fail(`Error: Could not stat device /dev/${names[0]} - No such file or directory.\n`);
    return ok(`${disks.map(partedText).join('\n')}`);
  }
  return ok(
    "GNU Parted 3.4\nUsing /dev/vda\nWelcome to GNU Parted! Type 'help' to view a list of commands.\n(parted) \n",
  );
}

export const BLOCK_TOOLS: readonly SystemTool[] = [
  { name: 'blkid', path: '/usr/sbin/blkid', run: runBlkid },
  { name: 'fdisk', path: '/usr/sbin/fdisk', run: runFdisk },
  { name: 'parted', path: '/usr/sbin/parted', run: runParted },
];
