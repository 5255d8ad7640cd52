/** `chmod`, `chown` and `chgrp` of GNU coreutils. */
import type { ExecResult } from 'just-bash';
import { getopt, has, optionValue } from '../../../commands/getopt.ts';
import { systemText } from '../../../files/file-error.ts';
import { joinPath } from '../../../files/paths.ts';
import { groupsOf } from '../../../host/accounts.ts';
import type { Node } from '../../../world.ts';
import { type Call, fail, type Tool } from '../../contracts.ts';
import { idsOf, modeText, pathOf, usageError } from './file-call.ts';

/** What has a mode. */
type Moded = Pick<Node, 'kind' | 'mode'>;

/** The mode after a change such as `u+x,go-w` or `755`; undefined when the change is none. */
export function changedMode(change: string, node: Moded, umask: number): number | undefined {
  if (/^[0-7]{1,4}$/.test(change)) return Number.parseInt(change, 8);
  let mode = node.mode;
  for (const clause of change.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*|[-+=][ugo])+)$/.exec(clause);
    if (!match) return undefined;
    const [, who = '', operations = ''] = match;
    for (const [, sign = '', what = ''] of operations.matchAll(/([-+=])([rwxXst]*|[ugo])/g)) {
      mode = applied(mode, { who, sign, what }, node, umask);
    }
  }
  return mode;
}

function applied(
  mode: number,
  { who, sign, what }: { readonly who: string; readonly sign: string; readonly what: string },
  node: Moded,
  umask: number,
): number {
  const everyone = who === '' || who.includes('a');
  const classes = everyone ? 'ugo' : who;
  let bits = 0;
  let mask = 0;
  for (const [letter, shift] of [
    ['u', 6],
    ['g', 3],
    ['o', 0],
  ] as const) {
    if (!classes.includes(letter)) continue;
    mask |= 0o7 << shift;
    bits |= permissionBits(what, mode, node) << shift;
  }
  if (what.includes('s')) bits |= (classes.includes('u') ? 0o4000 : 0) | (classes.includes('g') ? 0o2000 : 0);
  if (what.includes('t')) bits |= 0o1000;
  if (who === '') bits &= ~umask | 0o7000;
  if (sign === '+') return mode | bits;
  return sign === '-' ? mode & ~bits : (mode & ~mask) | bits;
}

function permissionBits(what: string, mode: number, node: Moded): number {
  if (what === 'u' || what === 'g' || what === 'o') return (mode >> { u: 6, g: 3, o: 0 }[what]) & 0o7;
  const execute = what.includes('x') || (what.includes('X') && (node.kind === 'directory' || (mode & 0o111) !== 0));
  return (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (execute ? 1 : 0);
}

/** A path and, if asked for, all that lies below it. */
function* walk(
  word: string,
  path: string,
  recursive: boolean,
  call: Call,
): Generator<readonly [word: string, path: string]> {
  yield [word, path];
  if (!recursive || call.shell.tree.find(path, false)?.kind !== 'directory') return;
  for (const name of call.shell.tree.list(path))
    yield* walk(`${word.replace(/\/$/, '')}/${name}`, joinPath(path, name), true, call);
}

function chmod(args: readonly string[], call: Call): ExecResult {
  // A mode such as -x looks like an option.
  const words = args.map((word) => (/^-[rwxXst]+$/.test(word) && word !== '-R' ? `a${word}` : word));
  const spec = {
    short: 'cfRv',
    long: { changes: 'c', silent: 'f', quiet: 'f', recursive: 'R', verbose: 'v', 'reference=': 'reference' },
  };
  const parsed = getopt('chmod', words, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, 'chmod');
  const { tree } = call.shell;
  const reference = optionValue(parsed, 'reference');
  const [change, ...files] = reference === undefined ? parsed.operands : ['', ...parsed.operands];
  if (change === undefined) return usageError('chmod: missing operand', 'chmod');
  if (files.length === 0) return usageError(`chmod: missing operand after ‘${change}’`, 'chmod');
  const like = reference === undefined ? undefined : tree.find(pathOf(reference, call))?.mode.toString(8);
  let stdout = '';
  let stderr = '';
  for (const file of files) {
    try {
      for (const [word, path] of walk(file, pathOf(file, call), has(parsed, 'R'), call)) {
        const node = tree.find(path);
        if (!node) {
          stderr += `chmod: cannot access '${word}': No such file or directory\n`;
          continue;
        }
        const mode = changedMode(like ?? change, node, tree.umask);
        if (mode === undefined) return usageError(`chmod: invalid mode: ‘${change}’`, 'chmod');
        try {
          tree.chmod(path, mode);
          if (has(parsed, 'v')) stdout += modeChange(word, node, tree.find(path) ?? node);
        } catch (error) {
          stderr += `chmod: changing permissions of '${word}': ${systemText(error)}\n`;
        }
      }
    } catch (error) {
      stderr += `chmod: cannot access '${file}': ${systemText(error)}\n`;
    }
  }
  return { stdout, stderr: has(parsed, 'f') ? '' : stderr, exitCode: stderr === '' ? 0 : 1 };
}

function modeChange(word: string, before: Node, after: Node): string {
  const shown = (node: Node): string =>
    `${(node.mode & 0o7777).toString(8).padStart(4, '0')} (${modeText(node).slice(1)})`;
  return before.mode === after.mode
    ? `mode of '${word}' retained as ${shown(after)}\n`
    : `mode of '${word}' changed from ${shown(before)} to ${shown(after)}\n`;
}

function chown(tool: 'chown' | 'chgrp', args: readonly string[], call: Call): ExecResult {
  const spec = {
    short: 'cfhHLPRv',
    long: {
      changes: 'c',
      silent: 'f',
      quiet: 'f',
      'no-dereference': 'h',
      recursive: 'R',
      verbose: 'v',
      'reference=': 'reference',
    },
  };
  const parsed = getopt(tool, args, spec);
  if (parsed.problem !== undefined) return usageError(parsed.problem, tool);
  const [owner, ...files] = parsed.operands;
  if (owner === undefined) return usageError(`${tool}: missing operand`, tool);
  if (files.length === 0) return usageError(`${tool}: missing operand after ‘${owner}’`, tool);
  const { host } = call.shell.parts.kernel.state;
  const groupId = (name: string): number | undefined => groupsOf(host).find((group) => group.name === name)?.gid;
  const ids = idsOf(tool === 'chgrp' ? `:${owner}` : owner, host, groupId);
  if ('unknown' in ids) return fail(`${tool}: invalid ${tool === 'chgrp' ? 'group' : 'user'}: ‘${owner}’\n`);
  let stderr = '';
  for (const file of files) {
    try {
      for (const [word, path] of walk(file, pathOf(file, call), has(parsed, 'R'), call)) {
        if (!call.shell.tree.find(path, false)) {
          stderr += `${tool}: cannot access '${word}': No such file or directory\n`;
          continue;
        }
        try {
          call.shell.tree.chown(path, ids.uid, ids.gid, !has(parsed, 'h'));
        } catch (error) {
          const what = tool === 'chgrp' ? 'group' : 'ownership';
          stderr += `${tool}: changing ${what} of '${word}': ${systemText(error)}\n`;
        }
      }
    } catch (error) {
      stderr += `${tool}: cannot access '${file}': ${systemText(error)}\n`;
    }
  }
  return { stdout: '', stderr: has(parsed, 'f') ? '' : stderr, exitCode: stderr === '' ? 0 : 1 };
}

export const MODE_TOOLS: readonly Tool[] = [
  { name: 'chmod', run: chmod },
  { name: 'chown', run: (args, call) => chown('chown', args, call) },
  { name: 'chgrp', run: (args, call) => chown('chgrp', args, call) },
];
