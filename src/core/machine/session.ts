/** The shell of the agent, from one action to the next. */

import type { Credentials } from './files/credentials.ts';
import { resolvePath } from './files/paths.ts';
import type { Parts } from './shell/contracts.ts';
import { ROUND_TRIP } from './shell/costs.ts';
import { withoutHidden } from './shell/hidden-name.ts';
import { parseScript } from './shell/parse-script.ts';
import { printsTogether } from './shell/prints-together.ts';
import { RESULT_SINKS, TERMINAL_SINKS } from './shell/redirections.ts';
import { Shell } from './shell/shell.ts';
import { freshState, type ShellState } from './shell/shell-state.ts';
import { drive, Task } from './time/task.ts';
import type { HostFacts, Process } from './world.ts';

export interface SessionOptions {
  readonly parts: Parts;
  readonly user: HostFacts['users'][number];
  readonly who: Credentials;
  readonly cwd: string;
  /** The process of the first shell. */
  readonly process: Process;
}

/** What a command gave, before it is cut to what the agent sees. */
export interface SessionResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export class Session {
  readonly #options: SessionOptions;
  #shell: Shell;
  #state: ShellState;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#shell = this.#newShell(options.process);
    this.#state = this.#firstState();
  }

  get cwd(): string {
    return this.#state.cwd;
  }

  /** Runs what was typed. After `timeoutMs` of the machine's time what is in the foreground gets SIGTERM. */
  async type(command: string, timeoutMs: number): Promise<SessionResult> {
    const { kernel } = this.#options.parts;
    const parsed = parseScript(command, 'bash: -c');
    if ('error' in parsed) {
      return { ...this.#withTerminal({ stdout: '', stderr: parsed.error }), exitCode: 2, timedOut: false };
    }
    if (!kernel.processes.get(this.#shell.process.pid)) this.#restart();
    this.#shell.history.push(...command.split('\n').filter((line) => line.trim() !== ''));
    const shell = this.#shell;
    const task = new Task(kernel.schedule);
    // What jobs print comes between what the foreground prints, so all of it has to come as it is printed.
    shell.begin(task, printsTogether(parsed.script) ? TERMINAL_SINKS : RESULT_SINKS);
    let result = { stdout: '', stderr: '', exitCode: 0 };
    const deadline = kernel.schedule.now + timeoutMs;
    await task.start(async () => {
      const run = await shell.run(parsed.script, this.#state);
      result = run;
      if (run.state) this.#state = run.state;
      else this.#restart();
      await task.sleep(ROUND_TRIP);
    });
    const inTime = await drive(kernel.schedule, task, deadline);
    if (!inTime) {
      task.end();
      await drive(kernel.schedule, task, kernel.schedule.now);
    }
    if (task.failure) {
      kernel.events.limitHit('shell', task.failure.message);
      result = { stdout: '', stderr: 'Segmentation fault (core dumped)\n', exitCode: 139 };
      this.#restart();
    }
    // What runs into a limit would have gone on until its time was over.
    const endless = shell.interruption?.reason === 'limit';
    if (endless) await drive(kernel.schedule, new Task(kernel.schedule), deadline);
    const timedOut = !inTime || endless;
    return { ...this.#withTerminal(result), exitCode: timedOut ? 143 : result.exitCode, timedOut };
  }

  /** Lets time pass without a command. */
  async wait(ms: number): Promise<SessionResult> {
    const { schedule } = this.#options.parts.kernel;
    const task = new Task(schedule);
    await task.start(() => task.sleep(ms));
    await drive(schedule, task, schedule.now + ms);
    return { ...this.#withTerminal({ stdout: '', stderr: '' }), exitCode: 0, timedOut: false };
  }

  /** A path as the agent means it, who stands in the folder of the shell. */
  resolve(path: string): string {
    return resolvePath(this.#state.cwd, path.startsWith('~/') ? `${this.#options.user.home}${path.slice(1)}` : path);
  }

  get tree(): Shell['tree'] {
    return this.#shell.tree;
  }

  /** What jobs printed meanwhile comes after what the command printed. */
  #withTerminal(result: { readonly stdout: string; readonly stderr: string }): {
    readonly stdout: string;
    readonly stderr: string;
  } {
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
    const old = this.#shell.process;
    kernel.processes.drop(old.pid);
    const process: Process = {
      ...old,
      pid: kernel.processes.newPid(),
      startedAt: kernel.schedule.now,
      cwd: this.#options.cwd,
    };
    kernel.processes.add({ ...process, pgid: process.pid }, { ended: () => undefined });
    const history = this.#shell.history;
    this.#shell = this.#newShell(process);
    this.#shell.history.push(...history);
    this.#state = this.#firstState();
  }

  #newShell(process: Process): Shell {
    const { parts, who } = this.#options;
    return new Shell({ parts, who, process, task: new Task(parts.kernel.schedule) });
  }

  #firstState(): ShellState {
    const { user, cwd, parts } = this.#options;
    return freshState(cwd, {
      SHELL: user.shell,
      PWD: cwd,
      LOGNAME: user.name,
      HOME: user.home,
      LANG: 'C.UTF-8',
      USER: user.name,
      SHLVL: '1',
      PATH: user.uid === 0 ? `${PATH}${parts.kernel.state.host.os === 'debian-12' ? '' : ':/snap/bin'}` : PATH,
      HOSTNAME: parts.kernel.state.host.hostname,
    });
  }
}
