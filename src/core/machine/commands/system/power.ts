/** `reboot`, `shutdown`, `poweroff`, `halt` and `init`. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import type { PowerAction } from '../../power/power.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

const NAMES: Readonly<Record<PowerAction, string>> = { reboot: 'reboot', poweroff: 'power off', halt: 'halt' };
const MINUTE = 60_000;

/** What somebody is told who is not root. */
function denied(action: PowerAction): ExecResult {
  return fail(
    `Failed to set wall message, ignoring: Interactive authentication required.\nFailed to ${NAMES[action]} system via logind: Interactive authentication required.\nFailed to open initctl fifo: Permission denied\nFailed to talk to init daemon.\n`,
  );
}

/** Restarts or stops the machine as the shell's user, who has to be root. */
export function changePower(action: PowerAction, call: Call): ExecResult {
  if (!isRoot(call)) return denied(action);
  systemOf(call).power.now(action);
  return ok();
}

function immediate(action: PowerAction): SystemTool {
  return {
    name: action,
    path: `/usr/sbin/${action}`,
    run(words, call) {
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
      if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
      if (has(parsed, 'h')) {
        return ok(`${action} [OPTIONS...]\n\n${action === 'reboot' ? 'Reboot' : 'Power off'} the system.\n`);
      }
      if (has(parsed, 'w')) return ok();
      return changePower(has(parsed, 'p') ? 'poweroff' : has(parsed, '1') ? 'reboot' : action, call);
    },
  };
}

/** Minutes until the time that `shutdown` is given; undefined when it is none. */
function minutesUntil(text: string, now: number): number | undefined {
  if (text === 'now') return 0;
  const relative = /^\+?(\d{1,6})$/.exec(text);
  if (relative) return Number(relative[1]);
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (!clock || Number(clock[1]) > 23 || Number(clock[2]) > 59) return undefined;
  const minuteOfDay = Math.floor(now / MINUTE) % 1440;
  return (Number(clock[1]) * 60 + Number(clock[2]) - minuteOfDay + 1440) % 1440;
}

function runShutdown(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('shutdown', words, {
    short: 'HPrhkcfFt:',
    long: { halt: 'H', poweroff: 'P', reboot: 'r', 'no-wall': '1', help: '2', show: '3' },
  });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n`);
  const { power, kernel } = systemOf(call);
  const action: PowerAction = has(parsed, 'r') ? 'reboot' : has(parsed, 'H') ? 'halt' : 'poweroff';
  if (has(parsed, 'c')) {
    if (!isRoot(call)) return denied(action);
    power.cancel();
    return ok();
  }
  const { planned } = power;
  if (has(parsed, '3')) {
    if (!planned) return fail('No scheduled shutdown.\n');
    return ok(announcement(planned.action, planned.at));
  }
  const [when = '+1'] = parsed.operands;
  const { now } = kernel.schedule;
  const minutes = minutesUntil(when, now);
  if (minutes === undefined) return fail(`Failed to parse time specification: ${when}\n`);
  if (minutes === 0) return changePower(action, call);
  if (!isRoot(call)) return denied(action);
  const at = when.includes(':') ? (Math.floor(now / MINUTE) + minutes) * MINUTE : now + minutes * MINUTE;
  if (!has(parsed, 'k')) power.plan(action, at);
  return fail(announcement(action, at), 0);
}

function announcement(action: PowerAction, at: number): string {
  const what = action === 'reboot' ? 'Reboot' : 'Shutdown';
  return `${what} scheduled for ${strftime('%a %Y-%m-%d %H:%M:%S UTC', at)}, use 'shutdown -c' to cancel.\n`;
}

/** Restarts the machine. */
export const reboot: SystemTool = immediate('reboot');
/** Turns the machine off. */
export const poweroff: SystemTool = immediate('poweroff');
/** Stops the machine. */
export const halt: SystemTool = immediate('halt');
/** Turns the machine off or restarts it, now or later. */
export const shutdown: SystemTool = { name: 'shutdown', path: '/usr/sbin/shutdown', run: runShutdown };

/** Changes the runlevel: 0 and 6 stop and restart the machine, the others are what it is in. */
function runInit(words: readonly string[], call: Call): ExecResult {
  const [level = ''] = words;
  if (level === '0') return changePower('poweroff', call);
  if (level === '6') return changePower('reboot', call);
  if (/^[1-5sSqQuU]$/.test(level)) return isRoot(call) ? ok() : denied('reboot');
  return fail('init: required argument missing.\n');
}

export const init: SystemTool = { name: 'init', path: '/usr/sbin/init', run: runInit };
/** `telinit` is another name for it. */
export const telinit: SystemTool = { name: 'telinit', path: '/usr/sbin/telinit', run: runInit };
