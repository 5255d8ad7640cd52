/** `lsblk` of util-linux. */
import { mountsOf } from '../../host/mounts.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { utilLinuxVersion } from '../versions.ts';
import { blockDevices, type BlockDevice as Device } from './block-devices.ts';
import { deviceSize } from './sizes.ts';

const SPEC = {
  short: 'aAbdDzTe:fI:iJlmnNo:OpPrstSVM:x:w:h',
  long: {
    all: 'a',
    bytes: 'b',
    nodeps: 'd',
    fs: 'f',
    ascii: 'i',
    json: 'J',
    list: 'l',
    perms: 'm',
    noheadings: 'n',
    'output=': 'o',
    paths: 'p',
    pairs: 'P',
    raw: 'r',
    tree: 'T',
    version: 'V',
    help: 'h',
  },
};

const RIGHT = new Set(['RM', 'SIZE', 'RO', 'FSAVAIL', 'FSUSE%', 'FSSIZE', 'FSUSED']);
/** Columns that are wider than what they hold. */
const WIDTHS: Readonly<Record<string, number>> = { SIZE: 5 };

function cell(column: string, device: Device, context: CommandContext, parsed: ParsedOptions): string | undefined {
  const mounts = mountsOf(context.world, context.shell.uid);
  const mount = mounts.find(({ target }) => target === device.mountPoint);
  const size = (bytes: number): string => (has(parsed, 'b') ? String(bytes) : deviceSize(bytes));
  switch (column) {
    case 'NAME':
      return has(parsed, 'p') ? `/dev/${device.name}` : device.name;
    case 'KNAME':
      return device.name;
    case 'PATH':
      return `/dev/${device.name}`;
    case 'MAJ:MIN':
      return `252:${String(device.minor).padEnd(3)}`;
    case 'RM':
      return '0';
    case 'RO':
      return device.readOnly ? '1' : '0';
    case 'SIZE':
      return size(device.size);
    case 'TYPE':
      return device.type;
    case 'MOUNTPOINT':
    case 'MOUNTPOINTS':
      return device.mountPoint;
    case 'FSTYPE':
      return device.fileSystem;
    case 'FSVER':
      return { ext4: '1.0', vfat: 'FAT32' }[device.fileSystem] ?? '';
    case 'LABEL':
      return device.label;
    case 'UUID':
      return device.uuid;
    case 'FSSIZE':
      return mount?.size === undefined ? '' : size(mount.size);
    case 'FSUSED':
      return mount?.used === undefined ? '' : size(mount.used);
    case 'FSAVAIL':
      return mount?.size === undefined ? '' : size(mount.size - (mount.used ?? 0));
    case 'FSUSE%':
      return mount?.size === undefined ? '' : `${Math.round(((mount.used ?? 0) * 100) / mount.size)}%`;
    case 'MODEL':
    case 'SERIAL':
    case 'VENDOR':
    case 'PARTLABEL':
      return '';
    case 'TRAN':
      return device.type === 'disk' ? 'virtio' : '';
    case 'ROTA':
      return '1';
    case 'OWNER':
      return 'root';
    case 'GROUP':
      return 'disk';
    case 'MODE':
      return 'brw-rw----';
    default:
      return undefined;
  }
}

function table(
  list: readonly Device[],
  columns: readonly string[],
  context: CommandContext,
  parsed: ParsedOptions,
): string {
  const tree = !has(parsed, 'l', 'r', 'P');
  const [branch, corner] = has(parsed, 'i') ? ['|-', '`-'] : ['├─', '└─'];
  const parts = list.filter(({ type }) => type === 'part');
  const disks = list.filter(({ type }) => type === 'disk').map(({ name }) => name);
  const withBranch = (device: Device, text: string): string =>
    tree && device.type === 'part' && disks.includes(device.name.replace(/\d+$/, ''))
      ? `${device === parts.at(-1) ? corner : branch}${text}`
      : text;
  const rows = list.map((device) =>
    columns.map((column, index) => {
      const text = cell(column, device, context, parsed) ?? '';
      return index === 0 ? withBranch(device, text) : text;
    }),
  );
  const shown = has(parsed, 'n') ? rows : [[...columns], ...rows];
  if (has(parsed, 'r')) return shown.map((row) => `${row.map((text) => text.trim()).join(' ')}\n`).join('');
  const widths = columns.map((column, index) =>
    Math.max(WIDTHS[column] ?? 0, ...shown.map((row) => row[index]?.length ?? 0)),
  );
  return shown
    .map((row) => {
      const cells = row.map((text, index) => {
        const width = widths[index] ?? 0;
        if (RIGHT.has(columns[index] ?? '')) return text.padStart(width);
        return index === row.length - 1 ? text : text.padEnd(width);
      });
      return `${cells.join(' ')}\n`;
    })
    .join('');
}

/** Pairs of names and values, or nested objects: both write every column of every device. */
function pairs(
  list: readonly Device[],
  columns: readonly string[],
  text: (column: string, device: Device) => string,
): string {
  return list.map((device) => `${columns.map((column) => `${column}="${text(column, device)}"`).join(' ')}\n`).join('');
}

/** JSON with three spaces for each step in, and objects of a list joined as libsmartcols joins them. */
function json(
  list: readonly Device[],
  columns: readonly string[],
  text: (column: string, device: Device) => string,
): string {
  const value = (column: string, device: Device, indent: string): string => {
    const written = text(column, device);
    if (column === 'RM' || column === 'RO') return 'false';
    const scalar = written === '' ? 'null' : JSON.stringify(written);
    return column === 'MOUNTPOINTS' ? `[\n${indent}    ${scalar}\n${indent}]` : scalar;
  };
  const entry = (device: Device, indent: string, children: readonly Device[]): string => {
    const fields = columns.map(
      (column) => `${indent}   "${column.toLowerCase()}": ${value(column, device, `${indent}   `)}`,
    );
    if (children.length > 0)
      fields.push(`${indent}   "children": [\n${entries(children, `${indent}      `)}\n${indent}   ]`);
    return `{\n${fields.join(',\n')}\n${indent}}`;
  };
  const entries = (devices: readonly Device[], indent: string): string =>
    `${indent}${devices.map((device) => entry(device, indent, device.type === 'disk' ? partsOf(device) : [])).join(',')}`;
  const parts = list.filter(({ type }) => type === 'part');
  const partsOf = (disk: Device): readonly Device[] => parts.filter(({ name }) => name.startsWith(disk.name));
  const disks = list.filter(({ type }) => type === 'disk');
  return `{\n   "blockdevices": [\n${entries(disks.length > 0 ? disks : parts, '      ')}\n   ]\n}\n`;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('lsblk', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'lsblk --help' for more information.\n`);
  if (has(parsed, 'V')) return printed(`lsblk from util-linux ${utilLinuxVersion(context.world.host.os)}\n`);
  let list = blockDevices(context.world);
  for (const operand of parsed.operands) {
    const name = operand.replace(/^\/dev\//, '');
    if (!list.some((device) => device.name === name)) return failed(`lsblk: ${operand}: not a block device\n`, 32);
  }
  if (parsed.operands.length > 0) {
    const names = parsed.operands.map((operand) => operand.replace(/^\/dev\//, ''));
    list = list.filter(
      ({ name, type }) => names.includes(name) || (type === 'part' && names.includes(name.replace(/\d+$/, ''))),
    );
  }
  if (has(parsed, 'd')) list = list.filter(({ type }) => type === 'disk');
  const chosen = optionValue(parsed, 'o')?.toUpperCase().split(',');
  const columns =
    chosen ??
    (has(parsed, 'f')
      ? ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS']
      : has(parsed, 'm')
        ? ['NAME', 'SIZE', 'OWNER', 'GROUP', 'MODE']
        : ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS']);
  const [first] = list;
  const unknown = columns.find((column) => first && cell(column, first, context, parsed) === undefined);
  if (unknown !== undefined) return failed(`lsblk: unknown column: ${optionValue(parsed, 'o') ?? unknown}\n`);
  const text = (column: string, device: Device): string => (cell(column, device, context, parsed) ?? '').trim();
  if (has(parsed, 'J')) return printed(json(list, columns, text));
  return printed(has(parsed, 'P') ? pairs(list, columns, text) : table(list, columns, context, parsed));
}

/** Lists block devices. */
export const lsblk: MachineCommand = { name: 'lsblk', path: '/usr/bin/lsblk', run };
