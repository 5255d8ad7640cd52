/** A log of Inspect on screen: its samples as a list, and each of them as a replay. */
import { type Disposable, env } from 'vscode';
import { inspectEvents } from '../../core/foreign/inspect-sample.ts';
import { TranscriptAnswers } from '../../core/transcript/indexed/answers.ts';
import { transcriptInMemory } from '../../core/transcript/indexed/in-memory.ts';
import type { IndexedTranscript } from '../../core/transcript/indexed/indexed-transcript.ts';
import { transcriptLine } from '../../core/transcript/writer.ts';
import { type InspectLog, openInspectLog } from '../../node/inspect-log.ts';
import type { FromReplay, ToReplay } from '../../protocol/replay.ts';

export interface InspectHost {
  /** Absolute path of the log. */
  readonly path: string;
  say(message: ToReplay): void;
  openSource(): void;
}

export class InspectSession implements Disposable {
  readonly #host: InspectHost;
  readonly #answers: TranscriptAnswers;
  #log: InspectLog | undefined;
  #transcript: IndexedTranscript | undefined;
  #disposed = false;

  constructor(host: InspectHost) {
    this.#host = host;
    this.#answers = new TranscriptAnswers(
      () => this.#transcript,
      (answer) => this.#say(answer),
    );
  }

  /** Answers a message of the web view. */
  receive(message: FromReplay): void {
    switch (message.type) {
      case 'ready':
        void this.#open();
        return;
      case 'open-sample':
        void this.#openSample(message.index);
        return;
      case 'close-sample':
        this.#answers.stop();
        this.#transcript = undefined;
        void this.#open();
        return;
      case 'copy':
        void env.clipboard.writeText(message.text);
        return;
      case 'open-source':
        this.#host.openSource();
        return;
      case 'at':
      case 'open-file':
      case 'write-note':
      case 'copy-step':
      case 'fork':
        // The replay of a log offers none of these: it has neither a machine nor an address of its own.
        return;
      default:
        void this.#answers.ask(message);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#answers.stop();
    this.#log?.close();
  }

  async #open(): Promise<void> {
    try {
      this.#log ??= await openInspectLog(this.#host.path);
      const { header, samples } = this.#log;
      if (samples.length === 1) return await this.#openSample(0);
      this.#say({ type: 'samples', title: header.task, model: header.model, samples });
    } catch (error) {
      this.#say({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #openSample(index: number): Promise<void> {
    const log = this.#log;
    if (log === undefined) return;
    try {
      const events = inspectEvents(log.header, await log.sample(index));
      const text = events.map((event) => transcriptLine(event)).join('');
      const transcript = await transcriptInMemory(
        new TextEncoder().encode(text),
        'The log gives no verdict on this sample.',
      );
      const { header, state, steps, marks } = transcript;
      if (header === undefined) throw new Error('The sample is empty.');
      this.#transcript = transcript;
      this.#say({ type: 'opened', header, state, steps, at: 0, marks, sample: log.samples.length > 1 });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#say({ type: 'failed', message: `The sample cannot be read: ${why}` });
    }
  }

  #say(message: ToReplay): void {
    if (!this.#disposed) this.#host.say(message);
  }
}
