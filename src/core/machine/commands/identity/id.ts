/** `id`, `whoami` and `groups` of GNU coreutils, and `users`. */
import { groupName, groupsOf } from '../../host/accounts.ts';
import { loginsOf } from '../../host/logins.ts';
import type { HostFacts } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';

type User = HostFacts['users'][number];

const HELP = `Usage: id [OPTION]... [USER]...
Print user and group information for each specified USER,
or (when USER omitted) for the current process.

  -a             ignore, for compatibility with other versions
  -Z, --context  print only the security context of the process
  -g, --group    print only the effective group ID
  -G, --groups   print all group IDs
  -n, --name     print a name instead of a number, for -ugG
  -r, --real     print the real ID instead of the effective ID, with -ugG
  -u, --user     print only the effective user ID
  -z, --zero     delimit entries with NUL characters, not whitespace;
                   not permitted in default format
      --help        display this help and exit
      --version     output version information and exit

Without any OPTION, print some useful set of identified information.
`;

const SPEC = {
  short: 'agGnruzZ',
  long: { context: 'Z', group: 'g', groups: 'G', name: 'n', real: 'r', user: 'u', zero: 'z', help: 'h', version: 'V' },
};

/** Numbers of the groups that a user is in: the user's own first. */
function membership(user: User, host: HostFacts): readonly number[] {
  const others = groupsOf(host).filter(({ members, gid }) => members.includes(user.name) && gid !== user.gid);
  return [user.gid, ...others.map(({ gid }) => gid)];
}

function userNamed(name: string, host: HostFacts): User | undefined {
  return host.users.find((user) => user.name === name || String(user.uid) === name);
}

/** The shell's user, or one made of its number when the host has no account for it. */
function ownUser(context: CommandContext): User {
  const { shell, world } = context;
  return (
    world.host.users.find(({ uid }) => uid === shell.uid) ?? {
      name: shell.user,
      uid: shell.uid,
      gid: shell.uid,
      home: '/',
      shell: '/bin/sh',
    }
  );
}

function runId(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('id', words, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'id --help' for more information.\n`);
  if (has(parsed, 'h')) return printed(HELP);
  const { host } = context.world;
  const chosen = ['u', 'g', 'G', 'Z'].filter((letter) => has(parsed, letter));
  if (has(parsed, 'Z')) return failed('id: --context (-Z) works only on an SELinux-enabled kernel\n');
  if (chosen.length > 1) return failed('id: cannot print "only" of more than one choice\n');
  if (chosen.length === 0 && has(parsed, 'n', 'r')) {
    return failed('id: cannot print only names or real IDs in default format\n');
  }
  if (chosen.length === 0 && has(parsed, 'z')) return failed('id: option --zero not permitted in default format\n');
  const end = has(parsed, 'z') ? '\0' : '\n';
  let stdout = '';
  let stderr = '';
  const users = parsed.operands.length === 0 ? [undefined] : parsed.operands;
  for (const operand of users) {
    const user = operand === undefined ? ownUser(context) : userNamed(operand, host);
    if (!user) {
      stderr += `id: ‘${operand}’: no such user\n`;
      continue;
    }
    const names = has(parsed, 'n');
    const group = (gid: number): string => (names ? groupName(host, gid) : String(gid));
    const groups = membership(user, host);
    if (has(parsed, 'u')) stdout += `${names ? user.name : user.uid}${end}`;
    else if (has(parsed, 'g')) stdout += `${group(user.gid)}${end}`;
    else if (has(parsed, 'G')) stdout += `${groups.map(group).join(has(parsed, 'z') ? '\0' : ' ')}${end}`;
    else {
      const full = (gid: number): string => `${gid}(${groupName(host, gid)})`;
      stdout += `uid=${user.uid}(${user.name}) gid=${full(user.gid)} groups=${groups.map(full).join(',')}\n`;
    }
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

function runWhoami(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('whoami', words, { short: '', long: { help: 'h', version: 'V' } });
  const tryHelp = (text: string): CommandResult => failed(`${text}\nTry 'whoami --help' for more information.\n`);
  if (parsed.problem !== undefined) return tryHelp(parsed.problem);
  if (has(parsed, 'h')) {
    return printed(
      'Usage: whoami [OPTION]...\nPrint the user name associated with the current effective user ID.\nSame as id -un.\n\n      --help        display this help and exit\n      --version     output version information and exit\n',
    );
  }
  if (parsed.operands.length > 0) return tryHelp(`whoami: extra operand ‘${parsed.operands[0]}’`);
  return printed(`${ownUser(context).name}\n`);
}

function runGroups(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('groups', words, { short: '', long: { help: 'h', version: 'V' } });
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'groups --help' for more information.\n`);
  const { host } = context.world;
  const names = (user: User): string =>
    membership(user, host)
      .map((gid) => groupName(host, gid))
      .join(' ');
  if (parsed.operands.length === 0) return printed(`${names(ownUser(context))}\n`);
  let stdout = '';
  let stderr = '';
  for (const operand of parsed.operands) {
    const user = userNamed(operand, host);
    if (user) stdout += `${operand} : ${names(user)}\n`;
    else stderr += `groups: ‘${operand}’: no such user\n`;
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** Shows who the user is. */
export const id: MachineCommand = { name: 'id', path: '/usr/bin/id', run: runId };
/** Names the user. */
export const whoami: MachineCommand = { name: 'whoami', path: '/usr/bin/whoami', run: runWhoami };
/** Names the groups of a user. */
export const groups: MachineCommand = { name: 'groups', path: '/usr/bin/groups', run: runGroups };
/** Names the users who are logged in. */
export const users: MachineCommand = {
  name: 'users',
  path: '/usr/bin/users',
  run: (_, { world }) => {
    const names = loginsOf(world).flatMap(({ user, until }) => (until === undefined ? [user] : []));
    return printed(names.length === 0 ? '' : `${names.sort().join(' ')}\n`);
  },
};
