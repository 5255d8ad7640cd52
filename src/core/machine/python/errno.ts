/** Numbers of errors as Linux counts them: what the calls of the system give back, negative. */
import { FileError, type FileErrorCode } from '../files/file-error.ts';

export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  EMFILE: 24,
  ENOTTY: 25,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EPIPE: 32,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENOTSOCK: 88,
  EAFNOSUPPORT: 97,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ECONNRESET: 104,
  EISCONN: 106,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
} as const;

export type ErrorName = keyof typeof ERRNO;

/**
 * What the interpreter itself compares with: it was compiled for a system that counts otherwise, so where it waits for one of these
 * it has to get the number that it knows.
 */
export const COMPILED_ERRNO = { EAGAIN: 6, EINPROGRESS: 26, EINTR: 27 } as const;

/** A call of the system that fails. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly errno: number;

  constructor(code: ErrorName | number) {
    super(String(code));
    this.errno = typeof code === 'number' ? code : ERRNO[code];
  }
}

function isKnown(code: FileErrorCode | ErrorName): code is ErrorName {
  return code in ERRNO;
}

/**
 * The number of what went wrong.
 * @throws whatever it is given when it is no failure of a call
 */
export function errnoOf(error: unknown): number {
  if (error instanceof SystemError) return error.errno;
  if (error instanceof FileError) return isKnown(error.code) ? ERRNO[error.code] : ERRNO.EIO;
  throw error;
}
