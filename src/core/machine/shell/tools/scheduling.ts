/** `taskset` and `chrt` of util-linux: on which processors and by which rule processes run. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import { runWords } from '../run-script.ts';

/** The process that a word names; `0` is the caller. */
function processOf(word: string, call: Call): number | undefined {
  if (!/^\d+$/.test(word)) return undefined;
  const pid = word === '0' ? call.shell.process.pid : Number(word);
  return call.shell.parts.kernel.processes.get(pid) ? pid : undefined;
}

/** All processors of the host, as a mask or as a list. */
function processors(call: Call, list: boolean): string {
  const { cpus } = call.shell.parts.kernel.state.host;
  return list ? (cpus > 1 ? `0-${cpus - 1}` : '0') : ((1n << BigInt(cpus)) - 1n).toString(16);
}

async function taskset(args: readonly string[], call: Call): Promise<ExecResult> {
  const flags = args.filter(
    (word, at) => word.startsWith('-') && args.slice(0, at).every((one) => one.startsWith('-')),
  );
  const letters = flags
    .map((word) => word.replace(/^--(all-tasks|pid|cpu-list)$/, (_, name: string) => `-${name[0]}`))
    .join('');
  const rest = args.slice(flags.length);
  const list = letters.includes('c');
  const [first = '', second] = rest;
  if (first === '') return fail("taskset: bad usage\nTry 'taskset --help' for more information.\n");
  if (letters.includes('p')) {
    const word = second ?? first;
    const pid = processOf(word, call);
    if (!/^\d+$/.test(word)) return fail(`taskset: invalid PID argument: '${word}'\n`);
    if (pid === undefined) return fail(`taskset: failed to get pid ${word}'s affinity: No such process\n`);
    const what = list ? 'affinity list' : 'affinity mask';
    const current = `pid ${word}'s current ${what}: ${processors(call, list)}\n`;
    if (second === undefined) return ok(current);
    return ok(`${current}pid ${word}'s new ${what}: ${first.replace(/^0x/, '')}\n`);
  }
  if (!(list ? /^[\d,:-]+$/ : /^(?:0x)?[0-9a-f,]+$/i).test(first)) {
    return fail(`taskset: failed to parse CPU ${list ? 'list' : 'mask'}: ${first}\n`);
  }
  if (second === undefined) return fail("taskset: bad usage\nTry 'taskset --help' for more information.\n");
  return running('taskset', rest.slice(1), call);
}

const POLICIES: Readonly<Record<string, string>> = {
  o: 'SCHED_OTHER',
  b: 'SCHED_BATCH',
  i: 'SCHED_IDLE',
  f: 'SCHED_FIFO',
  r: 'SCHED_RR',
};

async function chrt(args: readonly string[], call: Call): Promise<ExecResult> {
  if (args.includes('-m') || args.includes('--max')) {
    return ok(
      ['OTHER\t: 0/0', 'FIFO\t: 1/99', 'RR\t: 1/99', 'BATCH\t: 0/0', 'IDLE\t: 0/0', 'DEADLINE\t: 0/0']
        .map((line) => `SCHED_${line.replace('\t', ' min/max priority\t')}\n`)
        .join(''),
    );
  }
  const count = args.findIndex((word) => !word.startsWith('-'));
  const flags = args.slice(0, count === -1 ? args.length : count);
  const letters = flags.map((word) => word.replace(/^--(\w)\w*$/, '-$1')).join('');
  const [priority = '', ...rest] = args.slice(flags.length);
  if (priority === '') return fail("chrt: bad usage\nTry 'chrt --help' for more information.\n");
  if (letters.includes('p')) {
    const word = rest[0] ?? priority;
    const pid = processOf(word, call);
    if (!/^\d+$/.test(word)) return fail(`chrt: invalid PID argument: '${word}'\n`);
    if (pid === undefined) return fail(`chrt: failed to get pid ${word}'s policy: No such process\n`);
    if (rest.length > 0)
      return call.shell.who.uid === 0
        ? ok()
        : fail(`chrt: failed to set pid ${word}'s policy: Operation not permitted\n`);
    const shown = call.shell.process.pid === pid && word === '0' ? 0 : pid;
    return ok(`pid ${shown}'s current scheduling policy: SCHED_OTHER\npid ${shown}'s current scheduling priority: 0\n`);
  }
  const policy = POLICIES[/[obifr]/.exec(letters)?.[0] ?? 'r'] ?? '';
  const realtime = policy === 'SCHED_FIFO' || policy === 'SCHED_RR';
  if (!/^\d+$/.test(priority)) return fail(`chrt: invalid priority argument: '${priority}'\n`);
  if (realtime ? Number(priority) < 1 || Number(priority) > 99 : Number(priority) !== 0) {
    return fail(`chrt: unsupported priority value for the policy: ${priority}: see --max for valid range\n`);
  }
  if (realtime && call.shell.who.uid !== 0)
    return fail("chrt: failed to set pid 0's policy: Operation not permitted\n");
  return running('chrt', rest, call);
}

async function running(name: string, words: readonly string[], call: Call): Promise<ExecResult> {
  const inner = call.shell.inner({ sinks: call.sinks, nohup: false });
  const result = await runWords(words, inner, call.context);
  const unknown = result.exitCode === 127 && /command not found\n$/.test(result.stderr);
  return unknown ? fail(`${name}: failed to execute ${words[0]}: No such file or directory\n`, 127) : result;
}

export const SCHEDULING_TOOLS: readonly Tool[] = [
  { name: 'taskset', run: taskset },
  { name: 'chrt', run: chrt },
];
