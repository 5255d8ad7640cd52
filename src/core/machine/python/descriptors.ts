/** The file descriptors of a process. */
import { SystemError } from './errno.ts';
import type { OpenFile } from './open-file.ts';

/** As `ulimit -n` says. */
const MOST = 1024;

export class Descriptors {
  readonly #files = new Map<number, OpenFile>();

  /** @throws SystemError when there is no such descriptor */
  get(descriptor: number): OpenFile {
    const file = this.#files.get(descriptor);
    if (!file) throw new SystemError('EBADF');
    return file;
  }

  find(descriptor: number): OpenFile | undefined {
    return this.#files.get(descriptor);
  }

  /** Gives a file the lowest descriptor that is free, from a least one on. */
  add(file: OpenFile, least = 0): number {
    let descriptor = least;
    while (this.#files.has(descriptor)) descriptor += 1;
    if (descriptor >= MOST) throw new SystemError('EMFILE');
    this.put(descriptor, file);
    return descriptor;
  }

  /** Gives a file a certain descriptor; what had it before is closed. */
  put(descriptor: number, file: OpenFile): void {
    if (this.#files.get(descriptor) === file) return;
    if (this.#files.has(descriptor)) this.close(descriptor);
    file.holders += 1;
    this.#files.set(descriptor, file);
  }

  close(descriptor: number): void {
    const file = this.get(descriptor);
    this.#files.delete(descriptor);
    file.holders -= 1;
    if (file.holders === 0) file.close();
  }

  /** Closes all of them, as the end of a process does. */
  closeAll(): void {
    for (const descriptor of [...this.#files.keys()]) this.close(descriptor);
  }

  /** The files that are open, each once. */
  get files(): ReadonlySet<OpenFile> {
    return new Set(this.#files.values());
  }
}
