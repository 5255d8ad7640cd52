/** `ps` of procps-ng. */
import { threadsOf } from '../../host/process-figures.ts';
import type { Process } from '../../world.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { ownProcess, withOwnProcess } from '../own-process.ts';
import { procpsVersion } from '../versions.ts';
import { parseArguments } from './arguments.ts';
import { columnsOf } from './format.ts';
import { headerLine, rowLine } from './layout.ts';
import { PsProblem } from './problem.ts';
import type { PsArguments, SortKey } from './request.ts';
import type { PsRow } from './row.ts';
import { selects } from './selection.ts';
import { asTree } from './tree.ts';

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

function compare(keys: readonly SortKey[], a: PsRow, b: PsRow): number {
  for (const { column, descending } of keys) {
    const left = column.sortBy?.(a) ?? column.text(a);
    const right = column.sortBy?.(b) ?? column.text(b);
    const order = left < right ? -1 : left > right ? 1 : 0;
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function rowsOf(args: PsArguments, context: CommandContext, words: readonly string[]): readonly PsRow[] {
  const { world, shell } = context;
  const own = ownProcess(context, 'ps', words);
  const rows: PsRow[] = [];
  const processes = withOwnProcess(context, own);
  const holders = holdersOf(processes, own);
  for (const process of processes) {
    if (!selects(args.selection, args.request.bsd, shell, process, world)) continue;
    const row: PsRow = {
      process,
      world,
      foreground: holders.has(process.pid),
      thread: process.pid,
      indent: '',
    };
    rows.push(row);
    if (args.request.threads === 'none') continue;
    for (let thread = 1; thread < threadsOf(process); thread += 1) rows.push({ ...row, thread: process.pid + thread });
  }
  if (args.sort.length > 0) rows.sort((a, b) => compare(args.sort, a, b));
  return args.tree === 'none' ? rows : asTree(rows, args.tree);
}

/** Pids of what has its terminal: what a shell waits for, or the shell that waits for a line. */
function holdersOf(processes: readonly Process[], own: Process): ReadonlySet<number> {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const onTerminals = processes.filter(({ tty }) => tty.startsWith('pts/'));
  const shells = new Map<string, Process>();
  for (const process of onTerminals) {
    if (byPid.get(process.ppid)?.tty !== process.tty && !shells.has(process.tty)) shells.set(process.tty, process);
  }
  const busy = new Set<string>();
  const holders = new Set<number>();
  for (const process of onTerminals) {
    const shell = shells.get(process.tty);
    if (!shell || process === shell || (process.pgid !== shell.pgid && process !== own)) continue;
    busy.add(process.tty);
    holders.add(process.pid);
  }
  for (const [tty, { pid }] of shells) if (!busy.has(tty)) holders.add(pid);
  return holders;
}

function run(words: readonly string[], context: CommandContext): CommandResult {
  try {
    const args = parseArguments(words, context.world);
    if (args.show === 'help') return printed(USAGE);
    if (args.show === 'version') return printed(`ps from procps-ng ${procpsVersion(context.world.host.os)}\n`);
    const columns = columnsOf(args.request);
    const rows = rowsOf(args, context, words);
    const header = args.headers ? headerLine(columns) : undefined;
    const lines = rows.map((row) => rowLine(columns, row));
    const all = header === undefined ? lines : [header, ...lines];
    const text = all.map((line) => `${args.width === undefined ? line : line.slice(0, args.width)}\n`).join('');
    return { stdout: text, stderr: '', exitCode: rows.length > 0 ? 0 : 1 };
  } catch (problem) {
    if (problem instanceof PsProblem) return failed(`error: ${problem.message}\n${USAGE}`);
    throw problem;
  }
}

/** Lists processes. It lists itself too, as the real one does. */
export const ps: MachineCommand = { name: 'ps', path: '/usr/bin/ps', run };
