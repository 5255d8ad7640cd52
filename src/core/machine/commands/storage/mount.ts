/** `mount` and `umount` of util-linux: show what is mounted, and let root make a file system writable or read-only. */

import type { ExecResult } from 'just-bash';
import { hostDetails } from '../../host/host.ts';
import { mountsOf } from '../../host/mounts.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';
import { utilLinuxVersion } from '../versions.ts';

const SPEC = {
  short: 'acfFhiIlL:no:O:rst:T:vVwBMRU:',
  long: {
    all: 'a',
    fake: 'f',
    fork: 'F',
    help: 'h',
    'show-labels': 'l',
    'options=': 'o',
    'types=': 't',
    'read-only': 'r',
    'read-write': 'w',
    verbose: 'v',
    version: 'V',
    bind: 'B',
    move: 'M',
    rbind: 'R',
    'source=': 's',
    'target=': 'T',
  },
};

function run(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('mount', words, SPEC);
  const { kernel } = systemOf(call);
  const world = kernel.state.view;
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'mount --help' for more information.\n`);
  if (has(parsed, 'V')) {
    const version = utilLinuxVersion(world.host.os);
    return ok(
      `mount from util-linux ${version} (libmount ${version}: selinux, smack, btrfs, verity, namespaces, assert, debug)\n`,
    );
  }
  const [source, target] = parsed.operands;
  const mounts = mountsOf(world, call.shell.who.uid);
  if (source === undefined && !has(parsed, 'a')) {
    const types = optionValue(parsed, 't')?.split(',');
    return ok(
      mounts
        .filter(({ type }) => types === undefined || types.includes(type))
        .map((mount) => `${mount.source} on ${mount.target} type ${mount.type} (${mount.options})\n`)
        .join(''),
    );
  }
  if (!isRoot(call)) return fail(`mount: ${target ?? source ?? '/'}: must be superuser to use mount.\n`);
  if (has(parsed, 'a')) return ok();
  const options = (optionValue(parsed, 'o') ?? '').split(',');
  if (options.includes('remount')) return remount(target ?? source ?? '', options, call);
  kernel.events.report({ kind: 'unsupported', command: commandLine(['mount', ...words]) });
  if (target === undefined) {
    const known = mounts.find((mount) => mount.target === source || mount.source === source);
    if (!known) return fail(`mount: ${source}: can't find in /etc/fstab.\n`);
    return fail(`mount: ${known.target}: ${known.source} already mounted on ${known.target}.\n`, 32);
  }
  if (!world.files.has(target)) return fail(`mount: ${target}: mount point does not exist.\n`, 32);
  if (has(parsed, 'B') || /^(?:tmpfs|none|proc|overlay)$/.test(source ?? '')) {
    return fail(`mount: ${target}: permission denied.\n`, 32);
  }
  return fail(`mount: ${target}: special device ${source} does not exist.\n`, 32);
}

/** Makes a file system of the scenario writable or read-only. */
function remount(target: string, options: readonly string[], call: Call): ExecResult {
  const { state } = systemOf(call).kernel;
  const details = hostDetails(state.host);
  const found = details.mounts?.find(({ path, source }) => path === target || source === target);
  if (!found) {
    const known = mountsOf(state.view, 0).some((mount) => mount.target === target || mount.source === target);
    return known ? ok() : fail(`mount: ${target}: mount point not mounted or bad option.\n`, 32);
  }
  const readOnly = options.includes('ro') || (found.readOnly && !options.includes('rw'));
  const mounts = details.mounts?.map((mount) => (mount === found ? { ...mount, readOnly } : mount)) ?? [];
  state.host = { ...state.host, details: { ...details, mounts } };
  return ok();
}

/** What is mounted is in use, and stays. */
function runUmount(words: readonly string[], call: Call): ExecResult {
  const targets = words.filter((word) => !word.startsWith('-'));
  if (targets.length === 0) return fail("umount: bad usage\nTry 'umount --help' for more information.\n");
  const [target = ''] = targets;
  const known = mountsOf(systemOf(call).kernel.state.view, 0).find(
    (mount) => mount.target === target || mount.source === target,
  );
  if (!known) return fail(`umount: ${target}: not mounted.\n`, 32);
  if (!isRoot(call)) return fail(`umount: ${known.target}: must be superuser to unmount.\n`, 32);
  return fail(`umount: ${known.target}: target is busy.\n`, 32);
}

/** Shows what is mounted. */
export const mount: SystemTool = { name: 'mount', path: '/usr/bin/mount', run };
/** Would unmount a file system. */
export const umount: SystemTool = { name: 'umount', path: '/usr/bin/umount', run: runUmount };
