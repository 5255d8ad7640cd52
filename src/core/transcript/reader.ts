/** Reads transcripts: whole ones, torn ones, and ones that are still being written. */
import { z } from 'zod';
import { parseJsonObject } from '../agent/json-in-text.ts';
import { TRANSCRIPT_VERSION, type TranscriptEvent, transcriptEventSchema } from './events.ts';

/** Something in a transcript that cannot be read. The rest of it can. */
export interface TranscriptProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface ReadTranscript {
  /** In the order of the file. Events of types that this version does not know are left out. */
  readonly events: readonly TranscriptEvent[];
  /** The last line was not written to its end: its process died, or is writing it. */
  readonly torn: boolean;
  readonly problems: readonly TranscriptProblem[];
}

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(
  transcriptEventSchema.options.map((option) => option.shape.type.value),
);
const LINE_BREAK = 0x0a;

/**
 * Reads a transcript that grows: push what was appended, in pieces of any size, and get the events that it completed. Bytes are
 * UTF-8 and may be cut anywhere. Never throws for what a file can hold.
 */
export class TranscriptReader {
  readonly #problems: TranscriptProblem[] = [];
  /** Pieces of a line that has no end yet. */
  #text: string[] = [];
  #bytes: Uint8Array[] = [];
  #line = 0;
  #nextSeq = 0;

  /** What could not be read so far. */
  get problems(): readonly TranscriptProblem[] {
    return this.#problems;
  }

  /** The events that a piece of the file completed. */
  push(chunk: string | Uint8Array): TranscriptEvent[] {
    return typeof chunk === 'string' ? this.#pushText(chunk) : this.#pushBytes(chunk);
  }

  /**
   * Says that nothing more comes. A last line without its line break is read if it is whole; `torn` says that it was not.
   */
  end(): { readonly events: readonly TranscriptEvent[]; readonly torn: boolean } {
    const rest = this.#takeRest();
    if (rest.trim() === '') return { events: [], torn: false };
    if (parseJsonObject(rest) === undefined) return { events: [], torn: true };
    return { events: this.#readLine(rest), torn: false };
  }

  #pushText(chunk: string): TranscriptEvent[] {
    const last = chunk.lastIndexOf('\n');
    if (last === -1) {
      if (chunk !== '') this.#text.push(chunk);
      return [];
    }
    const lines = (this.#takeRest() + chunk.slice(0, last)).split('\n');
    if (last + 1 < chunk.length) this.#text.push(chunk.slice(last + 1));
    return lines.flatMap((line) => this.#readLine(line));
  }

  #pushBytes(chunk: Uint8Array): TranscriptEvent[] {
    const last = chunk.lastIndexOf(LINE_BREAK);
    if (last === -1) {
      // A copy: the caller may use its buffer again.
      this.#bytes.push(chunk.slice());
      return [];
    }
    this.#bytes.push(chunk.subarray(0, last));
    const lines = this.#takeRest().split('\n');
    this.#bytes = last + 1 < chunk.length ? [chunk.slice(last + 1)] : [];
    return lines.flatMap((line) => this.#readLine(line));
  }

  /** The unfinished line, which is then forgotten. */
  #takeRest(): string {
    const text = this.#text.join('') + decode(this.#bytes);
    this.#text = [];
    this.#bytes = [];
    return text;
  }

  #readLine(line: string): TranscriptEvent[] {
    this.#line++;
    const text = this.#line === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    if (text.trim() === '') return [];
    const value = parseJsonObject(text);
    if (value === undefined) return this.#fail('This line is not a JSON object, so its event is lost.');
    this.#checkSeq(value['seq']);
    if (typeof value['type'] === 'string' && !KNOWN_TYPES.has(value['type'])) return [];
    if (value['type'] === 'trial.started' && value['version'] !== TRANSCRIPT_VERSION) {
      return this.#fail(
        `This transcript has version ${JSON.stringify(value['version'])} of the format; this Redline reads version ${TRANSCRIPT_VERSION}.`,
      );
    }
    const parsed = transcriptEventSchema.safeParse(value);
    if (parsed.success) return [parsed.data];
    return this.#fail(`This line is not an event of a transcript: ${tell(parsed.error)}`);
  }

  #checkSeq(seq: unknown): void {
    if (typeof seq !== 'number') return;
    if (seq !== this.#nextSeq && this.#problems.at(-1)?.line !== this.#line - 1) {
      this.#problems.push({
        line: this.#line,
        message: `Event ${this.#nextSeq} was expected here, but this is event ${seq}: lines were removed, repeated or moved.`,
      });
    }
    this.#nextSeq = seq + 1;
  }

  #fail(message: string): [] {
    this.#problems.push({ line: this.#line, message });
    return [];
  }
}

/** Reads a whole transcript, given at once or in pieces. Never throws for what a file can hold. */
export function readTranscript(source: string | Uint8Array | Iterable<string | Uint8Array>): ReadTranscript {
  const reader = new TranscriptReader();
  const events: TranscriptEvent[] = [];
  const chunks = typeof source === 'string' || source instanceof Uint8Array ? [source] : source;
  for (const chunk of chunks) {
    for (const event of reader.push(chunk)) events.push(event);
  }
  const rest = reader.end();
  events.push(...rest.events);
  return { events, torn: rest.torn, problems: reader.problems };
}

function tell(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not fit the format.';
  const where = issue.path.length === 0 ? '' : `\`${z.core.toDotPath(issue.path)}\`: `;
  return `${where}${issue.message}.`;
}

function decode(pieces: readonly Uint8Array[]): string {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole);
}
