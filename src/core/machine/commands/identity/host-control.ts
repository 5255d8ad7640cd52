/** `hostnamectl` and `timedatectl` of systemd. */
import { hostDetails } from '../../host/host.ts';
import { strftime } from '../../host/strftime.ts';
import { systemFacts } from '../../host/systems.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { commandLine } from '../shell-message.ts';

function refused(name: string, words: readonly string[], context: CommandContext): CommandResult {
  if (context.shell.uid === 0) context.control.report({ kind: 'unsupported', command: commandLine([name, ...words]) });
  return failed('Could not set property: Access denied\n');
}

function runHostnamectl(words: readonly string[], context: CommandContext): CommandResult {
  const { host } = context.world;
  const { machineId, bootId } = hostDetails(host);
  const [verb = 'status', value] = words.filter((word) => !word.startsWith('-'));
  if (verb === 'hostname' && value === undefined) return printed(`${host.hostname}\n`);
  if (verb !== 'status') return refused('hostnamectl', words, context);
  const rows: readonly (readonly [string, string])[] = [
    ['Static hostname', host.hostname],
    ['Icon name', 'computer-vm'],
    ['Chassis', 'vm'],
    ['Machine ID', machineId],
    ['Boot ID', bootId.replaceAll('-', '')],
    ['Virtualization', 'kvm'],
    ['Operating System', systemFacts(host.os).prettyName],
    ['Kernel', `Linux ${host.kernel}`],
    ['Architecture', 'x86-64'],
    ['Hardware Vendor', 'OpenStack Foundation'],
    ['Hardware Model', 'OpenStack Nova'],
  ];
  return printed(rows.map(([name, text]) => `${name.padStart(16)}: ${text}\n`).join(''));
}

function runTimedatectl(words: readonly string[], context: CommandContext): CommandResult {
  const [verb = 'status'] = words.filter((word) => !word.startsWith('-'));
  if (verb !== 'status') return refused('timedatectl', words, context);
  const { clock } = context.world;
  const time = strftime('%a %Y-%m-%d %H:%M:%S', clock);
  return printed(
    `               Local time: ${time} UTC\n           Universal time: ${time} UTC\n                 RTC time: ${time}\n                Time zone: Etc/UTC (UTC, +0000)\nSystem clock synchronized: yes\n              NTP service: active\n          RTC in local TZ: no\n`,
  );
}

/** Shows what kind of machine the host is. */
export const hostnamectl: MachineCommand = { name: 'hostnamectl', path: '/usr/bin/hostnamectl', run: runHostnamectl };
/** Shows how the clock is set. */
export const timedatectl: MachineCommand = { name: 'timedatectl', path: '/usr/bin/timedatectl', run: runTimedatectl };
