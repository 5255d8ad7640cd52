/** Errors of the file system as the shell's tools expect them. */

/** The texts that the tools of the system print for a code. */
const SYSTEM_TEXTS = {
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EDQUOT: 'Disk quota exceeded',
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
} as const;

export type FileErrorCode = keyof typeof SYSTEM_TEXTS;

/** Codes that the interpreter's tools look for in a message; the others they print as the message is. */
const TOLD_BY_CODE: readonly FileErrorCode[] = ['EEXIST', 'EINVAL', 'EISDIR', 'ENOENT', 'ENOTDIR', 'ENOTEMPTY'];

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileErrorCode;
  readonly path: string;

  constructor(code: FileErrorCode, operation: string, path: string) {
    const text = SYSTEM_TEXTS[code];
    super(TOLD_BY_CODE.includes(code) ? `${code}: ${text.toLowerCase()}, ${operation} '${path}'` : text);
    this.code = code;
    this.path = path;
  }
}

/** What the tools of the system print after the colon: `No such file or directory`. */
export function systemText(error: unknown): string {
  if (error instanceof FileError) return SYSTEM_TEXTS[error.code];
  // A mistake of the machine itself is none of the agent's business.
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) {
    return 'Input/output error';
  }
  return error instanceof Error ? error.message : String(error);
}
