/** `groupadd`, `groupdel` and `gpasswd`: they change the file in which groups are kept. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { AccountFiles } from '../../users/account-files.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

function files(call: Call): AccountFiles {
  return new AccountFiles(systemOf(call).kernel);
}

function runGroupadd(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('groupadd', words, { short: 'fg:K:opr', long: { force: 'f', 'gid=': 'g', system: 'r' } });
  const [name] = parsed.operands;
  if (parsed.problem !== undefined || name === undefined) return fail('Usage: groupadd [options] GROUP\n', 2);
  if (!isRoot(call))
    return fail('groupadd: Permission denied.\ngroupadd: cannot lock /etc/group; try again later.\n', 10);
  const accounts = files(call);
  if (accounts.groups.some((group) => group.name === name)) {
    return has(parsed, 'f') ? ok() : fail(`groupadd: group '${name}' already exists\n`, 9);
  }
  const given = optionValue(parsed, 'g');
  accounts.addGroup({
    name,
    gid: given === undefined ? accounts.freeNumber(has(parsed, 'r')) : Number(given),
    members: [],
  });
  return ok();
}

function runGroupdel(words: readonly string[], call: Call): ExecResult {
  const [name] = words.filter((word) => !word.startsWith('-'));
  if (name === undefined) return fail('Usage: groupdel [options] GROUP\n', 2);
  if (!isRoot(call))
    return fail('groupdel: Permission denied.\ngroupdel: cannot lock /etc/group; try again later.\n', 10);
  const accounts = files(call);
  if (!accounts.groups.some((group) => group.name === name))
    return fail(`groupdel: group '${name}' does not exist\n`, 6);
  accounts.removeGroup(name);
  return ok();
}

function runGpasswd(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('gpasswd', words, { short: 'a:d:rRA:M:', long: { 'add=': 'a', 'delete=': 'd' } });
  const [name] = parsed.operands;
  const group = files(call).groups.find((entry) => entry.name === name);
  if (!isRoot(call)) return fail('gpasswd: Permission denied.\n');
  if (!group) return fail(`gpasswd: group '${name ?? ''}' does not exist in /etc/group\n`, 3);
  const added = optionValue(parsed, 'a');
  const removed = optionValue(parsed, 'd');
  if (added !== undefined) {
    files(call).setMembers(group, [...group.members.filter((member) => member !== added), added]);
    return ok(`Adding user ${added} to group ${group.name}\n`);
  }
  if (removed === undefined) return ok();
  files(call).setMembers(
    group,
    group.members.filter((member) => member !== removed),
  );
  return ok(`Removing user ${removed} from group ${group.name}\n`);
}

const tool = (name: string, run: SystemTool['run'], folder = '/usr/sbin'): SystemTool => ({
  name,
  path: `${folder}/${name}`,
  run,
});

export const GROUP_TOOLS: readonly SystemTool[] = [
  tool('groupadd', runGroupadd),
  tool('addgroup', runGroupadd),
  tool('groupdel', runGroupdel),
  tool('delgroup', runGroupdel),
  tool('gpasswd', runGpasswd, '/usr/bin'),
];
