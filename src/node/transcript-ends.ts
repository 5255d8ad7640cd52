/** The first and the last event of a transcript, without reading what lies between. */
import { type FileHandle, open } from 'node:fs/promises';
import { type TranscriptEvent, transcriptEventSchema } from '../core/transcript/events.ts';

export interface TranscriptEnds {
  readonly first: TranscriptEvent | undefined;
  /** The last event that is whole; a line that is torn or cannot be read is passed over. */
  readonly last: TranscriptEvent | undefined;
}

const PIECE = 64 * 1024;
const LINE_BREAK = 0x0a;

/**
 * Reads both ends of a transcript.
 * @throws when the file cannot be read
 */
export async function readTranscriptEnds(path: string): Promise<TranscriptEnds> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return { first: await readFirst(file, size), last: await readLast(file, size) };
  } finally {
    await file.close();
  }
}

async function readFirst(file: FileHandle, size: number): Promise<TranscriptEvent | undefined> {
  for (let length = PIECE; ; length *= 2) {
    const head = await readPart(file, 0, Math.min(length, size));
    const end = head.indexOf(LINE_BREAK);
    if (end !== -1) return parseEvent(head.subarray(0, end));
    if (length >= size) return undefined;
  }
}

async function readLast(file: FileHandle, size: number): Promise<TranscriptEvent | undefined> {
  for (let length = PIECE; ; length *= 2) {
    const start = Math.max(0, size - length);
    const tail = await readPart(file, start, size - start);
    // The first line of the piece may have begun before it.
    const lines = splitLines(tail).slice(start === 0 ? 0 : 1);
    for (const line of lines.reverse()) {
      const event = parseEvent(line);
      if (event !== undefined) return event;
    }
    if (start === 0) return undefined;
  }
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_BREAK); end !== -1; end = bytes.indexOf(LINE_BREAK, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function parseEvent(line: Buffer): TranscriptEvent | undefined {
  try {
    return transcriptEventSchema.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
