/** `logger` of util-linux: says something in the journal. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { type SystemTool, systemOf, textFile } from '../system-tool.ts';
import { utilLinuxVersion } from '../versions.ts';

const SPEC = {
  short: 'Aedf:hin:P:p:S:st:TuVT',
  long: {
    id: 'i',
    'id=?': 'I',
    'file=': 'f',
    'priority=': 'p',
    stderr: 's',
    'tag=': 't',
    'server=': 'n',
    'port=': 'P',
    udp: 'd',
    tcp: 'T',
    'skip-empty': 'e',
    journald: 'J',
    'journald=?': 'J',
    help: 'h',
    version: 'V',
  },
};
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const OTHER_NAMES: Readonly<Record<string, string>> = { error: 'err', warn: 'warning', panic: 'emerg' };
const FACILITIES = new Set(
  'auth authpriv cron daemon ftp kern lpr mail news syslog user uucp local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  ),
);

/** The number of a priority such as `user.notice`; undefined when there is none of this name. */
function levelOf(text: string): number | undefined {
  const [first = '', second] = text.split('.');
  if (second !== undefined && !FACILITIES.has(first)) return undefined;
  const name = second ?? first;
  const at = /^[0-7]$/.test(name) ? Number(name) : LEVELS.indexOf(OTHER_NAMES[name] ?? name);
  return at === -1 ? undefined : at;
}

function run(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('logger', words, SPEC);
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\nTry 'logger --help' for more information.\n`);
  if (has(parsed, 'V')) return ok(`logger from util-linux ${utilLinuxVersion(systemOf(call).kernel.state.host.os)}\n`);
  const { context, shell } = call;
  const asked = optionValue(parsed, 'p') ?? 'user.notice';
  const priority = levelOf(asked);
  if (priority === undefined) {
    const [facility = '', level] = asked.split('.');
    const isFacility = level !== undefined && !FACILITIES.has(facility);
    return fail(
      `logger: unknown ${isFacility ? 'facility' : 'priority'} name: ${isFacility ? facility : (level ?? facility)}\n`,
    );
  }
  const path = optionValue(parsed, 'f');
  const file = path === undefined ? undefined : textFile(path.startsWith('/') ? path : `${context.cwd}/${path}`, call);
  if (path !== undefined && file === undefined) return fail(`logger: file ${path}: No such file or directory\n`);
  const input =
    file ?? new TextDecoder().decode(Uint8Array.from(String(context.stdin), (letter) => letter.charCodeAt(0)));
  const texts = parsed.operands.length > 0 ? [parsed.operands.join(' ')] : input.split('\n').filter(Boolean);
  const withPid = has(parsed, 'i', 'I');
  const pid = optionValue(parsed, 'I') ?? String(shell.parts.kernel.processes.lastPid);
  const tag = `${optionValue(parsed, 't') ?? shell.process.user}${withPid ? `[${pid}]` : ''}`;
  if (!has(parsed, 'n', 'd', 'T')) {
    for (const text of texts) systemOf(call).journal.say({ unit: '', tag, text, priority });
  }
  return fail(has(parsed, 's') ? texts.map((text) => `<${8 + priority}>${tag}: ${text}\n`).join('') : '', 0);
}

/** Says something in the journal and in the files of syslog. */
export const logger: SystemTool = { name: 'logger', path: '/usr/bin/logger', run };
