/** Reads lines of bytes, however long they are and wherever they are cut. */

/** A line as it came. */
export type ReadLine =
  | { readonly kind: 'text'; readonly text: string }
  /** Longer than allowed: what it held is gone. */
  | { readonly kind: 'too-long' }
  | { readonly kind: 'not-utf-8' };

const LINE_FEED = 0x0a;

/**
 * The lines of a stream, without their line breaks, one as soon as it has come whole. The last one needs no line break.
 * @param mostBytes longest line that is kept; the rest of a longer one is passed over
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<ReadLine, void, undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= mostBytes) parts.push(part);
    else parts = [];
  };
  const finish = (): ReadLine => {
    const line: ReadLine = length > mostBytes ? { kind: 'too-long' } : decode(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, start)) {
      take(chunk.subarray(start, at));
      yield finish();
      start = at + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}

function decode(bytes: Uint8Array): ReadLine {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf-8' };
  }
}
