/** `nohup` of GNU coreutils. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { programExists } from '../program-path.ts';
import { commandLine } from '../shell-message.ts';
import { coreutilsVersion } from '../versions.ts';

const HELP = `Usage: nohup COMMAND [ARG]...
  or:  nohup OPTION
Run COMMAND, ignoring hangup signals.

      --help        display this help and exit
      --version     output version information and exit

If standard input is a terminal, redirect it from an unreadable file.
If standard output is a terminal, append output to 'nohup.out' if possible,
'$HOME/nohup.out' otherwise.
If standard error is a terminal, redirect it to standard output.
To save output to FILE, use 'nohup COMMAND > FILE'.
`;

const tryHelp = (text: string): CommandResult =>
  failed(`nohup: ${text}\nTry 'nohup --help' for more information.\n`, 125);

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const [first] = words;
  if (first === undefined) return tryHelp('missing operand');
  if (first === '--help') return printed(HELP);
  if (first === '--version') return printed(`nohup (GNU coreutils) ${coreutilsVersion(context.world.host.os)}\n`);
  const command = first === '--' ? words.slice(1) : words;
  if (command.length === 0) return tryHelp('missing operand');
  if (first.startsWith('-') && first !== '--') {
    return tryHelp(
      first.startsWith('--') ? `unrecognized option '${first}'` : `invalid option -- '${first.charAt(1)}'`,
    );
  }
  const line = commandLine(command);
  const notice = context.redirected ? '' : "nohup: ignoring input and appending output to 'nohup.out'\n";
  if (!programExists(command[0] ?? '', context)) {
    return failed(`${notice}nohup: failed to run command '${command[0]}': No such file or directory\n`, 127);
  }
  if (context.redirected) return context.control.run(line);
  const { exitCode } = await context.control.run(`${line} >> nohup.out 2>&1`);
  return { stdout: '', stderr: notice, exitCode };
}

/** Runs a command that outlives its terminal. */
export const nohup: MachineCommand = { name: 'nohup', path: '/usr/bin/nohup', run };
