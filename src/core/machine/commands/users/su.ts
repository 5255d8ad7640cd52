/** `su` and `newgrp`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { groupsOf } from '../../host/accounts.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { AccountFiles } from '../../users/account-files.ts';
import { credentialsOf, type User, userNamed } from '../../users/accounts.ts';
import { type Becoming, loginVariables, runTextAs, shellAs } from '../become.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf, toBytes } from '../system-tool.ts';
import { utilLinuxVersion } from '../versions.ts';

const SPEC = {
  short: 'c:fg:G:lmphs:VPTw:',
  long: {
    'command=': 'c',
    'session-command=': 'c',
    fast: 'f',
    'group=': 'g',
    'supp-group=': 'G',
    login: 'l',
    'preserve-environment': 'p',
    'shell=': 's',
    pty: 'P',
    'no-pty': 'T',
    'whitelist-environment=': 'w',
    help: 'h',
    version: 'V',
  },
};

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const dash = words.includes('-');
  const parsed = getopt(
    'su',
    words.filter((word) => word !== '-'),
    SPEC,
  );
  const { kernel, journal } = systemOf(call);
  const { host } = kernel.state;
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'su --help' for more information.\n`);
  if (has(parsed, 'V')) return ok(`su from util-linux ${utilLinuxVersion(host.os)}\n`);
  const [name = 'root', ...args] = parsed.operands;
  const user = userNamed(host, name);
  if (!user || user.name !== name) {
    return fail(`su: user ${name} does not exist or the user entry does not contain all the required fields\n`);
  }
  let stdin = decodeBytesToUtf8(call.context.stdin);
  if (!isRoot(call)) {
    const [password = '', ...rest] = stdin.split('\n');
    if (stdin === '' || !new AccountFiles(kernel).knows(name, password)) {
      const own = call.shell.process.user;
      journal.say({
        unit: '',
        tag: 'su',
        text: `FAILED SU (to ${name}) ${own} on ${call.shell.process.tty}`,
        priority: 5,
      });
      return fail('Password: \nsu: Authentication failure\n');
    }
    stdin = rest.join('\n');
  }
  const login = dash || has(parsed, 'l');
  const shell = optionValue(parsed, 's') ?? user.shell;
  if (/(?:nologin|false)$/.test(shell)) {
    return fail(shell.endsWith('false') ? '' : 'This account is currently not available.\n');
  }
  const becoming: Becoming = {
    user,
    argv: ['su', ...words],
    environment: variables(user, shell, { login, keep: has(parsed, 'p', 'm') }, call),
    cwd: login ? user.home : call.context.cwd,
    login,
  };
  const inner: Call = { ...call, context: { ...call.context, stdin: toBytes(stdin) } };
  const command = optionValue(parsed, 'c') ?? (args[0] === '-c' ? args[1] : undefined);
  if (command !== undefined) return runTextAs(command, shell.slice(shell.lastIndexOf('/') + 1), becoming, inner);
  return shellAs({ ...becoming, login, shell }, inner);
}

function variables(
  user: User,
  shell: string,
  { login, keep }: { readonly login: boolean; readonly keep: boolean },
  call: Call,
): Readonly<Record<string, string>> {
  const before = call.context.exportedEnv ?? {};
  const fresh = loginVariables(user, shell);
  if (login) return { ...fresh, ...(before['TERM'] === undefined ? {} : { TERM: before['TERM'] }) };
  if (keep) return before;
  const { HOME = '/', SHELL = '/bin/sh', USER = '', LOGNAME = '' } = fresh;
  return { ...before, HOME, SHELL, ...(user.uid === 0 ? {} : { USER, LOGNAME }) };
}

/** Starts a shell whose first group is another one. */
async function runNewgrp(words: readonly string[], call: Call): Promise<ExecResult> {
  const [name] = words.filter((word) => !word.startsWith('-'));
  const { host } = systemOf(call).kernel.state;
  const own = host.users.find(({ uid }) => uid === call.shell.who.uid);
  if (name === undefined || !own) return ok();
  const group = groupsOf(host).find((entry) => entry.name === name);
  if (!group) return fail(`newgrp: group '${name}' does not exist\n`);
  const { gid, groups } = credentialsOf(host, own);
  if (!isRoot(call) && group.gid !== gid && !groups.includes(group.gid))
    return fail('Password: \nnewgrp: failed to crypt password with previous salt: Invalid argument\n');
  call.shell.parts.nest?.(call.shell, {
    who: { uid: own.uid, gid: group.gid, groups: [gid, ...groups] },
    cwd: call.context.cwd,
    environment: call.context.exportedEnv ?? {},
    chain: [{ command: 'bash', argv: ['bash'], memory: 5_276_000, cwd: call.context.cwd }],
  });
  return ok();
}

/** Becomes another user. */
export const su: SystemTool = { name: 'su', path: '/usr/bin/su', run };
/** Logs into another group. */
export const newgrp: SystemTool = { name: 'newgrp', path: '/usr/bin/newgrp', run: runNewgrp };
