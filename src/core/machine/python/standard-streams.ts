/** Standard input and output of the interpreter. */
import { SystemError } from './errno.ts';
import { type FileStatus, KIND, OPEN, OpenFile, POLL } from './open-file.ts';

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

/** Where the process prints to. */
export class OutputStream extends OpenFile {
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #inode: number;

  constructor(deliver: (bytes: Uint8Array) => void, inode: number) {
    super(OPEN.writeOnly);
    this.#deliver = deliver;
    this.#inode = inode;
  }

  status(): FileStatus {
    return pipeStatus(this.#inode);
  }

  read(): Uint8Array {
    throw new SystemError('EBADF');
  }

  write(bytes: Uint8Array): number {
    this.#deliver(bytes.slice());
    return bytes.length;
  }

  override poll(): number {
    return POLL.out;
  }
}
