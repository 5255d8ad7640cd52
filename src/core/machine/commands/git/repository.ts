/**
 * A repository of git: `.git` with a `HEAD`, branches under `refs/heads`, an index and commits. Commits and the index are kept as text of
 * our own form among the objects, so that they are carried along when the folder is copied; hashes have the form of git's.
 */
import { digestHex, digestOf } from '../../files/digest.ts';
import type { FileTree } from '../../files/file-tree.ts';
import { joinPath, parentOf } from '../../files/paths.ts';
import type { Call } from '../../shell/contracts.ts';

/** Files of a commit or of the index: digest by path from the top. */
export type Snapshot = Readonly<Record<string, string>>;

export interface Commit {
  readonly hash: string;
  readonly parent: string | undefined;
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly message: string;
  readonly files: Snapshot;
}

const encoder = new TextEncoder();
/** Files that one command looks at. */
const MOST_FILES = 20_000;

/** Forty hexadecimal digits for a text. */
export function hashOf(text: string): string {
  return digestHex(digestOf(text)).slice(0, 40);
}

export class Repository {
  readonly top: string;
  readonly #tree: FileTree;
  readonly #call: Call;

  constructor(top: string, call: Call) {
    this.top = top;
    this.#tree = call.shell.tree;
    this.#call = call;
  }

  /** The repository that a folder lies in; undefined when it lies in none. */
  static around(folder: string, call: Call): Repository | undefined {
    for (let at = folder; ; at = parentOf(at)) {
      if (call.shell.tree.find(joinPath(at, '.git'))?.kind === 'directory') return new Repository(at, call);
      if (at === '/') return undefined;
    }
  }

  get folder(): string {
    return joinPath(this.top, '.git');
  }

  text(name: string): string | undefined {
    try {
      return new TextDecoder().decode(this.#tree.read(joinPath(this.folder, name)));
    } catch {
      return undefined;
    }
  }

  write(name: string, text: string): void {
    const path = joinPath(this.folder, name);
    this.#tree.makeFolders(parentOf(path));
    this.#tree.write(path, encoder.encode(text));
  }

  remove(name: string): void {
    const path = joinPath(this.folder, name);
    if (this.#tree.find(path)) this.#tree.remove(path, true);
  }

  /** Name of the branch that is checked out; undefined when a commit is. */
  get branch(): string | undefined {
    return /^ref: refs\/heads\/(.+)$/m.exec(this.text('HEAD') ?? '')?.[1];
  }

  get branches(): readonly string[] {
    const folder = joinPath(this.folder, 'refs/heads');
    return this.#tree.find(folder)?.kind === 'directory' ? this.#tree.list(folder) : [];
  }

  /** Hash of the commit that is checked out; undefined before the first. */
  get head(): string | undefined {
    const branch = this.branch;
    const hash = branch === undefined ? this.text('HEAD')?.trim() : this.text(`refs/heads/${branch}`)?.trim();
    return hash === '' ? undefined : hash;
  }

  /** The commit that a name means: `HEAD`, `HEAD~1`, a branch, or the beginning of a hash. */
  resolve(name: string): Commit | undefined {
    const [, base = name, back = ''] = /^(.*?)((?:~\d*|\^)*)$/.exec(name) ?? [];
    let hash =
      base === 'HEAD' || base === '@'
        ? this.head
        : (this.text(`refs/heads/${base}`)?.trim() ?? this.text(`refs/tags/${base}`)?.trim() ?? this.#byPrefix(base));
    for (const [, count] of back.matchAll(/[~^](\d*)/g)) {
      for (let step = 0; step < Number(count === '' ? 1 : count); step += 1)
        hash = hash === undefined ? undefined : this.commit(hash)?.parent;
    }
    return hash === undefined ? undefined : this.commit(hash);
  }

  #byPrefix(prefix: string): string | undefined {
    if (!/^[0-9a-f]{4,40}$/.test(prefix)) return undefined;
    return this.history.find(({ hash }) => hash.startsWith(prefix))?.hash;
  }

  commit(hash: string): Commit | undefined {
    const text = this.text(`objects/${hash.slice(0, 2)}/${hash.slice(2)}`);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return isCommit(value) ? { ...value, hash } : undefined;
    } catch {
      return undefined;
    }
  }

  /** Commits from the one that is checked out to the first. */
  get history(): readonly Commit[] {
    return this.historyFrom(this.head);
  }

  historyFrom(from: string | undefined): readonly Commit[] {
    const commits: Commit[] = [];
    for (let hash = from; hash !== undefined && commits.length < MOST_FILES; ) {
      const commit = this.commit(hash);
      if (!commit) break;
      commits.push(commit);
      hash = commit.parent;
    }
    return commits;
  }

  /** Keeps a commit, and lets the branch point to it. */
  add(commit: Omit<Commit, 'hash'>): Commit {
    const text = JSON.stringify(commit);
    const hash = hashOf(text);
    this.write(`objects/${hash.slice(0, 2)}/${hash.slice(2)}`, text);
    const branch = this.branch;
    this.write(branch === undefined ? 'HEAD' : `refs/heads/${branch}`, `${hash}\n`);
    return { ...commit, hash };
  }

  get index(): Snapshot {
    return snapshotOf(this.text('index'));
  }

  setIndex(files: Snapshot): void {
    this.write('index', JSON.stringify(files));
  }

  /** The files of the work tree that are not left out. */
  get workTree(): Snapshot {
    const files: Record<string, string> = {};
    const ignored = this.#ignored();
    let count = 0;
    const walk = (folder: string, prefix: string): void => {
      for (const name of this.#tree.list(folder)) {
        if (name === '.git' || count > MOST_FILES) continue;
        const path = joinPath(folder, name);
        const relative = prefix + name;
        const node = this.#tree.find(path, false);
        if (!node || ignored(relative, node.kind === 'directory')) continue;
        if (node.kind === 'directory') walk(path, `${relative}/`);
        else {
          count += 1;
          files[relative] =
            node.kind === 'link' ? digestOf(node.target) : (this.#call.shell.parts.kernel.state.digestOf(path) ?? '');
        }
      }
    };
    walk(this.top, '');
    return files;
  }

  #ignored(): (path: string, folder: boolean) => boolean {
    let text = '';
    try {
      text = new TextDecoder().decode(this.#tree.read(joinPath(this.top, '.gitignore')));
    } catch {
      return () => false;
    }
    const patterns = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    const rules = patterns.map((pattern) => {
      const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
      const source = bare
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('**', '\0')
        .replaceAll('*', '[^/]*')
        .replaceAll('\0', '.*')
        .replaceAll('?', '[^/]');
      return {
        regular: new RegExp(bare.includes('/') || pattern.startsWith('/') ? `^${source}$` : `(^|/)${source}$`),
        folder: pattern.endsWith('/'),
      };
    });
    return (path, folder) => rules.some((rule) => (!rule.folder || folder) && rule.regular.test(path));
  }

  /** Keeps the content of a file of the work tree among the objects. */
  keep(path: string, digest: string): void {
    const at = joinPath(this.folder, objectName(digest));
    const source = joinPath(this.top, path);
    const node = this.#tree.find(source, false);
    if (node?.kind !== 'file' || this.#tree.find(at)) return;
    this.#tree.makeFolders(parentOf(at));
    if (node.sparse) this.#tree.writeSparse(at, node);
    else this.#tree.write(at, this.#tree.read(source).slice());
  }

  /** What was kept of a content; undefined when nothing was. */
  kept(digest: string): Uint8Array | undefined {
    try {
      return this.#tree.read(joinPath(this.folder, objectName(digest)));
    } catch {
      return undefined;
    }
  }

  /** Text of a file; undefined for what is no text. */
  content(digest: string | undefined): string | undefined {
    if (digest === undefined) return undefined;
    const bytes = this.kept(digest) ?? this.#call.shell.parts.kernel.state.content(digest);
    if (bytes === undefined || bytes.includes(0)) return digest === digestOf('') ? '' : undefined;
    return new TextDecoder().decode(bytes);
  }
}

function objectName(digest: string): string {
  const hash = digestHex(digest).slice(0, 40);
  return `objects/${hash.slice(0, 2)}/${hash.slice(2)}`;
}

function snapshotOf(text: string | undefined): Snapshot {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isSnapshot(value) ? value : {};
  } catch {
    return {};
  }
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((entry) => typeof entry === 'string')
  );
}

function isCommit(value: unknown): value is Commit {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'message' in value &&
    typeof value.message === 'string' &&
    'time' in value &&
    typeof value.time === 'number' &&
    'author' in value &&
    typeof value.author === 'string' &&
    'files' in value &&
    isSnapshot(value.files)
  );
}
