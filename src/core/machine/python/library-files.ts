/** The library of the interpreter as files, which only the interpreter sees, and only while it starts. */
import { SystemError } from './errno.ts';
import type { Guest } from './guest.ts';
import { type FileStatus, KIND, OPEN, OpenFile } from './open-file.ts';

/** Where the interpreter looks for its library when it starts. */
export const LIBRARY = '/usr/lib/python3.13';

export class LibraryFile extends OpenFile {
  readonly #content: Uint8Array;
  #position = 0;

  constructor(content: Uint8Array) {
    super(0);
    this.#content = content;
  }

  status(): FileStatus {
    return { mode: KIND.regular | 0o644, size: this.#content.length, uid: 0, gid: 0, links: 1, inode: 1, mtime: 0 };
  }

  read(length: number): Uint8Array {
    const part = this.#content.subarray(this.#position, this.#position + length);
    this.#position += part.length;
    return part;
  }

  write(): number {
    throw new SystemError('EROFS');
  }

  override seek(offset: number, whence: number): number {
    const base = whence === 0 ? 0 : whence === 1 ? this.#position : this.#content.length;
    this.#position = base + offset;
    return this.#position;
  }
}

export class LibraryFolder extends OpenFile {
  readonly names: readonly string[];
  position = 0;

  constructor(names: readonly string[]) {
    super(OPEN.directory);
    this.names = names;
  }

  status(): FileStatus {
    return { mode: KIND.directory | 0o755, size: 4096, uid: 0, gid: 0, links: 2, inode: 1, mtime: 0 };
  }

  read(): Uint8Array {
    throw new SystemError('EISDIR');
  }

  write(): number {
    throw new SystemError('EBADF');
  }
}

/** What lies at a path of the library; undefined when nothing does, or when the interpreter has started. */
export function libraryEntry(guest: Guest, path: string): LibraryFile | LibraryFolder | undefined {
  if (!guest.starting || !path.startsWith(LIBRARY)) return undefined;
  const inside = path.slice(LIBRARY.length + 1);
  const content = guest.library.get(inside);
  if (content) return new LibraryFile(content);
  const prefix = inside === '' ? '' : `${inside}/`;
  const names = new Set<string>();
  for (const name of guest.library.keys()) {
    if (name.startsWith(prefix)) names.add(name.slice(prefix.length).split('/')[0] ?? '');
  }
  return names.size > 0 ? new LibraryFolder([...names]) : undefined;
}
