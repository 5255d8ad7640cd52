/** `mount` of util-linux: shows what is mounted. Nothing can be mounted on a mocked machine. */
import { mountsOf } from '../../host/mounts.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
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

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('mount', words, SPEC);
  const { world, shell, control } = context;
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'mount --help' for more information.\n`);
  if (has(parsed, 'V')) {
    const version = utilLinuxVersion(world.host.os);
    return printed(
      `mount from util-linux ${version} (libmount ${version}: selinux, smack, btrfs, verity, namespaces, assert, debug)\n`,
    );
  }
  const [source, target] = parsed.operands;
  const mounts = mountsOf(world, shell.uid);
  if (source === undefined && !has(parsed, 'a')) {
    const types = optionValue(parsed, 't')?.split(',');
    return printed(
      mounts
        .filter(({ type }) => types === undefined || types.includes(type))
        .map((mount) => `${mount.source} on ${mount.target} type ${mount.type} (${mount.options})\n`)
        .join(''),
    );
  }
  if (shell.uid !== 0) return failed(`mount: ${target ?? source ?? '/'}: must be superuser to use mount.\n`);
  if (has(parsed, 'a')) return printed('');
  control.report({ kind: 'unsupported', command: commandLine(['mount', ...words]) });
  if (target === undefined) {
    const known = mounts.find((mount) => mount.target === source || mount.source === source);
    if (!known) return failed(`mount: ${source}: can't find in /etc/fstab.\n`);
    return failed(`mount: ${known.target}: ${known.source} already mounted on ${known.target}.\n`, 32);
  }
  if (!world.files.has(target)) return failed(`mount: ${target}: mount point does not exist.\n`, 32);
  return failed(`mount: ${target}: special device ${source} does not exist.\n`, 32);
}

/** Shows what is mounted. */
export const mount: MachineCommand = { name: 'mount', path: '/usr/bin/mount', run };
