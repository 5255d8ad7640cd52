/** `passwd`, `chpasswd`, `chsh` and `getent`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { AccountFiles } from '../../users/account-files.ts';
import { userNamed } from '../../users/accounts.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { both, isRoot, type SystemTool, systemOf, textFile } from '../system-tool.ts';

const UNCHANGED = 'passwd: Authentication token manipulation error\npasswd: password unchanged\n';

function runPasswd(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('passwd', words, {
    short: 'adehi:kln:qr:R:Suw:x:',
    long: { all: 'a', delete: 'd', expire: 'e', lock: 'l', unlock: 'u', status: 'S', quiet: 'q', stdin: '1' },
  });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nUsage: passwd [options] [LOGIN]\n`, 6);
  const { kernel } = systemOf(call);
  const own = call.shell.process.user;
  const [name = own] = parsed.operands;
  const accounts = new AccountFiles(kernel);
  if (name !== own && !isRoot(call))
    return fail(`passwd: You may not view or modify password information for ${name}.\n`);
  if (!userNamed(kernel.state.host, name)) return fail(`passwd: user '${name}' does not exist\n`);
  if (has(parsed, 'S')) {
    const stored = accounts.stored(name) ?? '';
    const state = stored.startsWith('!') || stored === '*' ? 'L' : stored === '' ? 'NP' : 'P';
    return ok(`${name} ${state} ${strftime('%m/%d/%Y', kernel.schedule.now)} 0 99999 7 -1\n`);
  }
  if (has(parsed, 'l', 'u', 'd')) {
    if (!isRoot(call)) return fail('passwd: Permission denied.\n');
    accounts.lock(name, has(parsed, 'l'));
    return ok('passwd: password expiry information changed.\n');
  }
  const lines = decodeBytesToUtf8(call.context.stdin).split('\n');
  const prompts = 'New password: Retype new password: ';
  if (!isRoot(call)) {
    const current = lines.shift() ?? '';
    const asked = `Changing password for ${name}.\nCurrent password: `;
    if (!accounts.knows(name, current)) return fail(`${asked}${UNCHANGED}`, 10);
  }
  const [first = '', second = has(parsed, '1') ? first : ''] = lines;
  if (first === '') return fail(`New password: Password change has been aborted.\n${UNCHANGED}`, 10);
  if (first !== second) return fail(`${prompts}Sorry, passwords do not match.\n${UNCHANGED}`, 10);
  accounts.setPassword(name, first);
  return fail(`${prompts}passwd: password updated successfully\n`, 0);
}

function runChpasswd(_: readonly string[], call: Call): ExecResult {
  const { kernel } = systemOf(call);
  if (!isRoot(call)) return fail('chpasswd: Permission denied.\nchpasswd: cannot lock /etc/passwd; try again later.\n');
  const accounts = new AccountFiles(kernel);
  let stderr = '';
  const lines = decodeBytesToUtf8(call.context.stdin).split('\n').filter(Boolean);
  for (const [index, line] of lines.entries()) {
    const [name = '', ...password] = line.split(':');
    if (accounts.accounts.some((account) => account.name === name)) accounts.setPassword(name, password.join(':'));
    else
      stderr += `chpasswd: (user ${name}) pam_chauthtok() failed, error:\nAuthentication token manipulation error\nchpasswd: (line ${index + 1}, user ${name}) password not changed\n`;
  }
  return fail(stderr, stderr === '' ? 0 : 1);
}

function runChsh(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('chsh', words, { short: 's:R:h', long: { 'shell=': 's' } });
  const { kernel } = systemOf(call);
  const own = call.shell.process.user;
  const [name = own] = parsed.operands;
  const shell = optionValue(parsed, 's');
  const accounts = new AccountFiles(kernel);
  if (!accounts.accounts.some((account) => account.name === name)) return fail(`chsh: user '${name}' does not exist\n`);
  if (name !== own && !isRoot(call)) return fail(`You may not change the shell for '${name}'.\n`);
  if (!isRoot(call)) return fail('Password: chsh: PAM: Authentication failure\n');
  if (shell === undefined)
    return ok(
      `Changing the login shell for ${name}\nEnter the new value, or press ENTER for the default\n\tLogin Shell [${userNamed(kernel.state.host, name)?.shell ?? '/bin/sh'}]: \n`,
    );
  if (!kernel.state.node(shell) && !call.shell.tree.find(shell)) return fail(`chsh: '${shell}' does not exist\n`);
  accounts.change(name, { shell });
  return ok();
}

/** Lines of a file of names that the keys ask for; all of them where there are no keys. */
function lookUp(
  text: string,
  keys: readonly string[],
  fits: (fields: readonly string[], key: string) => boolean,
): ExecResult {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) return ok(lines.map((line) => `${line}\n`).join(''));
  let stdout = '';
  let exitCode = 0;
  for (const key of keys) {
    const found = lines.find((line) => fits(line.split(':'), key));
    if (found === undefined) exitCode = 2;
    else stdout += `${found}\n`;
  }
  return both(stdout, '', exitCode);
}

function runGetent(words: readonly string[], call: Call): ExecResult {
  const [database, ...keys] = words.filter((word) => !word.startsWith('-'));
  const byNameOrNumber = (fields: readonly string[], key: string): boolean => fields[0] === key || fields[2] === key;
  switch (database) {
    case undefined:
      return fail(
        "getent: wrong number of arguments\nTry `getent --help' or `getent --usage' for more information.\n",
        1,
      );
    case 'passwd':
    case 'group':
      return lookUp(textFile(`/etc/${database}`, call) ?? '', keys, byNameOrNumber);
    case 'shadow':
    case 'gshadow':
      return lookUp(textFile(`/etc/${database}`, call) ?? '', keys, (fields, key) => fields[0] === key);
    case 'hosts':
    case 'ahosts':
    case 'ahostsv4':
      return hosts(keys, call);
    case 'services':
    case 'protocols':
    case 'networks':
      return lookUp(textFile(`/etc/${database}`, call) ?? '', keys, (fields, key) =>
        (fields[0] ?? '').split(/\s+/).includes(key),
      );
    default:
      return fail(
        `Unknown database: ${database}\nTry \`getent --help' or \`getent --usage' for more information.\n`,
        1,
      );
  }
}

function hosts(keys: readonly string[], call: Call): ExecResult {
  const lines = (textFile('/etc/hosts', call) ?? '')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.length > 1);
  const row = ([address = '', ...names]: readonly string[]): string => `${address.padEnd(15)} ${names.join(' ')}\n`;
  if (keys.length === 0) return ok(lines.map(row).join(''));
  let stdout = '';
  let exitCode = 0;
  for (const key of keys) {
    const known = lines.find((words) => words.includes(key));
    const address = known ? undefined : call.shell.parts.hosts.parts(key)?.network.address;
    if (known) stdout += row(known);
    else if (address !== undefined) stdout += row([address, key]);
    else exitCode = 2;
  }
  return both(stdout, '', exitCode);
}

const tool = (name: string, run: SystemTool['run'], folder = '/usr/bin'): SystemTool => ({
  name,
  path: `${folder}/${name}`,
  run,
});

export const PASSWORD_TOOLS: readonly SystemTool[] = [
  tool('passwd', runPasswd),
  tool('chpasswd', runChpasswd, '/usr/sbin'),
  tool('chsh', runChsh),
  tool('getent', runGetent),
];
