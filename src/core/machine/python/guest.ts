/** One process of the interpreter, as the calls of the system see it. */
import type { Credentials } from '../files/credentials.ts';
import type { FileTree } from '../files/file-tree.ts';
import { resolvePath } from '../files/paths.ts';
import { type Draw, drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import type { Call, ShellProcess } from '../shell/contracts.ts';
import { Children } from './child-table.ts';
import { Descriptors } from './descriptors.ts';
import { SystemError } from './errno.ts';
import { Directory, type FileUser } from './files-of-process.ts';
import { type GrowingMemory, GuestMemory } from './guest-memory.ts';
import type { Installation } from './installation.ts';
import type { Waiter } from './pipe.ts';
import { ProcessClock } from './process-clock.ts';
import { Changes } from './waiting.ts';

/** Thrown through the interpreter when its process is over. */
export class ProcessEnded extends Error {
  override readonly name = 'ProcessEnded';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Variables that the interpreter may read when it starts. */
const STARTING_VARIABLES = new Set([
  'PYTHONPATH',
  'PYTHONUNBUFFERED',
  'PYTHONIOENCODING',
  'PYTHONUTF8',
  'PYTHONWARNINGS',
  'PYTHONOPTIMIZE',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONSAFEPATH',
]);
/** `AT_FDCWD`: a path is taken from the current folder. */
const FROM_CURRENT_FOLDER = -100;

export interface GuestOptions {
  readonly call: Call;
  /** The shell in whose process the interpreter runs. */
  readonly shell: ShellProcess;
  readonly argv: readonly string[];
  readonly installation: Installation;
  readonly environment: Readonly<Record<string, string>>;
  /** What is printed is not held back. */
  readonly unbuffered: boolean;
  /** Files that only the interpreter sees, until it has started: its library. */
  readonly library: ReadonlyMap<string, Uint8Array>;
}

export class Guest implements FileUser, Waiter {
  readonly call: Call;
  readonly shell: ShellProcess;
  readonly argv: readonly string[];
  readonly installation: Installation;
  readonly environment: Readonly<Record<string, string>>;
  readonly library: ReadonlyMap<string, Uint8Array>;
  readonly unbuffered: boolean;
  readonly kernel: Kernel;
  readonly network: Network;
  readonly tree: FileTree;
  readonly who: Credentials;
  readonly descriptors: Descriptors = new Descriptors();
  readonly clock: ProcessClock;
  readonly children: Children = new Children();
  /** Told when the process begins to wait for something. */
  readonly blocking: Changes = new Changes();
  /** The process waits for something. */
  blocked = false;
  /** Chance of this process. */
  readonly draw: Draw;
  /** Signals that arrived and that the script takes care of itself. */
  readonly signals: number[] = [];
  /** Signals for which the script has a handler. */
  readonly handled: Set<string> = new Set();
  cwd: string;
  /** Whether the library can be seen: while the interpreter starts. */
  starting = true;
  #memory: GuestMemory | undefined;

  constructor(options: GuestOptions) {
    const { call, shell } = options;
    this.call = call;
    this.shell = shell;
    this.argv = options.argv;
    this.installation = options.installation;
    this.environment = options.environment;
    this.library = options.library;
    this.unbuffered = options.unbuffered;
    this.kernel = shell.parts.kernel;
    this.network = shell.parts.network;
    this.tree = shell.tree;
    this.who = shell.who;
    this.cwd = call.context.cwd;
    this.draw = drawFrom(this.kernel.draw.int(0, 2 ** 30), 'python');
    this.clock = new ProcessClock(this.kernel);
  }

  get memory(): GuestMemory {
    if (!this.#memory) throw new RangeError('The interpreter has no memory yet.');
    return this.#memory;
  }

  /** Lets the calls of the system see the memory of the interpreter. */
  attach(memory: GrowingMemory): void {
    this.#memory = new GuestMemory(memory);
  }

  get pid(): number {
    return this.shell.process.pid;
  }

  /** @throws ProcessEnded when the process was killed meanwhile */
  check(): void {
    const interruption = this.shell.interruption;
    if (interruption) throw new ProcessEnded(interruption.exitCode);
  }

  /** Lets time pass on the clock of the machine. */
  async pass(ms: number): Promise<void> {
    await this.shell.pass(ms);
    this.check();
  }

  async transfer(bytes: number): Promise<void> {
    await this.shell.transfer(bytes);
    this.check();
  }

  /** Waits until a condition holds, looking at each change of what is watched; false when that took too long. */
  async waitFor(ready: () => boolean, watched: readonly Changes[], timeoutMs?: number): Promise<boolean> {
    const { schedule } = this.kernel;
    const deadline = timeoutMs === undefined ? undefined : schedule.now + timeoutMs;
    while (!ready()) {
      if (this.signals.length > 0) return false;
      if (deadline !== undefined && schedule.now >= deadline) return false;
      this.blocked = true;
      this.#show('sleeping', 0);
      this.blocking.tell();
      await this.shell.task.until((wake) => {
        this.#wake = wake;
        for (const changes of watched) changes.watch(wake);
        if (deadline !== undefined) schedule.after(deadline - schedule.now, wake);
      });
      this.blocked = false;
      this.check();
      this.clock.rested();
    }
    return true;
  }

  /** The process computes: it is seen to use a processor. */
  busy(): void {
    this.#show('running', 99.7);
  }

  #show(state: 'running' | 'sleeping', cpu: number): void {
    const { process } = this.shell;
    if (process.state === 'stopped' || (process.state === state && process.cpu === cpu)) return;
    this.kernel.processes.change(this.pid, { state, cpu });
  }

  #wake: () => void = () => undefined;

  /** A signal for which the script has a handler. */
  interrupt(signal: number): void {
    this.signals.push(signal);
    this.#wake();
  }

  /** Addresses of a name of a host. */
  addressesOf(name: string): { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } {
    if (name === 'localhost' || name === 'ip6-localhost') return { ipv4: ['127.0.0.1'], ipv6: ['::1'] };
    const address = this.network.resolve(name);
    if (address === undefined) return { ipv4: [], ipv6: [] };
    return address.includes(':') ? { ipv4: [], ipv6: [address] } : { ipv4: [address], ipv6: [] };
  }

  /** The environment as the interpreter itself reads it. What would change how it starts is kept from it. */
  get startingEnvironment(): Record<string, string> {
    const names = Object.entries(this.environment).filter(([name]) => !this.keepsBack(name));
    const own = this.unbuffered ? { PYTHONHOME: '/usr', PYTHONUNBUFFERED: '1' } : { PYTHONHOME: '/usr' };
    return { ...Object.fromEntries(names), ...own };
  }

  /** Whether the interpreter is told of a variable only when it has started. */
  keepsBack(name: string): boolean {
    return name.startsWith('PYTHON') && !STARTING_VARIABLES.has(name);
  }

  /** A path as a call of the system names it: from a folder that is open, or from the current one. */
  path(folder: number, path: string): string {
    if (path === '') throw new SystemError('ENOENT');
    if (path.startsWith('/') || folder === FROM_CURRENT_FOLDER) return resolvePath(this.cwd, path);
    const base = this.descriptors.get(folder);
    if (!(base instanceof Directory)) throw new SystemError('ENOTDIR');
    return resolvePath(base.path, path);
  }
}
