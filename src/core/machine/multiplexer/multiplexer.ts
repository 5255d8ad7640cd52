/** The sessions of `tmux` and `screen` on a host. */
import type { Kernel } from '../kernel.ts';
import { forked } from '../shell/forked.ts';
import { userNamed } from '../users/accounts.ts';
import type { Pane, PaneOpener } from './pane.ts';

export type MultiplexerName = 'tmux' | 'screen';

export interface MultiplexedSession {
  readonly of: MultiplexerName;
  readonly user: string;
  readonly name: string;
  /** Pid of the process that holds the session. */
  readonly holder: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly windows: { readonly name: string; readonly pane: Pane }[];
}

export interface NewSession {
  readonly of: MultiplexerName;
  readonly user: string;
  readonly name: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly startedFor: number | undefined;
}

export class Multiplexer {
  readonly #kernel: Kernel;
  readonly #open: PaneOpener;
  readonly #sessions: MultiplexedSession[] = [];

  constructor(kernel: Kernel, open: PaneOpener) {
    this.#kernel = kernel;
    this.#open = open;
  }

  /** The sessions of a user in which something still runs, the oldest first. */
  sessions(of: MultiplexerName, user: string): readonly MultiplexedSession[] {
    this.#sweep();
    return this.#sessions.filter((session) => session.of === of && session.user === user);
  }

  /** Starts a session with one window. */
  start({ of, user, name, cwd, environment, argv, startedFor }: NewSession): MultiplexedSession {
    const holder =
      of === 'tmux' ? (this.#server(user) ?? this.#hold(user, argv, startedFor)) : this.#hold(user, argv, startedFor);
    const session: MultiplexedSession = {
      of,
      user,
      name,
      holder,
      createdAt: this.#kernel.schedule.now,
      windows: [],
    };
    this.#sessions.push(session);
    this.addWindow(session, { name: 'bash', cwd, environment, startedFor });
    return session;
  }

  addWindow(
    session: MultiplexedSession,
    window: Pick<NewSession, 'name' | 'cwd' | 'environment' | 'startedFor'>,
  ): Pane {
    const { name, cwd, environment, startedFor } = window;
    const own =
      session.of === 'tmux'
        ? { TERM: 'screen', TMUX: `/tmp/tmux-0/default,${session.holder},0` }
        : { TERM: 'screen', STY: `${session.holder}.${session.name}` };
    const pane = this.#open({
      user: session.user,
      cwd,
      environment: { ...environment, ...own },
      parent: session.holder,
      startedFor,
    });
    session.windows.push({ name, pane });
    return pane;
  }

  /** Ends a session and what runs in it. */
  end(session: MultiplexedSession): void {
    for (const { pane } of session.windows) pane.close();
    this.#sweep();
  }

  wentDown(): void {
    this.#sessions.length = 0;
  }

  cameUp(): void {
    this.#sessions.length = 0;
  }

  /** Forgets windows and sessions whose shells have ended, and ends what holds nothing any more. */
  #sweep(): void {
    const { processes } = this.#kernel;
    for (const session of [...this.#sessions]) {
      const alive = processes.get(session.holder) ? session.windows.filter(({ pane }) => pane.shell !== undefined) : [];
      session.windows.splice(0, session.windows.length, ...alive);
      if (alive.length > 0) continue;
      this.#sessions.splice(this.#sessions.indexOf(session), 1);
      if (!this.#sessions.some(({ holder }) => holder === session.holder)) processes.drop(session.holder);
    }
  }

  #server(user: string): number | undefined {
    return this.#sessions.find((session) => session.of === 'tmux' && session.user === user)?.holder;
  }

  /** The process that holds a session: it belongs to nobody's terminal. */
  #hold(user: string, argv: readonly string[], startedFor: number | undefined): number {
    const { processes, schedule, state } = this.#kernel;
    const account = userNamed(state.host, user);
    const init = processes.get(1);
    const pid = processes.newPid();
    if (!init) return pid;
    const details = {
      command: argv.join(' '),
      argv,
      uid: account?.uid ?? 0,
      user,
      tty: '?',
      pgid: pid,
      cwd: account?.home ?? '/',
      memory: 3_900_000,
      nohup: true,
      ...(startedFor === undefined ? {} : { startedFor }),
    };
    processes.add(forked(init, details, { pid, now: schedule.now }), { ended: () => undefined });
    return pid;
  }
}
