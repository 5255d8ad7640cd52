/** Standard input and output of the interpreter. */
import { SystemError } from './errno.ts';
import { type FileStatus, KIND, OPEN, OpenFile, POLL } from './open-file.ts';

/** Bytes that are printed in a millisecond. */
const PRINTED_IN_MS = 16_384;
/** Milliseconds that are let pass at once. */
const LEAST_WAIT = 10;

function pipeStatus(inode: number): FileStatus {
  return { mode: KIND.pipe | 0o600, size: 0, uid: 0, gid: 0, links: 1, inode, mtime: 0 };
}

/** What was given to the process as its input. */
export class InputStream extends OpenFile {
  readonly #content: Uint8Array;
  #position = 0;

  constructor(content: Uint8Array) {
    super(0);
    this.#content = content;
  }

  status(): FileStatus {
    return pipeStatus(1);
  }

  read(length: number): Uint8Array {
    const part = this.#content.subarray(this.#position, this.#position + length);
    this.#position += part.length;
    return part;
  }

  write(): number {
    throw new SystemError('EBADF');
  }

  override poll(): number {
    return POLL.in | (this.#position >= this.#content.length ? POLL.hangUp : 0);
  }
}

/** The process that prints. */
export interface Waiting {
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** @throws Error when the process is to end */
  check(): void;
}

/** Where the process prints to. */
export class OutputStream extends OpenFile {
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #waiter: Waiting;
  readonly #inode: number;
  /** Milliseconds that what was printed took and that have not passed yet. */
  #owed = 0;

  constructor(deliver: (bytes: Uint8Array) => void, waiter: Waiting, inode: number) {
    super(OPEN.writeOnly);
    this.#deliver = deliver;
    this.#waiter = waiter;
    this.#inode = inode;
  }

  status(): FileStatus {
    return pipeStatus(this.#inode);
  }

  read(): Uint8Array {
    throw new SystemError('EBADF');
  }

  /** Prints what another process printed: the time that it takes is that one's. */
  print(bytes: Uint8Array): void {
    this.#deliver(bytes.slice());
  }

  write(bytes: Uint8Array): number | Promise<number> {
    this.print(bytes);
    this.#waiter.check();
    this.#owed += bytes.length / PRINTED_IN_MS;
    if (this.#owed < LEAST_WAIT) return bytes.length;
    const ms = Math.floor(this.#owed);
    this.#owed = 0;
    return this.#waiter.pass(ms).then(() => bytes.length);
  }

  override poll(): number {
    return POLL.out;
  }
}
