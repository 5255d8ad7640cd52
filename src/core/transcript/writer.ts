/** Writes the events of one trial: numbers them and stores each content once. */
import type { ToldContent } from '../machine/world.ts';
import { encodeContent } from './content.ts';
import type { TranscriptEvent } from './events.ts';

type WithoutBase<E> = E extends TranscriptEvent ? Omit<E, 'seq' | 'step' | 'agent'> : never;

/** An event as its author states it; the writer adds where it stands. */
export type NewEvent = WithoutBase<TranscriptEvent>;

/** Takes each event as soon as it happened; what it throws ends the trial. */
export type TranscriptSink = (event: TranscriptEvent) => void;

export class TranscriptWriter {
  #agent: string;
  readonly #sink: TranscriptSink;
  readonly #stored = new Set<string>();
  #seq = 0;
  #step = 0;

  constructor(agent: string, sink: TranscriptSink) {
    this.#agent = agent;
    this.#sink = sink;
  }

  /** Step that events belong to from now on. */
  beginStep(step: number): void {
    this.#step = step;
  }

  /** Agent that events belong to from now on. */
  actFor(agent: string): void {
    this.#agent = agent;
  }

  get step(): number {
    return this.#step;
  }

  /** Hands an event to the sink at once, and gives its `seq`. `agent` is one that it belongs to instead. */
  write(event: NewEvent, agent: string = this.#agent): number {
    const seq = this.#seq++;
    this.#sink({ seq, step: this.#step, agent, ...event });
    return seq;
  }

  /** Stores contents that a later event names by their digests; one that is stored already is passed over. */
  writeContents(contents: Iterable<readonly [digest: string, content: ToldContent]>): void {
    for (const [digest, content] of contents) {
      if (this.#stored.has(digest)) continue;
      this.#stored.add(digest);
      if (content instanceof Uint8Array) this.write({ type: 'content', digest, ...encodeContent(content) });
      else {
        const { base, offset, deleted, inserted } = content;
        this.write({ type: 'content.spliced', digest, base, offset, deleted, ...encodeContent(inserted) });
      }
    }
  }
}

/** An event as a line of the file, with the line break that completes it. */
export function transcriptLine(event: TranscriptEvent): string {
  return `${JSON.stringify(event)}\n`;
}
