/** `dmesg` of util-linux. */

import type { ExecResult } from 'just-bash';
import { bootMessages } from '../../host/boot-messages.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail as failed, ok as printed } from '../../shell/contracts.ts';
import { getopt, has } from '../getopt.ts';
import { isRoot, type SystemTool, systemOf } from '../system-tool.ts';
import { utilLinuxVersion } from '../versions.ts';

const SPEC = {
  short: 'CcDdEeF:f:HhkL::l:n:PprSs:TtuVwWx',
  long: {
    clear: 'C',
    'read-clear': 'c',
    'console-off': 'D',
    'show-delta': 'd',
    'console-on': 'E',
    reltime: 'e',
    'file=': 'F',
    'facility=': 'f',
    human: 'H',
    help: 'h',
    kernel: 'k',
    'color=?': 'L',
    'level=': 'l',
    'console-level=': 'n',
    nopager: 'P',
    raw: 'r',
    syslog: 'S',
    ctime: 'T',
    notime: 't',
    userspace: 'u',
    version: 'V',
    follow: 'w',
    'follow-new': 'W',
    decode: 'x',
    'time-format=': '1',
  },
};

function run(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('dmesg', words, SPEC);
  const { kernel, journal } = systemOf(call);
  const { host } = kernel.state;
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\nTry 'dmesg --help' for more information.\n`);
  if (has(parsed, 'V')) return printed(`dmesg from util-linux ${utilLinuxVersion(host.os)}\n`);
  if (!isRoot(call)) return failed('dmesg: read kernel buffer failed: Operation not permitted\n');
  const since = journal.entries
    .filter(({ tag, at }) => tag === 'kernel' && at >= host.bootedAt)
    .map(({ at, text }) => ({ at: (at - host.bootedAt) / 1000, text }));
  // Only warnings and worse are kept apart; everything that the host said at its start is a notice or less.
  const worse = /taint|Disabling lock debugging|oom|Killed process/;
  const levels = has(parsed, 'l');
  let before = 0;
  const lines = [...bootMessages(host), ...since]
    .filter(({ text }) => !levels || worse.test(text))
    .map(({ at, text }) => {
      const time = host.bootedAt + at * 1000;
      const delta = at - before;
      before = at;
      if (has(parsed, 't')) return text;
      if (has(parsed, 'T')) return `[${strftime('%a %b %e %H:%M:%S %Y', time)}] ${text}`;
      if (has(parsed, 'H', 'e')) {
        return at === 0 && delta === 0
          ? `[${strftime('%b%e %H:%M', time)}] ${text}`
          : `[${`+${delta.toFixed(6)}`.padStart(11)}] ${text}`;
      }
      return `[${at.toFixed(6).padStart(12)}] ${text}`;
    });
  return printed(lines.map((line) => `${line}\n`).join(''));
}

/** Shows what the kernel said. */
export const dmesg: SystemTool = { name: 'dmesg', path: '/usr/bin/dmesg', run };
