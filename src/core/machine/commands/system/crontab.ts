/** `crontab` of Debian's cron: lists what a user has, which is nothing unless a file of the scenario says otherwise. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';

const USAGE = `usage:	crontab [-u user] file
	crontab [ -u user ] [ -i ] { -e | -l | -r }
		(default operation is replace, per 1003.2)
	-e	(edit user's crontab)
	-l	(list user's crontab)
	-r	(delete user's crontab)
	-i	(prompt before deleting user's crontab)
`;

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('crontab', words, { short: 'u:lerinT:' });
  if (parsed.problem !== undefined)
    return failed(`${parsed.problem}\ncrontab: usage error: unrecognized option\n${USAGE}`);
  const user = optionValue(parsed, 'u') ?? context.shell.user;
  if (optionValue(parsed, 'u') !== undefined && context.shell.uid !== 0 && user !== context.shell.user) {
    return failed('must be privileged to use -u\n');
  }
  if (!context.world.host.users.some(({ name }) => name === user)) {
    return failed(`crontab:  user \`${user}' unknown\n`);
  }
  const table = await context.readText(`/var/spool/cron/crontabs/${user}`);
  if (has(parsed, 'l')) return table === undefined ? failed(`no crontab for ${user}\n`) : printed(table);
  if (has(parsed, 'r') && table === undefined) return failed(`no crontab for ${user}\n`);
  const [file] = parsed.operands;
  if (file === undefined && !has(parsed, 'e', 'r')) {
    return failed(`crontab: usage error: file name must be specified for replace\n${USAGE}`);
  }
  if (file !== undefined && file !== '-') {
    const path = file.startsWith('/') ? file : `${context.cwd === '/' ? '' : context.cwd}/${file}`;
    if (!context.world.files.has(path)) return failed(`${file}: No such file or directory\n`);
  }
  context.control.report({ kind: 'unsupported', command: commandLine(['crontab', ...words]) });
  return failed(`You (${user}) are not allowed to use this program (crontab)\nSee crontab(1) for more information\n`);
}

/** Lists the jobs of a user. */
export const crontab: MachineCommand = { name: 'crontab', path: '/usr/bin/crontab', run };
