/** `/proc` as files: a view of the world that is worked out anew when the world has changed. */
import { type ProcEntry, procEntries, procFile } from '../host/proc.ts';
import { textHash } from '../host/random.ts';
import type { MachineState } from '../state/machine-state.ts';
import type { Node } from '../world.ts';
import { nameOf, parentOf } from './paths.ts';

interface Index {
  readonly revision: number;
  readonly clock: number;
  readonly entries: ReadonlyMap<string, ProcEntry>;
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/** Inode numbers of `/proc` begin here on Linux. */
const FIRST_INODE = 0xf0000000;

export class ProcFiles {
  readonly #state: MachineState;
  /** The process that looks: `/proc/self`. */
  readonly #self: () => number;
  #index: Index | undefined;

  constructor(state: MachineState, self: () => number) {
    this.#state = state;
    this.#self = self;
  }

  node(path: string): Node | undefined {
    const entry = this.#current().entries.get(path);
    if (!entry) return undefined;
    const inode = FIRST_INODE + (textHash(path) % 0xfffff);
    const base = { mode: entry.mode, uid: entry.uid, gid: entry.uid, mtime: this.#timeOf(path), inode };
    if (entry.kind === 'file') return { kind: 'file', size: 0, digest: '', ...base };
    return entry.kind === 'link'
      ? { kind: 'link', target: entry.target ?? '', ...base }
      : { kind: 'directory', ...base };
  }

  /** What belongs to a process is as old as that; everything else the kernel makes up at the look. */
  #timeOf(path: string): number {
    const { host, clock, processes } = this.#state;
    if (path === '/proc') return host.bootedAt;
    const [, pid] = /^\/proc\/(\d+)/.exec(path) ?? [];
    return processes.get(Number(pid))?.startedAt ?? clock;
  }

  names(path: string): readonly string[] {
    return this.#current().names.get(path) ?? [];
  }

  read(path: string): string {
    const [, pid] = /^\/proc\/(\d+)\/environ$/.exec(path) ?? [];
    if (pid !== undefined) return this.#environment(Number(pid));
    return procFile(path, this.#state.view, this.#self()) ?? '';
  }

  /** The variables that a process was started with: its own where they are known, else those of what started it. */
  #environment(pid: number): string {
    const { processes, environments } = this.#state;
    for (let at = processes.get(pid); at; at = processes.get(at.ppid)) {
      const own = environments.get(at.pid);
      if (own) {
        return Object.entries(own)
          .map(([name, value]) => `${name}=${value}\0`)
          .join('');
      }
    }
    return '';
  }

  #current(): Index {
    const { revision, clock } = this.#state;
    if (this.#index?.revision === revision && this.#index.clock === clock) return this.#index;
    const entries = new Map<string, ProcEntry>();
    const names = new Map<string, string[]>();
    for (const entry of procEntries(this.#state.view, this.#self())) {
      entries.set(entry.path, entry);
      if (entry.path === '/proc') continue;
      const folder = parentOf(entry.path);
      const list = names.get(folder);
      if (list) list.push(nameOf(entry.path));
      else names.set(folder, [nameOf(entry.path)]);
    }
    for (const list of names.values()) list.sort();
    this.#index = { revision, clock, entries, names };
    return this.#index;
  }
}

/** Whether a path lies in `/proc`. */
export function isProc(path: string): boolean {
  return path.startsWith('/proc/') || path === '/proc';
}
