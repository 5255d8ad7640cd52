/** Who is and was logged in: views of the processes of the ssh server, and of what is known of earlier times. */
import type { PastLogin, World } from '../world.ts';
import { hostDetails } from './host.ts';

export interface Login extends Omit<PastLogin, 'until'> {
  /** Undefined while it lasts. */
  readonly until: number | undefined;
  /** Pid of the shell; undefined when it is over. */
  readonly pid: number | undefined;
}

const MINUTE = 60_000;

/** Logins since the host was started, newest first. */
export function loginsOf(world: World): readonly Login[] {
  const { host, processes } = world;
  const { login, past } = hostDetails(host);
  const current: Login[] = [];
  for (const process of processes.values()) {
    const server = processes.get(process.ppid);
    const [, user, line] = /^sshd: (\S+)@(pts\/\d+)$/.exec(server?.command ?? '') ?? [];
    if (!server || user === undefined || line === undefined || process.tty !== line) continue;
    current.push({ user, line, from: login.from, at: server.startedAt, until: undefined, pid: process.pid });
  }
  current.sort((a, b) => b.at - a.at || b.line.localeCompare(a.line));
  if (past !== undefined && past.length > 0) return current;
  // Somebody set the host up after its start.
  const first = host.bootedAt + 6 * MINUTE;
  const before: Login = {
    user: login.user,
    line: 'pts/0',
    from: login.from,
    at: first,
    until: first + 73 * MINUTE,
    pid: undefined,
  };
  return [...current, before];
}
