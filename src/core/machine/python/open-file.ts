/** What stands behind a file descriptor of the interpreter. */
import { SystemError } from './errno.ts';
import type { Changes } from './waiting.ts';

/** Flags of `open`, as Linux counts them. */
export const OPEN = {
  accessMode: 0o3,
  writeOnly: 0o1,
  readWrite: 0o2,
  create: 0o100,
  exclusive: 0o200,
  truncate: 0o1000,
  append: 0o2000,
  nonBlocking: 0o4000,
  directory: 0o200000,
  noFollow: 0o400000,
} as const;

/** Kinds of files, in the upper bits of their mode. */
export const KIND = {
  pipe: 0o010000,
  character: 0o020000,
  directory: 0o040000,
  regular: 0o100000,
  link: 0o120000,
  socket: 0o140000,
} as const;

/** What `poll` asks for and tells. */
export const POLL = { in: 1, out: 4, error: 8, hangUp: 16, invalid: 32 } as const;

/** What `stat` tells. */
export interface FileStatus {
  /** Kind and permissions. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  readonly inode: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  /** Number of the device that it is. */
  readonly device?: number;
}

export abstract class OpenFile {
  /** Flags of `open`; `fcntl` changes some. */
  flags: number;
  /** Descriptors that lead here. */
  holders = 0;

  constructor(flags: number) {
    this.flags = flags;
  }

  get nonBlocking(): boolean {
    return (this.flags & OPEN.nonBlocking) !== 0;
  }

  abstract status(): FileStatus;

  /** Reads so many bytes at most, from a place or from where it stands; nothing at the end. */
  abstract read(length: number, at?: number): Uint8Array | Promise<Uint8Array>;

  /** Writes and gives the number of bytes that were taken. */
  abstract write(bytes: Uint8Array, at?: number): number | Promise<number>;

  seek(_offset: number, _whence: number): number {
    throw new SystemError('ESPIPE');
  }

  truncate(_size: number): void {
    throw new SystemError('EINVAL');
  }

  /** Whether it is a terminal. */
  get isTerminal(): boolean {
    return false;
  }

  /** What tells that the answer of `poll` may be another; undefined when it never is. */
  get changes(): Changes | undefined {
    return undefined;
  }

  /** What of `POLL` is true of it now. */
  poll(): number {
    return POLL.in | POLL.out;
  }

  /** The last descriptor was closed. */
  close(): void {
    this.flags &= ~OPEN.nonBlocking;
  }
}
