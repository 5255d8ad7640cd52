/** `uptime` and `w` of procps-ng. */
import { loadAverages } from '../../host/load.ts';
import type { Login } from '../../host/logins.ts';
import { strftime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has } from '../getopt.ts';
import { procpsVersion } from '../versions.ts';
import { loggedIn, loginsOf } from './logins.ts';

const UPTIME_USAGE = `
Usage:
 uptime [options]

Options:
 -p, --pretty   show uptime in pretty format
 -h, --help     display this help and exit
 -s, --since    system up since
 -V, --version  output version information and exit

For more details see uptime(1).
`;

const W_USAGE = `
Usage:
 w [options] [user]

Options:
 -h, --no-header     do not print header
 -u, --no-current    ignore current process username
 -s, --short         short format
 -f, --from          show remote hostname field
 -o, --old-style     old style output
 -i, --ip-addr       display IP address instead of hostname (if possible)

     --help     display this help and exit
 -V, --version  output version information and exit

For more details see w(1).
`;

/** The line that `uptime`, `w` and `top` begin with, without the end of the line. */
export function uptimeLine(context: CommandContext): string {
  const { world } = context;
  const minutes = Math.floor((world.clock - world.host.bootedAt) / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const dayText = days > 0 ? `${days} ${days === 1 ? 'day' : 'days'}, ` : '';
  const clock =
    hours > 0 ? `${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}` : `${minutes % 60} min`;
  const users = loggedIn(context);
  const load = loadAverages(world)
    .map((value) => value.toFixed(2))
    .join(', ');
  return `${strftime('%H:%M:%S', world.clock)} up ${dayText}${clock}, ${String(users).padStart(2)} ${users > 1 ? 'users' : 'user'},  load average: ${load}`;
}

function pretty(context: CommandContext): string {
  const minutes = Math.floor((context.world.clock - context.world.host.bootedAt) / 60_000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(minutes / 10_080), 'week'],
    [Math.floor(minutes / 1440) % 7, 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ];
  const shown = parts.filter(([count, unit]) => count > 0 || (unit === 'minute' && minutes === 0));
  return `up ${shown.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ')}\n`;
}

function runUptime(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('uptime', words, {
    short: 'phsV',
    long: { pretty: 'p', help: 'h', since: 's', version: 'V' },
  });
  if (parsed.problem !== undefined || parsed.operands.length > 0) {
    return failed(`${parsed.problem === undefined ? '' : `${parsed.problem}\n`}${UPTIME_USAGE}`);
  }
  if (has(parsed, 'h')) return printed(UPTIME_USAGE);
  if (has(parsed, 'V')) return printed(`uptime from procps-ng ${procpsVersion(context.world.host.os)}\n`);
  if (has(parsed, 's')) return printed(`${strftime('%F %T', context.world.host.bootedAt)}\n`);
  return printed(has(parsed, 'p') ? pretty(context) : ` ${uptimeLine(context)}\n`);
}

/** When somebody logged in, as short as it can be told apart. */
function loginTime(at: number, now: number): string {
  const age = now - at;
  if (age > 6 * 86_400_000) return strftime('%d%b%y', at);
  return strftime(age > 86_400_000 ? '%a%H' : '%H:%M', at);
}

/** What somebody does who is logged in: what runs in the foreground of the terminal, or the shell. */
function activity(login: Login, own: string, { shell, world }: CommandContext): string {
  if (login.line === shell.tty) return own;
  const there = [...world.processes.values()].filter(({ tty }) => tty === login.line);
  return there.sort((a, b) => b.pid - a.pid)[0]?.command ?? '-bash';
}

function runW(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('w', words, {
    short: 'hufsoiV',
    long: {
      'no-header': 'h',
      'no-current': 'u',
      short: 's',
      from: 'f',
      'old-style': 'o',
      'ip-addr': 'i',
      help: '?',
      version: 'V',
    },
  });
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${W_USAGE}`);
  if (has(parsed, '?')) return printed(W_USAGE);
  if (has(parsed, 'V')) return printed(`w from procps-ng ${procpsVersion(context.world.host.os)}\n`);
  const short = has(parsed, 's');
  const from = !has(parsed, 'f');
  let text = has(parsed, 'h')
    ? ''
    : ` ${uptimeLine(context)}\nUSER     TTY      ${from ? 'FROM             ' : ''}${short ? '  IDLE WHAT' : 'LOGIN@   IDLE   JCPU   PCPU WHAT'}\n`;
  const [wanted] = parsed.operands;
  for (const login of loginsOf(context)) {
    if (login.until !== undefined || (wanted !== undefined && login.user !== wanted)) continue;
    const time = loginTime(login.at, context.world.clock);
    const what = activity(login, ['w', ...words].join(' '), context);
    text += `${login.user.slice(0, 8).padEnd(9)}${login.line.padEnd(9)}${from ? login.from.padEnd(17) : ''}`;
    text += short ? ` 1.00s ${what}\n` : `${time.padEnd(7)}  1.00s  0.04s  0.00s ${what}\n`;
  }
  return printed(text);
}

/** Shows how long the host has run and how busy it is. */
export const uptime: MachineCommand = { name: 'uptime', path: '/usr/bin/uptime', run: runUptime };
/** Shows who is logged in and what they do. */
export const w: MachineCommand = { name: 'w', path: '/usr/bin/w', run: runW };
