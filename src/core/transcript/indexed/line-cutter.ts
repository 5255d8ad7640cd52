/** A line of a file of lines, and where it lies. */
export interface CutLine {
  /** Byte at which it begins. */
  readonly position: number;
  readonly text: string;
}

const LINE_BREAK = 0x0a;

/** Cuts bytes that come in pieces of any size into lines. Bytes are UTF-8. */
export class LineCutter {
  /** Pieces of a line that has no end yet. */
  #rest: Uint8Array[] = [];
  #restLength = 0;
  #position: number;

  /** @param position where in its file the first piece begins */
  constructor(position = 0) {
    this.#position = position;
  }

  /** The lines that a piece completes, without their line breaks. */
  push(chunk: Uint8Array): CutLine[] {
    const lines: CutLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_BREAK); end !== -1; end = chunk.indexOf(LINE_BREAK, start)) {
      lines.push(this.#line(chunk.subarray(start, end), 1));
      start = end + 1;
    }
    if (start < chunk.length) {
      // A copy: the caller may use its buffer again.
      const rest = chunk.slice(start);
      this.#rest.push(rest);
      this.#restLength += rest.length;
    }
    return lines;
  }

  /** What came after the last line break; undefined when nothing did. */
  end(): CutLine | undefined {
    return this.#restLength === 0 ? undefined : this.#line(new Uint8Array(), 0);
  }

  #line(last: Uint8Array, breaks: number): CutLine {
    let bytes = last;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#restLength + last.length);
      let at = 0;
      for (const piece of [...this.#rest, last]) {
        bytes.set(piece, at);
        at += piece.length;
      }
      this.#rest = [];
      this.#restLength = 0;
    }
    const position = this.#position;
    this.#position += bytes.length + breaks;
    return { position, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
  }
}
