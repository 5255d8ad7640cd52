/** Logging in: a terminal, the processes of the ssh server that belong to it, and the shell with its variables. */
import { digestOf } from '../files/digest.ts';
import { groupsOf } from '../host/accounts.ts';
import { type LoginPlace, loginProcesses } from '../host/base-processes.ts';
import type { Kernel } from '../kernel.ts';
import type { HostFacts, Process } from '../world.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Login extends Pick<LoginPlace, 'user' | 'cwd'> {
  /** The agent that logs in, by the pid of its process. */
  readonly startedFor: number | undefined;
}

/**
 * Logs a user in on the first terminal that is free; gives the process of the shell. The first login on the first terminal is the one
 * that was there when the trial began.
 */
export function logIn(kernel: Kernel, { user, cwd, startedFor }: Login): Process {
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
  return processes.get(shell.pid) ?? shell;
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

/** The variables that a shell has after a login over ssh. */
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
    PATH: user.uid === 0 ? `${PATH}${host.os === 'debian-12' ? '' : ':/snap/bin'}` : PATH,
    HOSTNAME: host.hostname,
  };
}
