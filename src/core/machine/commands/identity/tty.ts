/** `tty` of GNU coreutils. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { coreutilsVersion } from '../versions.ts';

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('tty', words, { short: 's', long: { silent: 's', quiet: 's', help: 'h', version: 'V' } });
  const tryHelp = (text: string): CommandResult => failed(`${text}\nTry 'tty --help' for more information.\n`, 2);
  if (parsed.problem !== undefined) return tryHelp(parsed.problem);
  if (has(parsed, 'h')) {
    return printed(
      'Usage: tty [OPTION]...\nPrint the file name of the terminal connected to standard input.\n\n  -s, --silent, --quiet   print nothing, only return an exit status\n      --help        display this help and exit\n      --version     output version information and exit\n',
    );
  }
  if (has(parsed, 'V')) return printed(`tty (GNU coreutils) ${coreutilsVersion(context.world.host.os)}\n`);
  const [extra] = parsed.operands;
  if (extra !== undefined) return tryHelp(`tty: extra operand ‘${extra}’`);
  const { tty } = context.shell;
  const isTerminal = tty !== '?' && context.stdin === '';
  const text = isTerminal ? `/dev/${tty}\n` : 'not a tty\n';
  return { stdout: has(parsed, 's') ? '' : text, stderr: '', exitCode: isTerminal ? 0 : 1 };
}

/** Names the terminal of the shell. */
export const tty: MachineCommand = { name: 'tty', path: '/usr/bin/tty', run };
