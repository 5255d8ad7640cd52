/** A shell as a process: the one that the agent types into, one that runs a script, one in the background. */
import type { Credentials } from '../files/credentials.ts';
import { isDevice } from '../files/devices.ts';
import { systemText } from '../files/file-error.ts';
import { FileTree } from '../files/file-tree.ts';
import type { Kernel } from '../kernel.ts';
import { type LimitName, SHARED_FACTOR } from '../limits.ts';
import type { Behaviour } from '../processes/process-table.ts';
import { mayFork } from '../processes/restrictions.ts';
import { Meter } from '../state/meter.ts';
import { PASSED, Task } from '../time/task.ts';
import type { Process } from '../world.ts';
import type {
  Call,
  ChildOptions,
  InnerOptions,
  Input,
  Interruption,
  Parts,
  ProcessDetails,
  RunResult,
  ShellProcess,
  Terminal,
} from './contracts.ts';
import { forked } from './forked.ts';
import { withoutHidden } from './hidden-name.ts';
import { commandWords, isSimple, jobText, memberTexts, sinkFile } from './job-text.ts';
import { JobTable } from './jobs.ts';
import { parseScript } from './parse-script.ts';
import { memberDetails, programsOf } from './pipelines.ts';
import { RESULT_SINKS, type Sink, type Sinks, type Streams } from './redirections.ts';
import { ShellRun } from './run.ts';
import { freshState, type ShellState, stateFrom } from './shell-state.ts';
import type { ScriptNode, StatementNode } from './syntax.ts';

export interface ShellOptions {
  readonly parts: Parts;
  readonly process: Process;
  readonly task: Task;
  readonly who: Credentials;
  readonly scriptName?: string | undefined;
  readonly sinks?: Sinks;
  readonly umask?: number;
  /** What started in this process is the only thing that it does: it takes over the process. */
  readonly single?: boolean;
  readonly depth?: number;
  /** The shell whose work this one does. */
  readonly parent?: ShellProcess;
  /** The shell in whose process this one is. */
  readonly within?: ShellProcess;
  /** What it starts survives the end of the terminal. */
  readonly nohup?: boolean;
  /** Nice value of what it starts; undefined leaves that as it is. */
  readonly nice?: number | undefined;
  /** Processes of the members of the pipeline that is all it runs; the last is its own. */
  readonly members?: readonly number[] | undefined;
}

/** How often the interpreter looks at a statement that it runs. */
const LOOKS = 5;
/** Milliseconds from which on a command can be seen in the list of processes. */
const NOTICED = 20;
/** Milliseconds until a process that was forked does something. */
const FORK_TIME = 1;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class Shell implements ShellProcess {
  readonly parts: Parts;
  readonly history: string[] = [];
  readonly who: Credentials;
  readonly tree: FileTree;
  readonly jobs: JobTable = new JobTable();
  /** Handlers that `trap` set, by signal. */
  readonly traps: Map<string, string> = new Map();
  readonly options: Map<string, boolean> = new Map();
  readonly ownSignals: string[] = [];
  lastCall: Call | undefined;
  readonly scriptName: string | undefined;
  sinks: Sinks;
  /** When `$SECONDS` was 0. */
  secondsFrom: number;
  task: Task;
  readonly #kernel: Kernel;
  readonly #depth: number;
  readonly #options: ShellOptions;
  #process: Process;
  #interruption: Interruption | undefined;
  #isSignalling = false;
  readonly #meter = new Meter();
  #single: boolean;
  #members: readonly number[] | undefined;
  /** The run that is over: the next goes on where it left the interpreter. */
  #idle: ShellRun | undefined;
  /** Output of live streams that goes back to whoever runs the shell. */
  readonly #held: Terminal = { stdout: '', stderr: '' };

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#process = options.process;
    this.parts = options.parts;
    this.#kernel = options.parts.kernel;
    this.who = options.who;
    this.task = options.task;
    this.scriptName = options.scriptName;
    this.sinks = options.sinks ?? RESULT_SINKS;
    this.#depth = options.depth ?? 0;
    this.secondsFrom = options.parts.kernel.schedule.now;
    this.#single = options.single ?? false;
    this.#members = options.members;
    this.tree = new FileTree(this.#kernel.state, {
      who: this.who,
      limits: this.#kernel.limits,
      onLimit: (limit, detail) => this.#kernel.events.limitHit(limit, detail),
      self: () => this.#process.pid,
    });
    this.tree.umask = options.umask ?? 0o022;
  }

  get process(): Process {
    return this.#kernel.processes.get(this.#process.pid) ?? this.#process;
  }

  get outer(): ShellProcess | undefined {
    return this.#options.parent;
  }

  /** Set when the shell is to take no further steps, or its command is not. */
  get interruption(): Interruption | undefined {
    if (this.task.ended) return { reason: 'ended', exitCode: 143 };
    const killed = this.lastCall?.run.pipelines.ended;
    if (killed !== undefined) return { reason: 'ended', exitCode: killed };
    return this.#interruption ?? this.#options.parent?.interruption;
  }

  /** Which streams go to sinks while the shell works. */
  get live(): Streams {
    return { stdout: this.sinks.stdout.kind !== 'result', stderr: this.sinks.stderr.kind !== 'result' };
  }

  /** A new action begins: what it may do is counted from nothing. */
  begin(task: Task, sinks: Sinks): void {
    this.task = task;
    this.sinks = sinks;
    this.#interruption = undefined;
    this.#meter.reset();
  }

  /** Runs a script and hands back what it printed. */
  async run(script: ScriptNode, state: ShellState, stdin: Input = ''): Promise<RunResult> {
    const run = this.#idle ?? new ShellRun(this);
    this.#idle = undefined;
    const result = await run.script(script, state, stdin);
    this.#idle = run;
    const { stdout, stderr } = this.#held;
    if (stdout === '' && stderr === '') return result;
    Object.assign(this.#held, { stdout: '', stderr: '' });
    return { ...result, stdout: stdout + result.stdout, stderr: stderr + result.stderr };
  }

  /** Lets time pass for this shell. */
  pass(ms: number): Promise<void> {
    if (ms >= NOTICED) this.lastCall?.run.pipelines.waits();
    return ms > 0 ? this.task.sleep(ms) : PASSED;
  }

  /** Counts a command that begins; it takes a pid and some time. */
  count(ms: number): Promise<void> {
    this.#meter.commands += 1;
    this.#kernel.meter.commands += 1;
    this.#checkCost('commands');
    if (ms > 0) this.#kernel.processes.newPid();
    return this.pass(ms);
  }

  countStatement(): boolean {
    const { meter, limits } = this.#kernel;
    this.#meter.statements += 1 / LOOKS;
    meter.statements += 1 / LOOKS;
    if (this.#meter.statements > limits.statements || meter.statements > limits.statements * SHARED_FACTOR) {
      this.#checkCost('statements');
    }
    return this.task.ended || this.#interruption !== undefined || this.#options.parent?.interruption !== undefined;
  }

  countPrinted(characters: number): void {
    this.#meter.printed += characters;
    this.#kernel.meter.printed += characters;
    this.#checkCost('printed');
  }

  /** Interrupts the shell when it, or all shells together, went too far. */
  #checkCost(cost: 'commands' | 'statements' | 'printed'): void {
    const most = this.#kernel.limits[cost];
    if (this.#meter[cost] > most || this.#kernel.meter[cost] > most * SHARED_FACTOR) {
      this.#limit(cost, `${most} ${cost}`);
    }
  }

  async transfer(bytes: number): Promise<boolean> {
    await this.pass(this.#kernel.transferTime(bytes));
    return this.interruption === undefined;
  }

  /** Sends output to where it goes. */
  deliver(sink: Sink, content: Uint8Array): void {
    if (content.length === 0 || sink.kind === 'nowhere') return;
    if (sink.kind === 'file') {
      if (isDevice(sink.path)) return;
      try {
        this.tree.append(sink.path, content);
        this.#kernel.events.fileWritten(sink.path);
      } catch (error) {
        this.parts.terminal.stderr += `bash: write error: ${systemText(error)}\n`;
      }
      return;
    }
    if (sink.kind === 'pipe') {
      sink.write(content);
      return;
    }
    const text = withoutHidden(decoder.decode(content));
    if (sink.kind === 'terminal') this.parts.terminal[sink.stream] += text;
    else this.#held[sink.stream] += text;
  }

  child(
    details: ProcessDetails,
    options: ChildOptions,
  ): { readonly shell: Shell; readonly end: (exitCode: number) => void } | undefined {
    if (this.#depth >= this.#kernel.limits.shellDepth) {
      this.#limit('shellDepth', `${this.#depth} nested shells`, 254);
      return undefined;
    }
    const process = this.startProcess(details, {
      ended: ({ exitCode }) => shell.interrupt({ reason: 'ended', exitCode }),
      stopped: () => this.task.stop(),
      continued: () => this.task.continue(),
      handles: (signal) => options.handles?.(signal) ?? shell.trapped(signal),
    });
    if (!process) return undefined;
    const shell = new Shell({
      ...this.#inherited(options.sinks),
      ...(options.who ? { who: options.who } : {}),
      process,
      scriptName: options.scriptName,
      depth: this.#depth + 1,
    });
    const end = (exitCode: number): void => this.#kernel.processes.exit(process.pid, exitCode, 'ended', false);
    return { shell, end };
  }

  inner({ sinks, nohup, nice }: InnerOptions): Shell {
    return new Shell({ ...this.#inherited(sinks), process: this.process, within: this, nohup, nice });
  }

  #inherited(sinks: Sinks): Omit<ShellOptions, 'process'> {
    const { parts, who } = this.#options;
    return { parts, who, sinks, task: this.task, umask: this.tree.umask, depth: this.#depth, parent: this };
  }

  /**
   * Lets a handler that `trap` set deal with a signal, in the midst of what the shell does; false when there is none. It knows the
   * variables of the shell and cannot change them; when it exits, so does the shell.
   */
  trapped(signal: string): boolean {
    const handler = this.traps.get(`SIG${signal}`);
    if (handler === undefined) return false;
    const parsed = parseScript(handler, this.scriptName ?? 'bash');
    if (handler.trim() === '' || 'error' in parsed) return true;
    if (this.#isSignalling) {
      this.ownSignals.push(handler);
      return true;
    }
    const { parts, who, scriptName } = this.#options;
    const { schedule } = this.#kernel;
    const task = new Task(schedule);
    const depth = this.#depth + 1;
    const helper = new Shell({
      parts,
      who,
      scriptName,
      process: this.process,
      within: this,
      task,
      umask: this.tree.umask,
      depth,
    });
    const { context, run } = this.lastCall ?? {};
    const state = context
      ? stateFrom({
          cwd: context.cwd,
          variables: context.env,
          text: '',
          functions: run?.functions ?? new Map(),
          exitCode: 0,
          lastWord: '',
        })
      : freshState(this.process.cwd, {});
    schedule.after(0, () =>
      task.start(async () => {
        const result = await helper.run(parsed.script, state);
        this.deliver(this.sinks.stdout, encoder.encode(result.stdout));
        this.deliver(this.sinks.stderr, encoder.encode(result.stderr));
        if (!result.state) this.interrupt({ reason: 'ended', exitCode: result.exitCode });
      }),
    );
    return true;
  }

  signalling<T>(send: () => T): T {
    this.#isSignalling = true;
    try {
      return send();
    } finally {
      this.#isSignalling = false;
    }
  }

  takeMembers(count: number): readonly number[] | undefined {
    const members = this.#members;
    this.#members = undefined;
    return members?.length === count ? members : undefined;
  }

  interrupt(interruption: Interruption): void {
    if (this.#interruption) return;
    this.#interruption = interruption;
    this.task.nudge();
  }

  /**
   * A process for something that this shell starts: the shell's own when it does nothing else, else a new one. Undefined when
   * there are too many.
   */
  startProcess(details: ProcessDetails, behaviour: Behaviour): Process | undefined {
    const { processes } = this.#kernel;
    const { within, nohup, nice } = this.#options;
    if (within) {
      const changed = { ...(nohup ? { nohup } : {}), ...(nice === undefined ? {} : { nice }) };
      return within.startProcess({ ...details, ...changed }, behaviour);
    }
    const member = this.lastCall?.run.pipelines.taken(details.argv);
    if (member) {
      const process: Process = { ...member, ...details, pgid: member.pgid, startedAt: this.#kernel.schedule.now };
      processes.add(process, behaviour);
      return process;
    }
    if (this.#single) {
      this.#single = false;
      const own = this.process;
      const called = sameWords(own.argv, details.argv) ? { command: own.command, argv: own.argv } : {};
      const process: Process = { ...own, ...details, ...called, startedAt: this.#kernel.schedule.now };
      processes.add(process, behaviour);
      return process;
    }
    if (!this.#mayFork()) return undefined;
    const process = forked(this.process, details, { pid: processes.newPid(), now: this.#kernel.schedule.now });
    processes.add(process, behaviour);
    return process;
  }

  /** Starts a statement as a background job. Gives its pid, or undefined when there are too many processes. */
  startJob(statement: StatementNode, state: ShellState, sinks: Sinks, nohup = false): number | undefined {
    if (!this.#mayFork()) return undefined;
    const { processes, schedule, meter } = this.#kernel;
    meter.jobs += 1;
    const command = jobText(statement);
    const single = isSimple(statement);
    const task = new Task(schedule);
    const programs = programsOf(statement, this, state.functions) ?? [];
    const members = programs.map((argv) => ({ argv, pid: processes.newPid() }));
    const pid = members.at(-1)?.pid ?? processes.newPid();
    const pgid = members[0]?.pid ?? pid;
    const words = programs.at(-1) ?? commandWords(statement);
    const isProgram = single || members.length > 0;
    const details: ProcessDetails = {
      pgid,
      command: isProgram ? words.join(' ') : this.process.command,
      argv: isProgram ? words : this.process.argv,
      cwd: state.cwd,
      memory: 3_400_000,
      nohup,
      stdout: sinkFile(sinks.stdout),
      stderr: sinkFile(sinks.stderr),
    };
    for (const member of members.slice(0, -1)) {
      const started = forked(
        this.process,
        { ...details, ...memberDetails(member.argv, pgid) },
        { ...member, now: schedule.now },
      );
      processes.add(started, { ended: () => undefined });
    }
    const process = forked(this.process, details, { pid, now: schedule.now });
    const behaviour: Behaviour = {
      ended: () => {
        task.end();
        for (const member of members) processes.drop(member.pid);
      },
      stopped: () => task.stop(),
      continued: () => task.continue(),
      handles: (signal) => shell.trapped(signal),
    };
    processes.add(process, behaviour);
    const job = this.jobs.add(pid, command, memberTexts(statement, members));
    processes.whenEnded(pid, ({ exitCode, signal }) => this.jobs.ended(pid, { exitCode, signal, at: schedule.now }));
    const { parts, who, scriptName } = this.#options;
    const depth = this.#depth + 1;
    const shell = new Shell({
      parts,
      who,
      scriptName,
      process,
      task,
      sinks,
      single,
      members: members.length > 0 ? members.map((member) => member.pid) : undefined,
      umask: this.tree.umask,
      depth,
    });
    if (!single) this.#kernel.events.report({ kind: 'process.started', pid, program: '', command });
    schedule.after(FORK_TIME, () =>
      task.start(async () => {
        const result = await shell.run({ type: 'Script', statements: [statement] }, state);
        shell.deliver(sinks.stdout, encoder.encode(result.stdout));
        shell.deliver(sinks.stderr, encoder.encode(result.stderr));
        processes.exit(pid, result.exitCode, 'ended', !single);
        this.jobs.ended(job.pid, { exitCode: result.exitCode, at: schedule.now });
      }),
    );
    return pid;
  }

  fork(details: ProcessDetails, sinks: Sinks, work: (shell: ShellProcess) => Promise<RunResult>): number | undefined {
    if (this.#depth >= this.#kernel.limits.shellDepth) this.#limit('shellDepth', `${this.#depth} nested shells`, 254);
    if (this.interruption || !this.#mayFork()) return undefined;
    const { processes, schedule, meter } = this.#kernel;
    meter.jobs += 1;
    const task = new Task(schedule);
    const process = forked(this.process, details, { pid: processes.newPid(), now: schedule.now });
    const { pid } = process;
    processes.add(process, {
      ended: () => task.end(),
      stopped: () => task.stop(),
      continued: () => task.continue(),
    });
    const { parts, who } = this.#options;
    const shell = new Shell({
      ...{ parts, who, process, task, sinks, single: true, umask: this.tree.umask, depth: this.#depth + 1 },
    });
    schedule.after(FORK_TIME, () =>
      task.start(async () => {
        const result = await work(shell);
        shell.deliver(sinks.stdout, encoder.encode(result.stdout));
        shell.deliver(sinks.stderr, encoder.encode(result.stderr));
        processes.exit(pid, result.exitCode, 'ended', false);
      }),
    );
    return pid;
  }

  #mayFork(): boolean {
    const { processes, limits, meter } = this.#kernel;
    if (!mayFork(this.#kernel, this.who.uid)) return false;
    if (processes.startedCount >= limits.processes) this.#limit('processes', `${limits.processes} processes`, 254);
    else if (meter.jobs >= limits.jobs) this.#limit('jobs', `${limits.jobs} background jobs`, 254);
    else return true;
    return false;
  }

  #limit(limit: LimitName, detail: string, exitCode = 137): void {
    if (this.#interruption) return;
    this.#kernel.events.limitHit(limit, detail);
    this.#interruption = { reason: 'limit', exitCode };
  }
}

/** Whether two command lines are the same, but for the folder of the program. */
function sameWords(whole: readonly string[], short: readonly string[]): boolean {
  return (
    whole.length === short.length &&
    (whole[0]?.endsWith(`/${short[0]}`) ?? false) &&
    whole.slice(1).every((word, index) => word === short[index + 1])
  );
}
