/** Who is and was logged in: views of the processes of the ssh server, and of what is known of earlier times. */
import type { HostFacts, PastLogin, World } from '../world.ts';
import { hostDetails } from './host.ts';
import { drawFrom, textHash } from './random.ts';

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

/** Port of the client that logged in then (milliseconds since 1970): the same in the log of the server and among the sockets. */
export function loginPort(host: HostFacts, at: number): number {
  return 40_000 + (textHash(`${hostDetails(host).machineId} ${at}`) % 20_000);
}

/** The key with which the person who works on the host logs in, as the server writes it into its log. */
export function loginKey(host: HostFacts): string {
  return `ED25519 SHA256:${drawFrom(textHash(hostDetails(host).machineId), 'login key').base64(43)}`;
}

/** Number of the session on a terminal, as the manager of logins counts: the first ones were over when the trial began. */
export function sessionNumber(tty: string): number {
  return 3 + Number(/\d+$/.exec(tty)?.[0] ?? 0);
}
