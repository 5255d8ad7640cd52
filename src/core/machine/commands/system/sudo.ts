/** `sudo`: root runs everything; nobody else knows a password. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { programExists } from '../program-path.ts';
import { commandLine } from '../shell-message.ts';

const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-AknS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-AknS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command]
usage: sudo [-AbEHknPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i|-s] [<command>]
usage: sudo -e [-AknS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...
`;

/** Letters of options that take a value. */
const WITH_VALUE = 'CDghpRrtTuU';

interface SudoRequest {
  readonly flags: ReadonlySet<string>;
  readonly user: string;
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
  version: 'V',
  help: 'h',
};

function requestOf(words: readonly string[]): SudoRequest {
  const flags = new Set<string>();
  let user = 'root';
  const queue = [...words];
  const done = (problem?: string): SudoRequest => ({ flags, user, command: queue, problem });
  while (queue[0]?.startsWith('-')) {
    const word = queue.shift() ?? '';
    if (word === '--') break;
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split('=');
      if (name === 'user') user = value ?? queue.shift() ?? user;
      else if (LONG[name] === undefined) return done(`sudo: unrecognized option '${word}'`);
      else flags.add(LONG[name]);
      continue;
    }
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      if (WITH_VALUE.includes(letter) && !(letter === 'h' && word === '-h')) {
        const value = word.slice(at + 1) || queue.shift();
        if (value === undefined) return done(`sudo: option requires an argument -- '${letter}'`);
        if (letter === 'u') user = value;
        break;
      }
      if (!'AbEeHhiKklnPSsVv'.includes(letter)) return done(`sudo: invalid option -- '${letter}'`);
      flags.add(letter);
    }
  }
  return done();
}

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const { flags, user, command, problem } = requestOf(words);
  if (problem !== undefined) return failed(`${problem}\n${USAGE}`);
  if (flags.has('V'))
    return printed(
      'Sudo version 1.9.9\nSudoers policy plugin version 1.9.9\nSudoers file grammar version 48\nSudoers I/O plugin version 1.9.9\nSudoers audit plugin version 1.9.9\n',
    );
  if (flags.has('h')) return printed(`sudo - execute a command as another user\n\n${USAGE}`);
  if (flags.has('k') || flags.has('K')) return printed('');
  const { shell, control, world } = context;
  if (shell.uid !== 0) {
    if (flags.has('n')) return failed('sudo: a password is required\n');
    if (flags.has('S')) {
      return failed(
        `[sudo] password for ${shell.user}: Sorry, try again.\n[sudo] password for ${shell.user}: \nsudo: no password was provided\nsudo: 1 incorrect password attempt\n`,
      );
    }
    return failed(
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n',
    );
  }
  if (!world.host.users.some(({ name, uid }) => name === user || `#${uid}` === user)) {
    return failed(`sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`);
  }
  if (flags.has('v')) return printed('');
  if (flags.has('l')) {
    return printed(
      `Matching Defaults entries for root on ${world.host.hostname}:\n    env_reset, mail_badpass, secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin\\:/snap/bin, use_pty\n\nUser root may run the following commands on ${world.host.hostname}:\n    (ALL : ALL) ALL\n`,
    );
  }
  if (command.length === 0) return flags.has('i') || flags.has('s') ? printed('') : failed(USAGE);
  const assigns = /^\w+=/.test(command[0] ?? '');
  const program = command.find((word) => !/^\w+=/.test(word));
  if (program !== undefined && !programExists(program, context)) return failed(`sudo: ${program}: command not found\n`);
  const line = commandLine(assigns ? ['env', ...command] : command);
  if (flags.has('b')) {
    await control.spawn(line, { nohup: true });
    return printed('');
  }
  return control.run(line);
}

/** Runs a command as root. */
export const sudo: MachineCommand = { name: 'sudo', path: '/usr/bin/sudo', run };
