/** A person at a terminal of the machine of a scenario: prompts, lines that are edited, output as it comes, Ctrl-C and Ctrl-D. */
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DoneAction } from '../../core/walk/done-action.ts';
import { isIncomplete } from '../../core/walk/incomplete.ts';
import type { WalkObservation } from '../../core/walk/walk.ts';
import { machineSpeed } from './pace.ts';
import { broadcast, promptOf, terminalText } from './prompt.ts';
import type { RemoteWalk } from './remote-walk.ts';

export interface InteractiveStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** The terminal in which everything is typed. */
const TERMINAL = 1;
const INTERRUPT = '\u0003';
/** Real milliseconds between two looks at what a running command printed. */
const TICK_MS = 100;
/** Shorter commands look as if they took no time. */
const AT_ONCE_MS = 150;
const LEAVING = /^\s*(?:exit|logout)(?:\s+\d+)?\s*;?\s*$/;
const CONTINUED = '> ';

export class InteractiveWalk {
  readonly #walk: RemoteWalk;
  readonly #output: Writable;
  readonly #lines: Interface;
  readonly #typed: string[] = [];
  readonly #done: DoneAction[] = [];
  #wake: () => void = () => undefined;
  #left = false;
  #interrupted = false;
  #latest: WalkObservation;
  /** Real time at which the last command ended. */
  #idleSince = performance.now();

  constructor(walk: RemoteWalk, { input, output }: InteractiveStreams) {
    this.#walk = walk;
    this.#output = output;
    this.#latest = walk.standing;
    this.#lines = createInterface({
      input,
      output,
      terminal: true,
      historySize: 1_000,
      history: [...walk.place.history].reverse(),
      // Without one, Tab would put a tab into the line.
      completer: (line: string) => [[], line],
    });
    this.#lines.on('line', (line) => {
      this.#typed.push(line);
      this.#wake();
    });
    this.#lines.on('SIGINT', () => {
      this.#interrupted = true;
      this.#wake();
    });
    this.#lines.on('close', () => {
      this.#left = true;
      this.#wake();
    });
  }

  /** What was done so far. */
  get done(): readonly DoneAction[] {
    return this.#done;
  }

  /**
   * Takes commands until the person leaves.
   * @throws WalkDiedError when the process of the machine is gone
   */
  async run(): Promise<void> {
    try {
      for (;;) {
        const command = await this.#read();
        if (command === undefined) break;
        if (command.trim() === '') continue;
        if (LEAVING.test(command)) break;
        await this.#carryOut(command);
      }
    } finally {
      this.#lines.close();
    }
  }

  /** Ends the walk from outside, as when the terminal is closed. */
  leave(): void {
    this.#lines.close();
  }

  /** A whole command, which may have several lines; undefined when the person leaves. */
  async #read(): Promise<string | undefined> {
    let command = '';
    for (;;) {
      this.#interrupted = false;
      const line = await this.#readLine(command === '' ? promptOf(this.#walk.place, this.#latest.cwd) : CONTINUED);
      if (line === undefined) {
        if (this.#left) return undefined;
        command = '';
        continue;
      }
      command += command === '' ? line : `\n${line}`;
      if (!isIncomplete(command)) return command;
    }
  }

  /** A line; undefined when Ctrl-C was pressed, or when the person left. */
  async #readLine(prompt: string): Promise<string | undefined> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
    while (this.#typed.length === 0 && !this.#left && !this.#interrupted) await this.#woken();
    if (this.#typed.length > 0) return this.#typed.shift();
    if (this.#left) {
      await this.#print('\n');
      return undefined;
    }
    await this.#print('^C\n');
    this.#lines.write(null, { ctrl: true, name: 'e' });
    this.#lines.write(null, { ctrl: true, name: 'u' });
    return undefined;
  }

  async #carryOut(command: string): Promise<void> {
    const began = performance.now();
    const pausedMs = Math.round(began - this.#idleSince);
    this.#interrupted = false;
    const before = this.#latest.clock + pausedMs;
    const action = { kind: 'shell', command, terminal: TERMINAL, longRunning: true } as const;
    this.#latest = await this.#walk.act({ ...action, timeoutMs: 0 }, pausedMs);
    await this.#keepPace(this.#latest.clock - before, began);
    await this.#show(this.#latest);
    let how: DoneAction['how'] = 'ended';
    while (this.#isBusy) {
      if (this.#left || this.#interrupted) {
        how = 'interrupted';
        this.#interrupted = false;
        await this.#show(await this.#goOn({ ...action, command: INTERRUPT, longRunning: false, timeoutMs: 2_000 }));
        if (this.#left) break;
        continue;
      }
      await this.#woken(TICK_MS);
      await this.#goOn({ kind: 'wait', ms: TICK_MS * machineSpeed(performance.now() - began) });
      await this.#show(await this.#goOn({ kind: 'receive', terminal: TERMINAL }));
    }
    this.#idleSince = performance.now();
    const tookMs = Math.max(0, this.#latest.clock - before);
    this.#done.push({ command, terminal: TERMINAL, how, pausedMs, tookMs });
  }

  get #isBusy(): boolean {
    return this.#latest.terminals.some(({ terminal, state }) => terminal === TERMINAL && state === 'busy');
  }

  async #goOn(action: Parameters<RemoteWalk['act']>[0]): Promise<WalkObservation> {
    this.#latest = await this.#walk.goOn(action);
    return this.#latest;
  }

  /** What took time on the machine takes some here too. */
  async #keepPace(machineMs: number, began: number): Promise<void> {
    if (machineMs < AT_ONCE_MS) return;
    const left = machineMs - (performance.now() - began);
    if (left > 0) await this.#woken(left);
  }

  async #show({ stdout, stderr, messages }: WalkObservation): Promise<void> {
    await this.#print(terminalText(stdout + stderr));
    for (const message of messages) await this.#print(broadcast(message, this.#walk.place.hostname));
  }

  async #print(text: string): Promise<void> {
    if (text !== '' && !this.#output.write(text)) await Promise.race([once(this.#output, 'drain'), sleep(5_000)]);
  }

  /** Settles when something was typed, or when the time is over. */
  async #woken(ms?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }
}
