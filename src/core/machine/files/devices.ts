/** Files in `/dev` that are no files. */
import type { Draw } from '../host/random.ts';
import { FileError } from './file-error.ts';

/** What one read of an endless device gives: whole lines of the tools that make lines of 16 or of 57 bytes. */
const READ_SIZE = 16 * 57 * 72;

/** Whether a path is that of a device whose reads and writes never reach the disk. */
export function isDevice(path: string): boolean {
  return /^\/dev\/(?:null|zero|full|random|urandom|tty|pts\/\d+|console)$/.test(path);
}

export function readDevice(path: string, draw: Draw): Uint8Array {
  switch (path) {
    case '/dev/zero':
    case '/dev/full':
      return new Uint8Array(READ_SIZE);
    case '/dev/random':
    case '/dev/urandom':
      return Uint8Array.from({ length: READ_SIZE }, () => draw.int(0, 255));
    default:
      return new Uint8Array();
  }
}

/** @throws FileError when nothing can be written to the device. */
export function writeDevice(path: string, content: Uint8Array): void {
  if (path === '/dev/full' && content.length > 0) throw new FileError('ENOSPC', 'write', path);
}
