/** One replay on screen: reads the transcript as it grows, and answers what the web view asks. */
import { stat } from 'node:fs/promises';
import { type Disposable, env } from 'vscode';
import { TranscriptAnswers } from '../../core/transcript/indexed/answers.ts';
import { IndexedTranscriptFile, RewrittenError } from '../../node/indexed-transcript-file.ts';
import type { FromReplay, StepNote, ToReplay, TrialState } from '../../protocol/replay.ts';

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
  writeNote(step: number): void;
  copyStep(step: number, as: 'link' | 'markdown'): void;
  fork(step: number): void;
  /** Notes on the trial; none where they cannot be read. */
  notes(): Promise<readonly StepNote[]>;
  openFile(request: Omit<FromReplay & { type: 'open-file' }, 'type'>): void;
  /** Lines that cannot be read; told once. */
  damaged(problems: readonly { readonly line: number; readonly message: string }[]): void;
}

/** Milliseconds between two messages that say how far the reading is. */
const TELL_EVERY_MS = 200;

export class ReplaySession implements Disposable {
  readonly #host: ReplayHost;
  #file: IndexedTranscriptFile | undefined;
  /** The web view asked to begin. */
  #ready = false;
  #opened = false;
  #disposed = false;
  #toldDamage = false;
  #reading: Promise<void> | undefined;
  #again = false;
  #told = '';
  /** Step at which the transcript was left, while it is not read so far. */
  #wanted: number | undefined;
  readonly #answers: TranscriptAnswers;

  constructor(host: ReplayHost) {
    this.#host = host;
    this.#answers = new TranscriptAnswers(
      () => this.#file?.transcript,
      (answer) => this.#say(answer),
    );
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
      case 'at':
        this.#wanted = undefined;
        this.#host.leave(message.step);
        return;
      case 'copy':
        void env.clipboard.writeText(message.text);
        return;
      case 'open-source':
        this.#host.openSource();
        return;
      case 'write-note':
        this.#host.writeNote(message.step);
        return;
      case 'fork':
        this.#host.fork(message.step);
        return;
      case 'copy-step':
        this.#host.copyStep(message.step, message.as);
        return;
      case 'open-file':
        this.#host.openFile(message);
        return;
      case 'open-sample':
      case 'close-sample':
        // A transcript is one trial.
        return;
      default:
        void this.#answers.ask(message);
    }
  }

  /** Tells the notes on the trial as they are now. */
  async tellNotes(): Promise<void> {
    this.#say({ type: 'notes', notes: await this.#host.notes() });
  }

  dispose(): void {
    this.#disposed = true;
    this.#answers.stop();
    void this.#file?.close();
  }

  async #read(): Promise<void> {
    try {
      this.#file ??= await IndexedTranscriptFile.open(this.#host.transcript);
      const file = this.#file;
      let tellAt = performance.now() + TELL_EVERY_MS;
      for await (const done of file.more()) {
        if (this.#disposed) return;
        if (done >= 1 || performance.now() < tellAt) continue;
        tellAt = performance.now() + TELL_EVERY_MS;
        this.#tell(file, { state: 'reading', done });
      }
      const { mtimeMs } = await stat(this.#host.transcript);
      const abandoned = this.#host.abandoned(mtimeMs);
      if (abandoned !== undefined) file.abandon(abandoned);
      this.#tell(file, file.transcript.state);
    } catch (error) {
      if (this.#disposed) return;
      if (error instanceof RewrittenError) return this.#startOver();
      this.#say({ type: 'failed', message: `The transcript cannot be read: ${String(error)}` });
    }
  }

  async #startOver(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    this.#opened = false;
    this.#again = true;
  }

  #tell(file: IndexedTranscriptFile, state: TrialState): void {
    if (!this.#ready) return;
    const { header, steps, marks } = file.transcript;
    if (header === undefined) {
      if (state.state !== 'running' && state.state !== 'reading') {
        this.#say({ type: 'failed', message: whyNothing(file) });
      }
      return;
    }
    const told = `${state.state} ${file.size}`;
    if (!this.#opened) {
      this.#opened = true;
      // A trial that is under way is followed from its last step on.
      const wanted = this.#host.leftAt() ?? (state.state === 'running' ? steps : 0);
      const at = Math.min(wanted, steps);
      this.#wanted = wanted > steps ? wanted : undefined;
      this.#say({ type: 'opened', header, state, steps, at, marks });
      void this.tellNotes();
    } else if (told !== this.#told) {
      this.#say({ type: 'grew', state, steps, marks });
      if (this.#wanted !== undefined && this.#wanted <= steps) this.#say({ type: 'go', step: this.#wanted });
    }
    this.#told = told;
    if (file.problems.length > 0 && !this.#toldDamage && state.state !== 'reading') {
      this.#toldDamage = true;
      this.#host.damaged(file.problems);
    }
  }

  #say(message: ToReplay): void {
    if (!this.#disposed) this.#host.say(message);
  }
}

/** Why there is no trial to show, and what to do. */
function whyNothing(file: IndexedTranscriptFile): string {
  if (file.size === 0) return 'This transcript is empty: the trial ended before anything was written.';
  const [first] = file.problems;
  const why =
    first === undefined ? 'It does not begin with the start of a trial.' : `Line ${first.line}: ${first.message}`;
  return `This is not a transcript that this version of Redline can read. ${why} Reopen it as text to look inside.`;
}
