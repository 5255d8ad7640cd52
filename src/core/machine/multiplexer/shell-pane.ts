/** A pane with a shell in it. */
import { Session } from '../session.ts';
import type { Parts, Terminal } from '../shell/contracts.ts';
import { forked } from '../shell/forked.ts';
import { credentialsOf, userNamed } from '../users/accounts.ts';
import { freeTerminal } from '../users/login.ts';
import type { Process } from '../world.ts';
import type { Pane, PaneRequest } from './pane.ts';

/** Characters of what was printed that are kept. */
const SCROLLBACK = 200_000;

class ShellPane implements Pane, Terminal {
  readonly #parts: Parts;
  readonly #user: string;
  readonly #home: string;
  readonly #session: Session;
  #pid = 0;
  #text = '';

  constructor(parts: Parts, request: PaneRequest) {
    const { kernel } = parts;
    const user = userNamed(kernel.state.host, request.user) ?? {
      name: request.user,
      uid: 0,
      gid: 0,
      home: '/',
      shell: '/bin/bash',
    };
    this.#parts = parts;
    this.#user = user.name;
    this.#home = user.home;
    const tty = freeTerminal(kernel.state.processes.values());
    this.#session = new Session({
      parts: { ...parts, terminal: this },
      user,
      who: credentialsOf(kernel.state.host, user),
      cwd: request.cwd,
      environment: () => request.environment,
      closes: true,
      login: () => this.#start(tty, user, request),
    });
    this.#prompt();
  }

  get stdout(): string {
    return '';
  }

  set stdout(text: string) {
    this.#print(text);
  }

  get stderr(): string {
    return '';
  }

  set stderr(text: string) {
    this.#print(text);
  }

  get shell(): Process | undefined {
    return this.#parts.kernel.processes.get(this.#pid);
  }

  get cwd(): string {
    return this.#session.cwd;
  }

  get foreground(): string {
    const command = this.#session.busyWith;
    return command === undefined ? 'bash' : (command.trim().split(/\s+/)[0] ?? 'bash');
  }

  get text(): string {
    return this.#text;
  }

  type(line: string): void {
    if (!this.shell) return;
    this.#session.feed(line, {
      begins: () => this.#print(`${line}\n`),
      ends: () => (this.shell ? this.#prompt() : undefined),
    });
  }

  interrupt(): void {
    this.#session.interrupt();
  }

  close(): void {
    const { processes, state } = this.#parts.kernel;
    const { tty } = this.shell ?? { tty: '' };
    for (const process of [...state.processes.values()]) {
      if (process.tty === tty && process.pid !== this.#pid) processes.signal(process.pid, 'HUP', 0);
    }
    processes.drop(this.#pid);
  }

  #start(tty: string, user: { readonly uid: number; readonly name: string }, request: PaneRequest): Process {
    const { processes, schedule } = this.#parts.kernel;
    const parent = processes.get(request.parent) ?? processes.get(1);
    const pid = processes.newPid();
    const details = {
      command: '-bash',
      argv: ['-bash'],
      uid: user.uid,
      user: user.name,
      tty,
      pgid: pid,
      cwd: request.cwd,
      memory: 5_276_000,
      ...(request.startedFor === undefined ? {} : { startedFor: request.startedFor }),
    };
    if (!parent) throw new Error('a machine that runs has a first process');
    const process = forked(parent, details, { pid, now: schedule.now });
    processes.add(process, { ended: () => undefined });
    this.#pid = pid;
    return process;
  }

  #prompt(): void {
    const { cwd } = this.#session;
    const { hostname } = this.#parts.kernel.state.host;
    const shown = cwd === this.#home || cwd.startsWith(`${this.#home}/`) ? `~${cwd.slice(this.#home.length)}` : cwd;
    this.#print(`${this.#user}@${hostname}:${shown}${this.#user === 'root' ? '#' : '$'} `);
  }

  #print(text: string): void {
    this.#text = (this.#text + text).slice(-SCROLLBACK);
  }
}

/** Opens a terminal with a shell that nobody looks at. */
export function openPane(parts: Parts, request: PaneRequest): Pane {
  return new ShellPane(parts, request);
}
