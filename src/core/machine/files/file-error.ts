/** Errors of the file system as the shell's tools expect them: the code leads the message. */

const REASONS = {
  EACCES: 'permission denied',
  EBUSY: 'resource busy or locked',
  EEXIST: 'file already exists',
  EINVAL: 'invalid argument',
  EISDIR: 'illegal operation on a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'name too long',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EROFS: 'read-only file system',
} as const;

/** The texts that the tools of the system print for a code. */
const SYSTEM_TEXTS: Readonly<Record<FileErrorCode, string>> = {
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  ENOENT: 'No such file or directory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
};

export type FileErrorCode = keyof typeof REASONS;

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileErrorCode;
  readonly path: string;

  constructor(code: FileErrorCode, operation: string, path: string) {
    super(`${code}: ${REASONS[code]}, ${operation} '${path}'`);
    this.code = code;
    this.path = path;
  }
}

/** What the tools of the system print after the colon: `No such file or directory`. */
export function systemText(error: unknown): string {
  if (error instanceof FileError) return SYSTEM_TEXTS[error.code];
  return error instanceof Error ? error.message : String(error);
}
