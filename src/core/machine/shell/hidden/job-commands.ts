/** Hidden commands behind background jobs and the builtins that deal with them. */
import type { ExecResult } from 'just-bash';
import { type Call, fail, ok, type Tool } from '../contracts.ts';
import type { Job } from '../jobs.ts';
import type { Sink } from '../redirections.ts';
import { stateOf } from './state-commands.ts';

/** Where a job prints that nobody waits for. */
function detached(sink: Sink): Sink {
  return sink.kind === 'result' ? { kind: 'terminal', stream: sink.stream } : sink;
}

const start: Tool = {
  name: 'job',
  run: ([number, scope, piped], call) => {
    const statement = call.run.job(Number(number));
    if (!statement) return ok();
    const sinks = call.run.sinksAt({ scope: Number(scope), piped: piped === 'piped' });
    const own = { stdout: detached(sinks.stdout), stderr: detached(sinks.stderr) };
    const pid = call.shell.startJob(statement, stateOf(call), own);
    return pid === undefined ? fail('bash: fork: retry: Resource temporarily unavailable\n', 254) : ok();
  },
};

/** What is printed of jobs that signals ended. */
const SIGNALLED: Readonly<Record<string, string>> = {
  TERM: 'Terminated',
  KILL: 'Killed',
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  SEGV: 'Segmentation fault',
  ABRT: 'Aborted',
};

function stateText(job: Job): string {
  if (job.signal !== undefined) return SIGNALLED[job.signal] ?? 'Terminated';
  return job.state === 'Done' && job.exitCode !== 0 ? `Exit ${job.exitCode}` : job.state;
}

function line(job: Job, call: Call, withPid: boolean): string {
  const { all } = call.shell.jobs;
  const mark = all.at(-1) === job ? '+' : all.at(-2) === job ? '-' : ' ';
  const state = stateText(job);
  const end = job.state === 'Running' ? ' &' : '';
  const start = `[${job.number}]${mark} `;
  const [first, ...others] = withPid ? job.members : [];
  if (!first) {
    const pid = withPid ? String(job.pid).padStart(5) : '';
    return `${start}${pid} ${state.padEnd(24)}${job.command}${end}\n`;
  }
  const rest = others.map(({ pid, text }) => `     ${String(pid).padStart(5)}${' '.repeat(23)}| ${text}`);
  return `${start}${String(first.pid).padStart(5)} ${state.padEnd(24)}${[first.text, ...rest].join('\n')}${end}\n`;
}

const jobs: Tool = {
  name: 'jobs',
  run: (args, call) => {
    const options = args.filter((word) => word.startsWith('-')).join('');
    const specs = args.filter((word) => !word.startsWith('-'));
    const chosen: Job[] = [];
    for (const spec of specs) {
      const job = call.shell.jobs.find(spec);
      if (!job) return fail(`bash: jobs: ${spec}: no such job\n`);
      chosen.push(job);
    }
    const listed = (specs.length > 0 ? chosen : [...call.shell.jobs.all])
      .filter((job) => !options.includes('r') || job.state === 'Running')
      .filter((job) => !options.includes('s') || job.state === 'Stopped');
    const text = listed
      .map((job) =>
        options.includes('p') ? `${job.members[0]?.pid ?? job.pid}\n` : line(job, call, options.includes('l')),
      )
      .join('');
    for (const job of listed) if (job.state === 'Done') call.shell.jobs.remove(job);
    return ok(text);
  },
};

/** Waits until a job has ended; its exit code, or that of the interruption. */
async function waitFor(job: Job, call: Call): Promise<number> {
  const { shell } = call;
  if (job.state !== 'Done') {
    await shell.task.until((wake) => shell.parts.kernel.processes.whenEnded(job.pid, wake));
  }
  if (shell.interruption) return shell.interruption.exitCode;
  shell.jobs.remove(job);
  return job.exitCode;
}

const wait: Tool = {
  name: 'wait',
  run: async (args, call) => {
    const specs = args.filter((word) => !word.startsWith('-'));
    if (specs.length === 0) {
      for (const job of [...call.shell.jobs.all]) await waitFor(job, call);
      return ok();
    }
    let exitCode = 0;
    let stderr = '';
    for (const spec of specs) {
      const job = call.shell.jobs.find(spec);
      const gone = call.shell.jobs.statusOf(Number(spec));
      if (job) {
        exitCode = await waitFor(job, call);
      } else if (gone !== undefined) {
        exitCode = gone;
      } else {
        exitCode = 127;
        stderr += /^\d+$/.test(spec)
          ? `bash: wait: pid ${spec} is not a child of this shell\n`
          : `bash: wait: ${spec}: no such job\n`;
      }
    }
    return fail(stderr, exitCode);
  },
};

function found(name: string, args: readonly string[], call: Call): Job | ExecResult {
  const spec = args[0] ?? '%+';
  return call.shell.jobs.find(spec) ?? fail(`bash: ${name}: ${args[0] ?? 'current'}: no such job\n`);
}

const NO_JOB_CONTROL = 'no job control';

const foreground: Tool = {
  name: 'fg',
  run: async (args, call) => {
    if (call.shell.scriptName !== undefined) return fail(`bash: fg: ${NO_JOB_CONTROL}\n`);
    const job = found('fg', args, call);
    if ('stdout' in job) return job;
    call.shell.parts.kernel.processes.signal(job.pid, 'CONT', 0);
    const exitCode = await waitFor(job, call);
    return { stdout: `${job.command}\n`, stderr: '', exitCode };
  },
};

const background: Tool = {
  name: 'bg',
  run: (args, call) => {
    if (call.shell.scriptName !== undefined) return fail(`bash: bg: ${NO_JOB_CONTROL}\n`);
    const job = found('bg', args, call);
    if ('stdout' in job) return job;
    call.shell.parts.kernel.processes.signal(job.pid, 'CONT', 0);
    return ok(`[${job.number}]+ ${job.command} &\n`);
  },
};

const disown: Tool = {
  name: 'disown',
  run: (args, call) => {
    const { jobs: table, parts } = call.shell;
    const specs = args.filter((word) => !word.startsWith('-'));
    const options = args.filter((word) => word.startsWith('-')).join('');
    const all = options.includes('a') || options.includes('r');
    if (!all && specs.length === 0 && table.all.length === 0) return fail('bash: disown: current: no such job\n');
    for (const spec of specs) if (!table.find(spec)) return fail(`bash: disown: ${spec}: no such job\n`);
    const chosen = all ? [...table.all] : specs.length > 0 ? specs.map((spec) => table.find(spec)) : [table.find('%+')];
    for (const job of chosen) {
      if (!job) continue;
      parts.kernel.processes.change(job.pid, { nohup: true });
      if (!options.includes('h')) table.remove(job);
    }
    return ok();
  },
};

export const JOB_COMMANDS: readonly Tool[] = [start, jobs, wait, foreground, background, disown];
