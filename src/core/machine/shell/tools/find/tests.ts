/** The tests of `find`, by name. */
import { RE2JS } from 're2js';
import { parseDate } from '../../../commands/date/parse-date.ts';
import { allows } from '../../../files/credentials.ts';
import { statusAt } from '../../../files/file-status.ts';
import { sizeOf } from '../../../files/node-size.ts';
import { nameOf } from '../../../files/paths.ts';
import { groupsOf } from '../../../host/accounts.ts';
import type { Call } from '../../contracts.ts';
import { deviceAt } from '../files/devices.ts';
import { pathOf } from '../files/file-call.ts';
import type { Found, Test } from './found.ts';
import { wildcard } from './wildcard.ts';

/** A test made from its argument; a text says what is wrong with that. */
export type TestMaker = (argument: string, call: Call) => Test | string;

const DAY = 86_400_000;
const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 512,
  b: 512,
  c: 1,
  w: 2,
  k: 1024,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** `+n`, `-n` and `n`. */
function comparison(argument: string): ((value: number) => boolean) | undefined {
  const match = /^([+-]?)(\d+(?:\.\d+)?)$/.exec(argument);
  if (!match) return undefined;
  const count = Number(match[2]);
  if (match[1] === '+') return (value) => value > count;
  return match[1] === '-' ? (value) => value < count : (value) => value === count;
}

function counted(name: string, value: (found: Found, call: Call) => number): TestMaker {
  return (argument, call) => {
    const holds = comparison(argument);
    if (!holds) return `invalid argument '${argument}' to '${name}'`;
    return (found) => holds(value(found, call));
  };
}

/** Age in whole units, as `find` counts it. */
const age =
  (unit: number) =>
  (found: Found, call: Call): number =>
    Math.floor((call.shell.parts.kernel.schedule.now - found.node.mtime) / unit);

const size: TestMaker = (argument) => {
  const match = /^([+-]?)(\d+)([bcwkMGT]?)$/.exec(argument);
  if (!match) return `Invalid argument \`${argument}' to -size`;
  const [, sign = '', digits = '', unit = ''] = match;
  const holds = comparison(`${sign}${digits}`);
  return (found) => holds?.(Math.ceil(sizeOf(found.node) / (SIZE_UNITS[unit] ?? 512))) ?? false;
};

const TYPES: Readonly<Record<string, (found: Found) => boolean>> = {
  f: ({ node, path }) => node.kind === 'file' && !deviceAt(path, node),
  d: ({ node }) => node.kind === 'directory',
  l: ({ node }) => node.kind === 'link',
  c: ({ node, path }) => deviceAt(path, node)?.kind === 'c',
  b: ({ node, path }) => deviceAt(path, node)?.kind === 'b',
  p: () => false,
  s: () => false,
};

const type: TestMaker = (argument) => {
  const letters = argument.split(',');
  const unknown = letters.find((letter) => !Object.hasOwn(TYPES, letter));
  if (unknown !== undefined) return `Unknown argument to -type: ${unknown}`;
  return (found) => letters.some((letter) => TYPES[letter]?.(found));
};

const perm: TestMaker = (argument) => {
  const match = /^([-/]?)([0-7]{1,4})$/.exec(argument);
  const symbolic = /^([-/]?)([ugoa]*)([+=])([rwx]+)$/.exec(argument);
  const how = match?.[1] ?? symbolic?.[1] ?? '';
  let bits = match ? Number.parseInt(match[2] ?? '0', 8) : 0;
  if (symbolic) {
    const who = symbolic[2] === '' || symbolic[2]?.includes('a') ? 'ugo' : (symbolic[2] ?? '');
    for (const letter of symbolic[4] ?? '') {
      for (const group of who) bits |= { r: 4, w: 2, x: 1 }[letter as 'r'] << ({ u: 6, g: 3, o: 0 }[group as 'u'] ?? 0);
    }
  } else if (!match) return `invalid mode '${argument}'`;
  return ({ node }) => {
    const mode = node.mode & 0o7777;
    if (how === '-') return (mode & bits) === bits;
    return how === '/' ? bits === 0 || (mode & bits) !== 0 : mode === bits;
  };
};

/** The dialect that `find` takes by default writes groups and choices with backslashes. */
function regex(ignoreCase: boolean): TestMaker {
  return (argument) => {
    const pattern = argument.replace(
      /\\([(){}|])|([(){}|])/g,
      (_, escaped: string | undefined, plain: string) => escaped ?? `\\${plain}`,
    );
    try {
      const compiled = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
      return ({ shown }) => compiled.matcher(shown).matches();
    } catch {
      return `failed to compile regular expression '${argument}'`;
    }
  };
}

function named(ignoreCase: boolean, text: (found: Found) => string): TestMaker {
  return (argument) => {
    const matches = wildcard(argument, ignoreCase);
    return (found) => matches(text(found));
  };
}

const newer: TestMaker = (argument, call) => {
  const node = call.shell.tree.find(pathOf(argument, call));
  if (!node) return `‘${argument}’: No such file or directory`;
  return (found) => found.node.mtime > node.mtime;
};

const newerThanTime: TestMaker = (argument, call) => {
  const time = parseDate(argument, call.shell.parts.kernel.schedule.now);
  if (time === undefined) return `I cannot figure out how to interpret ‘${argument}’ as a date or time`;
  return (found) => found.node.mtime > time;
};

const owner: TestMaker = (argument, call) => {
  const user = call.shell.parts.kernel.state.host.users.find((entry) => entry.name === argument);
  const uid = user?.uid ?? (/^\d+$/.test(argument) ? Number(argument) : undefined);
  if (uid === undefined) return `‘${argument}’ is not the name of a known user`;
  return ({ node }) => node.uid === uid;
};

const group: TestMaker = (argument, call) => {
  const known = groupsOf(call.shell.parts.kernel.state.host).find((entry) => entry.name === argument);
  const gid = known?.gid ?? (/^\d+$/.test(argument) ? Number(argument) : undefined);
  if (gid === undefined) return `‘${argument}’ is not the name of an existing group`;
  return ({ node }) => node.gid === gid;
};

const sameFile: TestMaker = (argument, call) => {
  const node = call.shell.tree.find(pathOf(argument, call));
  if (!node) return `‘${argument}’: No such file or directory`;
  return (found) => found.node.inode === node.inode;
};

const base = (found: Found): string => (found.shown === '/' ? '/' : nameOf(found.shown.replace(/\/$/, '')));

/** Tests with an argument. */
export const TESTS_WITH_ARGUMENT: Readonly<Record<string, TestMaker>> = {
  '-name': named(false, base),
  '-iname': named(true, base),
  '-path': named(false, ({ shown }) => shown),
  '-wholename': named(false, ({ shown }) => shown),
  '-ipath': named(true, ({ shown }) => shown),
  '-lname': named(false, ({ node }) => (node.kind === 'link' ? node.target : '\0')),
  '-regex': regex(false),
  '-iregex': regex(true),
  '-type': type,
  '-size': size,
  '-perm': perm,
  '-newer': newer,
  '-anewer': newer,
  '-cnewer': newer,
  '-newermt': newerThanTime,
  '-newerct': newerThanTime,
  '-mtime': counted('-mtime', age(DAY)),
  '-atime': counted('-atime', age(DAY)),
  '-ctime': counted('-ctime', age(DAY)),
  '-mmin': counted('-mmin', age(60_000)),
  '-amin': counted('-amin', age(60_000)),
  '-cmin': counted('-cmin', age(60_000)),
  '-user': owner,
  '-uid': counted('-uid', ({ node }) => node.uid),
  '-group': group,
  '-gid': counted('-gid', ({ node }) => node.gid),
  '-inum': counted('-inum', ({ node, path }, call) => statusAt(path, node, call.shell.parts.kernel.state).inode),
  '-links': counted('-links', ({ node, path }, call) => statusAt(path, node, call.shell.parts.kernel.state).links),
  '-samefile': sameFile,
  '-fstype':
    (argument) =>
    ({ path }) =>
      argument === (path.startsWith('/proc') ? 'proc' : 'ext4'),
};

/** Tests without one. */
export const PLAIN_TESTS: Readonly<Record<string, Test>> = {
  '-true': () => true,
  '-false': () => false,
  '-empty': ({ node, path }, { call }) =>
    node.kind === 'directory'
      ? call.shell.parts.kernel.state.tree.isEmpty(path)
      : node.kind === 'file' && node.size === 0,
  '-executable': ({ node }, { call }) => allows(node, call.shell.who, 'execute'),
  '-readable': ({ node }, { call }) => allows(node, call.shell.who, 'read'),
  '-writable': ({ node }, { call }) => allows(node, call.shell.who, 'write'),
  '-nouser': ({ node }, { call }) => !call.shell.parts.kernel.state.host.users.some((user) => user.uid === node.uid),
  '-nogroup': () => false,
};
