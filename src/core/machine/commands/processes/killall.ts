/** `killall` of psmisc. */
import { processName } from '../../host/process-figures.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { processesByPid } from '../own-process.ts';
import { extendedPattern } from '../pattern.ts';
import { plainSignalNames, signalName, signalNumber } from '../signals.ts';
import { psmiscVersion } from '../versions.ts';

const USAGE = `Usage: killall [OPTION]... [--] NAME...
       killall -l, --list
       killall -V, --version

  -e,--exact          require exact match for very long names
  -I,--ignore-case    case insensitive process name match
  -g,--process-group  kill process group instead of process
  -y,--younger-than   kill processes younger than TIME
  -o,--older-than     kill processes older than TIME
  -i,--interactive    ask for confirmation before killing
  -l,--list           list all known signal names
  -q,--quiet          don't print complaints
  -r,--regexp         interpret NAME as an extended regular expression
  -s,--signal SIGNAL  send this signal instead of SIGTERM
  -u,--user USER      kill only process(es) running as USER
  -v,--verbose        report if the signal was successfully sent
  -V,--version        display version information
  -w,--wait           wait for processes to die
  -n,--ns PID         match processes that belong to the same namespaces
                      as PID
  -Z,--context REGEXP kill only process(es) having context
                      (must precede other arguments)

`;

const SPEC = {
  short: 'eIgy:o:ilqrs:u:vVwn:Z:',
  long: {
    exact: 'e',
    'ignore-case': 'I',
    'process-group': 'g',
    'younger-than=': 'y',
    'older-than=': 'o',
    interactive: 'i',
    list: 'l',
    quiet: 'q',
    regexp: 'r',
    'signal=': 's',
    'user=': 'u',
    verbose: 'v',
    version: 'V',
    wait: 'w',
    'ns=': 'n',
    'context=': 'Z',
  },
};

/** Names of signals, as many to a line as fit in 80 characters. */
function signalList(): string {
  let line = '';
  let text = '';
  for (const name of plainSignalNames().map((entry) => (entry === 'IO' ? 'POLL' : entry))) {
    if (line.length + name.length + 1 > 78) {
      text += `${line}\n`;
      line = '';
    }
    line += line === '' ? name : ` ${name}`;
  }
  return `${text}${line}\n`;
}

function nameTest(name: string, regexp: boolean, ignoreCase: boolean): ((subject: string) => boolean) | undefined {
  if (regexp) {
    const pattern = extendedPattern(name, ignoreCase);
    return 'problem' in pattern ? undefined : (subject) => pattern.finds(subject);
  }
  const short = name.slice(name.lastIndexOf('/') + 1).slice(0, 15);
  return ignoreCase ? (subject) => subject.toLowerCase() === short.toLowerCase() : (subject) => subject === short;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  const at = words.findIndex((word) => /^-([A-Z][A-Z0-9+-]+|\d+)$/.test(word));
  const given = at < 0 ? undefined : words[at]?.slice(1);
  const parsed = getopt(
    'killall',
    words.filter((_, index) => index !== at),
    SPEC,
  );
  if (parsed.problem !== undefined) return failed(USAGE);
  if (has(parsed, 'l')) return printed(signalList());
  if (has(parsed, 'V')) {
    return failed(
      `killall (PSmisc) ${psmiscVersion(context.world.host.os)}\nCopyright (C) 1993-2022 Werner Almesberger and Craig Small\n\nPSmisc comes with ABSOLUTELY NO WARRANTY.\nThis is free software, and you are welcome to redistribute it under\nthe terms of the GNU General Public License.\nFor more information about these matters, see the files named COPYING.\n`,
      0,
    );
  }
  const wanted = optionValue(parsed, 's') ?? given ?? 'TERM';
  const number = signalNumber(wanted);
  const signal = number === undefined ? undefined : signalName(number);
  if (signal === undefined) return failed(`${wanted}: unknown signal; killall -l lists signals.\n`);
  const userName = optionValue(parsed, 'u');
  const user = context.world.host.users.find(({ name }) => name === userName);
  if (userName !== undefined && !user) return failed(`Cannot find user ${userName}\n`);
  if (parsed.operands.length === 0 && !user) return failed(USAGE);
  let stderr = '';
  let complete = true;
  const names = parsed.operands.length === 0 ? [undefined] : parsed.operands;
  for (const name of names) {
    const fits = name === undefined ? () => true : nameTest(name, has(parsed, 'r'), has(parsed, 'I'));
    if (!fits) return failed(`killall: Bad regular expression: ${name}\n`);
    let found = false;
    for (const process of processesByPid(context)) {
      if ((user && process.uid !== user.uid) || process.argv.length === 0 || !fits(processName(process))) continue;
      const outcome = signal === 'EXIT' ? 'sent' : context.control.signal(process.pid, signal);
      if (outcome === 'sent') {
        found = true;
        if (has(parsed, 'v')) stderr += `Killed ${processName(process)}(${process.pid}) with signal ${number}\n`;
      } else if (outcome === 'not-permitted') {
        stderr += `${processName(process)}(${process.pid}): Operation not permitted\n`;
      }
    }
    if (!found) {
      complete = false;
      if (!has(parsed, 'q')) stderr += `${name ?? 'killall'}: no process found\n`;
    }
  }
  return { stdout: '', stderr, exitCode: complete ? 0 : 1 };
}

/** Sends a signal to all processes of a name. */
export const killall: MachineCommand = { name: 'killall', path: '/usr/bin/killall', run };
