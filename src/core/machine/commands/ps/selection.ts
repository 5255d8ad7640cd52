/** Which processes `ps` lists. */

import { groupsOf } from '../../host/accounts.ts';
import { processName, sessionOf } from '../../host/process-figures.ts';
import type { HostFacts, Process, World } from '../../world.ts';
import { PsProblem } from './problem.ts';

export type Matcher = (process: Process, world: World) => boolean;

/** What the options select; a list makes the defaults of the letters irrelevant. */
export interface Selection {
  /** `-e`, `-A`. */
  everything: boolean;
  /** `-a`: on a terminal and not the leader of a session. */
  onTerminals: boolean;
  /** `-d`: all but leaders of sessions. */
  notLeaders: boolean;
  /** `a` and `x` without a dash. */
  allUsers: boolean;
  withoutTerminal: boolean;
  thisTerminal: boolean;
  runningOnly: boolean;
  negate: boolean;
  readonly lists: Matcher[];
}

/** A selection of which no option has spoken. */
export function emptySelection(): Selection {
  return {
    everything: false,
    onTerminals: false,
    notLeaders: false,
    allUsers: false,
    withoutTerminal: false,
    thisTerminal: false,
    runningOnly: false,
    negate: false,
    lists: [],
  };
}

const split = (text: string): readonly string[] => text.split(/[ ,\t\n]+/);

function pidsIn(text: string): ReadonlySet<number> {
  return new Set(
    split(text).map((entry) => {
      if (!/^\d{1,9}$/.test(entry)) throw new PsProblem('process ID list syntax error');
      if (Number(entry) === 0) throw new PsProblem('process ID out of range');
      return Number(entry);
    }),
  );
}

/** Processes by pid. */
export function byPid(text: string): Matcher {
  const pids = pidsIn(text);
  return (process) => pids.has(process.pid);
}

/** Processes by the pid of their parent. */
export function byParent(text: string): Matcher {
  const pids = pidsIn(text);
  return (process) => pids.has(process.ppid);
}

/** Processes by session. */
export function bySession(text: string): Matcher {
  const sessions = pidsIn(text);
  return (process, world) => sessions.has(sessionOf(process, world));
}

/** Processes by session, or by group when names are given. */
export function bySessionOrGroup(text: string, host: HostFacts): Matcher {
  if (split(text).every((entry) => /^\d+$/.test(entry))) return bySession(text);
  try {
    return byGroup(text, host);
  } catch {
    throw new PsProblem('list of session leaders OR effective group IDs was invalid');
  }
}

/** Processes by the name of their program. */
export function byCommand(text: string): Matcher {
  const names = new Set(split(text).map((name) => name.slice(0, 15)));
  return (process) => names.has(processName(process));
}

/** Processes by user, given as name or number. */
export function byUser(text: string, host: HostFacts): Matcher {
  const uids = new Set(
    split(text).map((entry) => {
      if (/^\d+$/.test(entry)) return Number(entry);
      const user = host.users.find(({ name }) => name === entry);
      if (!user) throw new PsProblem('user name does not exist');
      return user.uid;
    }),
  );
  return (process) => uids.has(process.uid);
}

/** Processes by group, given as name or number. */
export function byGroup(text: string, host: HostFacts): Matcher {
  const groups = groupsOf(host);
  const gids = new Set(
    split(text).map((entry) => {
      if (/^\d+$/.test(entry)) return Number(entry);
      const group = groups.find(({ name }) => name === entry);
      if (!group) throw new PsProblem('group name does not exist');
      return group.gid;
    }),
  );
  return (process) => gids.has(host.users.find(({ uid }) => uid === process.uid)?.gid ?? process.uid);
}

/** Processes by terminal: `pts/0`, `/dev/pts/0`, `tty1`, `1`, or `-` and `?` for none. */
export function byTerminal(text: string, world: World): Matcher {
  const known = new Set(['?', ...[...world.processes.values()].map((process) => process.tty)]);
  const ttys = new Set(
    split(text).map((entry) => {
      const name = entry.replace(/^\/dev\//, '');
      if (name === '-' || name === '?') return '?';
      const fitting = [name, `tty${name}`, `pts/${name}`].find((candidate) => known.has(candidate));
      if (fitting === undefined) throw new PsProblem('TTY could not be found');
      return fitting;
    }),
  );
  return (process) => ttys.has(process.tty);
}

/** Whether a selection takes a process; `bsd` says whose defaults hold, `shell` whose terminal and user is meant. */
export function selects(selection: Selection, bsd: boolean, shell: Process, process: Process, world: World): boolean {
  const leads = sessionOf(process, world) === process.pid;
  const own = process.uid === shell.uid;
  const hasTerminal = process.tty !== '?';
  const simple =
    selection.everything ||
    (selection.onTerminals && hasTerminal && !leads) ||
    (selection.notLeaders && !leads) ||
    (selection.thisTerminal && process.tty === shell.tty) ||
    (selection.allUsers && (hasTerminal || selection.withoutTerminal)) ||
    (selection.withoutTerminal && own);
  const asked =
    selection.everything ||
    selection.onTerminals ||
    selection.notLeaders ||
    selection.thisTerminal ||
    selection.allUsers ||
    selection.withoutTerminal;
  const listed = selection.lists.some((matches) => matches(process, world));
  const fallback = own && (bsd ? hasTerminal : process.tty === shell.tty);
  const taken = listed || simple || (!asked && selection.lists.length === 0 && fallback);
  return (taken && (!selection.runningOnly || process.state === 'running')) !== selection.negate;
}
