/** `useradd`, `adduser`, `userdel`, `usermod` and their like: they change the files in which accounts are kept. */
import type { ExecResult } from 'just-bash';
import { rootTree } from '../../files/root-tree.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { AccountFiles } from '../../users/account-files.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

const NAME = /^[a-z_][a-z0-9_-]{0,31}\$?$/;

function files(call: Call): AccountFiles {
  return new AccountFiles(systemOf(call).kernel);
}

function locked(name: string): ExecResult {
  return fail(`${name}: Permission denied.\n${name}: cannot lock /etc/passwd; try again later.\n`);
}

function say(call: Call, tag: string, text: string): void {
  systemOf(call).journal.say({ unit: '', tag: `${tag}[${systemOf(call).kernel.processes.newPid()}]`, text });
}

interface NewUser {
  readonly name: string;
  readonly uid: number | undefined;
  readonly home: string | undefined;
  readonly shell: string;
  readonly gecos: string;
  readonly group: string | undefined;
  readonly groups: readonly string[];
  readonly makesHome: boolean;
  readonly isSystem: boolean;
}

/** Makes an account with a group and, where wanted, a home; gives its number, or what is wrong. */
function makeUser(user: NewUser, call: Call): number | string {
  const accounts = files(call);
  const { name, home = `/home/${user.name}` } = user;
  const uid = user.uid ?? accounts.freeNumber(user.isSystem);
  if (accounts.accounts.some((account) => account.uid === uid)) return `UID ${uid} is not unique`;
  let gid = uid;
  if (user.group === undefined) accounts.addGroup({ name, gid, members: [] });
  else {
    const group = accounts.groups.find((entry) => entry.name === user.group || String(entry.gid) === user.group);
    if (!group) return `group '${user.group}' does not exist`;
    gid = group.gid;
  }
  for (const wanted of user.groups) {
    const group = accounts.groups.find((entry) => entry.name === wanted);
    if (!group) return `group '${wanted}' does not exist`;
    accounts.setMembers(group, [...group.members, name]);
  }
  accounts.add({ name, uid, gid, gecos: user.gecos, home, shell: user.shell });
  if (user.makesHome) makeHome(home, { uid, gid }, call);
  return uid;
}

/** Makes a home with what `/etc/skel` has, as root's has it on this host. */
function makeHome(home: string, { uid, gid }: { readonly uid: number; readonly gid: number }, call: Call): void {
  const tree = rootTree(systemOf(call).kernel);
  if (tree.find(home)) return;
  tree.makeFolders(home);
  tree.chmod(home, 0o750);
  for (const name of tree.find('/etc/skel') ? tree.list('/etc/skel') : []) {
    tree.write(`${home}/${name}`, tree.read(`/etc/skel/${name}`));
    tree.chown(`${home}/${name}`, uid, gid);
  }
  tree.chown(home, uid, gid);
}

function runUseradd(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('useradd', words, {
    short: 'b:c:d:De:f:g:G:k:K:lmMNop:rR:s:u:UZ:',
    long: {
      'comment=': 'c',
      'home-dir=': 'd',
      'gid=': 'g',
      'groups=': 'G',
      'create-home': 'm',
      'no-create-home': 'M',
      'no-user-group': 'N',
      'password=': 'p',
      system: 'r',
      'shell=': 's',
      'uid=': 'u',
      'user-group': 'U',
    },
  });
  const [name] = parsed.operands;
  if (parsed.problem !== undefined || name === undefined) {
    return fail(
      `${parsed.problem === undefined ? '' : `${parsed.problem}\n`}Usage: useradd [options] LOGIN\n       useradd -D\n       useradd -D [options]\n`,
      2,
    );
  }
  if (!isRoot(call)) return locked('useradd');
  if (!NAME.test(name)) return fail(`useradd: invalid user name '${name}': use --badname to ignore\n`, 3);
  if (files(call).accounts.some((account) => account.name === name))
    return fail(`useradd: user '${name}' already exists\n`, 9);
  const given = optionValue(parsed, 'u');
  const made = makeUser(
    {
      name,
      uid: given === undefined ? undefined : Number(given),
      home: optionValue(parsed, 'd'),
      shell: optionValue(parsed, 's') ?? '/bin/sh',
      gecos: optionValue(parsed, 'c') ?? '',
      group: optionValue(parsed, 'g') ?? (has(parsed, 'N') ? '100' : undefined),
      groups: optionValue(parsed, 'G')?.split(',') ?? [],
      makesHome: has(parsed, 'm'),
      isSystem: has(parsed, 'r'),
    },
    call,
  );
  if (typeof made === 'string') return fail(`useradd: ${made}\n`, made.startsWith('UID') ? 4 : 6);
  say(
    call,
    'useradd',
    `new user: name=${name}, UID=${made}, GID=${made}, home=/home/${name}, shell=/bin/sh, from=none`,
  );
  return ok();
}

function runAdduser(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('adduser', words, {
    short: 'qhv',
    long: {
      'disabled-password': '1',
      'disabled-login': '1',
      'gecos=': 'c',
      'comment=': 'c',
      'home=': 'd',
      'shell=': 's',
      'uid=': 'u',
      'ingroup=': 'g',
      'no-create-home': 'M',
      system: 'r',
      group: 'G',
      quiet: 'q',
      help: 'h',
    },
  });
  const [name, group] = parsed.operands;
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
  if (!isRoot(call)) return fail('adduser: Only root may add a user or group to the system.\n');
  if (name === undefined) return fail('adduser: Only one or two names allowed.\n');
  const accounts = files(call);
  if (group !== undefined) return addToGroup(name, group, call);
  if (accounts.accounts.some((account) => account.name === name))
    return fail(`adduser: The user \`${name}' already exists.\n`);
  if (!NAME.test(name))
    return fail(
      "adduser: Please enter a username matching the regular expression configured\nvia the NAME_REGEX configuration variable.  Use the `--force-badname'\noption to relax this check or reconfigure NAME_REGEX.\n",
    );
  const system = has(parsed, 'r');
  const home = optionValue(parsed, 'd') ?? (system ? '/nonexistent' : `/home/${name}`);
  const made = makeUser(
    {
      name,
      uid: optionValue(parsed, 'u') === undefined ? undefined : Number(optionValue(parsed, 'u')),
      home,
      shell: optionValue(parsed, 's') ?? (system ? '/usr/sbin/nologin' : '/bin/bash'),
      gecos: optionValue(parsed, 'c') ?? ',,,',
      group: optionValue(parsed, 'g') ?? (system ? '65534' : undefined),
      groups: [],
      makesHome: !system && !has(parsed, 'M'),
      isSystem: system,
    },
    call,
  );
  if (typeof made === 'string') return fail(`adduser: ${made}\n`);
  const quiet = has(parsed, 'q');
  const kind = system ? 'system user' : 'user';
  const text = system
    ? `Adding system user \`${name}' (UID ${made}) ...\nAdding new user \`${name}' (UID ${made}) with group \`nogroup' ...\nNot creating home directory \`${home}'.\n`
    : `Adding ${kind} \`${name}' ...\nAdding new group \`${name}' (${made}) ...\nAdding new user \`${name}' (${made}) with group \`${name}' ...\nCreating home directory \`${home}' ...\nCopying files from \`/etc/skel' ...\n`;
  // Without a terminal nobody answers the questions for a password.
  const asks = !system && !has(parsed, '1');
  return {
    stdout: quiet ? '' : text,
    stderr: asks
      ? 'New password: Password change has been aborted.\npasswd: Authentication token manipulation error\npasswd: password unchanged\n'
      : '',
    exitCode: asks ? 10 : 0,
  };
}

function addToGroup(name: string, groupName: string, call: Call): ExecResult {
  const accounts = files(call);
  const group = accounts.groups.find((entry) => entry.name === groupName);
  if (!accounts.accounts.some((account) => account.name === name))
    return fail(`adduser: The user \`${name}' does not exist.\n`);
  if (!group) return fail(`adduser: The group \`${groupName}' does not exist.\n`);
  if (group.members.includes(name)) return ok(`The user \`${name}' is already a member of \`${groupName}'.\n`);
  accounts.setMembers(group, [...group.members, name]);
  return ok(`Adding user \`${name}' to group \`${groupName}' ...\nAdding user ${name} to group ${groupName}\nDone.\n`);
}

function runUserdel(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('userdel', words, { short: 'frRZ:', long: { force: 'f', remove: 'r' } });
  const [name] = parsed.operands;
  if (parsed.problem !== undefined || name === undefined) return fail('Usage: userdel [options] LOGIN\n', 2);
  if (!isRoot(call)) return locked('userdel');
  const accounts = files(call);
  const account = accounts.accounts.find((entry) => entry.name === name);
  if (!account) return fail(`userdel: user '${name}' does not exist\n`, 6);
  const { kernel } = systemOf(call);
  const busy = [...kernel.state.processes.values()].find(({ uid }) => uid === account.uid);
  if (busy && !has(parsed, 'f')) return fail(`userdel: user ${name} is currently used by process ${busy.pid}\n`, 8);
  accounts.remove(name);
  if (accounts.groups.find((group) => group.name === name)?.members.length === 0) accounts.removeGroup(name);
  const tree = rootTree(kernel);
  if (has(parsed, 'r')) {
    if (tree.find(account.home)) tree.remove(account.home, true);
    say(call, 'userdel', `delete user '${name}'`);
    return fail(`userdel: ${name} mail spool (/var/mail/${name}) not found\n`, 0);
  }
  say(call, 'userdel', `delete user '${name}'`);
  return ok();
}

function runDeluser(words: readonly string[], call: Call): ExecResult {
  const [name, group] = words.filter((word) => !word.startsWith('-'));
  if (!isRoot(call)) return fail('deluser: Only root may remove a user or group from the system.\n');
  if (name === undefined) return fail('deluser: Only one or two names allowed.\n');
  const accounts = files(call);
  if (group !== undefined) {
    const found = accounts.groups.find((entry) => entry.name === group);
    if (!found?.members.includes(name))
      return fail(`deluser: The user \`${name}' is not a member of group \`${group}'.\n`, 6);
    accounts.setMembers(
      found,
      found.members.filter((member) => member !== name),
    );
    return ok(`Removing user \`${name}' from group \`${group}' ...\nDone.\n`);
  }
  if (!accounts.accounts.some((entry) => entry.name === name))
    return fail(`deluser: The user \`${name}' does not exist.\n`, 2);
  const result = runUserdel(words.includes('--remove-home') ? ['-r', name] : [name], call);
  return result.exitCode === 0
    ? ok(`Removing user \`${name}' ...\nWarning: group \`${name}' has no more members.\nDone.\n`)
    : result;
}

function runUsermod(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('usermod', words, {
    short: 'ac:d:e:f:g:G:l:Lmop:R:s:u:U',
    long: {
      append: 'a',
      'comment=': 'c',
      'home=': 'd',
      'gid=': 'g',
      'groups=': 'G',
      'login=': 'l',
      lock: 'L',
      'move-home': 'm',
      'shell=': 's',
      'uid=': 'u',
      unlock: 'U',
    },
  });
  const [name] = parsed.operands;
  if (parsed.problem !== undefined || name === undefined) return fail('Usage: usermod [options] LOGIN\n', 2);
  if (!isRoot(call)) return locked('usermod');
  const accounts = files(call);
  if (!accounts.accounts.some((entry) => entry.name === name))
    return fail(`usermod: user '${name}' does not exist\n`, 6);
  const complaint = changeGroups(name, parsed, accounts);
  if (complaint !== undefined) return fail(`usermod: ${complaint}\n`, 6);
  const uid = optionValue(parsed, 'u');
  const group = optionValue(parsed, 'g');
  const gid = accounts.groups.find((entry) => entry.name === group || String(entry.gid) === group)?.gid;
  if (group !== undefined && gid === undefined) return fail(`usermod: group '${group}' does not exist\n`, 6);
  const home = optionValue(parsed, 'd');
  const shell = optionValue(parsed, 's');
  const gecos = optionValue(parsed, 'c');
  const login = optionValue(parsed, 'l');
  accounts.change(name, {
    ...(uid === undefined ? {} : { uid: Number(uid) }),
    ...(gid === undefined ? {} : { gid }),
    ...(home === undefined ? {} : { home }),
    ...(shell === undefined ? {} : { shell }),
    ...(gecos === undefined ? {} : { gecos }),
    ...(login === undefined ? {} : { name: login }),
  });
  if (has(parsed, 'L', 'U')) accounts.lock(name, has(parsed, 'L'));
  say(call, 'usermod', `change user '${name}'`);
  return ok();
}

/** Puts a user into groups; a complaint when one of them is not there. */
function changeGroups(name: string, parsed: ParsedOptions, accounts: AccountFiles): string | undefined {
  const wanted = optionValue(parsed, 'G')?.split(',').filter(Boolean);
  if (!wanted) return undefined;
  const missing = wanted.find((group) => !accounts.groups.some((entry) => entry.name === group));
  if (missing !== undefined) return `group '${missing}' does not exist`;
  for (const group of accounts.groups) {
    const isIn = group.members.includes(name);
    const shall = wanted.includes(group.name) || (has(parsed, 'a') && isIn);
    if (shall && !isIn) accounts.setMembers(group, [...group.members, name]);
    if (!shall && isIn)
      accounts.setMembers(
        group,
        group.members.filter((member) => member !== name),
      );
  }
  return undefined;
}

const tool = (name: string, run: SystemTool['run']): SystemTool => ({ name, path: `/usr/sbin/${name}`, run });

export const ACCOUNT_TOOLS: readonly SystemTool[] = [
  tool('useradd', runUseradd),
  tool('adduser', runAdduser),
  tool('userdel', runUserdel),
  tool('deluser', runDeluser),
  tool('usermod', runUsermod),
];
