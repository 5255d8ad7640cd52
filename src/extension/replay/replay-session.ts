/** One replay on screen: reads the transcript as it grows, and answers what the web view asks. */
import { stat } from 'node:fs/promises';
import { type Disposable, env } from 'vscode';
import { ReplayModel } from '../../core/transcript/replay.ts';
import type { FromReplay, ToReplay } from '../../protocol/replay.ts';
import { GrowingTranscript, RewrittenError } from './growing-transcript.ts';

export interface ReplayHost {
  /** Absolute path of the transcript. */
  readonly transcript: string;
  say(message: ToReplay): void;
  /** Undefined while somebody writes the transcript, else why nobody does. */
  abandoned(changedAt: number): string | undefined;
  /** Step at which the transcript was left; undefined when it was never moved through. */
  leftAt(): number | undefined;
  leave(step: number): void;
  openSource(): void;
  /** Lines that cannot be read; told once. */
  damaged(problems: readonly { readonly line: number; readonly message: string }[]): void;
}

export class ReplaySession implements Disposable {
  readonly #host: ReplayHost;
  #model = new ReplayModel();
  #file: GrowingTranscript;
  /** The web view asked to begin. */
  #ready = false;
  #opened = false;
  #disposed = false;
  #toldDamage = false;
  #reading: Promise<void> | undefined;
  #again = false;
  #told = '';

  constructor(host: ReplayHost) {
    this.#host = host;
    this.#file = new GrowingTranscript(host.transcript);
  }

  /** Reads what was written since the last time, and tells the web view. Calls while it reads become one more. */
  async refresh(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    if (!this.#again) return;
    this.#again = false;
    await this.refresh();
  }

  /** Answers a message of the web view. */
  receive(message: FromReplay): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#opened = false;
        void this.refresh();
        return;
      case 'want-lines':
        this.#say({ type: 'lines', from: message.from, lines: this.#model.lines(message.from, message.to) });
        return;
      case 'want-step':
        this.#answerStep(message.step);
        return;
      case 'at':
        this.#host.leave(message.step);
        return;
      case 'copy':
        void env.clipboard.writeText(message.text);
        return;
      case 'open-source':
        this.#host.openSource();
        return;
      default:
        message satisfies never;
    }
  }

  dispose(): void {
    this.#disposed = true;
  }

  #answerStep(step: number): void {
    try {
      this.#say({ type: 'step', detail: this.#model.step(step), machine: this.#model.machineAt(step) });
    } catch (error) {
      this.#say({ type: 'failed', message: `Step ${step} cannot be shown: ${String(error)}` });
    }
  }

  async #read(): Promise<void> {
    try {
      for await (const events of this.#file.more()) {
        if (this.#disposed) return;
        this.#model.push(events);
      }
      const { mtimeMs } = await stat(this.#host.transcript);
      const abandoned = this.#host.abandoned(mtimeMs);
      if (abandoned !== undefined) this.#model.abandon(abandoned);
    } catch (error) {
      if (error instanceof RewrittenError) return this.#startOver();
      this.#say({ type: 'failed', message: `The transcript cannot be read: ${String(error)}` });
      return;
    }
    this.#tell();
  }

  #startOver(): void {
    this.#model = new ReplayModel();
    this.#file = new GrowingTranscript(this.#host.transcript);
    this.#opened = false;
    this.#again = true;
  }

  #tell(): void {
    if (!this.#ready) return;
    const { header, state, steps, marks } = this.#model;
    if (header === undefined) {
      if (state.state !== 'running') this.#say({ type: 'failed', message: this.#whyNothing() });
      return;
    }
    const told = `${state.state} ${this.#file.size}`;
    if (!this.#opened) {
      this.#opened = true;
      // A trial that is under way is followed from its last step on.
      const at = Math.min(this.#host.leftAt() ?? (state.state === 'running' ? steps : 0), steps);
      this.#say({ type: 'opened', header, state, steps, at, marks });
      if (this.#file.problems.length > 0 && !this.#toldDamage) {
        this.#toldDamage = true;
        this.#host.damaged(this.#file.problems);
      }
    } else if (told !== this.#told) {
      this.#say({ type: 'grew', state, steps, marks });
    }
    this.#told = told;
  }

  /** Why there is no trial to show, and what to do. */
  #whyNothing(): string {
    if (this.#file.size === 0) return 'This transcript is empty: the trial ended before anything was written.';
    const [first] = this.#file.problems;
    const why =
      first === undefined ? 'It does not begin with the start of a trial.' : `Line ${first.line}: ${first.message}`;
    return `This is not a transcript that this version of Redline can read. ${why} Reopen it as text to look inside.`;
  }

  #say(message: ToReplay): void {
    if (!this.#disposed) this.#host.say(message);
  }
}
