/** What the distribution, the clock and the hypervisor are: `lsb_release`, `hwclock`, `systemd-detect-virt`. */
import type { ExecResult } from 'just-bash';
import { strftime } from '../../host/strftime.ts';
import { systemFacts } from '../../host/systems.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';

function runRelease(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('lsb_release', words, {
    short: 'hvidrcas',
    long: { help: 'h', version: 'v', id: 'i', description: 'd', release: 'r', codename: 'c', all: 'a', short: 's' },
  });
  if (parsed.problem !== undefined) return fail(`Usage: lsb_release [options]\n\n${parsed.problem}\n`, 2);
  const { id, version, codename, prettyName } = systemFacts(systemOf(call).kernel.state.host.os);
  const facts = [
    ['i', 'Distributor ID', id === 'ubuntu' ? 'Ubuntu' : 'Debian'],
    ['d', 'Description', prettyName],
    ['r', 'Release', version],
    ['c', 'Codename', codename],
  ] as const;
  const rows = facts.filter(([letter]) => has(parsed, 'a', letter));
  const notice = 'No LSB modules are available.\n';
  if (has(parsed, 's')) return { stdout: `${rows.map(([, , value]) => value).join(' ')}\n`, stderr: '', exitCode: 0 };
  const stdout = rows.map(([, name, value]) => `${name}:\t${value}\n`).join('');
  const modules = has(parsed, 'a', 'v') || rows.length === 0;
  return { stdout, stderr: modules ? notice : '', exitCode: 0 };
}

function runClock(_: readonly string[], call: Call): ExecResult {
  if (!isRoot(call)) {
    return fail(
      'hwclock: Cannot access the Hardware Clock via any known method.\nhwclock: Use the --verbose option to see the details of our search for an access method.\n',
    );
  }
  const { now } = systemOf(call).kernel.schedule;
  return ok(`${strftime('%F %T', now)}.${String(now % 1000).padStart(3, '0')}482+00:00\n`);
}

export const DISTRIBUTION_TOOLS: readonly SystemTool[] = [
  { name: 'lsb_release', path: '/usr/bin/lsb_release', run: runRelease },
  { name: 'hwclock', path: '/usr/sbin/hwclock', run: runClock },
  { name: 'systemd-detect-virt', path: '/usr/bin/systemd-detect-virt', run: () => ok('kvm\n') },
];
