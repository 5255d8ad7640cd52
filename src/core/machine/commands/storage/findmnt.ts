/** `findmnt` of util-linux. */
import { type Mount, mountsOf } from '../../host/mounts.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { utilLinuxVersion } from '../versions.ts';
import { deviceSize } from './sizes.ts';

const SPEC = {
  short: 'abBcCDdeEfFhiIJkKlmM:nNo:O:pPrRS:st:T:uUvVx',
  long: {
    all: 'A',
    df: 'D',
    'first-only': 'f',
    help: 'h',
    json: 'J',
    list: 'l',
    noheadings: 'n',
    'output=': 'o',
    pairs: 'P',
    raw: 'r',
    'source=': 'S',
    'target=': 'T',
    'mountpoint=': 'M',
    'types=': 't',
    version: 'V',
  },
};

function cell(column: string, mount: Mount): string | undefined {
  const { size = 0, used = 0 } = mount;
  switch (column) {
    case 'TARGET':
      return mount.target;
    case 'SOURCE':
      return mount.source;
    case 'FSTYPE':
      return mount.type;
    case 'OPTIONS':
    case 'VFS-OPTIONS':
      return mount.options;
    case 'SIZE':
      return mount.size === undefined ? '' : deviceSize(size);
    case 'USED':
      return mount.size === undefined ? '' : deviceSize(used);
    case 'AVAIL':
      return mount.size === undefined ? '' : deviceSize(size - used);
    case 'USE%':
      return mount.size === undefined || size === 0 ? '' : `${Math.round((used * 100) / size)}%`;
    default:
      return undefined;
  }
}

/** The mount below which another one lies. */
function parentOf(mount: Mount, mounts: readonly Mount[]): Mount | undefined {
  const above = mounts.filter(
    ({ target }) => target !== mount.target && (target === '/' || mount.target.startsWith(`${target}/`)),
  );
  return above.sort((a, b) => b.target.length - a.target.length)[0];
}

/** The tree of mounts, each with what is drawn before it. */
function drawn(mounts: readonly Mount[]): readonly (readonly [Mount, string])[] {
  const rows: (readonly [Mount, string])[] = [];
  const add = (mount: Mount, own: string, below: string): void => {
    rows.push([mount, own]);
    const children = mounts.filter((other) => parentOf(other, mounts) === mount);
    for (const child of children) {
      const isLast = child === children.at(-1);
      add(child, `${below}${isLast ? '└─' : '├─'}`, `${below}${isLast ? '  ' : '│ '}`);
    }
  };
  for (const root of mounts.filter((mount) => parentOf(mount, mounts) === undefined)) add(root, '', '');
  return rows;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('findmnt', words, SPEC);
  const { world, shell } = context;
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'findmnt --help' for more information.\n`);
  if (has(parsed, 'V')) return printed(`findmnt from util-linux ${utilLinuxVersion(world.host.os)}\n`);
  const all = mountsOf(world, shell.uid);
  const [operand] = parsed.operands;
  const inside = optionValue(parsed, 'T');
  const types = optionValue(parsed, 't')?.split(',');
  const source = optionValue(parsed, 'S') ?? operand;
  const target = optionValue(parsed, 'M') ?? operand;
  let chosen = all;
  if (inside !== undefined) {
    const holding = all.filter((entry) => entry.target === '/' || `${inside}/`.startsWith(`${entry.target}/`));
    chosen = holding.sort((a, b) => b.target.length - a.target.length).slice(0, 1);
  } else if (source !== undefined || target !== undefined) {
    chosen = all.filter((entry) => entry.source === source || entry.target === target);
  }
  if (types) chosen = chosen.filter((entry) => types.includes(entry.type));
  if (chosen.length === 0) return failed('', 1);
  const columns =
    optionValue(parsed, 'o')?.toUpperCase().split(',') ??
    (has(parsed, 'D')
      ? ['SOURCE', 'FSTYPE', 'SIZE', 'USED', 'AVAIL', 'USE%', 'TARGET']
      : ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS']);
  const [first] = chosen;
  const unknown = columns.find((column) => first && cell(column, first) === undefined);
  if (unknown !== undefined) return failed(`findmnt: unknown column: ${unknown}\n`);
  if (has(parsed, 'P')) {
    return printed(
      chosen
        .map((entry) => `${columns.map((column) => `${column}="${cell(column, entry) ?? ''}"`).join(' ')}\n`)
        .join(''),
    );
  }
  const isTree = !has(parsed, 'l', 'r', 'D') && chosen === all;
  const rows = (isTree ? drawn(chosen) : chosen.map((entry) => [entry, ''] as const)).map(([entry, branch]) =>
    columns.map((column) => `${column === 'TARGET' ? branch : ''}${cell(column, entry) ?? ''}`),
  );
  const shown = has(parsed, 'n') ? rows : [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...shown.map((row) => row[index]?.length ?? 0)));
  const lines = shown.map((row) =>
    row.map((text, index) => (index === row.length - 1 ? text : text.padEnd(widths[index] ?? 0))).join(' '),
  );
  return printed(lines.map((line) => `${line}\n`).join(''));
}

/** Finds what is mounted. */
export const findmnt: MachineCommand = { name: 'findmnt', path: '/usr/bin/findmnt', run };
