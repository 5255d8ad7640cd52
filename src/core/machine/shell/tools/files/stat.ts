/** `stat` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { type FileStatus as NodeStatus, statusAt } from '../../../files/file-status.ts';
import { type NumberedMount, numberedMounts } from '../../../host/mount-numbers.ts';
import { type FileSystemStatus, type Mount, mountAbove, mountsOf, statusOf } from '../../../host/mounts.ts';
import { textHash } from '../../../host/random.ts';
import { strftime } from '../../../host/strftime.ts';
import type { HostFacts, Node } from '../../../world.ts';
import type { Call, Tool } from '../../contracts.ts';
import { deviceAt } from './devices.ts';
import { complaintOf, groupOf, modeText, nanosecondsOf, ownerOf, pathOf, usageError } from './file-call.ts';

const SPEC = {
  short: 'Lc:ft',
  long: { dereference: 'L', 'format=': 'c', 'printf=': 'printf', 'file-system': 'f', terse: 't' },
};

interface Seen {
  readonly word: string;
  readonly path: string;
  readonly node: Node;
  readonly status: NodeStatus;
  /** The file system in which it lies. */
  readonly mount: NumberedMount | undefined;
  readonly call: Call;
}

function kindText({ path, node }: Seen): string {
  const device = deviceAt(path, node);
  if (device) return device.kind === 'c' ? 'character special file' : 'block special file';
  if (node.kind === 'directory') return 'directory';
  if (node.kind === 'link') return 'symbolic link';
  return node.size === 0 ? 'regular empty file' : 'regular file';
}

function timeText(node: Node): string {
  const fraction = nanosecondsOf(node);
  return `${strftime('%Y-%m-%d %H:%M:%S', node.mtime)}.${fraction} +0000`;
}

function octal(node: Node): string {
  return (node.mode & 0o7777).toString(8);
}

function rawMode(node: Node): number {
  return node.mode | { file: 0o100000, directory: 0o040000, link: 0o120000 }[node.kind];
}

/** The value of one letter of a format. */
function directive(letter: string, seen: Seen): string {
  const { node, call, word, status, mount } = seen;
  const { host } = call.shell.parts.kernel.state;
  switch (letter) {
    case 'a':
      return octal(node);
    case 'A':
      return modeText(node);
    case 'b':
      return String(status.blocks);
    case 'B':
      return '512';
    case 'd':
      return String(deviceNumber(mount));
    case 'D':
      return deviceNumber(mount).toString(16);
    case 'f':
      return rawMode(node).toString(16);
    case 'F':
      return kindText(seen);
    case 'g':
      return String(node.gid);
    case 'G':
      return groupOf(node, host);
    case 'h':
      return String(status.links);
    case 'i':
      return String(status.inode);
    case 'm':
      return mount?.mount.target ?? '/';
    case 'n':
      return word;
    case 'N':
      return node.kind === 'link' ? `'${word}' -> '${node.target}'` : `'${word}'`;
    case 'o':
      return String(status.blockSize);
    case 's':
      return String(status.size);
    case 'u':
      return String(node.uid);
    case 'U':
      return ownerOf(node, host);
    case 'w':
      return status.born ? timeText(node) : '-';
    case 'x':
    case 'y':
    case 'z':
      return timeText(node);
    case 'W':
      return status.born ? String(Math.floor(node.mtime / 1000)) : '0';
    case 'X':
    case 'Y':
    case 'Z':
      return String(Math.floor(node.mtime / 1000));
    case '%':
      return '%';
    default:
      return '?';
  }
}

function formatted(format: string, seen: Seen): string {
  return padded(format, (letter) => directive(letter, seen));
}

/** A format with the values of its letters. */
function padded(format: string, textOf: (letter: string) => string): string {
  return format.replace(/%(-?\d*)(.)/g, (_, width: string, letter: string) => {
    const value = textOf(letter);
    const count = Math.abs(Number(width || 0));
    return width.startsWith('-') ? value.padEnd(count) : value.padStart(count);
  });
}

function escapes(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\\\', '\\');
}

/** Major and minor number in one, as programs are given them. */
function deviceNumber(mount: NumberedMount | undefined): number {
  const { major, minor } = mount ?? { major: 252, minor: 1 };
  return major * 256 + minor;
}

/** The number of a device as `stat` writes it: coreutils 9 has it in two parts. */
function deviceText(mount: NumberedMount | undefined, host: HostFacts): string {
  const number = deviceNumber(mount);
  if (host.os === 'ubuntu-22.04') return `${number.toString(16)}h/${number}d`;
  return `${Math.floor(number / 256)},${number % 256}`;
}

function usual(seen: Seen): string {
  const { node, word, path, call, status, mount } = seen;
  const { host } = call.shell.parts.kernel.state;
  const name = node.kind === 'link' ? `${word} -> ${node.target}` : word;
  const time = timeText(node);
  const own = deviceAt(path, node);
  const type = own ? `Device type: ${own.major.toString(16)},${own.minor.toString(16)}` : '';
  const column = (value: string | number, width: number): string => String(value).padEnd(width);
  return (
    `  File: ${name}\n` +
    `  Size: ${column(status.size, 10)}\tBlocks: ${column(status.blocks, 10)} IO Block: ${column(status.blockSize, 6)} ${kindText(seen)}\n` +
    `Device: ${deviceText(mount, host)}\tInode: ${column(status.inode, 11)} Links: ${type === '' ? status.links : `${column(status.links, 5)} ${type}`}\n` +
    `Access: (${octal(node).padStart(4, '0')}/${modeText(node)})  Uid: (${String(node.uid).padStart(5)}/${ownerOf(node, host).padStart(8)})   Gid: (${String(node.gid).padStart(5)}/${groupOf(node, host).padStart(8)})\n` +
    `Access: ${time}\nModify: ${time}\nChange: ${time}\n Birth: ${status.born ? time : '-'}\n`
  );
}

interface FileSystem {
  readonly word: string;
  readonly mount: Mount;
  readonly status: FileSystemStatus;
}

/** Names and numbers of file systems as coreutils know them. */
const SYSTEM_TYPES: Readonly<Record<string, readonly [name: string, magic: string]>> = {
  ext4: ['ext2/ext3', 'ef53'],
  tmpfs: ['tmpfs', '1021994'],
  devtmpfs: ['tmpfs', '1021994'],
  proc: ['proc', '9fa0'],
  sysfs: ['sysfs', '62656572'],
  devpts: ['devpts', '1cd1'],
  cgroup2: ['cgroup2fs', '63677270'],
  vfat: ['msdos', '4d44'],
  nfs: ['nfs', '6969'],
  nfs4: ['nfs', '6969'],
  xfs: ['xfs', '58465342'],
  overlay: ['overlayfs', '794c7630'],
};

const USUAL_SYSTEM = `  File: "%n"
    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`;

function fileSystemOf(word: string, path: string, call: Call): FileSystem {
  const { shell } = call;
  const mounts = mountsOf(shell.parts.kernel.state.view, shell.who.uid);
  const found = mountAbove(shell.tree.resolve(path, 'stat'), mounts);
  const mount = found ?? { source: '', target: '/', type: 'ext4', options: '' };
  return { word, mount, status: statusOf(mount) };
}

function systemDirective(letter: string, { word, mount, status }: FileSystem): string {
  const [name, magic] = SYSTEM_TYPES[mount.type] ?? [mount.type, '0'];
  switch (letter) {
    case 'a':
      return String(status.available);
    case 'b':
      return String(status.blocks);
    case 'c':
      return String(status.inodes);
    case 'd':
      return String(status.inodesFree);
    case 'f':
      return String(status.free);
    case 'i':
      return textHash(mount.source + mount.target)
        .toString(16)
        .padStart(8, '0')
        .repeat(2);
    case 'l':
      return '255';
    case 'n':
      return word;
    case 's':
    case 'S':
      return '4096';
    case 't':
      return magic;
    case 'T':
      return name;
    case '%':
      return '%';
    default:
      return '?';
  }
}

function systemFormatted(format: string, system: FileSystem): string {
  return padded(format, (letter) => systemDirective(letter, system));
}

function run(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('stat', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'stat');
  if (parsed.operands.length === 0) return usageError('stat: missing operand', 'stat');
  const format = optionValue(parsed, 'c');
  const printf = optionValue(parsed, 'printf');
  const mounts = mountsOf(call.shell.parts.kernel.state.view, call.shell.who.uid);
  const numbered = numberedMounts(mounts);
  let stdout = '';
  let stderr = '';
  for (const word of parsed.operands) {
    const path = pathOf(word, call);
    try {
      const node = call.shell.tree.node(path, 'stat', has(parsed, 'L') || word.endsWith('/'));
      const resolved = call.shell.tree.resolve(path, 'stat', has(parsed, 'L') || word.endsWith('/'));
      const above = mountAbove(resolved, mounts);
      const seen: Seen = {
        ...{ word, path, node, call },
        status: statusAt(resolved, node, call.shell.parts.kernel.state),
        mount: numbered.find(({ mount }) => mount === above),
      };
      if (has(parsed, 'f')) {
        const system = fileSystemOf(word, path, call);
        if (format !== undefined) stdout += `${systemFormatted(format, system)}\n`;
        else if (printf !== undefined) stdout += systemFormatted(escapes(printf), system);
        else if (has(parsed, 't')) stdout += `${systemFormatted('%n %i %l %t %s %S %b %f %a %c %d', system)}\n`;
        else stdout += systemFormatted(USUAL_SYSTEM, system);
      } else if (format !== undefined) stdout += `${formatted(format, seen)}\n`;
      else if (printf !== undefined) stdout += formatted(escapes(printf), seen);
      else if (has(parsed, 't')) stdout += `${formatted('%n %s %b %f %u %g %d %i %h 0 0 %X %Y %Z %W %o', seen)}\n`;
      else stdout += usual(seen);
    } catch (error) {
      stderr += complaintOf('stat', `cannot statx '${word}'`, error);
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const stat: Tool = { name: 'stat', run };
