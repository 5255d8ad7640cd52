/** Who is and was logged in: `who` of GNU coreutils, `w` of procps-ng and `last` of util-linux are views of this. */
import { hostDetails } from '../../host/host.ts';
import type { CommandContext } from '../command.ts';

export interface Login {
  readonly user: string;
  readonly line: string;
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Undefined while it lasts. */
  readonly until: number | undefined;
}

const MINUTE = 60_000;

/** Logins, newest first. The one that lasts is the one whose terminal still has a process. */
export function loginsOf(context: CommandContext): readonly Login[] {
  const { world } = context;
  const { login } = hostDetails(world.host);
  const line = 'pts/0';
  const stays = [...world.processes.values()].some(({ tty }) => tty === line);
  const first = world.host.bootedAt + 6 * MINUTE;
  return [
    { user: login.user, line, from: login.from, at: login.at, until: stays ? undefined : world.clock },
    { user: login.user, line, from: login.from, at: first, until: first + 73 * MINUTE },
  ];
}

/** Number of users who are logged in. */
export function loggedIn(context: CommandContext): number {
  return loginsOf(context).filter(({ until }) => until === undefined).length;
}
