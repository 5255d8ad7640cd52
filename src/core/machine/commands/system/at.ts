/** `at`, `batch`, `atq` and `atrm`. */
import { decodeBytesToUtf8, type ExecResult } from 'just-bash';
import { resolvePath } from '../../files/paths.ts';
import { strftime } from '../../host/strftime.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { AtJob } from '../../timers/at-queue.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { both, isRoot, type SystemTool, systemOf, textFile } from '../system-tool.ts';
import { atTime, stampTime } from './at-time.ts';

const USAGE = `Usage: at [-V] [-q x] [-f file] [-u username] [-mMlbv] timespec ...
       at [-V] [-q x] [-f file] [-u username] [-mMlbv] -t time
       at -c job ...
       at [-V] -l [-o timeformat] [job ...]
       atq [-V] [-q x] [-o timeformat] [job ...]
       at [ -rd ] job ...
       atrm [-V] job ...
       batch
`;

const timeText = (at: number): string => strftime('%a %b %e %H:%M:%S %Y', at);

function ownJobs(call: Call): readonly AtJob[] {
  const { jobs } = systemOf(call).at;
  return isRoot(call) ? jobs : jobs.filter(({ user }) => user === call.shell.process.user);
}

function list(call: Call, queue: string | undefined): ExecResult {
  const rows = ownJobs(call)
    .filter((job) => queue === undefined || job.queue === queue)
    .map(({ number, at, queue: letter, user }) => `${number}\t${timeText(at)} ${letter} ${user}\n`);
  return ok(rows.join(''));
}

function remove(numbers: readonly string[], call: Call): ExecResult {
  if (numbers.length === 0) return fail(USAGE);
  let stderr = '';
  for (const number of numbers) {
    const job = ownJobs(call).find((entry) => String(entry.number) === number);
    if (job) systemOf(call).at.remove(job);
    else stderr += `Cannot find jobid ${number}\n`;
  }
  return fail(stderr, stderr === '' ? 0 : 1);
}

function show(numbers: readonly string[], call: Call): ExecResult {
  let stdout = '';
  for (const number of numbers) {
    const job = ownJobs(call).find((entry) => String(entry.number) === number);
    const { state } = systemOf(call).kernel;
    const node = job && state.node(job.path);
    if (node?.kind !== 'file') return both(stdout, `Cannot find jobid ${number}\n`, 1);
    stdout += new TextDecoder().decode(state.read(node));
  }
  return ok(stdout);
}

function queue(at: number, letter: string, commands: string, call: Call): ExecResult {
  const { shell, context } = call;
  const number = systemOf(call).at.add({
    at,
    queue: letter,
    user: shell.process.user,
    cwd: context.cwd,
    environment: context.exportedEnv ?? {},
    umask: shell.tree.umask,
    commands,
    startedFor: shell.process.startedFor,
  });
  return fail(`warning: commands will be executed using /bin/sh\njob ${number} at ${timeText(at)}\n`, 0);
}

function runAt(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('at', words, { short: 'q:f:t:u:o:mMlbvdrcV', stopAtOperand: false });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n${USAGE}`);
  if (has(parsed, 'V')) return fail('at version 3.2.5\n', 0);
  if (has(parsed, 'l')) return list(call, optionValue(parsed, 'q'));
  if (has(parsed, 'd', 'r')) return remove(parsed.operands, call);
  if (has(parsed, 'c')) return show(parsed.operands, call);
  const { now } = systemOf(call).kernel.schedule;
  const stamp = optionValue(parsed, 't');
  const text = parsed.operands.join(' ');
  if (stamp === undefined && text === '') return fail(USAGE);
  const at = stamp === undefined ? atTime(text, now) : stampTime(stamp, now);
  if (at === undefined) return fail(`syntax error. Last token seen: ${text.split(' ').at(-1) ?? ''}\nGarbled time\n`);
  if (at < Math.floor(now / 60_000) * 60_000) return fail('at: refusing to create job destined in the past\n');
  const file = optionValue(parsed, 'f');
  const commands =
    file === undefined ? decodeBytesToUtf8(call.context.stdin) : textFile(resolvePath(call.context.cwd, file), call);
  if (commands === undefined) return fail(`${file}: No such file or directory\n`);
  return queue(at, optionValue(parsed, 'q') ?? 'a', commands, call);
}

function runBatch(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('batch', words, { short: 'q:f:t:u:mMlbvdrcV' });
  if (parsed.problem !== undefined) return fail(`${parsed.problem}\n${USAGE}`);
  const { now } = systemOf(call).kernel.schedule;
  return queue(Math.floor(now / 60_000) * 60_000, 'b', decodeBytesToUtf8(call.context.stdin), call);
}

function runAtq(words: readonly string[], call: Call): ExecResult {
  const parsed = getopt('atq', words, { short: 'q:o:V' });
  return parsed.problem === undefined ? list(call, optionValue(parsed, 'q')) : fail(`${parsed.problem}\n${USAGE}`);
}

/** Queues commands for later. */
export const at: SystemTool = { name: 'at', path: '/usr/bin/at', run: runAt };
/** Queues commands for when the host is quiet. */
export const batch: SystemTool = { name: 'batch', path: '/usr/bin/batch', run: runBatch };
/** Lists what is queued. */
export const atq: SystemTool = { name: 'atq', path: '/usr/bin/atq', run: runAtq };
/** Takes jobs out of the queue. */
export const atrm: SystemTool = { name: 'atrm', path: '/usr/bin/atrm', run: (words, call) => remove(words, call) };
