/** A file, folder or link that a host has before the scenario adds its own. */
export interface BaseFile {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** Of a file: what it holds. A file without content is sparse: it has only its `size`. */
  readonly content?: string;
  /** Of a file without content: bytes. */
  readonly size?: number;
  /** Of a link. */
  readonly target?: string;
  readonly mode: number;
  /** `user` or `user:group`; `root:root` when missing. */
  readonly owner?: string;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** Makes the files of one part of the tree, which share a time. */
export class FileList {
  readonly files: BaseFile[] = [];
  readonly #mtime: number;

  constructor(mtime: number) {
    this.#mtime = mtime;
  }

  directory(path: string, mode = 0o755, owner?: string): this {
    return this.#add({ path, kind: 'directory', mode }, owner);
  }

  text(path: string, content: string, mode = 0o644, owner?: string): this {
    return this.#add({ path, kind: 'file', content, mode }, owner);
  }

  sparse(path: string, size: number, mode = 0o644, owner?: string): this {
    return this.#add({ path, kind: 'file', size, mode }, owner);
  }

  link(path: string, target: string): this {
    return this.#add({ path, kind: 'link', target, mode: 0o777 }, undefined);
  }

  #add(file: Omit<BaseFile, 'mtime' | 'owner'>, owner: string | undefined): this {
    this.files.push({ ...file, mtime: this.#mtime, ...(owner === undefined ? {} : { owner }) });
    return this;
  }
}
