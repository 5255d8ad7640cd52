/** `who` of GNU coreutils and `last` of util-linux. */
import { hostDetails } from '../../host/host.ts';
import { sessionOf } from '../../host/process-figures.ts';
import { strftime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { coreutilsVersion, utilLinuxVersion } from '../versions.ts';
import { loginsOf } from './logins.ts';

function runWho(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('who', words, {
    short: 'abdHlmpqrstTuw',
    long: {
      all: 'a',
      boot: 'b',
      dead: 'd',
      heading: 'H',
      login: 'l',
      count: 'q',
      runlevel: 'r',
      short: 's',
      time: 't',
      users: 'u',
      mesg: 'T',
      version: 'V',
    },
  });
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'who --help' for more information.\n`);
  const { world, shell } = context;
  if (has(parsed, 'V')) return printed(`who (GNU coreutils) ${coreutilsVersion(world.host.os)}\n`);
  const logins = loginsOf(context).filter(({ until }) => until === undefined);
  if (has(parsed, 'q')) {
    return printed(`${logins.map(({ user }) => user).join(' ')}\n# users=${logins.length}\n`);
  }
  const own = has(parsed, 'm') || parsed.operands.length === 2;
  const detailed = has(parsed, 'u', 'a');
  const special = has(parsed, 'b', 'r') && !has(parsed, 'u', 's');
  let text = has(parsed, 'H')
    ? `NAME     LINE         TIME            ${detailed ? ' IDLE          PID' : ''} COMMENT\n`
    : '';
  if (has(parsed, 'b', 'a')) text += `         system boot  ${strftime('%F %H:%M', world.host.bootedAt)}\n`;
  if (has(parsed, 'r', 'a')) text += `         run-level 5  ${strftime('%F %H:%M', world.host.bootedAt + 12_000)}\n`;
  if (has(parsed, 'l', 'a')) {
    for (const process of [...world.processes.values()].filter(({ command }) => command.startsWith('/sbin/agetty'))) {
      text += `LOGIN    ${process.tty.padEnd(12)} ${strftime('%F %H:%M', process.startedAt)}          ${String(process.pid).padStart(8)} id=${process.tty.slice(-4)}\n`;
    }
  }
  if (!special && !has(parsed, 'l')) {
    for (const login of logins) {
      if (own && login.line !== shell.tty) continue;
      const mesg = has(parsed, 'T', 'w', 'a') ? ' +' : '';
      const idle = detailed ? `   .      ${String(login.pid ?? sessionOf(shell, world)).padStart(8)}` : '';
      text += `${login.user.padEnd(8)}${mesg} ${login.line.padEnd(12)} ${strftime('%F %H:%M', login.at)}${idle} (${login.from})\n`;
    }
  }
  return printed(text);
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const days = Math.floor(minutes / 1440);
  const clock = `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return days > 0 ? `(${days}+${clock})` : ` (${clock})`;
}

function runLast(words: readonly string[], context: CommandContext): CommandResult {
  const count = words.find((word) => /^-\d+$/.test(word));
  const parsed = getopt(
    'last',
    words.filter((word) => word !== count),
    {
      short: 'adf:Fin:oRs:t:p:wxV0',
      long: {
        hostlast: 'a',
        dns: 'd',
        fulltimes: 'F',
        ip: 'i',
        'limit=': 'n',
        nohostname: 'R',
        fullnames: 'w',
        system: 'x',
        version: 'V',
      },
    },
  );
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'last --help' for more information.\n`);
  const { host } = context.world;
  if (has(parsed, 'V')) return printed(`last from util-linux ${utilLinuxVersion(host.os)}\n`);
  const format = has(parsed, 'F') ? '%a %b %e %H:%M:%S %Y' : '%a %b %e %H:%M';
  const source = (text: string): string => (has(parsed, 'R') ? '' : `${text.slice(0, 16).padEnd(16)} `);
  const entries = loginsOf(context).map(({ user, line, from, at, until }) => {
    const end =
      until === undefined
        ? '   still logged in'
        : ` - ${strftime(has(parsed, 'F') ? format : '%H:%M', until)} ${duration(until - at)}`;
    return {
      names: [user, line],
      at,
      text: `${user.slice(0, 8).padEnd(8)} ${line.padEnd(12)} ${source(from)}${strftime(format, at)}${end}`,
    };
  });
  const boot = (at: number, end: string): void => {
    const names = ['reboot', 'system boot'];
    entries.push({ names, at, text: `reboot   system boot  ${source(host.kernel)}${strftime(format, at)}${end}` });
  };
  boot(host.bootedAt, '   still running');
  const past = hostDetails(host).past ?? [];
  for (const { bootedAt, stoppedAt } of past) {
    const until = strftime(has(parsed, 'F') ? format : '%H:%M', stoppedAt);
    boot(bootedAt, ` - ${until} ${duration(stoppedAt - bootedAt)}`);
    if (!has(parsed, 'x')) continue;
    const down = strftime(format, stoppedAt);
    entries.push({
      names: ['shutdown', 'system down'],
      at: stoppedAt,
      text: `shutdown system down  ${source(host.kernel)}${down}`,
    });
  }
  const limit = Number(optionValue(parsed, 'n') ?? count?.slice(1) ?? Number.POSITIVE_INFINITY);
  const shown = entries
    .filter(({ names }) => parsed.operands.length === 0 || parsed.operands.some((operand) => names.includes(operand)))
    .sort((a, b) => b.at - a.at)
    .slice(0, Number.isNaN(limit) ? undefined : limit);
  const began = strftime('%a %b %e %H:%M:%S %Y', past[0]?.bootedAt ?? host.bootedAt);
  return printed(`${shown.map(({ text }) => `${text}\n`).join('')}\nwtmp begins ${began}\n`);
}

/** Shows who is logged in. */
export const who: MachineCommand = { name: 'who', path: '/usr/bin/who', run: runWho };
/** Shows who was logged in. */
export const last: MachineCommand = { name: 'last', path: '/usr/bin/last', run: runLast };
