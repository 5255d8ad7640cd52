/** `sudo`: runs what the rules of the host let somebody run. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { executableOf } from '../../services/executable.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { AccountFiles } from '../../users/account-files.ts';
import { type User, userNamed } from '../../users/accounts.ts';
import { ruleFor, type SudoRule, sudoRules } from '../../users/sudoers.ts';
import { type Becoming, loginVariables, runAs, runTextAs, shellAs } from '../become.ts';
import { commandLine } from '../shell-message.ts';
import { isRoot, type SystemTool, systemOf, toBytes } from '../system-tool.ts';

const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-AknS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-AknS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command]
usage: sudo [-AbEHknPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i|-s] [<command>]
usage: sudo -e [-AknS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...
`;
const NO_TERMINAL =
  'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n';
const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
/** Variables that stay when the others are reset. */
const KEPT = ['COLORTERM', 'DISPLAY', 'LANG', 'LANGUAGE', 'LC_ALL', 'LS_COLORS', 'TERM', 'XAUTHORITY'];
/** Letters of options that take a value. */
const WITH_VALUE = 'CDghpRrtTuU';

interface SudoRequest {
  readonly flags: ReadonlySet<string>;
  readonly user: string;
  readonly about: string | undefined;
  readonly folder: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly problem: string | undefined;
}

const LONG: Readonly<Record<string, string>> = {
  'non-interactive': 'n',
  stdin: 'S',
  list: 'l',
  validate: 'v',
  login: 'i',
  shell: 's',
  'preserve-env': 'E',
  'set-home': 'H',
  background: 'b',
  'reset-timestamp': 'k',
  'remove-timestamp': 'K',
  version: 'V',
  help: 'h',
};
const LONG_VALUES: Readonly<Record<string, string>> = {
  user: 'u',
  'other-user': 'U',
  chdir: 'D',
  group: 'g',
  prompt: 'p',
};

function requestOf(words: readonly string[]): SudoRequest {
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const variables: Record<string, string> = {};
  const queue = [...words];
  const done = (problem?: string): SudoRequest => ({
    flags,
    user: values.get('u') ?? 'root',
    about: values.get('U'),
    folder: values.get('D'),
    variables,
    command: queue,
    problem,
  });
  while (queue[0]?.startsWith('-') && queue[0] !== '-') {
    const word = queue.shift() ?? '';
    if (word === '--') break;
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split('=');
      const letter = LONG_VALUES[name];
      if (letter !== undefined) values.set(letter, value ?? queue.shift() ?? '');
      else if (LONG[name] === undefined) return done(`sudo: unrecognized option '${word}'`);
      else flags.add(LONG[name]);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      if (WITH_VALUE.includes(letter) && !(letter === 'h' && word === '-h')) {
        const value = word.slice(at + 1) || queue.shift();
        if (value === undefined) return done(`sudo: option requires an argument -- '${letter}'`);
        values.set(letter, value);
        break;
      }
      if (!'AbEeHhiKklnPSsVv'.includes(letter)) return done(`sudo: invalid option -- '${letter}'`);
      flags.add(letter);
    }
  }
  for (
    let match = /^([A-Za-z_]\w*)=(.*)$/s.exec(queue[0] ?? '');
    match;
    match = /^([A-Za-z_]\w*)=(.*)$/s.exec(queue[0] ?? '')
  ) {
    variables[match[1] ?? ''] = match[2] ?? '';
    queue.shift();
  }
  return done();
}

/** Asks for the password where it is needed; what is said when it does not come, or undefined when all is well. */
function authenticate(
  own: User,
  { flags }: SudoRequest,
  call: Call,
): { readonly stdin: string; readonly refused?: ExecResult } {
  const system = systemOf(call);
  const stdin = decodeBytesToUtf8(call.context.stdin);
  if (system.sudoTickets.isFresh(own.name, call.shell.process.tty)) return { stdin };
  if (flags.has('n')) return { stdin, refused: fail('sudo: a password is required\n') };
  if (!flags.has('S')) return { stdin, refused: fail(NO_TERMINAL) };
  const [password = '', ...rest] = stdin.split('\n');
  const prompt = `[sudo] password for ${own.name}: `;
  if (stdin === '')
    return { stdin, refused: fail(`${prompt}\nsudo: no password was provided\nsudo: a password is required\n`) };
  if (!new AccountFiles(system.kernel).knows(own.name, password)) {
    system.journal.say({
      unit: '',
      tag: 'sudo',
      text: `pam_unix(sudo:auth): authentication failure; logname= uid=${own.uid} euid=0 tty=/dev/${call.shell.process.tty} ruser=${own.name} rhost=  user=${own.name}`,
      priority: 5,
    });
    return {
      stdin,
      refused: fail(
        `${prompt}Sorry, try again.\n${prompt}\nsudo: no password was provided\nsudo: 1 incorrect password attempt\n`,
      ),
    };
  }
  system.sudoTickets.note(own.name, call.shell.process.tty);
  return { stdin: rest.join('\n') };
}

function list(own: User, rules: readonly SudoRule[], call: Call): ExecResult {
  const { host } = systemOf(call).kernel.state;
  if (rules.length === 0) return fail(`Sorry, user ${own.name} may not run sudo on ${host.hostname}.\n`);
  const path = SECURE_PATH.replaceAll(':', '\\:');
  return ok(
    `Matching Defaults entries for ${own.name} on ${host.hostname}:\n    env_reset, mail_badpass, secure_path=${path}, use_pty\n\nUser ${own.name} may run the following commands on ${host.hostname}:\n${rules.map(({ text }) => `    ${text}\n`).join('')}`,
  );
}

async function run(words: readonly string[], call: Call): Promise<ExecResult> {
  const request = requestOf(words);
  const { flags, command, problem } = request;
  if (problem !== undefined) return fail(`${problem}\n${USAGE}`);
  if (flags.has('V')) {
    return ok(
      'Sudo version 1.9.9\nSudoers policy plugin version 1.9.9\nSudoers file grammar version 48\nSudoers I/O plugin version 1.9.9\nSudoers audit plugin version 1.9.9\n',
    );
  }
  if (flags.has('h')) return ok(`sudo - execute a command as another user\n\n${USAGE}`);
  const system = systemOf(call);
  const { state } = system.kernel;
  const own = state.host.users.find(({ uid }) => uid === call.shell.who.uid) ?? {
    name: call.shell.process.user,
    ...call.shell.who,
    home: '/',
    shell: '/bin/sh',
  };
  if (flags.has('k') || flags.has('K')) system.sudoTickets.forget(own.name, call.shell.process.tty);
  if ((flags.has('k') || flags.has('K')) && command.length === 0) return ok();
  const target = userNamed(state.host, request.user.replace(/^#/, ''));
  if (!target) return fail(`sudo: unknown user ${request.user}\nsudo: error initializing audit plugin sudoers_audit\n`);
  const rules = sudoRules(state, own);
  const needs = !isRoot(call) && (rules.length === 0 || rules.some((rule) => rule.needsPassword));
  if (flags.has('l') || flags.has('v')) {
    // A rule without a password is enough to list what one may do; to be validated all of them have to be so.
    const isFree = flags.has('l') && rules.some((rule) => !rule.needsPassword);
    const { refused } = needs && !isFree ? authenticate(own, request, call) : { refused: undefined };
    if (refused) return refused;
    const about = request.about === undefined ? own : userNamed(state.host, request.about);
    if (!about) return fail(`sudo: unknown user ${request.about}\n`);
    return flags.has('l') ? list(about, sudoRules(state, about), call) : ok();
  }
  const wantsShell = flags.has('i') || flags.has('s');
  if (command.length === 0 && !wantsShell) return fail(USAGE);
  return carryOut(request, { own, target, rules }, call);
}

/** Checks that a command may run, and runs it. */
async function carryOut(
  request: SudoRequest,
  { own, target, rules }: { readonly own: User; readonly target: User; readonly rules: readonly SudoRule[] },
  call: Call,
): Promise<ExecResult> {
  const { command, flags } = request;
  const system = systemOf(call);
  const { state } = system.kernel;
  const [program = target.shell, ...args] = command;
  const path = program.includes('/')
    ? resolvePath(call.context.cwd, program)
    : (executableOf(program, state) ?? program);
  const rule = isRoot(call) ? undefined : ruleFor(rules, target.name, path, args);
  let { stdin } = { stdin: decodeBytesToUtf8(call.context.stdin) };
  if (!isRoot(call) && rule?.needsPassword !== false) {
    const { stdin: rest, refused } = authenticate(own, request, call);
    if (refused) return refused;
    stdin = rest;
  }
  const line = commandLine([path, ...args]);
  const where = `TTY=${call.shell.process.tty} ; PWD=${call.context.cwd} ; USER=${target.name} ; COMMAND=${line}`;
  if (!isRoot(call) && !rule) {
    const known = rules.length > 0;
    const what = known ? 'command not allowed' : 'user NOT in sudoers';
    system.journal.say({ unit: '', tag: 'sudo', text: `${own.name.padStart(8)} : ${what} ; ${where}`, priority: 1 });
    return known
      ? fail(
          `Sorry, user ${own.name} is not allowed to execute '${line}' as ${target.name} on ${state.host.hostname}.\n`,
        )
      : fail(`${own.name} is not in the sudoers file.  This incident will be reported.\n`);
  }
  const isShell = program === 'su' || flags.has('i') || flags.has('s');
  if (!isShell && executableOf(path, state) === undefined && !isBuiltin(program, call)) {
    return fail(`sudo: ${program}: command not found\n`);
  }
  system.journal.say({ unit: '', tag: 'sudo', text: `${own.name.padStart(8)} : ${where}`, priority: 5 });
  const becoming: Becoming = {
    user: target,
    argv: ['sudo', ...requestWords(request)],
    environment: environmentOf(request, { own, target }, call),
    cwd: flags.has('i') ? target.home : (request.folder ?? call.context.cwd),
  };
  const inner: Call = { ...call, context: { ...call.context, stdin: toBytes(stdin) } };
  if (flags.has('b')) {
    system.launch({
      command: commandLine(command),
      user: target.name,
      cwd: becoming.cwd,
      environment: becoming.environment,
      startedFor: call.shell.process.startedFor,
    });
    return ok();
  }
  if (command.length === 0) return shellAs({ ...becoming, login: flags.has('i'), shell: target.shell }, inner);
  if (flags.has('i') || flags.has('s')) return runTextAs(commandLine(command), target.shell, becoming, inner);
  return runAs(command, becoming, inner);
}

/** Tools that the shell plays without a file have to be found too. */
function isBuiltin(program: string, call: Call): boolean {
  const isThere = call.shell.parts.tools.has(program) && !call.shell.parts.kernel.spec.absent.includes(program);
  return isThere && !program.includes('/');
}

function requestWords({ flags, user, command }: SudoRequest): readonly string[] {
  return [...[...flags].map((flag) => `-${flag}`), ...(user === 'root' ? [] : ['-u', user]), ...command];
}

function environmentOf(
  { flags, variables, command }: SudoRequest,
  { own, target }: { readonly own: User; readonly target: User },
  call: Call,
): Readonly<Record<string, string>> {
  const before = call.context.exportedEnv ?? {};
  const kept = Object.entries(before).filter(([name]) => flags.has('E') || KEPT.includes(name));
  return {
    ...Object.fromEntries(kept),
    ...loginVariables(target, target.shell),
    ...(before['TERM'] === undefined ? {} : { TERM: before['TERM'] }),
    ...(flags.has('E') && before['HOME'] !== undefined && !flags.has('H') ? { HOME: before['HOME'] } : {}),
    PATH: SECURE_PATH,
    MAIL: `/var/mail/${target.name}`,
    ...(flags.has('i')
      ? {}
      : {
          SUDO_COMMAND: commandLine(command),
          SUDO_USER: own.name,
          SUDO_UID: String(own.uid),
          SUDO_GID: String(own.gid),
        }),
    ...variables,
  };
}

/** Runs a command as root, or as somebody else. */
export const sudo: SystemTool = { name: 'sudo', path: '/usr/bin/sudo', run };
