/** `pidof` of sysvinit-utils. */
import { processName } from '../../host/process-figures.ts';
import type { CommandContext, CommandResult, MachineCommand } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { processesByPid } from '../own-process.ts';

function run(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('pidof', words, { short: 'scnxzmqo:d:S:t' });
  const nothing = { stdout: '', stderr: '', exitCode: 1 };
  if (parsed.problem !== undefined) return nothing;
  const names = new Set(parsed.operands);
  const pids = processesByPid(context)
    .filter((process) => {
      if (process.argv.length === 0) return false;
      const script = has(parsed, 'x') ? process.argv.slice(1).find((word) => !word.startsWith('-')) : undefined;
      const called = [processName(process), process.argv[0], script, script?.slice(script.lastIndexOf('/') + 1)];
      return called.some((name) => name !== undefined && names.has(name));
    })
    .map(({ pid }) => pid)
    .reverse();
  if (pids.length === 0) return nothing;
  const shown = has(parsed, 's') ? pids.slice(0, 1) : pids;
  return { stdout: has(parsed, 'q') ? '' : `${shown.join(' ')}\n`, stderr: '', exitCode: 0 };
}

/** Pids of the processes of a program, newest first. */
export const pidof: MachineCommand = { name: 'pidof', path: '/usr/bin/pidof', run };
