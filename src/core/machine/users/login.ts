/** Logging in: a terminal, the processes of the ssh server that belong to it, and the shell with its variables. */
import { digestOf } from '../files/digest.ts';
import { groupsOf } from '../host/accounts.ts';
import { type LoginPlace, loginProcesses } from '../host/base-processes.ts';
import { loginKey, sessionNumber } from '../host/logins.ts';
import type { Kernel } from '../kernel.ts';
import type { Journal } from '../services/journal.ts';
import type { System } from '../system.ts';
import type { HostFacts, Process } from '../world.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What `/etc/environment` gives everybody. */
const UBUNTU_PATH = `${SYSTEM_PATH}:/usr/games:/usr/local/games:/snap/bin`;
const DEBIAN_USER_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';

export interface Login extends Pick<LoginPlace, 'user' | 'cwd'> {
  /** The agent that logs in, by the pid of its process. */
  readonly startedFor: number | undefined;
}

/**
 * Logs a user in on the first terminal that is free; gives the process of the shell. The first login on the first terminal is the one
 * that was there when the trial began.
 */
export function logIn(
  { kernel, journal }: Pick<System, 'kernel' | 'journal'>,
  { user, cwd, startedFor }: Login,
): Process {
  const { state, processes, startedAt, schedule } = kernel;
  const { host } = state;
  const tty = freeTerminal(state.processes.values());
  const isFirst = schedule.now === startedAt && tty === 'pts/0';
  const place: LoginPlace = isFirst
    ? { user, cwd }
    : { user, cwd, tty, at: schedule.now, firstPid: processes.newPid() };
  const login = loginProcesses(host, place, state.processes.values());
  for (const process of login) {
    processes.addOriginal(startedFor === undefined ? process : { ...process, startedFor });
  }
  const shell = login.at(-1) ?? login[0];
  addDevice(kernel, tty, shell.uid);
  if (!isFirst) noteLogin(login, kernel, journal);
  return processes.get(shell.pid) ?? shell;
}

/** What the server and the manager of logins say of somebody who comes. */
function noteLogin(login: readonly [...Process[], Process], kernel: Kernel, journal: Journal): void {
  const { host, processes } = kernel.state;
  const [server] = login;
  const shell = login.at(-1) ?? server;
  const peer = login.find(({ connections }) => connections)?.connections?.[0]?.peer;
  if (!peer) return;
  const say = (tag: string, unit: string, text: string): void => journal.say({ tag, unit, text });
  const sshd = `sshd[${server.pid}]`;
  const key = loginKey(host);
  say(sshd, 'ssh.service', `Accepted publickey for ${shell.user} from ${peer.address} port ${peer.port} ssh2: ${key}`);
  say(
    sshd,
    'ssh.service',
    `pam_unix(sshd:session): session opened for user ${shell.user}(uid=${shell.uid}) by (uid=0)`,
  );
  const manager = [...processes.values()].find(({ command }) => command.endsWith('/systemd-logind'));
  const number = sessionNumber(shell.tty);
  if (manager) {
    say(`systemd-logind[${manager.pid}]`, 'systemd-logind.service', `New session ${number} of user ${shell.user}.`);
  }
  journal.unit(`session-${number}.scope`, `Started Session ${number} of User ${shell.user}.`);
}

/** Ends a login: its shell, and the processes of the ssh server that belong to it. What goes on has no terminal from then on. */
export function logOut(kernel: Kernel, shell: Process): void {
  const { processes, state } = kernel;
  let parent = processes.get(shell.ppid);
  processes.drop(shell.pid);
  while (parent && /^sshd: \S+(?:@pts\/\d+| \[priv\])$/.test(parent.command)) {
    const above = processes.get(parent.ppid);
    processes.drop(parent.pid);
    parent = above;
  }
  for (const process of state.processes.values()) {
    if (process.tty === shell.tty) processes.change(process.pid, { tty: '?' });
  }
}

function addDevice(kernel: Kernel, tty: string, uid: number): void {
  const { state, schedule } = kernel;
  const path = `/dev/${tty}`;
  if (state.node(path)) return;
  const gid = groupsOf(state.host).find(({ name }) => name === 'tty')?.gid ?? 0;
  const inode = state.newInode();
  state.setNode(path, {
    kind: 'file',
    size: 0,
    digest: digestOf(''),
    mode: 0o620,
    uid,
    gid,
    mtime: schedule.now,
    inode,
  });
}

/** The first terminal on which nothing runs. */
export function freeTerminal(processes: Iterable<Process>): string {
  const taken = new Set([...processes].map(({ tty }) => tty));
  let number = 0;
  while (taken.has(`pts/${number}`)) number += 1;
  return `pts/${number}`;
}

/** The variables that every shell of a user begins with, whoever logged it in. */
export function loginEnvironment(
  host: HostFacts,
  user: HostFacts['users'][number],
  cwd: string,
): Readonly<Record<string, string>> {
  return {
    SHELL: user.shell,
    PWD: cwd,
    LOGNAME: user.name,
    HOME: user.home,
    LANG: 'C.UTF-8',
    USER: user.name,
    SHLVL: '1',
    PATH: host.os === 'debian-12' ? (user.uid === 0 ? SYSTEM_PATH : DEBIAN_USER_PATH) : UBUNTU_PATH,
    HOSTNAME: host.hostname,
  };
}

/**
 * The variables of a login over ssh on a terminal, besides those of every login. `TERM` is what the clients of people send: programs
 * that draw find what they know, and nothing is coloured for it, because those that colour look first whether they print to a
 * terminal, and here what they print is collected.
 */
export function terminalEnvironment(kernel: Kernel, shell: Process): Readonly<Record<string, string>> {
  const { host, processes } = kernel.state;
  const [connection] = processes.get(shell.ppid)?.connections ?? [];
  const ubuntu = host.os !== 'debian-12';
  const session = {
    XDG_SESSION_TYPE: 'tty',
    ...(ubuntu ? { MOTD_SHOWN: 'pam', LESSCLOSE: '/usr/bin/lesspipe %s %s' } : {}),
    XDG_SESSION_CLASS: 'user',
    TERM: 'xterm-256color',
    ...(ubuntu ? { LESSOPEN: '| /usr/bin/lesspipe %s' } : {}),
    XDG_SESSION_ID: String(sessionNumber(shell.tty)),
    XDG_RUNTIME_DIR: `/run/user/${shell.uid}`,
    ...(ubuntu ? { XDG_DATA_DIRS: '/usr/local/share:/usr/share:/var/lib/snapd/desktop' } : {}),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=/run/user/${shell.uid}/bus`,
  };
  if (!connection) return session;
  const from = `${connection.peer.address} ${connection.peer.port}`;
  return {
    ...session,
    SSH_CLIENT: `${from} ${connection.port}`,
    SSH_CONNECTION: `${from} ${host.addresses.ipv4} ${connection.port}`,
    SSH_TTY: `/dev/${shell.tty}`,
  };
}
