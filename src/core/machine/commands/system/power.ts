/** `reboot`, `shutdown`, `poweroff` and `halt`. */
import { strftime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { commandLine } from '../shell-message.ts';

export type PowerAction = 'reboot' | 'poweroff' | 'halt';

const NAMES: Readonly<Record<PowerAction, string>> = { reboot: 'reboot', poweroff: 'power off', halt: 'halt' };

/** What somebody is told who is not root. */
function denied(action: PowerAction): CommandResult {
  return failed(
    `Failed to set wall message, ignoring: Interactive authentication required.\nFailed to ${NAMES[action]} system via logind: Interactive authentication required.\nFailed to open initctl fifo: Permission denied\nFailed to talk to init daemon.\n`,
  );
}

/** Restarts or stops the machine as the shell's user, who has to be root. `words` are what was typed. */
export function changePower(action: PowerAction, words: readonly string[], context: CommandContext): CommandResult {
  if (context.shell.uid !== 0) return denied(action);
  if (action === 'reboot') context.control.report({ kind: 'machine.rebooted' });
  else context.control.report({ kind: 'unsupported', command: commandLine(words) });
  return printed('');
}

function immediate(action: PowerAction): MachineCommand {
  return {
    name: action,
    path: `/usr/sbin/${action}`,
    run(words, context) {
      const parsed = getopt(action, words, {
        short: 'fpwdni',
        long: {
          force: 'f',
          poweroff: 'p',
          reboot: '1',
          halt: '2',
          'wtmp-only': 'w',
          'no-wtmp': 'd',
          'no-wall': '3',
          help: 'h',
        },
      });
      if (parsed.problem !== undefined) return failed(`${parsed.problem}\n`);
      if (has(parsed, 'h'))
        return printed(`${action} [OPTIONS...]\n\n${action === 'reboot' ? 'Reboot' : 'Power off'} the system.\n`);
      if (has(parsed, 'w')) return printed('');
      return changePower(has(parsed, 'p') ? 'poweroff' : action, [action, ...words], context);
    },
  };
}

/** Minutes until the time that `shutdown` is given; undefined when it is none. */
function minutesUntil(text: string, now: number): number | undefined {
  if (text === 'now') return 0;
  const relative = /^\+(\d{1,6})$/.exec(text);
  if (relative) return Number(relative[1]);
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!clock || Number(clock[1]) > 23 || Number(clock[2]) > 59) return undefined;
  const minuteOfDay = Math.floor(now / 60_000) % 1440;
  return (Number(clock[1]) * 60 + Number(clock[2]) - minuteOfDay + 1440) % 1440;
}

function runShutdown(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('shutdown', words, {
    short: 'HPrhkcfFt:',
    long: { halt: 'H', poweroff: 'P', reboot: 'r', 'no-wall': '1', help: '2', show: '3' },
  });
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n`);
  const action: PowerAction = has(parsed, 'r') ? 'reboot' : has(parsed, 'H') ? 'halt' : 'poweroff';
  if (has(parsed, 'c')) return context.shell.uid === 0 ? printed('') : denied(action);
  if (has(parsed, '3')) return failed('No scheduled shutdown.\n');
  const [when = '+1'] = parsed.operands;
  const minutes = minutesUntil(when, context.world.clock);
  if (minutes === undefined) return failed(`Failed to parse time specification: ${when}\n`);
  if (minutes === 0) return changePower(action, ['shutdown', ...words], context);
  if (context.shell.uid !== 0) return denied(action);
  // A shutdown in the future is announced and never comes: the trial ends before, or the analyst sees that it was asked for.
  context.control.report({ kind: 'unsupported', command: commandLine(['shutdown', ...words]) });
  const at = strftime('%a %Y-%m-%d %H:%M:%S UTC', context.world.clock + minutes * 60_000);
  return failed(
    `${action === 'reboot' ? 'Reboot' : 'Shutdown'} scheduled for ${at}, use 'shutdown -c' to cancel.\n`,
    0,
  );
}

/** Restarts the machine. */
export const reboot: MachineCommand = immediate('reboot');
/** Turns the machine off. */
export const poweroff: MachineCommand = immediate('poweroff');
/** Stops the machine. */
export const halt: MachineCommand = immediate('halt');
/** Turns the machine off or restarts it, now or later. */
export const shutdown: MachineCommand = { name: 'shutdown', path: '/usr/sbin/shutdown', run: runShutdown };
