/** `pgrep` and `pkill` of procps-ng: processes by name and other properties, listed or signalled. */
import { groupsOf } from '../../host/accounts.ts';
import { processName, sessionOf, stateLetter } from '../../host/process-figures.ts';
import type { Process } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue, type ParsedOptions } from '../getopt.ts';
import { processesByPid } from '../own-process.ts';
import { extendedPattern, type Pattern } from '../pattern.ts';
import { signalName, signalNumber } from '../signals.ts';
import { procpsVersion } from '../versions.ts';

type Tool = 'pgrep' | 'pkill';

const SELECTING = `
 -f, --full                use full process name to match
 -g, --pgroup <PGID,...>   match listed process group IDs
 -G, --group <GID,...>     match real group IDs
 -i, --ignore-case         match case insensitively
 -n, --newest              select most recently started
 -o, --oldest              select least recently started
 -O, --older <seconds>     select where older than seconds
 -P, --parent <PPID,...>   match only child processes of the given parent
 -s, --session <SID,...>   match session IDs
 -t, --terminal <tty,...>  match by controlling terminal
 -u, --euid <ID,...>       match by effective IDs
 -U, --uid <ID,...>        match by real IDs
 -x, --exact               match exactly with the command name
 -F, --pidfile <file>      read PIDs from file
 -L, --logpidfile          fail if PID file is not locked
 -r, --runstates <state>   match runstates [D,S,Z,...]
 -A, --ignore-ancestors    exclude our ancestors from results
 --cgroup <grp,...>        match by cgroup v2 names
 --ns <PID>                match the processes that belong to the same
                           namespace as <pid>
 --nslist <ns,...>         list which namespaces will be considered for
                           the --ns option.
                           Available namespaces: ipc, mnt, net, pid, user, uts

 -h, --help     display this help and exit
 -V, --version  output version information and exit
`;

const LISTING = `
 -d, --delimiter <string>  specify output delimiter
 -l, --list-name           list PID and process name
 -a, --list-full           list PID and full command line
 -v, --inverse             negates the matching
 -w, --lightweight         list all TID
 -c, --count               count of matching processes`;

const SIGNALLING = `
 -<sig>, --signal <sig>    signal to send (either number or name)
 -q, --queue <value>       integer value to be sent with the signal
 -e, --echo                display what is killed
 -c, --count               count of matching processes`;

const usage = (tool: Tool): string =>
  `\nUsage:\n ${tool} [options] <pattern>\n\nOptions:${tool === 'pgrep' ? LISTING : SIGNALLING}${SELECTING}\nFor more details see pgrep(1).\n`;

const LONG = {
  'ns=': '1',
  'nslist=': '2',
  'cgroup=': '3',
  'signal=': '4',
  full: 'f',
  'pgroup=': 'g',
  'group=': 'G',
  'ignore-case': 'i',
  newest: 'n',
  oldest: 'o',
  'older=': 'O',
  'parent=': 'P',
  'session=': 's',
  'terminal=': 't',
  'euid=': 'u',
  'uid=': 'U',
  exact: 'x',
  'pidfile=': 'F',
  logpidfile: 'L',
  'runstates=': 'r',
  'ignore-ancestors': 'A',
  count: 'c',
  help: 'h',
  version: 'V',
};
const SHORT = 'Acfg:G:hinoO:P:s:t:u:U:xF:Lr:V';

type Test = (process: Process) => boolean;

/** A value that the tool does not take; the text is what it says about it. */
class ValueProblem extends Error {
  override readonly name = 'ValueProblem';
}

const entries = (text: string): readonly string[] => text.split(',');

function numbers(text: string, own: number): ReadonlySet<number> {
  return new Set(
    entries(text).map((entry) => {
      if (!/^\d+$/.test(entry)) throw new ValueProblem(`not a number: ${entry}`);
      // The kernel gives 0 a meaning of its own: the caller's group or session.
      return Number(entry) === 0 ? own : Number(entry);
    }),
  );
}

function users(text: string, context: CommandContext): ReadonlySet<number> {
  return new Set(
    entries(text).map((entry) => {
      if (/^\d+$/.test(entry)) return Number(entry);
      const user = context.world.host.users.find(({ name }) => name === entry);
      if (!user) throw new ValueProblem(`invalid user name: ${entry}`);
      return user.uid;
    }),
  );
}

function groups(text: string, context: CommandContext): ReadonlySet<number> {
  const known = groupsOf(context.world.host);
  return new Set(
    entries(text).map((entry) => {
      if (/^\d+$/.test(entry)) return Number(entry);
      const group = known.find(({ name }) => name === entry);
      if (!group) throw new ValueProblem(`invalid group name: ${entry}`);
      return group.gid;
    }),
  );
}

/** The tests that the options ask for, all of which a process has to pass. */
function testsOf(parsed: ParsedOptions, context: CommandContext): readonly Test[] {
  const { world, shell } = context;
  const tests: Test[] = [];
  for (const { name, value = '' } of parsed.options) {
    if (name === 'g') {
      const wanted = numbers(value, shell.pgid);
      tests.push(({ pgid }) => wanted.has(pgid));
    } else if (name === 'P') {
      const wanted = numbers(value, 0);
      tests.push(({ ppid }) => wanted.has(ppid));
    } else if (name === 's') {
      const wanted = numbers(value, sessionOf(shell, world));
      tests.push((process) => wanted.has(sessionOf(process, world)));
    } else if (name === 'u' || name === 'U') {
      const wanted = users(value, context);
      tests.push(({ uid }) => wanted.has(uid));
    } else if (name === 'G') {
      const wanted = groups(value, context);
      tests.push(({ uid }) => wanted.has(world.host.users.find((user) => user.uid === uid)?.gid ?? uid));
    } else if (name === 't') {
      const wanted = new Set(entries(value).map((entry) => (entry === '-' ? '?' : entry)));
      tests.push(({ tty }) => wanted.has(tty));
    } else if (name === 'r') {
      const wanted = new Set(entries(value));
      tests.push((process) => wanted.has(stateLetter(process)));
    } else if (name === 'O') {
      const age = (Number.parseInt(value, 10) || 0) * 1000;
      tests.push(({ startedAt }) => world.clock - startedAt >= age);
    }
  }
  return tests;
}

const ended = (tool: Tool, text: string, exitCode: number): CommandResult => failed(`${tool}: ${text}\n`, exitCode);

const tryHelp = (tool: Tool, text: string): CommandResult =>
  failed(`${tool}: ${text}\nTry \`${tool} --help' for more information.\n`, 2);

/** Processes that the options and the pattern select, or the tool's complaint. */
function select(
  tool: Tool,
  parsed: ParsedOptions,
  context: CommandContext,
): readonly Process[] | { readonly result: CommandResult } {
  const tests = testsOf(parsed, context);
  const [text] = parsed.operands;
  if (parsed.operands.length > 1) return { result: tryHelp(tool, 'only one pattern can be provided') };
  if (text === undefined && tests.length === 0) {
    return { result: tryHelp(tool, 'no matching criteria specified') };
  }
  const full = has(parsed, 'f');
  if (text !== undefined && text.length > 15 && !full) {
    const stderr = `${tool}: pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${tool} -f' option to match against the complete command line.\n`;
    return { result: failed(stderr, 1) };
  }
  let pattern: Pattern | undefined;
  if (text !== undefined) {
    const made = extendedPattern(text, has(parsed, 'i'));
    if ('problem' in made) return { result: ended(tool, `regex error: ${made.problem}`, 2) };
    pattern = made;
  }
  const exact = has(parsed, 'x');
  const matching = processesByPid(context).filter((process) => {
    if (!tests.every((test) => test(process))) return false;
    if (!pattern) return true;
    const subject = full && process.argv.length > 0 ? process.command : processName(process);
    return exact ? pattern.matches(subject) : pattern.finds(subject);
  });
  const inverse = has(parsed, 'v');
  const chosen = inverse ? processesByPid(context).filter((process) => !matching.includes(process)) : matching;
  if (!has(parsed, 'n', 'o') || chosen.length === 0) return chosen;
  const newest = has(parsed, 'n');
  return [
    chosen.reduce((best, process) => {
      const later = process.startedAt - best.startedAt || process.pid - best.pid;
      return (newest ? later > 0 : later < 0) ? process : best;
    }),
  ];
}

function listed(process: Process, parsed: ParsedOptions): string {
  if (has(parsed, 'a')) return `${process.pid} ${process.command}`;
  return has(parsed, 'l') ? `${process.pid} ${processName(process)}` : String(process.pid);
}

function runPgrep(words: readonly string[], context: CommandContext): CommandResult {
  const parsed = getopt('pgrep', words, {
    short: `${SHORT}d:lavw`,
    long: { ...LONG, 'delimiter=': 'd', 'list-name': 'l', 'list-full': 'a', inverse: 'v', lightweight: 'w' },
  });
  return guarded('pgrep', parsed, context, (chosen) => {
    const exitCode = chosen.length > 0 ? 0 : 1;
    if (has(parsed, 'c')) return { stdout: `${chosen.length}\n`, stderr: '', exitCode };
    const delimiter = optionValue(parsed, 'd') ?? '\n';
    const stdout = chosen.map((process) => listed(process, parsed)).join(delimiter);
    return { stdout: stdout === '' ? '' : `${stdout}\n`, stderr: '', exitCode };
  });
}

function guarded(
  tool: Tool,
  parsed: ParsedOptions,
  context: CommandContext,
  act: (chosen: readonly Process[]) => CommandResult,
): CommandResult {
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n${usage(tool)}`, 2);
  if (has(parsed, 'h')) return printed(usage(tool));
  if (has(parsed, 'V')) return printed(`${tool} from procps-ng ${procpsVersion(context.world.host.os)}\n`);
  if (has(parsed, 'n') && has(parsed, 'o')) return failed(usage(tool), 2);
  if (has(parsed, 'F')) {
    return failed(`${tool}: pidfile not valid\nTry \`${tool} --help' for more information.\n`, 1);
  }
  try {
    const chosen = select(tool, parsed, context);
    return 'result' in chosen ? chosen.result : act(chosen);
  } catch (problem) {
    if (problem instanceof ValueProblem) return ended(tool, problem.message, 2);
    throw problem;
  }
}

/** Takes `-9`, `-KILL` and `-SIGKILL` out of the words: they are no options to getopt. */
function takeSignal(words: readonly string[]): {
  readonly signal: string | undefined;
  readonly rest: readonly string[];
} {
  const at = words.findIndex(
    (word) => /^-([A-Z][A-Z0-9+-]+|\d+)$/.test(word) && signalNumber(word.slice(1)) !== undefined,
  );
  if (at < 0) return { signal: undefined, rest: words };
  return { signal: words[at]?.slice(1), rest: words.filter((_, index) => index !== at) };
}

function runPkill(words: readonly string[], context: CommandContext): CommandResult {
  const { signal, rest } = takeSignal(words);
  const parsed = getopt('pkill', rest, { short: `${SHORT}eq:`, long: { ...LONG, echo: 'e', 'queue=': 'q' } });
  return guarded('pkill', parsed, context, (chosen) => {
    const number = signalNumber(optionValue(parsed, '4') ?? signal ?? 'TERM');
    const name = number === undefined ? undefined : signalName(number);
    let stdout = '';
    let stderr = '';
    let sent = 0;
    for (const process of chosen) {
      if (name === undefined) {
        stderr += `pkill: killing pid ${process.pid} failed: Invalid argument\n`;
        continue;
      }
      const outcome = name === 'EXIT' ? 'sent' : context.control.signal(process.pid, name);
      if (outcome === 'sent') {
        sent += 1;
        if (has(parsed, 'e')) stdout += `${processName(process)} killed (pid ${process.pid})\n`;
      } else if (outcome === 'not-permitted') {
        stderr += `pkill: killing pid ${process.pid} failed: Operation not permitted\n`;
      }
    }
    if (has(parsed, 'c')) stdout += `${sent}\n`;
    return { stdout, stderr, exitCode: sent > 0 ? 0 : 1 };
  });
}

/** Lists the pids of processes. */
export const pgrep: MachineCommand = { name: 'pgrep', path: '/usr/bin/pgrep', run: runPgrep };
/** Sends a signal to processes by name. */
export const pkill: MachineCommand = { name: 'pkill', path: '/usr/bin/pkill', run: runPkill };
