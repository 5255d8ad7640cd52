/** One terminal of an agent: the shell in it, from one action to the next. */

import type { Credentials } from './files/credentials.ts';
import { resolvePath } from './files/paths.ts';
import type { NestedShell, Parts, Terminal } from './shell/contracts.ts';
import { ROUND_TRIP } from './shell/costs.ts';
import { forked } from './shell/forked.ts';
import { withoutHidden } from './shell/hidden-name.ts';
import { asLogin } from './shell/login-files.ts';
import { parseScript } from './shell/parse-script.ts';
import { printsTogether } from './shell/prints-together.ts';
import { RESULT_SINKS, TERMINAL_SINKS } from './shell/redirections.ts';
import { Shell } from './shell/shell.ts';
import { freshState, type ShellState } from './shell/shell-state.ts';
import type { ScriptNode } from './shell/syntax.ts';
import { drive, pass, Task } from './time/task.ts';
import { loadHistory, saveHistory } from './users/history.ts';
import { logOut } from './users/login.ts';
import type { HostFacts, Process } from './world.ts';

export interface SessionOptions {
  /** What the shells of the machine share; the terminal in it is that of this session alone. */
  readonly parts: Parts;
  readonly user: HostFacts['users'][number];
  readonly who: Credentials;
  readonly cwd: string;
  /** Variables that a shell has from the start, by its process. */
  environment(shell: Process): Readonly<Record<string, string>>;
  /** The terminal closes with its shell: nobody logs in anew. */
  readonly closes?: true;
  /** Logs in anew: the process of the shell, which is among the processes of the machine. */
  login(): Process;
}

/** What a command gave, before it is cut to what the agent sees. */
export interface SessionResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
}

/** A command that goes on. */
interface Running {
  readonly command: string;
  readonly task: Task;
  readonly shell: Shell;
  /** Somebody waits for its end and takes the result. */
  readonly waited: boolean;
  /** It consists of single commands: none of them reads from another one. */
  readonly plain: boolean;
  result: Omit<SessionResult, 'timedOut'>;
}

/** A line that was typed, and who hears that the shell reads it and that it is over. */
interface Typed {
  readonly command: string;
  begins(): void;
  ends(): void;
}

/** Milliseconds after which somebody who started a long command looks at what it printed so far. */
const LOOK = 2_000;
const NOTHING: Omit<SessionResult, 'timedOut'> = { stdout: '', stderr: '', exitCode: 0 };
const INTERRUPTED = 130;
/** What a command that starts a job has in it. */
const LONE_AND = /(?:^|[^&>])&(?![&>])/;
/** Signals that a shell ignores that somebody types into. */
const IGNORED = ['TERM', 'QUIT', 'INT', 'TSTP', 'TTIN', 'TTOU'];
/** Milliseconds until a shell has read a line. */
const FEED_TIME = 1;
/** Exit code of ssh when the connection ends before the command. */
const DISCONNECTED = 255;

/** Keys that are pressed instead of a command, as terminal multiplexers name them, and the signals that they send. */
const KEYS: ReadonlyMap<string, { readonly signal: string; readonly echo: string }> = new Map([
  ['C-c', { signal: 'INT', echo: '^C' }],
  ['^C', { signal: 'INT', echo: '^C' }],
  ['\u0003', { signal: 'INT', echo: '^C' }],
  ['C-\\', { signal: 'QUIT', echo: '^\\' }],
]);

export class Session {
  readonly #options: SessionOptions;
  /** Shells in which others were started that are typed into now, the outermost first. */
  readonly #outer: { readonly shell: Shell; readonly state: ShellState; readonly pids: readonly number[] }[] = [];
  readonly #parts: Parts;
  /** Lines that were typed since the login: the shell adds them to its history file when it ends. */
  readonly #typed: string[] = [];
  /** A shell that is to be typed into when the command at hand is over. */
  #nested: NestedShell | undefined;
  /** Lines that were typed and that the shell has not come to. */
  readonly #queue: Typed[] = [];
  #shell: Shell;
  #state: ShellState;
  /** The shell is one of a login and has run nothing yet. */
  #isFresh = true;
  #running: Running | undefined;
  /** Exit code of a command that went on and has ended since anybody looked. */
  #endedWith: number | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#parts = {
      ...options.parts,
      nest: (shell, nested) => {
        // What a script starts reads from the script and not from the terminal.
        if (shell.task !== this.#shell.task || shell.scriptName !== undefined || !this.#running?.plain) return false;
        this.#nested = nested;
        return true;
      },
    };
    this.#shell = this.#newShell(options.login());
    loadHistory(this.#shell, this.#options.user.home);
    this.#state = this.#firstState();
  }

  get cwd(): string {
    return this.#state.cwd;
  }

  /** Whether the host of the terminal is on. */
  get isReachable(): boolean {
    return this.#parts.kernel.state.power === 'on';
  }

  /** Address of the host of the terminal. */
  get address(): string {
    return this.#parts.kernel.state.host.addresses.ipv4;
  }

  /** The command that goes on in the terminal; undefined when it waits for one. */
  get busyWith(): string | undefined {
    return this.#running?.command;
  }

  /** Runs what was typed. After `timeoutMs` of the machine's time what is in the foreground gets SIGTERM. */
  async type(command: string, timeoutMs: number): Promise<SessionResult> {
    const key = KEYS.get(command.trim());
    if (key) return this.#press(key);
    if (this.#running) return this.#refused();
    const script = parseScript(command, 'bash: -c');
    if ('error' in script) return this.#unparsable(script.error);
    const { kernel } = this.#options.parts;
    const deadline = kernel.schedule.now + timeoutMs;
    const running = await this.#begin(command, script.script, { waited: true, deadline });
    const { task, shell } = running;
    const inTime = task.done || (await drive(kernel.schedule, task, deadline));
    if (!inTime) {
      task.end();
      await drive(kernel.schedule, task, kernel.schedule.now);
    }
    // What runs into a limit would have gone on until its time was over.
    const endless = shell.interruption?.reason === 'limit';
    if (endless) await drive(kernel.schedule, new Task(kernel.schedule), deadline);
    else if (inTime) await pass(kernel.schedule, ROUND_TRIP);
    const disconnected = this.#disconnected();
    if (disconnected) return { ...disconnected, stdout: running.result.stdout + disconnected.stdout };
    const timedOut = !inTime || endless;
    return { ...this.#withTerminal(running.result), exitCode: timedOut ? 143 : running.result.exitCode, timedOut };
  }

  /** Runs what was typed without waiting for its end, and gives what it printed in the first moments. */
  async start(command: string): Promise<SessionResult> {
    if (KEYS.has(command.trim())) return this.type(command, LOOK);
    if (this.#running) return this.#refused();
    const script = parseScript(command, 'bash: -c');
    if ('error' in script) return this.#unparsable(script.error);
    const { schedule } = this.#options.parts.kernel;
    const deadline = schedule.now + LOOK;
    const { task } = await this.#begin(command, script.script, { waited: false, deadline });
    await drive(schedule, task, deadline);
    return this.look();
  }

  /** What the terminal printed since it was last looked at. */
  async look(): Promise<SessionResult> {
    await pass(this.#options.parts.kernel.schedule, ROUND_TRIP);
    const disconnected = this.#disconnected();
    if (disconnected) return disconnected;
    const exitCode = this.#endedWith ?? 0;
    this.#endedWith = undefined;
    return { ...this.#withTerminal(NOTHING), exitCode, timedOut: false };
  }

  /** Types a line that nobody waits for. What is typed while something runs is read when it is over. */
  feed(command: string, { begins, ends }: Pick<Typed, 'begins' | 'ends'>): void {
    this.#queue.push({ command, begins, ends });
    if (!this.#running && this.#queue.length === 1) this.#next();
  }

  /** Interrupts what runs, and does not wait for its end. */
  interrupt(): void {
    const running = this.#running;
    if (!running) return;
    this.#parts.terminal.stdout += '^C\n';
    const { processes } = this.#parts.kernel;
    const foreground = this.#foreground();
    for (const { pid } of foreground) processes.signal(pid, 'INT', 0);
    if (!foreground.some(({ pid }) => processes.get(pid))) {
      running.shell.interrupt({ reason: 'ended', exitCode: INTERRUPTED });
    }
  }

  /** Begins with the next line that was typed. */
  #next(): void {
    const [first] = this.#queue;
    if (!first) return;
    const done = (): void => {
      this.#queue.shift();
      first.ends();
      this.#next();
    };
    first.begins();
    const script = parseScript(first.command, 'bash');
    if ('error' in script) {
      this.#parts.terminal.stderr += script.error;
      done();
      return;
    }
    this.#parts.kernel.schedule.after(FEED_TIME, async () => {
      const { task } = await this.#begin(first.command, script.script, { waited: false });
      task.whenDone(done);
    });
  }

  /** A path as the agent means it, who stands in the folder of the shell. */
  resolve(path: string): string {
    return resolvePath(this.#state.cwd, path.startsWith('~/') ? `${this.#options.user.home}${path.slice(1)}` : path);
  }

  get tree(): Shell['tree'] {
    return this.#shell.tree;
  }

  /**
   * Begins a command. Up to the deadline, what takes time in it moves the clock at once where nothing else happens meanwhile; without
   * one, as far as whoever drives the clock lets it go.
   */
  #begin(
    command: string,
    script: ScriptNode,
    { waited, deadline }: { readonly waited: boolean; readonly deadline?: number },
  ): Promise<Running> {
    const { kernel } = this.#options.parts;
    if (kernel.processes.get(this.#shell.process.pid) === undefined) this.#leave(0);
    const typed = command.split('\n').filter((line) => line.trim() !== '');
    this.#shell.history.push(...typed);
    if (this.#outer.length === 0) this.#typed.push(...typed);
    const shell = this.#shell;
    const task = new Task(kernel.schedule);
    // What jobs print comes between what the foreground prints, so all of it has to come as it is printed.
    shell.begin(task, waited && !(LONE_AND.test(command) && printsTogether(script)) ? RESULT_SINKS : TERMINAL_SINKS);
    const whole = this.#readsProfiles() ? asLogin(script) : script;
    const running: Running = { command, task, shell, waited, plain: isPlain(script), result: NOTHING };
    this.#running = running;
    task.whenDone(() => this.#ended(running));
    const before = deadline === undefined ? undefined : kernel.schedule.driveTo(deadline);
    const begun = task.start(async () => {
      const run = await shell.run(whole, this.#state);
      running.result = run;
      shell.jobs.prompt(kernel.schedule.now);
      if (run.state) this.#state = run.state;
      else this.#leave(run.exitCode);
      this.#enter();
    });
    return begun.then(() => {
      if (before !== undefined) kernel.schedule.driveTo(before);
      return running;
    });
  }

  /** Whether the shell is one of a login that has not read its profiles, and there is something in them since the trial began. */
  #readsProfiles(): boolean {
    if (!this.#isFresh) return false;
    this.#isFresh = false;
    const { state, startedAt } = this.#parts.kernel;
    const home = this.#state.scalars['HOME'] ?? '/';
    const names = ['.bash_profile', '.bash_login', '.profile', '.bashrc'].map((name) => `${home}/${name}`);
    const added = state.tree.names('/etc/profile.d').map((name) => `/etc/profile.d/${name}`);
    return ['/etc/profile', ...added, ...names].some((path) => (state.node(path)?.mtime ?? 0) >= startedAt);
  }

  #ended(running: Running): void {
    const { kernel, terminal } = this.#options.parts;
    if (this.#running === running) this.#running = undefined;
    if (running.task.failure) {
      kernel.events.limitHit('shell', running.task.failure.message);
      running.result = { stdout: '', stderr: 'Segmentation fault (core dumped)\n', exitCode: 139 };
      this.#restart();
    }
    if (running.waited) return;
    this.#endedWith = running.result.exitCode;
    terminal.stdout += running.result.stdout;
    terminal.stderr += running.result.stderr;
  }

  /** A key that sends a signal to what is in the foreground. What catches it goes on. */
  async #press({ signal, echo }: { readonly signal: string; readonly echo: string }): Promise<SessionResult> {
    const { kernel, terminal } = this.#options.parts;
    const running = this.#running;
    terminal.stdout += `${echo}\n`;
    if (running) {
      const foreground = this.#foreground();
      for (const { pid } of foreground) kernel.processes.signal(pid, signal, 0);
      const goesOn = foreground.some(({ pid }) => kernel.processes.get(pid) !== undefined);
      if (!goesOn) running.shell.interrupt({ reason: 'ended', exitCode: INTERRUPTED });
      await drive(kernel.schedule, running.task, kernel.schedule.now + LOOK);
    }
    await pass(this.#options.parts.kernel.schedule, ROUND_TRIP);
    this.#endedWith = undefined;
    return { ...this.#withTerminal(NOTHING), exitCode: INTERRUPTED, timedOut: false };
  }

  /** Processes that the shell waits for. Jobs in the background have groups of their own. */
  #foreground(): readonly Process[] {
    const { pid, pgid, tty } = this.#shell.process;
    const { processes } = this.#options.parts.kernel.state;
    return [...processes.values()].filter((entry) => entry.tty === tty && entry.pgid === pgid && entry.pid !== pid);
  }

  #refused(): SessionResult {
    const stderr = `This terminal is busy with: ${this.#running?.command ?? ''}\nThe command was not typed. Use another terminal, receive what this one has printed, or type C-c to interrupt what runs in it.\n`;
    return { stdout: '', stderr, exitCode: 1, timedOut: false };
  }

  #unparsable(stderr: string): SessionResult {
    return { ...this.#withTerminal({ stdout: '', stderr }), exitCode: 2, timedOut: false };
  }

  /** What somebody sees whose machine goes down under them, instead of how the command ended. */
  #disconnected(): SessionResult | undefined {
    const { state } = this.#options.parts.kernel;
    if (state.power === 'on') return undefined;
    const { ipv4 } = state.host.addresses;
    const { stdout, stderr } = this.#withTerminal(NOTHING);
    const closed = `Connection to ${ipv4} closed by remote host.\nConnection to ${ipv4} closed.\n`;
    return { stdout, stderr: stderr + closed, exitCode: DISCONNECTED, timedOut: false };
  }

  /** What was printed meanwhile comes after what the command printed. */
  #withTerminal(result: Terminal): Terminal {
    const { terminal } = this.#options.parts;
    const stdout = result.stdout + terminal.stdout;
    const stderr = result.stderr + terminal.stderr;
    terminal.stdout = '';
    terminal.stderr = '';
    return { stdout: withoutHidden(stdout), stderr: withoutHidden(stderr) };
  }

  /** The shell ended, by `exit` or by a signal: the next command is typed into a new one. */
  #restart(): void {
    const { kernel } = this.#options.parts;
    for (const { pids } of this.#outer) for (const pid of [...pids].reverse()) kernel.processes.drop(pid);
    const [first] = this.#outer.splice(0);
    const last = first?.shell ?? this.#shell;
    if (kernel.processes.get(last.process.pid)) saveHistory(last, this.#options.user.home, this.#typed);
    this.#typed.length = 0;
    logOut(kernel, last.process);
    if (this.#options.closes) return;
    this.#shell = this.#newShell(this.#options.login());
    loadHistory(this.#shell, this.#options.user.home);
    this.#state = this.#firstState();
  }

  /** Begins with a shell that the last command started. */
  #enter(): void {
    const nested = this.#nested;
    this.#nested = undefined;
    const { processes, schedule } = this.#parts.kernel;
    let parent = this.#shell.process;
    if (!nested || !processes.get(parent.pid)) return;
    const pids: number[] = [];
    for (const details of nested.chain) {
      parent = forked(parent, details, { pid: processes.newPid(), now: schedule.now });
      processes.add(parent, { ended: () => undefined });
      pids.push(parent.pid);
    }
    this.#outer.push({ shell: this.#shell, state: this.#state, pids });
    this.#shell = this.#newShell(parent, nested.who);
    this.#parts.kernel.state.environments.set(parent.pid, nested.environment);
    this.#state = freshState(nested.cwd, nested.environment);
    this.#isFresh = nested.chain.at(-1)?.command.startsWith('-') === true;
  }

  /** The shell has ended: what is typed next goes to the one in which it was started, or to a new login. */
  #leave(exitCode: number): void {
    const outer = this.#outer.pop();
    const { processes } = this.#parts.kernel;
    for (const pid of [...(outer?.pids ?? [])].reverse()) processes.drop(pid);
    if (!outer || !processes.get(outer.shell.process.pid)) {
      this.#restart();
      return;
    }
    this.#shell = outer.shell;
    this.#state = { ...outer.state, exitCode };
  }

  #newShell(process: Process, who: Credentials = this.#options.who): Shell {
    const parts = this.#parts;
    const shell = new Shell({ parts, who, process, task: new Task(parts.kernel.schedule) });
    parts.kernel.processes.attach(process.pid, {
      ended: ({ exitCode }) => shell.interrupt({ reason: 'ended', exitCode }),
      handles: (signal) => shell.trapped(signal) || IGNORED.includes(signal),
    });
    return shell;
  }

  #firstState(): ShellState {
    const { state } = this.#parts.kernel;
    const { process } = this.#shell;
    const environment = this.#options.environment(process);
    state.environments.set(process.pid, environment);
    this.#isFresh = true;
    return freshState(this.#options.cwd, environment);
  }
}

/** Whether a script consists of single commands, so that each of them reads what is typed. */
function isPlain({ statements }: ScriptNode): boolean {
  return statements.every(({ pipelines }) =>
    pipelines.every(({ commands }) => commands.length === 1 && commands[0]?.type === 'SimpleCommand'),
  );
}
