/** `setsid` of util-linux: runs a program in a session of its own. */
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';
import { utilLinuxVersion } from '../versions.ts';

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('setsid', words, {
    short: 'cfwhV',
    long: { ctty: 'c', fork: 'f', wait: 'w', help: 'h', version: 'V' },
    stopAtOperand: true,
  });
  const tryHelp = (text: string): CommandResult => failed(`${text}\nTry 'setsid --help' for more information.\n`);
  if (parsed.problem !== undefined) return tryHelp(parsed.problem);
  if (has(parsed, 'V')) return printed(`setsid from util-linux ${utilLinuxVersion(context.world.host.os)}\n`);
  if (parsed.operands.length === 0) return tryHelp('setsid: no command specified');
  const line = commandLine(parsed.operands);
  if (has(parsed, 'w')) return context.control.run(line);
  // Started from a shell with a terminal it leads its group, and so has to leave a child behind.
  await context.control.spawn(line, { nohup: true });
  return printed('');
}

/** Runs a program apart from the terminal. */
export const setsid: MachineCommand = { name: 'setsid', path: '/usr/bin/setsid', run };
