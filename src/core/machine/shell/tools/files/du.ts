/** `du` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { globMatcher } from '../../../../scenario/glob.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../../../commands/getopt.ts';
import { blockSize, humanSize } from '../../../commands/storage/sizes.ts';
import { systemText } from '../../../files/file-error.ts';
import { sizeOf } from '../../../files/node-size.ts';
import { joinPath } from '../../../files/paths.ts';
import type { Node } from '../../../world.ts';
import type { Call, Tool } from '../../contracts.ts';
import { pathOf, usageError } from './file-call.ts';

const SPEC = {
  short: '0aAB:bcd:DhHkLlmPSst:xX:',
  long: {
    all: 'a',
    'apparent-size': 'A',
    'block-size=': 'B',
    bytes: 'b',
    total: 'c',
    'max-depth=': 'd',
    'human-readable': 'h',
    'count-links': 'l',
    'separate-dirs': 'S',
    summarize: 's',
    'exclude=': 'X',
    si: 'si',
    'one-file-system': 'x',
    time: 'time',
    inodes: 'inodes',
  },
};

interface Walk {
  readonly parsed: ParsedOptions;
  readonly call: Call;
  readonly seen: Set<number>;
  readonly deepest: number;
  readonly excluded: readonly ((path: string) => boolean)[];
  stdout: string;
  stderr: string;
}

function bytesOf(node: Node, { parsed, seen }: Walk): number {
  if (node.kind === 'file' && !has(parsed, 'l')) {
    if (seen.has(node.inode)) return 0;
    seen.add(node.inode);
  }
  if (has(parsed, 'inodes')) return 1;
  if (has(parsed, 'b', 'A')) return sizeOf(node);
  return node.kind === 'link' ? 0 : Math.ceil(sizeOf(node) / 4096) * 4096;
}

function shown(bytes: number, { parsed }: Walk): string {
  if (has(parsed, 'inodes')) return String(bytes);
  if (has(parsed, 'h')) return humanSize(bytes, 1024);
  if (has(parsed, 'si')) return humanSize(bytes, 1000);
  if (has(parsed, 'b')) return String(bytes);
  if (has(parsed, 'm')) return String(Math.ceil(bytes / 2 ** 20));
  const block = blockSize(optionValue(parsed, 'B') ?? '1024') ?? { bytes: 1024, unit: '' };
  return `${Math.ceil(bytes / block.bytes)}${block.unit}`;
}

/** Adds up what lies at a path, and prints it as far as it is to be printed. */
function visit(title: string, path: string, node: Node, depth: number, walk: Walk): number {
  const { call, parsed } = walk;
  let bytes = bytesOf(node, walk);
  if (node.kind === 'directory') {
    let names: readonly string[] = [];
    try {
      names = call.shell.tree.list(path);
    } catch (error) {
      walk.stderr += `du: cannot read directory '${title}': ${systemText(error)}\n`;
    }
    for (const name of names) {
      const at = joinPath(path, name);
      const below = call.shell.tree.find(at, false);
      if (!below || walk.excluded.some((matches) => matches(name) || matches(at))) continue;
      const inner = visit(`${title.replace(/\/$/, '')}/${name}`, at, below, depth + 1, walk);
      if (!has(parsed, 'S') || below.kind !== 'directory') bytes += inner;
    }
  }
  const listed = depth === 0 || (depth <= walk.deepest && (node.kind === 'directory' || has(parsed, 'a')));
  if (listed) walk.stdout += `${shown(bytes, walk)}\t${title}\n`;
  return bytes;
}

function run(args: readonly string[], call: Call): ExecResult {
  const parsed = getopt('du', args, SPEC);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'du');
  const depth = optionValue(parsed, 'd');
  if (depth !== undefined && !/^\d+$/.test(depth)) return usageError(`du: invalid maximum depth '${depth}'`, 'du');
  const excluded = parsed.options.filter(({ name }) => name === 'X').map(({ value }) => globMatcher(value ?? ''));
  const walk: Walk = {
    parsed,
    call,
    seen: new Set(),
    deepest: has(parsed, 's') ? 0 : depth === undefined ? Number.POSITIVE_INFINITY : Number(depth),
    excluded,
    stdout: '',
    stderr: '',
  };
  let total = 0;
  for (const word of parsed.operands.length > 0 ? parsed.operands : ['.']) {
    const path = pathOf(word, call);
    try {
      total += visit(word, path, call.shell.tree.node(path, 'stat', has(parsed, 'L', 'D', 'H')), 0, walk);
    } catch (error) {
      walk.stderr += `du: cannot access '${word}': ${systemText(error)}\n`;
    }
  }
  if (has(parsed, 'c')) walk.stdout += `${shown(total, walk)}\ttotal\n`;
  return { stdout: walk.stdout, stderr: walk.stderr, exitCode: walk.stderr === '' ? 0 : 1 };
}

export const du: Tool = { name: 'du', run };
