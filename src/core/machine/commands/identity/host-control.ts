/** `hostnamectl` and `timedatectl` of systemd. */
import type { ExecResult } from 'just-bash';
import { rootTree } from '../../files/root-tree.ts';
import { hostDetails } from '../../host/host.ts';
import { strftime } from '../../host/strftime.ts';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail as failed, ok as printed } from '../../shell/contracts.ts';
import { commandLine } from '../shell-message.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

/** What is not played, for root and for others. */
function refused(name: string, words: readonly string[], call: Call): ExecResult {
  if (isRoot(call)) {
    systemOf(call).kernel.events.report({ kind: 'unsupported', command: commandLine([name, ...words]) });
  }
  return failed('Could not set property: Access denied\n');
}

/** Gives the host another name, in every place where it stands. */
export function renameHost(name: string, call: Call): void {
  const { kernel } = systemOf(call);
  const { state } = kernel;
  const before = state.host.hostname;
  const tree = rootTree(kernel);
  const encoder = new TextEncoder();
  tree.write('/etc/hostname', encoder.encode(`${name}\n`));
  if (tree.find('/etc/hosts')) {
    const text = new TextDecoder().decode(tree.read('/etc/hosts'));
    tree.write(
      '/etc/hosts',
      encoder.encode(text.replace(new RegExp(`^(127\\.0\\.1\\.1\\s+)${before}$`, 'm'), `$1${name}`)),
    );
  }
  state.host = { ...state.host, hostname: name };
}

function runHostnamectl(words: readonly string[], call: Call): ExecResult {
  const { host } = systemOf(call).kernel.state;
  const { machineId, bootId } = hostDetails(host);
  const [verb = 'status', value] = words.filter((word) => !word.startsWith('-'));
  if (verb === 'hostname' && value === undefined) return printed(`${host.hostname}\n`);
  if (verb === 'set-hostname' || verb === 'hostname') {
    if (!isRoot(call)) return failed('Could not set static hostname: Interactive authentication required.\n');
    if (value === undefined) return failed('Too few arguments.\n');
    renameHost(value, call);
    return printed();
  }
  if (verb !== 'status') return refused('hostnamectl', words, call);
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

function runTimedatectl(words: readonly string[], call: Call): ExecResult {
  const [verb = 'status'] = words.filter((word) => !word.startsWith('-'));
  const { clock } = systemOf(call).kernel.state;
  if (verb === 'show') {
    return printed(
      `Timezone=Etc/UTC\nLocalRTC=no\nCanNTP=yes\nNTP=yes\nNTPSynchronized=yes\nTimeUSec=${strftime('%a %Y-%m-%d %H:%M:%S UTC', clock)}\nRTCTimeUSec=${strftime('%a %Y-%m-%d %H:%M:%S UTC', clock)}\n`,
    );
  }
  if (verb === 'list-timezones') return printed('Etc/UTC\nEurope/Berlin\nEurope/London\nUTC\n');
  if (verb !== 'status') return refused('timedatectl', words, call);
  const time = strftime('%a %Y-%m-%d %H:%M:%S', clock);
  return printed(
    `               Local time: ${time} UTC\n           Universal time: ${time} UTC\n                 RTC time: ${time}\n                Time zone: Etc/UTC (UTC, +0000)\nSystem clock synchronized: yes\n              NTP service: active\n          RTC in local TZ: no\n`,
  );
}

/** Shows what kind of machine the host is. */
export const hostnamectl: SystemTool = { name: 'hostnamectl', path: '/usr/bin/hostnamectl', run: runHostnamectl };
/** Shows how the clock is set. */
export const timedatectl: SystemTool = { name: 'timedatectl', path: '/usr/bin/timedatectl', run: runTimedatectl };
