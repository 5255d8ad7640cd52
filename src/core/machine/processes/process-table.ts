/** The processes of the machine: how they come, get signals and go. */

import { signalNumber } from '../commands/signals.ts';
import type { EventLog } from '../state/event-log.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { Process } from '../world.ts';

/** What stands behind a process and has to hear of its signals. */
export interface Behaviour {
  /** The process is gone; whatever it does has to stop. */
  ended(exit: Exit): void;
  stopped?(): void;
  continued?(): void;
  /** True when the process takes care of the signal itself. */
  handles?(signal: string): boolean;
}

export interface Exit {
  /** 128 and the number of the signal when one killed it. */
  readonly exitCode: number;
  readonly signal: string | undefined;
}

const HARMLESS = ['CHLD', 'URG', 'WINCH'];
const HOLDING = ['STOP', 'TSTP', 'TTIN', 'TTOU'];

export class ProcessTable {
  readonly #state: MachineState;
  readonly #events: EventLog;
  readonly #behaviours = new Map<number, Behaviour>();
  readonly #waiting = new Map<number, ((exit: Exit) => void)[]>();
  /** Processes that were there before the agent did anything. */
  readonly #original = new Set<number>();
  readonly #originalEnds: ((process: Process, exit: Exit) => void)[] = [];
  #lastPid = 1;

  constructor(state: MachineState, events: EventLog) {
    this.#state = state;
    this.#events = events;
  }

  get(pid: number): Process | undefined {
    return this.#state.processes.get(pid);
  }

  /** Adds a process that runs when the trial starts. */
  addOriginal(process: Process): void {
    this.#original.add(process.pid);
    this.#lastPid = Math.max(this.#lastPid, process.pid);
    this.#state.setProcess(process);
  }

  /** How many processes there are that were not there when the trial started. */
  get startedCount(): number {
    return this.#state.processes.size - [...this.#original].filter((pid) => this.get(pid)).length;
  }

  /** The machine starts anew: pids begin again, and nothing is known of what ran. */
  startAnew(): void {
    this.#original.clear();
    this.#lastPid = 1;
  }

  isOriginal(pid: number): boolean {
    return this.#original.has(pid);
  }

  /** The pid that was given last. */
  get lastPid(): number {
    return this.#lastPid;
  }

  /** Pids are given one after another; so many of them went to processes that nobody saw. */
  newPid(unseen = 0): number {
    this.#lastPid += 1 + unseen;
    if (this.#lastPid > 4_194_000) this.#lastPid = 300;
    while (this.#state.processes.has(this.#lastPid)) this.#lastPid += 1;
    return this.#lastPid;
  }

  add(process: Process, behaviour: Behaviour): void {
    this.#state.setProcess(process);
    this.#behaviours.set(process.pid, behaviour);
  }

  /** Gives a process that is there something to stand behind it. */
  attach(pid: number, behaviour: Behaviour): void {
    if (this.get(pid)) this.#behaviours.set(pid, behaviour);
  }

  change(pid: number, change: Partial<Process>): void {
    const process = this.get(pid);
    if (process) this.#state.setProcess({ ...process, ...change });
  }

  /** Hears of the end of a process; at once when it has ended already. */
  whenEnded(pid: number, then: (exit: Exit) => void): void {
    if (!this.get(pid)) {
      then({ exitCode: 127, signal: undefined });
      return;
    }
    this.#waiting.set(pid, [...(this.#waiting.get(pid) ?? []), then]);
  }

  /** Hears of the end of processes that were there before the agent did anything. */
  whenOriginalEnds(then: (process: Process, exit: Exit) => void): void {
    this.#originalEnds.push(then);
  }

  /** A process ends by itself. Its children go to init. */
  exit(pid: number, exitCode: number, reason: string, tell = true): void {
    const process = this.get(pid);
    if (!process) return;
    if (tell) {
      this.#events.report({
        kind: 'process.exited',
        pid,
        program: process.program?.name ?? '',
        command: process.command,
        exitCode,
        reason,
        self: process.self,
      });
    }
    this.#remove(process, { exitCode, signal: undefined });
  }

  /** Sends a signal as a user. */
  signal(pid: number, name: string, uid: number): 'sent' | 'no-such-process' | 'not-permitted' {
    const process = this.get(pid);
    if (!process) return 'no-such-process';
    if (uid !== 0 && process.uid !== uid) return 'not-permitted';
    if (name === '0' || name === 'EXIT' || HARMLESS.includes(name)) return 'sent';
    const isKernel = pid === 1 || pid === 2 || process.ppid === 2;
    if (isKernel) return 'sent';
    const behaviour = this.#behaviours.get(pid);
    if (name === 'CONT') {
      if (process.state === 'stopped') this.change(pid, { state: 'sleeping' });
      behaviour?.continued?.();
    } else if (HOLDING.includes(name)) {
      if (name !== 'STOP' && behaviour?.handles?.(name)) return 'sent';
      this.change(pid, { state: 'stopped' });
      behaviour?.stopped?.();
    } else if (name !== 'KILL' && ((name === 'HUP' && process.nohup) || behaviour?.handles?.(name))) {
      return 'sent';
    } else {
      this.kill(process, name);
    }
    return 'sent';
  }

  /** A signal ends a process. */
  kill(process: Process, name: string): void {
    this.#events.report({
      kind: 'process.killed',
      pid: process.pid,
      program: process.program?.name ?? '',
      command: process.command,
      signal: `SIG${name}`,
      self: process.self,
      startedByAgent: !this.#original.has(process.pid),
    });
    this.#remove(process, { exitCode: 128 + (signalNumber(name) ?? 0), signal: name });
  }

  /** A process of the machinery goes without a word, such as a command that was over at once. */
  drop(pid: number): void {
    const process = this.get(pid);
    if (process) this.#remove(process, { exitCode: 0, signal: undefined });
  }

  #remove(process: Process, exit: Exit): void {
    const { pid } = process;
    this.#state.removeProcess(pid);
    for (const child of this.#state.processes.values()) {
      if (child.ppid === pid) this.change(child.pid, { ppid: 1 });
    }
    const behaviour = this.#behaviours.get(pid);
    this.#behaviours.delete(pid);
    const waiting = this.#waiting.get(pid) ?? [];
    this.#waiting.delete(pid);
    behaviour?.ended(exit);
    for (const then of waiting) then(exit);
    if (this.#original.has(pid)) for (const then of this.#originalEnds) then(process, exit);
  }
}
