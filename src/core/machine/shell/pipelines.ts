/**
 * The processes of commands: of each that takes some time, and of the members of pipelines. The interpreter runs one member after the
 * other; on a host all are there from the start of the pipeline, each until it is done, and lists of processes show them.
 */
import { textHash } from '../host/random.ts';
import type { Behaviour } from '../processes/process-table.ts';
import type { Process } from '../world.ts';
import { BUILTINS } from './builtins.ts';
import { interpretedNames } from './bundled.ts';
import type { CommandProcesses, ShellProcess } from './contracts.ts';
import { forked, type ProcessDetails } from './forked.ts';
import { type Member, type MemberWords, memberWords } from './pipeline-members.ts';
import type { StatementNode } from './syntax.ts';

interface Started {
  readonly pids: readonly (number | undefined)[];
  at: number;
}

const BUILTIN: ReadonlySet<string> = new Set(BUILTINS);
/** Tools that turn into the command that they are given. */
const TURNING = new Set(['env', 'exec', 'ionice', 'nice', 'nohup', 'setsid', 'stdbuf']);
/** Bytes that the smallest of tools takes. */
const SMALLEST = 1_900_544;

/** The words of the members of a job, if it is one pipeline of nothing but programs: then no shell stands above them. */
export function programsOf(
  { pipelines }: StatementNode,
  shell: ShellProcess,
  functions: Functions,
): readonly (readonly string[])[] | undefined {
  const [pipeline] = pipelines;
  const members = pipeline && pipelines.length === 1 && !pipeline.timed ? memberWords(pipeline) : undefined;
  const programs = members?.flatMap((words) => (words && isProgram(words, shell, functions) ? [words] : []));
  return programs?.length === members?.length ? programs : undefined;
}

type Functions = { has(name: string): boolean };

function isProgram([name = '']: readonly string[], { parts }: ShellProcess, functions: Functions): boolean {
  if (BUILTIN.has(name) || functions.has(name)) return false;
  return parts.tools.has(name) || interpretedNames().has(name);
}

/** What a member of a pipeline starts as. */
export function memberDetails(argv: readonly string[], pgid: number): ProcessDetails {
  const memory = SMALLEST + (textHash(argv[0] ?? '') % 256) * 4096;
  return { command: argv.join(' '), argv, memory, pgid };
}

/** What is known of a command while one runs that it started. */
interface Command {
  readonly words: readonly string[] | undefined;
  readonly pid: number | undefined;
  readonly killed: number | undefined;
}

/** What stands above a command that no other one started. */
const NO_COMMAND: Command = { words: undefined, pid: undefined, killed: undefined };

export class Pipelines implements CommandProcesses {
  readonly #shell: ShellProcess;
  readonly #functions: Functions;
  readonly #kept: MemberWords[] = [];
  readonly #started = new Map<number, Started>();
  #current: number | undefined;
  #member: Member | undefined;
  /** The command at hand, as long as it has no process. */
  #command: readonly string[] | undefined;
  #own: number | undefined;
  #killed: number | undefined;

  constructor(shell: ShellProcess, functions: Functions) {
    this.#shell = shell;
    this.#functions = functions;
  }

  /** Keeps the members of a pipeline; gives the number that its members are entered by. */
  keep(words: MemberWords): number {
    return this.#kept.push(words) - 1;
  }

  /** A command is about to run. With the first of a pipeline the processes of all of them start. */
  entered(member: Member | undefined): void {
    this.#current = undefined;
    this.#member = member;
    if (!member) return;
    const before = this.#started.get(member.pipeline);
    const started = before && member.index >= before.at ? before : this.#start(member.pipeline);
    started.at = member.index;
    const pid = started.pids[member.index];
    this.#current = pid;
    if (pid !== undefined && pid !== this.#shell.process.pid) {
      this.#shell.parts.kernel.processes.attach(pid, this.#behaviour(pid));
    }
  }

  get followers(): MemberWords {
    const member = this.#member;
    return member ? (this.#kept[member.pipeline]?.slice(member.index + 1) ?? []) : [];
  }

  get feeds(): boolean {
    const [next] = this.followers;
    return next !== undefined && isProgram(next, this.#shell, this.#functions);
  }

  running(argv: readonly string[]): Process | undefined {
    const process = this.#process;
    return process && sameWords(process.argv, argv) ? process : undefined;
  }

  get #process(): Process | undefined {
    return this.#current === undefined ? undefined : this.#shell.parts.kernel.processes.get(this.#current);
  }

  /** A command begins; gives what `left` is to be told when it is over. */
  begun(name: string, args: readonly string[]): Command {
    const isFirst = this.#command === undefined && this.#own === undefined && this.#killed === undefined;
    const outer = isFirst ? NO_COMMAND : { words: this.#command, pid: this.#own, killed: this.#killed };
    this.#own = undefined;
    this.#command = this.#current === undefined ? [name, ...args] : undefined;
    this.#killed = undefined;
    return outer;
  }

  waits(): void {
    const argv = this.#command;
    const shell = this.#shell;
    if (!argv || !isProgram(argv, shell, this.#functions)) return;
    this.#command = undefined;
    const { process: above } = shell;
    if (sameWords(above.argv.slice(-argv.length), argv)) {
      // A job that is one command has its process already; some tools turn into what they run.
      if (above.argv.length === argv.length) return;
      if (TURNING.has(above.argv[0] ?? '')) {
        shell.parts.kernel.processes.change(above.pid, { argv, command: argv.join(' ') });
        return;
      }
    }
    const process = shell.startProcess(memberDetails(argv, shell.process.pgid), this.#behaviour(undefined));
    this.#own = process?.pid;
  }

  /** A signal to a command reaches what runs it; `member` is the pid that has to be at hand for that. */
  #behaviour(member: number | undefined): Behaviour {
    const shell = this.#shell;
    return {
      ended: ({ exitCode }) => {
        if (member !== undefined && this.#current !== member) return;
        this.#killed = exitCode;
        shell.task.nudge();
      },
      stopped: () => shell.task.stop(),
      continued: () => shell.task.continue(),
    };
  }

  get ended(): number | undefined {
    return this.#killed;
  }

  /** A command is over. */
  left(outer: Command): void {
    if (this.#own !== undefined) this.#shell.parts.kernel.processes.drop(this.#own);
    this.#own = outer.pid;
    this.#command = outer.words;
    this.#killed = outer.killed;
  }

  taken(argv: readonly string[]): Process | undefined {
    // What starts a process of its own needs no other.
    this.#command = undefined;
    const process = this.#process;
    if (!process || !sameWords(process.argv.slice(-argv.length), argv)) return undefined;
    this.#current = undefined;
    return process;
  }

  /** The exit code of a member that a signal ended before its turn came. */
  killed(member: Member | undefined): number | undefined {
    const pid = member && this.#started.get(member.pipeline)?.pids[member.index];
    return pid === undefined || this.#shell.parts.kernel.processes.get(pid) ? undefined : 143;
  }

  /** A member is done. */
  done(member: Member | undefined): void {
    const pid = member && this.#started.get(member.pipeline)?.pids[member.index];
    if (pid === undefined) return;
    this.#current = undefined;
    this.#drop(pid);
  }

  /** The script is over: nothing of its pipelines is left. */
  end(): void {
    this.#current = undefined;
    this.#member = undefined;
    this.#command = undefined;
    if (this.#started.size > 0) {
      for (const { pids } of this.#started.values()) for (const pid of pids) if (pid !== undefined) this.#drop(pid);
      this.#started.clear();
    }
    this.#kept.length = 0;
    this.#own = undefined;
    this.#killed = undefined;
  }

  #drop(pid: number): void {
    // The process of a job's last member is that of the job.
    if (pid !== this.#shell.process.pid) this.#shell.parts.kernel.processes.drop(pid);
  }

  #start(pipeline: number): Started {
    this.#current = undefined;
    for (const pid of this.#started.get(pipeline)?.pids ?? []) if (pid !== undefined) this.#drop(pid);
    const shell = this.#shell;
    const { processes, schedule } = shell.parts.kernel;
    const words = this.#kept[pipeline] ?? [];
    const given = shell.takeMembers(words.length);
    const pids =
      given ??
      words.map((argv) => {
        if (!argv || !isProgram(argv, shell, this.#functions)) return undefined;
        const pid = processes.newPid();
        const fork = { pid, now: schedule.now };
        processes.add(forked(shell.process, memberDetails(argv, shell.process.pgid), fork), { ended: () => undefined });
        return pid;
      });
    const started: Started = { pids, at: 0 };
    this.#started.set(pipeline, started);
    return started;
  }
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}
